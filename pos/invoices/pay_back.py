"""How a refund is paid: as the sale was, tender by tender, or in one way that was asked for."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from pos import money
from pos.invoices.models import InvoiceTender

if TYPE_CHECKING:
    from pos.invoices.models import Invoice
    from pos.invoices.originals import Original

ZERO = Decimal("0.00")


@dataclass(frozen=True, slots=True, kw_only=True)
class PayBack:
    """The way a refund is paid, where it is not the way the sale was: a kind and its name."""

    kind: str
    name: str
    room_number: str | None = None


def tenders(
    invoice: Invoice, original: Original, *, way: PayBack | None, tip: Decimal
) -> list[InvoiceTender]:
    """Give the money back as it came, tender by tender, or in the one way that was asked for."""
    due = -(invoice.total + (invoice.tip_amount or ZERO))
    if way is not None:
        return [_paid_back(invoice, original, way, due, tip)] if due else []
    rows: list[InvoiceTender] = []
    for sold in original.tenders:
        left = _left(original, sold)
        amount = min(due, left.amount)
        if amount <= 0:
            continue
        tip_part = min(tip, amount)
        due, tip = due - amount, tip - tip_part
        rounding = -left.rounding if amount == left.amount else _coins(original, sold.kind, amount)
        rows.append(_tender(invoice, sold, amount, tip_part, rounding, len(rows) + 1))
    if due:
        # More than the printed tenders hold: rows from elsewhere. What is missing goes back in cash.
        cash = PayBack(kind=InvoiceTender.Kind.CASH, name="Cash")
        row = _paid_back(invoice, original, cash, due, tip)
        row.position = len(rows) + 1
        rows.append(row)
    return rows


@dataclass(slots=True)
class Left:
    """What a tender of the sale still holds."""

    amount: Decimal
    rounding: Decimal


def _left(original: Original, sold: InvoiceTender) -> Left:
    """Take from a tender what earlier refunds gave back on it: those of its name, in order."""
    same = [one for one in original.tenders if (one.kind, one.name) == (sold.kind, sold.name)]
    back = [one for one in original.paid_back if (one.kind, one.name) == (sold.kind, sold.name)]
    given = -sum((one.amount for one in back), ZERO)
    rounded = -sum((one.rounding for one in back), ZERO)
    for one in same:
        taken = min(given, one.amount)
        given -= taken
        if one is sold:
            rounding = one.rounding - (rounded if taken else ZERO)
            return Left(one.amount - taken, rounding)
    return Left(ZERO, ZERO)


def _coins(original: Original, kind: str, amount: Decimal) -> Decimal:
    """Return what the smallest coin adds to or takes from cash that is handed back."""
    if kind != InvoiceTender.Kind.CASH:
        return ZERO
    _, rounding = money.cash_due(-amount, original.policy.cash)
    return rounding


def _paid_back(
    invoice: Invoice, original: Original, way: PayBack, amount: Decimal, tip: Decimal
) -> InvoiceTender:
    return InvoiceTender(
        workspace_id=invoice.workspace_id,
        created_at=invoice.created_at,
        invoice=invoice,
        position=1,
        kind=way.kind,
        name=way.name,
        amount=-amount,
        tip=-tip,
        rounding=_coins(original, way.kind, amount),
        room_number=way.room_number,
    )


def _tender(
    invoice: Invoice,
    sold: InvoiceTender,
    amount: Decimal,
    tip: Decimal,
    rounding: Decimal,
    position: int,
) -> InvoiceTender:
    return InvoiceTender(
        workspace_id=invoice.workspace_id,
        created_at=invoice.created_at,
        invoice=invoice,
        position=position,
        kind=sold.kind,
        name=sold.name,
        amount=-amount,
        tip=-tip,
        rounding=rounding,
        room_number=sold.room_number,
    )
