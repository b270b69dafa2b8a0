"""From a paid order to its invoice."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from pos.invoices.models import (
    Invoice,
    InvoiceItem,
    InvoiceItemModifier,
    InvoiceTax,
    InvoiceTender,
)
from pos.invoices.parts import Parts
from pos.orders.pricing import taxes_of
from pos.workspaces.fields import uuid7

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence
    from uuid import UUID

    from pos import money
    from pos.orders.models import OrderItem
    from pos.orders.sheets import Sheet
    from pos.registers.models import Outlet, Register

ZERO = Decimal("0.00")


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """Money that was taken for a sale. `amount` is without the tip."""

    kind: str
    name: str
    amount: Decimal
    tip: Decimal = ZERO
    rounding: Decimal = ZERO
    change: Decimal = ZERO
    room_number: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Seller:
    """Where and by whom a sale is made."""

    register: Register
    outlet: Outlet
    user_id: UUID
    user_name: str


def invoice_of(
    sheet: Sheet,
    priced: money.Priced,
    *,
    seller: Seller,
    taken: Sequence[Taken],
    at: dt.datetime,
    business_date: dt.date,
) -> Parts:
    """Make the invoice of an order that is paid, with all its parts. Saves nothing."""
    order, register, outlet = sheet.order, seller.register, seller.outlet
    tip = sum((one.tip for one in taken), ZERO)
    invoice = Invoice(
        workspace=sheet.workspace,
        created_at=at,
        register=register,
        user_id=seller.user_id,
        order=order,
        promo_code_id=order.promo_code_id,
        revenue_center_id=order.revenue_center_id,
        customer_id=order.customer_id,
        kind=Invoice.Kind.TRAINING if register.is_training else Invoice.Kind.SALE,
        business_date=business_date,
        subtotal=priced.charged.net,
        tax=priced.charged.tax,
        total=priced.charged.gross,
        discount=priced.discount,
        item_discount_amount=priced.item_discount,
        discount_amount=priced.discount + priced.item_discount,
        surcharge_amount=priced.surcharge,
        tip_amount=tip,
        rounding=sum((one.rounding for one in taken), ZERO),
        policy=sheet.policy.as_dict(),
    )
    items: list[InvoiceItem] = []
    modifiers: dict[UUID, list[InvoiceItemModifier]] = {}
    for ordered, line in zip(sheet.items_in_place, priced.lines, strict=True):
        item = _item(invoice, ordered, line)
        items.append(item)
        modifiers[item.pk] = _modifiers(item, ordered, sheet)
    return Parts(
        invoice=invoice,
        items=items,
        modifiers=modifiers,
        taxes=[_tax(invoice, total) for total in _by_rate(priced.taxes)],
        tenders=[_tender(invoice, one, place) for place, one in enumerate(taken, start=1)],
        currency=sheet.workspace.currency,
        register={"id": str(register.pk), "name": register.name},
        outlet={"id": str(outlet.pk), "name": outlet.name},
        user={"id": str(seller.user_id), "name": seller.user_name},
    )


def _item(invoice: Invoice, ordered: OrderItem, line: money.PricedLine) -> InvoiceItem:
    return InvoiceItem(
        id=uuid7(),
        workspace_id=invoice.workspace_id,
        created_at=invoice.created_at,
        invoice=invoice,
        position=ordered.position,
        product_id=ordered.product_id,
        product_variant_id=ordered.product_variant_id,
        revenue_center_id=ordered.revenue_center_id,
        product_name=ordered.product_name,
        unit_price_incl_tax=ordered.unit_price_incl_tax,
        quantity=ordered.quantity,
        tax_rate=sum((tax.rate for tax in taxes_of(ordered)), ZERO),
        subtotal=line.listed.net,
        tax=line.listed.tax,
        total=line.listed.gross,
        discount=ordered.discount,
        discount_amount=line.listed.gross - line.discounted.gross,
        subtotal_incl_discount=line.discounted.net,
        tax_incl_discount=line.discounted.tax,
        total_incl_discount=line.discounted.gross,
        charged_subtotal=line.charged.net,
        charged_tax=line.charged.tax,
        charged_total=line.charged.gross,
        taxes=[
            {"tax": share.tax.as_dict(), "base": str(share.base), "amount": str(share.amount)}
            for share in line.taxes
        ],
        is_comp=ordered.is_comp,
        is_void=ordered.is_void,
        comp_void_reason=ordered.comp_void_reason,
        comp_void_notes=ordered.comp_void_notes,
    )


def _modifiers(item: InvoiceItem, ordered: OrderItem, sheet: Sheet) -> list[InvoiceItemModifier]:
    return [
        InvoiceItemModifier(
            workspace_id=item.workspace_id,
            created_at=item.created_at,
            invoice_item=item,
            position=place,
            modifier_id=chosen.modifier_id,
            name=chosen.name,
            price=chosen.price,
        )
        for place, chosen in enumerate(sheet.chosen.get(ordered.pk, []), start=1)
    ]


def _by_rate(totals: Sequence[money.TaxTotal]) -> list[InvoiceTaxAmounts]:
    """Add up taxes that are printed as one: those of the same rate and label."""
    found: dict[tuple[Decimal, str], InvoiceTaxAmounts] = {}
    for total in totals:
        known = found.get((total.rate, total.label))
        if known is None:
            known = found[total.rate, total.label] = InvoiceTaxAmounts(total.rate, total.label)
        known.net += total.net
        known.tax += total.tax
    return sorted(found.values(), key=lambda one: (-one.rate, one.label))


@dataclass(slots=True)
class InvoiceTaxAmounts:
    """What one printed tax adds up to."""

    rate: Decimal
    label: str
    net: Decimal = ZERO
    tax: Decimal = ZERO


def _tax(invoice: Invoice, total: InvoiceTaxAmounts) -> InvoiceTax:
    return InvoiceTax(
        workspace_id=invoice.workspace_id,
        created_at=invoice.created_at,
        invoice=invoice,
        rate=total.rate,
        label=total.label,
        net=total.net,
        tax=total.tax,
        gross=total.net + total.tax,
    )


def _tender(invoice: Invoice, taken: Taken, place: int) -> InvoiceTender:
    return InvoiceTender(
        workspace_id=invoice.workspace_id,
        created_at=invoice.created_at,
        invoice=invoice,
        position=place,
        kind=taken.kind,
        name=taken.name,
        amount=taken.amount + taken.tip,
        tip=taken.tip,
        rounding=taken.rounding,
        change=taken.change,
        room_number=taken.room_number,
    )
