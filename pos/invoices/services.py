"""Gives money back: refunds and cancellations, each an invoice of its own that names its original."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from pos import money
from pos.database import Batch, transactional
from pos.invoices.errors import InvoiceError
from pos.invoices.models import (
    Invoice,
    InvoiceItem,
    InvoiceItemModifier,
    InvoiceTax,
)
from pos.invoices.originals import AMOUNTS, Original, lock
from pos.invoices.parts import Parts, issue
from pos.invoices.pay_back import PayBack, tenders
from pos.workspaces.business_day import business_date
from pos.workspaces.fields import now, uuid7

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence
    from uuid import UUID

ZERO = Decimal("0.00")
# Stands for the quantity of a line that is still there.
WHOLE = Decimal("Infinity")


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundDraft:
    """What is to be given back of an invoice.

    quantities: by the id of its lines, above zero; None for everything that is left.
    tip: what is given back of the tip.
    places: where each line was named, for errors.
    register_id: where it is given back; None for the register of the sale.
    """

    invoice_id: UUID
    reason: str
    quantities: Mapping[UUID, Decimal] | None = None
    tip: Decimal = ZERO
    pay_back: PayBack | None = None
    register_id: UUID | None = None
    places: Mapping[UUID, tuple[str | int, ...]] = field(default_factory=dict)


@transactional
def refund(
    *, workspace_id: UUID, draft: RefundDraft, user_id: UUID, at: dt.datetime | None = None
) -> Invoice:
    """Refund an invoice, whole or in part, never more than was sold. Raises InvoiceError.

    Refunds of one invoice wait for each other on its row.
    """
    if not draft.reason.strip():
        raise InvoiceError("blank", ("refund_reason",))
    original = lock(
        workspace_id=workspace_id,
        invoice_id=draft.invoice_id,
        user_id=user_id,
        register_id=draft.register_id,
    )
    _check_refundable(original)
    parts = _counter(original, draft, at or now())
    batch = Batch()
    issue(batch, parts)
    batch.send()
    return parts.invoice


@transactional
def cancel(
    *,
    workspace_id: UUID,
    invoice_id: UUID,
    reason: str,
    user_id: UUID,
    at: dt.datetime | None = None,
) -> Invoice:
    """Cancel an invoice: mark it, and issue the counter-invoice that takes all of it back.

    Returns the counter-invoice. Raises InvoiceError: `cancelled_already`, or `refunded_already`
    where something was given back before: what is left can be refunded then.
    """
    if not reason.strip():
        raise InvoiceError("blank", ("cancel_reason",))
    original = lock(workspace_id=workspace_id, invoice_id=invoice_id, user_id=user_id)
    _check_refundable(original)
    if original.refunds:
        raise InvoiceError("refunded_already", number=original.refunds[0].number)
    draft = RefundDraft(invoice_id=invoice_id, reason=reason, tip=original.tip_left)
    parts = _counter(original, draft, at or now(), cancellation=True)
    invoice = original.invoice
    invoice.cancelled, invoice.cancel_reason = True, reason
    batch = Batch().update(invoice, "cancelled", "cancel_reason", "updated_at")
    issue(batch, parts)
    batch.send()
    return parts.invoice


def _check_refundable(original: Original) -> None:
    invoice = original.invoice
    if invoice.kind != Invoice.Kind.SALE:
        raise InvoiceError("not_refundable", why=invoice.kind)
    if invoice.cancelled:
        raise InvoiceError("cancelled_already", number=invoice.number)


def _counter(
    original: Original, draft: RefundDraft, at: dt.datetime, *, cancellation: bool = False
) -> Parts:
    """Make the invoice that mirrors an original, with all its parts. Saves nothing."""
    sold = original.invoice
    workspace = original.workspace
    amounts = _amounts(original, draft)
    starts_at = workspace.business_day_starts_at
    invoice = Invoice(
        workspace=workspace,
        created_at=at,
        register=original.register,
        user_id=original.user_id,
        original_invoice_id=sold.pk,
        promo_code_id=sold.promo_code_id,
        revenue_center_id=sold.revenue_center_id,
        customer_id=sold.customer_id,
        kind=Invoice.Kind.REFUND,
        business_date=business_date(at, zone=workspace.zone, starts_at=starts_at),
        refund_reason=draft.reason,
        policy=sold.policy,
    )
    items = [
        _mirror(invoice, item, amounts[str(item.pk)])
        for item in original.items
        if str(item.pk) in amounts
    ]
    _add_up(invoice, items, draft.tip)
    if not items and not draft.tip and not cancellation:
        raise InvoiceError("nothing_left")
    paid_back = tenders(invoice, original, way=draft.pay_back, tip=draft.tip)
    invoice.rounding = sum((tender.rounding for tender in paid_back), ZERO)
    return Parts(
        invoice=invoice,
        items=items,
        modifiers={item.pk: _modifiers(item, original) for item in items},
        taxes=_taxes(invoice, items),
        tenders=paid_back,
        currency=workspace.currency,
        register={"id": str(original.register.pk), "name": original.register.name},
        outlet={"id": str(original.outlet.pk), "name": original.outlet.name},
        user={"id": str(original.user_id), "name": original.user_name},
        original={"invoice_id": str(sold.pk), "number": sold.number},
        cancellation=cancellation,
    )


Amounts = dict[str, money.RefundedLine]


def _amounts(original: Original, draft: RefundDraft) -> dict[str, Amounts]:
    """Compute what each named line gives back: line id -> which amount -> the refunded line."""
    wanted = None
    if draft.quantities is not None:
        known = {item.pk for item in original.refundable()}
        for key in draft.quantities:
            if key not in known:
                raise InvoiceError("not_found", draft.places.get(key, ()), what="invoice_item")
        left = {
            line.key: line.quantity - line.refunded_quantity for line in original.sold("charged")
        }
        wanted = {
            str(key): left[str(key)] if quantity == WHOLE else quantity
            for key, quantity in draft.quantities.items()
        }
    if draft.tip > original.tip_left:
        raise InvoiceError("tip_exceeds", ("tip_amount",), left=original.tip_left, given=draft.tip)
    found: dict[str, Amounts] = {}
    for which in AMOUNTS:
        for line in _refunded(original.sold(which), wanted, original.policy, draft):
            if line.quantity:
                found.setdefault(line.key, {})[which] = line
    return found


def _refunded(
    sold: Sequence[money.SoldLine],
    wanted: Mapping[str, Decimal] | None,
    policy: money.Policy,
    draft: RefundDraft,
) -> list[money.RefundedLine]:
    try:
        return money.refund(sold, wanted, policy=policy)
    except money.MoneyError as error:
        places = {str(key): place for key, place in draft.places.items()}
        at = places.get(str(error.data.get("key", "")), ("invoice_items",))
        raise InvoiceError("exceeds", at, **error.data) from error


def _mirror(invoice: Invoice, sold: InvoiceItem, lines: Amounts) -> InvoiceItem:
    item = InvoiceItem(
        id=uuid7(),
        workspace_id=invoice.workspace_id,
        created_at=invoice.created_at,
        invoice=invoice,
        position=sold.position,
        product_id=sold.product_id,
        product_variant_id=sold.product_variant_id,
        revenue_center_id=sold.revenue_center_id,
        product_name=sold.product_name,
        unit_price_incl_tax=sold.unit_price_incl_tax,
        quantity=-lines["charged"].quantity,
        tax_rate=sold.tax_rate,
        discount=sold.discount,
        original_item_id=sold.pk,
        taxes=[
            {"tax": share.tax.as_dict(), "base": str(share.base), "amount": str(share.amount)}
            for share in lines["charged"].taxes
        ],
    )
    for which, names in AMOUNTS.items():
        back = lines[which].amounts
        for name, value in zip(names, (back.net, back.tax, back.gross), strict=True):
            setattr(item, name, value)
    item.discount_amount = item.total - item.total_incl_discount
    return item


def _add_up(invoice: Invoice, items: Sequence[InvoiceItem], tip: Decimal) -> None:
    invoice.subtotal = sum((item.charged_subtotal for item in items), ZERO)
    invoice.tax = sum((item.charged_tax for item in items), ZERO)
    invoice.total = invoice.subtotal + invoice.tax
    off_items = sum((item.discount_amount or ZERO for item in items), ZERO)
    off_bill = sum((item.total_incl_discount - item.charged_total for item in items), ZERO)
    invoice.item_discount_amount = off_items
    invoice.discount = off_bill
    invoice.discount_amount = off_items + off_bill
    invoice.tip_amount = -tip


def _modifiers(item: InvoiceItem, original: Original) -> list[InvoiceItemModifier]:
    return [
        InvoiceItemModifier(
            workspace_id=item.workspace_id,
            created_at=item.created_at,
            invoice_item=item,
            position=sold.position,
            modifier_id=sold.modifier_id,
            name=sold.name,
            price=sold.price,
        )
        for sold in original.modifiers.get(item.original_item_id or uuid7(), [])
    ]


def _taxes(invoice: Invoice, items: Sequence[InvoiceItem]) -> list[InvoiceTax]:
    """Add up the taxes of the lines by rate and label, as the sale printed them."""
    found: dict[tuple[Decimal, str], list[Decimal]] = {}
    for item in items:
        for share in item.taxes:
            tax = money.Tax.from_dict(share["tax"])
            known = found.setdefault((tax.rate, tax.label), [ZERO, ZERO])
            known[0] += Decimal(share["base"])
            known[1] += Decimal(share["amount"])
    return [
        InvoiceTax(
            workspace_id=invoice.workspace_id,
            created_at=invoice.created_at,
            invoice=invoice,
            rate=rate,
            label=label,
            net=net,
            tax=tax,
            gross=net + tax,
        )
        for (rate, label), (net, tax) in sorted(found.items(), key=_highest_first)
    ]


def _highest_first(one: tuple[tuple[Decimal, str], Any]) -> tuple[Decimal, str]:
    (rate, label), _ = one
    return -rate, label
