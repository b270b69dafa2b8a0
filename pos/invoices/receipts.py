"""Invoices on paper. With `fiscal`, all of `pos.invoices` that speaks to `printing`."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from pos.invoices import fiscal, selectors
from pos.invoices.labels import LABELS
from pos.ledger.models import SealedDocument
from pos.workspaces.models import Workspace
from printing import interface
from printing.interface import Printed, PrintingError, warning_sentence

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pos.database import Batch
    from pos.invoices.models import Invoice, InvoiceItem, InvoiceTender
    from printing.interface import NewJob, Slip

__all__ = [
    "Printed",
    "PrintingError",
    "build",
    "picture",
    "print_invoice",
    "queue",
    "slip",
    "text",
    "warning_sentence",
]

ZERO = Decimal(0)
COMMA_LANGUAGES = frozenset({"de", "lv"})
RIGHT_TO_LEFT = frozenset({"ar"})


def queue(batch: Batch, invoice: Invoice, *, outlet_id: UUID) -> None:
    """Add to a batch that an invoice is to be printed: once, however often it is asked."""
    statement, values = interface.queued(_job(invoice, outlet_id))
    batch.add(statement, values)


def print_invoice(invoice: Invoice, *, printer: str | None, seconds: float) -> Printed:
    """Print an invoice that is not on paper yet, and wait so long for what becomes of it.

    On a printer of its workspace, by name, or where its routes say. Not to be called inside a
    transaction. Raises PrintingError; `already_queued` where it was printed or is in doubt: a
    second one is a copy (`reprint_slip`), or a person's decision.
    """
    job = _job(invoice, invoice.register.outlet_id)
    if printer is not None:
        job = interface.addressed(job, printer)
    return interface.print_once(job, seconds=seconds)


def wait(job_id: UUID, *, workspace_id: UUID, seconds: float) -> Printed:
    """Print a job and wait so long for what becomes of it. Raises PrintingError."""
    return interface.wait_for(job_id, workspace_id=workspace_id, seconds=seconds)


def _job(invoice: Invoice, outlet_id: UUID) -> NewJob:
    return interface.NewJob(
        workspace_id=invoice.workspace_id,
        key=f"invoice:{invoice.pk}",
        purpose="receipt",
        reference=f"Invoice {invoice.number}",
        source="invoice",
        source_id=invoice.pk,
        register_id=invoice.register_id,
        outlet_id=outlet_id,
        may_be_fiscal=fiscal.is_fiscal(invoice),
    )


def queue_copy(invoice: Invoice, copy_id: UUID, number: int, *, printer: UUID | str | None) -> UUID:
    """Queue a copy in the transaction that seals it; return the job's id.

    Raises PrintingError `unknown_printer`, or `no_printer`.
    """
    job = replace(
        _job(invoice, invoice.register.outlet_id),
        key=f"copy:{copy_id}",
        may_be_fiscal=False,
        reference=f"Copy {number} of invoice {invoice.number}",
        source="copy",
        source_id=copy_id,
        copy_of=interface.job_id(invoice.workspace_id, f"invoice:{invoice.pk}"),
    )
    if printer is not None:
        job = interface.addressed(job, printer)
    return interface.put(job)


def was_queued(invoice: Invoice) -> bool:
    """Tell whether an invoice was to be printed before."""
    return interface.job_id(invoice.workspace_id, f"invoice:{invoice.pk}") is not None


def queue_first(invoice: Invoice, *, printer: UUID | None) -> UUID:
    """Queue an invoice in the transaction that runs; return the job's id. Raises PrintingError."""
    job = _job(invoice, invoice.register.outlet_id)
    if printer is not None:
        job = interface.addressed(job, printer)
    return interface.put(job)


def build_copy(workspace_id: UUID, copy_id: UUID) -> Slip:
    """Build a copy for the spool: the invoice as it was printed, marked, with the copy's number."""
    made = SealedDocument.objects.get(workspace_id=workspace_id, subject_id=copy_id, kind="copy")
    workspace = Workspace.objects.get(pk=workspace_id)
    document = json.loads(made.content)["document"]
    invoice_id = UUID(document["original"]["id"])
    return slip(selectors.by_id(invoice_id=invoice_id, workspace=workspace), copy=document["copy"])


def build(workspace_id: UUID, invoice_id: UUID) -> Slip:
    """Build the receipt of an invoice for the spool: `settings.PRINTING_SOURCES`."""
    workspace = Workspace.objects.get(pk=workspace_id)
    return slip(selectors.by_id(invoice_id=invoice_id, workspace=workspace))


def picture(invoice: Invoice, *, columns: int, dots: int | None = None) -> bytes:
    """Draw an invoice as it prints: a PNG.

    `columns` are the characters of a line, `dots` the width of the paper, the usual one unless
    told. All forms raise PrintingError where they do not go together or the slip is too long.
    """
    return interface.preview_png(slip(invoice), columns, dots)


def drawing(invoice: Invoice, *, columns: int, dots: int | None = None) -> bytes:
    """Draw an invoice as `picture` does: an SVG document in UTF-8."""
    return interface.preview_svg(slip(invoice), columns, dots).encode()


def page(invoice: Invoice, *, columns: int, dots: int | None = None) -> bytes:
    """Write an invoice as an HTML document in UTF-8, to be read in a browser or sent by mail."""
    language = invoice.workspace.language
    return interface.preview_html(slip(invoice), columns, dots, language=language).encode()


def plain_text(invoice: Invoice, *, columns: int, dots: int | None = None) -> bytes:
    """Write an invoice as `text` does, in UTF-8."""
    return text(invoice, columns=columns, dots=dots).encode()


def escpos(invoice: Invoice, *, columns: int, dots: int | None = None) -> bytes:
    """Return the bytes of an invoice for a printer of that width with the usual pages."""
    return interface.render_bytes(slip(invoice), interface.profile_for(columns, dots))


def text(invoice: Invoice, *, columns: int, dots: int | None = None) -> str:
    """Write an invoice as it prints at that many columns, without its symbols."""
    return interface.preview_text(slip(invoice), columns, dots)


def slip(invoice: Invoice, *, copy: int = 0) -> Slip:
    """Build the receipt of an invoice, in the language of its workspace; `copy`: which one it is.

    Reads what `selectors.with_lines()` has fetched, and the workspace's template: one query.
    """
    template = interface.slip_template(workspace_id=invoice.workspace_id, kind="receipt")
    return interface.sale_slip(_document(invoice, copy), template)


def _document(invoice: Invoice, copy: int) -> interface.SaleDocument:
    workspace = invoice.workspace
    items = list(invoice.invoice_items.all())
    tenders = list(invoice.tenders.all())
    tip = invoice.tip_amount or ZERO
    charged = sum((item.total_incl_discount for item in items if _is_charged(item)), ZERO)
    return interface.SaleDocument(
        number=str(invoice.number),
        date=f"{invoice.created_at.astimezone(workspace.zone):%Y-%m-%d %H:%M}",
        header=tuple(_header(invoice)),
        register=invoice.register.name,
        cashier=invoice.user.name,
        meta=tuple(_customer(invoice)),
        lines=tuple(_line(item) for item in items),
        # Prices include tax, so what a guest adds up is gross; the tip is paid on top of it.
        subtotal=charged if _explains(charged, invoice.total) else None,
        discount=charged - invoice.total if _explains(charged, invoice.total) else ZERO,
        tip=tip,
        total=invoice.total + tip,
        taxes=tuple(_taxes(invoice)),
        tenders=tuple(_tender(tender) for tender in tenders),
        change=sum((tender.change for tender in tenders), ZERO),
        refund=invoice.is_refund,
        original_number=str(invoice.original_invoice.number) if invoice.original_invoice else "",
        cancelled=invoice.cancelled,
        copy=copy,
        footer=tuple(workspace.receipt_footer.splitlines()),
        qr=qr_text(invoice),
        qr_caption=str(invoice.pk),
        money=_money(workspace),
        labels=LABELS.get(workspace.language, {}),
        direction=_direction(workspace),
    )


def qr_text(invoice: Invoice) -> str:
    """Return what the QR code holds, so that a copy on paper leads back to its row.

    Register, number, time (UTC), total, currency and id, separated by semicolons.
    """
    return ";".join(
        (
            invoice.register.name,
            str(invoice.number),
            f"{invoice.created_at:%Y-%m-%dT%H:%M:%SZ}",
            str(invoice.total),
            invoice.workspace.currency,
            str(invoice.pk),
        )
    )


def _header(invoice: Invoice) -> Iterable[str]:
    workspace, outlet = invoice.workspace, invoice.register.outlet
    yield outlet.name
    if workspace.legal_name:
        yield workspace.legal_name
    place = " ".join(part for part in (outlet.postal_code, outlet.city) if part)
    yield from (part for part in (outlet.address1, outlet.address2, place) if part)
    if workspace.tax_number:
        yield workspace.tax_number


def _customer(invoice: Invoice) -> Iterable[tuple[str, str]]:
    if invoice.customer is not None:
        labels = LABELS.get(invoice.workspace.language, LABELS["en"])
        yield labels["customer"], str(invoice.customer)


def _is_charged(item: InvoiceItem) -> bool:
    return not (item.is_comp or item.is_void)


def _explains(charged: Decimal, total: Decimal) -> bool:
    """Tell whether the lines lead to the total by a discount; imported sales may not say how."""
    return abs(charged) >= abs(total) and charged * total >= 0


def _line(item: InvoiceItem) -> interface.Line:
    """Write an item so that the amounts printed below each other add up to what is charged.

    Its price holds its modifiers', which are printed on lines of their own and so taken out of the
    item's; a void or complimentary item is printed with nothing to pay.
    """
    charged = _is_charged(item)
    chosen = list(item.invoice_item_modifiers.all())
    extras = [_times(modifier.price, item) if charged else ZERO for modifier in chosen]
    return interface.Line(
        name=item.product_name,
        quantity=item.quantity,
        unit_price=item.unit_price_incl_tax - sum((one.price for one in chosen), ZERO),
        total=item.total - sum(extras, ZERO) if charged else ZERO,
        discount=item.total - item.total_incl_discount if charged else ZERO,
        modifiers=tuple(
            interface.Modifier(modifier.name, extra)
            for modifier, extra in zip(chosen, extras, strict=True)
        ),
        notes=(item.comp_void_reason,) if item.comp_void_reason else (),
        comp=item.is_comp,
        void=item.is_void,
    )


def _times(price: Decimal, item: InvoiceItem) -> Decimal:
    amount: Decimal = price * item.quantity
    return amount.quantize(item.total, ROUND_HALF_UP)


def _taxes(invoice: Invoice) -> Iterable[interface.TaxRow]:
    for row in invoice.taxes.all():
        percent = f"{(row.rate * 100).normalize():f} %"
        label = f"{row.label} {percent}" if row.label else percent
        yield interface.TaxRow(label=label, net=row.net, tax=row.tax, gross=row.gross)


def _tender(tender: InvoiceTender) -> interface.Tender:
    # What was handed over: the change is printed on a line of its own.
    return interface.Tender(name=tender.name, amount=tender.amount + tender.change)


def _money(workspace: Workspace) -> interface.Money:
    comma = workspace.language in COMMA_LANGUAGES
    return interface.Money(point="," if comma else ".", currency=workspace.currency)


def _direction(workspace: Workspace) -> interface.Direction:
    rtl = workspace.language in RIGHT_TO_LEFT
    return interface.Direction.RTL if rtl else interface.Direction.LTR
