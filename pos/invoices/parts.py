"""An invoice about to be issued, with all its parts, and the statements that write and seal it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any
from uuid import UUID

from pos.events import services as events
from pos.invoices import receipts
from pos.invoices.documents import document
from pos.ledger import services as ledger
from pos.workspaces.fields import ScaledDecimalField

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import Model

    from pos.database import Batch
    from pos.invoices.models import (
        Invoice,
        InvoiceItem,
        InvoiceItemModifier,
        InvoiceTax,
        InvoiceTender,
    )

ZERO = Decimal("0.00")
COUNT_INVOICE = """
update registers_register set invoices_count = invoices_count + 1
where workspace_id = %s and id = %s
"""


@dataclass(slots=True, kw_only=True)
class Parts:
    """One invoice and everything that belongs to it, unsaved and unnumbered.

    The plain members (`register`, `outlet`, `user`: id and name; `original`: id and number) are what
    the sealed document says of other rows.
    """

    invoice: Invoice
    items: list[InvoiceItem]
    modifiers: dict[UUID, list[InvoiceItemModifier]]
    taxes: list[InvoiceTax]
    tenders: list[InvoiceTender]
    currency: str
    register: dict[str, str]
    outlet: dict[str, str]
    user: dict[str, str]
    original: dict[str, Any] | None = None
    cancellation: bool = False


def issue(batch: Batch, parts: Parts) -> None:
    """Issue an invoice: lock its series and number it now, add the rest to the batch.

    To be called last in a transaction: until it ends, no other invoice of the series gets a number.
    """
    invoice = parts.invoice
    _pad(parts)
    head = ledger.lock_series(
        workspace_id=invoice.workspace_id, register_id=invoice.register_id, kind=invoice.kind
    )
    invoice.number = head.number
    sealed = seal(head, parts)
    batch.create([invoice]).create(parts.items)
    batch.create([one for chosen in parts.modifiers.values() for one in chosen])
    batch.create(parts.taxes).create(parts.tenders)
    for statement, values in ledger.statements(sealed):
        batch.add(statement, values)
    batch.add(COUNT_INVOICE, (invoice.workspace_id, invoice.register_id))
    events.record(
        batch,
        workspace_id=invoice.workspace_id,
        type="invoice.issued",
        subject=("invoices", invoice.pk),
        data={"number": invoice.number, "kind": invoice.kind, "total": str(invoice.total)},
        at=invoice.created_at,
    )
    receipts.queue(batch, invoice, outlet_id=UUID(parts.outlet["id"]))


def seal(head: ledger.Head, parts: Parts) -> ledger.Sealed:
    """Put an invoice on the head of its series. Writes nothing."""
    invoice = parts.invoice
    return ledger.seal(
        head,
        subject_id=invoice.pk,
        original_id=invoice.original_invoice_id,
        issued_at=invoice.created_at,
        business_date=invoice.business_date,
        document=document(parts),
        movements=_movements(parts),
    )


def _movements(parts: Parts) -> ledger.Movements:
    return ledger.Movements(
        gross=parts.invoice.total,
        taxes={f"{tax.rate:.6f}/{tax.label}": (tax.net, tax.tax, tax.gross) for tax in parts.taxes},
        tenders=_by_kind(parts.tenders),
    )


def _by_kind(tenders: list[InvoiceTender]) -> dict[str, Decimal]:
    totals: dict[str, Decimal] = {}
    for tender in tenders:
        totals[tender.kind] = totals.get(tender.kind, ZERO) + tender.amount + tender.rounding
    return totals


def _pad(parts: Parts) -> None:
    """Write amounts with the digits that the columns will keep, so that both say the same."""
    chosen = [one for modifiers in parts.modifiers.values() for one in modifiers]
    for row in (parts.invoice, *parts.items, *chosen, *parts.taxes, *parts.tenders):
        for name, pad in _amounts_of(type(row)):
            setattr(row, name, pad(getattr(row, name)))


@cache
def _amounts_of(model: type[Model]) -> list[tuple[str, Callable[[Any], Any]]]:
    return [
        (field.attname, field.to_python)
        for field in model._meta.concrete_fields
        if isinstance(field, ScaledDecimalField)
    ]
