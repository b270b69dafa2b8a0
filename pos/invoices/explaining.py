"""Tells how the amounts of an invoice came about: every rounding, by the policy it was made by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pos import money
from pos.orders import pricing, sheets

if TYPE_CHECKING:
    from decimal import Decimal

    from pos.invoices.models import Invoice, InvoiceItem


@dataclass(frozen=True, slots=True)
class Explanation:
    """The roundings of an invoice, and the gross that they lead to."""

    steps: list[money.Step]
    gross: Decimal
    names: dict[str, str]

    def line(self, step: money.Step) -> str:
        """Return the name of the line that a step is about; nothing for the document."""
        return self.names.get(step.line or "", "")


def explain(invoice: Invoice) -> Explanation:
    """Compute an invoice again and note each rounding. A refund is explained by its original.

    From its order, as it was paid; an invoice from elsewhere, without one, from its own lines.
    """
    if invoice.original_invoice is not None:
        return explain(invoice.original_invoice)
    steps: list[money.Step] = []
    if invoice.order_id is not None:
        sheet = sheets.load(workspace=invoice.workspace, order_id=invoice.order_id)
        if sheet.items:
            priced = pricing.price(sheet, steps=steps)
            names = {str(item.pk): item.product_name for item in sheet.items}
            return Explanation(steps, priced.charged.gross, names)
    items = list(invoice.invoice_items.all())
    policy = money.Policy.from_dict(invoice.policy) if invoice.policy else money.Policy()
    discounts = [_fixed(invoice.discount)] if invoice.discount else []
    priced = money.price(
        [_line(item) for item in items], policy=policy, discounts=discounts, steps=steps
    )
    names = {str(item.pk): item.product_name for item in items}
    return Explanation(steps, priced.charged.gross, names)


def _line(item: InvoiceItem) -> money.Line:
    return money.Line(
        key=str(item.pk),
        quantity=item.quantity,
        unit_price=item.unit_price_incl_tax,
        taxes=(money.Tax(code=str(item.tax_rate), rate=item.tax_rate, included=True),),
        discount=_fixed(item.discount_amount) if item.discount_amount else None,
        waived=item.is_comp or item.is_void,
    )


def _fixed(amount: Decimal) -> money.Adjustment:
    return money.Adjustment(money.AdjustmentKind.FIXED, abs(amount))
