"""Reads of invoices that commands and the back office share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pos.invoices.models import Invoice

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet

    from pos.workspaces.models import Workspace


def with_lines() -> QuerySet[Any]:
    """Return invoices with everything a receipt shows, in a constant number of queries."""
    return Invoice.objects.select_related(
        "workspace", "register__outlet", "user", "original_invoice", "customer"
    ).prefetch_related("invoice_items__invoice_item_modifiers", "taxes", "tenders")


def by_id(*, invoice_id: UUID, workspace: Workspace | None = None) -> Invoice:
    """Return an invoice with its lines. Raises Invoice.DoesNotExist.

    Without a workspace it is looked for in all of them, which only an operator on the machine may.
    """
    found = with_lines().filter(pk=invoice_id)
    invoice: Invoice = (found.filter(workspace=workspace) if workspace else found).get()
    return invoice


def latest(*, workspace: Workspace) -> Invoice:
    """Return the newest invoice of a workspace with its lines. Raises Invoice.DoesNotExist."""
    invoice: Invoice = with_lines().filter(workspace=workspace).latest("created_at", "id")
    return invoice
