"""Invoices for fiscal devices: what is registered, from the rows that were sealed."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from pos.invoices import selectors
from pos.invoices.labels import LABELS
from pos.invoices.models import Invoice, InvoiceItem
from pos.workspaces.models import Workspace
from printing import interface
from printing.interface import PrintingError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from pos.invoices.models import InvoiceTender
    from printing.interface import FiscalOriginal, FiscalRecord, FiscalSale

ZERO = Decimal(0)
EXCLUSIVE = "exclusive"


def is_fiscal(invoice: Invoice) -> bool:
    """Tell whether a fiscal device has to register it: not what is training, or costs nothing."""
    return invoice.kind != Invoice.Kind.TRAINING and bool(invoice.total)


def record(invoice: Invoice) -> FiscalRecord | None:
    """Return what a fiscal device told of an invoice; None where none was asked. One query."""
    return interface.fiscal_record(invoice.workspace_id, invoice.pk)


def build(workspace_id: UUID, invoice_id: UUID) -> FiscalSale:
    """Build what a fiscal device registers of an invoice: `settings.PRINTING_FISCAL_SOURCES`.

    Raises PrintingError `fiscal_original`, and `fiscal_original_waits` for a refund whose sale is
    not printed yet.
    """
    workspace = Workspace.objects.get(pk=workspace_id)
    invoice = selectors.by_id(invoice_id=invoice_id, workspace=workspace)
    if not is_fiscal(invoice):
        raise PrintingError("fiscal_amounts", reason=f"a {invoice.kind} over {invoice.total}")
    sold = invoice.original_invoice or invoice
    labels = LABELS.get(workspace.language, LABELS["en"])
    return interface.FiscalSale(
        request_id=invoice.pk,
        number=sold.number,
        lines=tuple(_lines(invoice, labels)),
        payments=tuple(_payment(tender) for tender in invoice.tenders.all()),
        total=abs(invoice.total),
        footer=tuple(_footer(invoice, labels)),
        tip_text=labels.get("tip", "Tip"),
        original=_original(sold) if invoice.is_refund else None,
    )


def _lines(
    invoice: Invoice, labels: dict[str, str]
) -> Iterator[interface.FiscalSaleLine | interface.FiscalSaleNote]:
    for item in invoice.invoice_items.all():
        if item.is_comp or item.is_void:
            why = labels.get("comp" if item.is_comp else "void", "comp" if item.is_comp else "void")
            text = f"{abs(item.quantity)} x {item.product_name}: {why}"
            yield interface.FiscalSaleNote(text=text)
        elif item.charged_total or item.unit_price_incl_tax:
            yield _line(item, listed=invoice.policy.get("price_mode") == EXCLUSIVE)
        else:
            yield interface.FiscalSaleNote(text=f"{abs(item.quantity)} x {item.product_name}")


def _line(item: InvoiceItem, *, listed: bool) -> interface.FiscalSaleLine:
    """Write a line; `listed`: its unit price is without tax, and devices want it with tax."""
    quantity, price = abs(item.quantity), item.unit_price_incl_tax
    if listed:
        quantity, price = _with_tax(quantity, abs(item.total))
    # A refund mirrors the sale: amounts of a device are above zero, so those of the other sign stay
    # below it and are refused.
    sign = -1 if item.quantity < 0 else 1
    return interface.FiscalSaleLine(
        text=item.product_name,
        quantity=quantity,
        unit_price=price,
        amount=sign * item.charged_total,
        tax=_tax(item),
        notes=tuple(f"+ {one.name}" for one in item.invoice_item_modifiers.all()),
    )


def _with_tax(quantity: Decimal, gross: Decimal) -> tuple[Decimal, Decimal]:
    """Return quantity and price with tax, where that is whole cents; else one piece of it all."""
    price = (gross / quantity).quantize(Decimal("0.01"))
    return (quantity, price) if price * quantity == gross else (Decimal(1), gross)


def _tax(item: InvoiceItem) -> str:
    """Name the taxes of a line as the set-up of a device does."""
    taxes = [share["tax"] for share in item.taxes]
    if not taxes:
        return interface.tax_name([item.tax_rate])
    rates = [Decimal(tax["rate"]) for tax in taxes if tax.get("kind") != "fixed"]
    return interface.tax_name(rates, fixed=len(rates) < len(taxes))


def _payment(tender: InvoiceTender) -> interface.FiscalSalePayment:
    return interface.FiscalSalePayment(
        kind=tender.kind,
        amount=abs(tender.amount - tender.tip),
        tip=abs(tender.tip),
        change=tender.change,
        rounding=tender.rounding,
    )


def _footer(invoice: Invoice, labels: dict[str, str]) -> Iterator[str]:
    if invoice.rounding:
        yield f"{labels.get('rounding', 'Rounding')} {invoice.rounding}"
    if invoice.refund_reason:
        yield invoice.refund_reason


def _original(sold: Invoice) -> FiscalOriginal:
    """Return the receipt that a refund takes back, as its device told it."""
    found = record(sold)
    if found is None:
        raise _missing(sold, "it was not printed by a fiscal device")
    if found.waits:
        raise PrintingError(
            "fiscal_original_waits", number=sold.number, printer_id=str(found.printer_id)
        )
    if not found.is_printed:
        raise _missing(sold, "it was cancelled")
    if not (found.number and found.at and found.memory):
        raise _missing(sold, "its number is not known")
    # Only the whole of an invoice is cancelled, and nothing else is given back of it.
    return interface.FiscalOriginal(
        number=found.number, at=found.at, memory=found.memory, mistake=sold.cancelled
    )


def _missing(sold: Invoice, reason: str) -> PrintingError:
    return PrintingError("fiscal_original", number=sold.number, reason=reason)
