"""Reads of kitchen tickets that commands and pages share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pos.kitchen.models import Ticket

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet


def tickets_of(*, workspace_id: UUID, order_id: UUID) -> QuerySet[Ticket]:
    """List the tickets of an order, the first one first, with their reprints."""
    mine = Ticket.objects.filter(workspace_id=workspace_id, order_id=order_id)
    return mine.prefetch_related("reprints").order_by("number")
