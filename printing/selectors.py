"""Reads that the back office and the builders of slips share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from printing.models import Template

if TYPE_CHECKING:
    from uuid import UUID

    from printing.markup.forms import SlipTemplate


def slip_template(*, workspace_id: UUID, kind: str) -> SlipTemplate | None:
    """Return what a workspace wants its slips of a kind to look like; None for the default.

    One query, for where slips are rendered: the transaction of a sale has no need of it.
    """
    found = Template.objects.filter(workspace_id=workspace_id, kind=kind).first()
    return found.template() if found else None
