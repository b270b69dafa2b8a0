"""Reads invoices with all their parts back from the database, as they were when they were sealed."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, TypeVar

from pos.database import Batch, rows_of
from pos.invoices.models import (
    Invoice,
    InvoiceItem,
    InvoiceItemModifier,
    InvoiceTax,
    InvoiceTender,
)
from pos.invoices.parts import Parts

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from uuid import UUID

Part = TypeVar("Part", InvoiceItem, InvoiceTax, InvoiceTender)

BY_ID = "t.workspace_id = %s and t.id = any(%s)"
BY_INVOICE = "t.workspace_id = %s and t.invoice_id = any(%s)"
MODIFIERS = """
t.workspace_id = %s and t.invoice_item_id in (
    select i.id from invoices_invoiceitem i where i.workspace_id = %s and i.invoice_id = any(%s))
"""
NAMES = """
select i.id, w.currency, r.name, o.id, o.name, u.name, s.number
from invoices_invoice i
join workspaces_workspace w on w.id = i.workspace_id
join registers_register r on r.workspace_id = i.workspace_id and r.id = i.register_id
join registers_outlet o on o.workspace_id = i.workspace_id and o.id = r.outlet_id
join users_user u on u.id = i.user_id
left join invoices_invoice s on s.workspace_id = i.workspace_id and s.id = i.original_invoice_id
where i.workspace_id = %s and i.id = any(%s)
"""


def stored_parts(*, workspace_id: UUID, ids: Sequence[UUID]) -> list[Parts]:
    """Read invoices by id, in the order of the ids; one that is not there is left out.

    Names of people and places are those of today.
    """
    own = (workspace_id, list(ids))
    batch = Batch().read(Invoice, BY_ID, own)
    batch.read(InvoiceItem, BY_INVOICE, own, "order by t.invoice_id, t.position")
    batch.read(InvoiceItemModifier, MODIFIERS, (workspace_id, *own), "order by t.position")
    batch.read(InvoiceTax, BY_INVOICE, own, "order by t.invoice_id, t.rate desc, t.label")
    batch.read(InvoiceTender, BY_INVOICE, own, "order by t.invoice_id, t.position")
    batch.ask(NAMES, own)
    invoices, items, chosen, taxes, tenders, names = batch.send()
    modifiers: dict[UUID, list[InvoiceItemModifier]] = defaultdict(list)
    for modifier in rows_of(InvoiceItemModifier, chosen):
        modifiers[modifier.invoice_item_id].append(modifier)
    of_items = _grouped(rows_of(InvoiceItem, items))
    of_taxes = _grouped(rows_of(InvoiceTax, taxes))
    of_tenders = _grouped(rows_of(InvoiceTender, tenders))
    known = {row[0]: row for row in names}
    found = {
        invoice.pk: _parts(
            invoice,
            known[invoice.pk],
            of_items.get(invoice.pk, []),
            of_taxes.get(invoice.pk, []),
            of_tenders.get(invoice.pk, []),
            modifiers,
        )
        for invoice in rows_of(Invoice, invoices)
    }
    return [found[key] for key in ids if key in found]


def _parts(
    invoice: Invoice,
    names: Any,
    items: list[InvoiceItem],
    taxes: list[InvoiceTax],
    tenders: list[InvoiceTender],
    modifiers: dict[UUID, list[InvoiceItemModifier]],
) -> Parts:
    _, currency, register, outlet_id, outlet, user, original = names
    return Parts(
        invoice=invoice,
        items=items,
        modifiers={item.pk: modifiers[item.pk] for item in items if item.pk in modifiers},
        taxes=taxes,
        tenders=tenders,
        currency=currency,
        register={"id": str(invoice.register_id), "name": register},
        outlet={"id": str(outlet_id), "name": outlet},
        user={"id": str(invoice.user_id), "name": user},
        original=(
            {"invoice_id": str(invoice.original_invoice_id), "number": original}
            if invoice.original_invoice_id
            else None
        ),
    )


def _grouped(rows: Iterable[Part]) -> dict[UUID, list[Part]]:
    found: dict[UUID, list[Part]] = defaultdict(list)
    for row in rows:
        found[row.invoice_id].append(row)
    return found
