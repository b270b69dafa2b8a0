"""What a route may be narrowed to: registers, outlets and product types, by name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pos.products.models import ProductType
from pos.registers.models import Outlet, Register

if TYPE_CHECKING:
    from collections.abc import Collection
    from uuid import UUID

    from printing.scope import Noun, Places

NOUNS: dict[Noun, Any] = {"register": Register, "outlet": Outlet, "category": ProductType}


def route_places(workspace_ids: Collection[UUID]) -> Places:
    """Answer `printing.scope`: the rows of these workspaces, by noun and id, in order of name."""
    return {noun: _rows(model, workspace_ids) for noun, model in NOUNS.items()}


def _rows(model: Any, workspace_ids: Collection[UUID]) -> dict[UUID, tuple[UUID, str]]:
    mine = model.objects.filter(workspace_id__in=workspace_ids).order_by("name", "id")
    return {
        key: (owner, name) for key, owner, name in mine.values_list("id", "workspace_id", "name")
    }
