"""What is given back: line by line, to the cent what was taken, and never more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pos.money.amounts import NOTHING, ZERO, MoneyError, TaxedAmount, round_to
from pos.money.taxes import TaxShare

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from decimal import Decimal

    from pos.money.policy import Policy


@dataclass(frozen=True, slots=True)
class SoldLine:
    """A line that was sold, and what was given back of it before (all above zero).

    `taxes` and `refunded_taxes` are the parts of the two amounts' taxes, in the same order.
    """

    key: str
    quantity: Decimal
    charged: TaxedAmount
    taxes: tuple[TaxShare, ...] = ()
    refunded_quantity: Decimal = ZERO
    refunded: TaxedAmount = NOTHING
    refunded_taxes: tuple[TaxShare, ...] = ()


@dataclass(frozen=True, slots=True)
class RefundedLine:
    """What is given back of a line: a quantity, above zero, and amounts below zero."""

    key: str
    quantity: Decimal
    amounts: TaxedAmount
    taxes: tuple[TaxShare, ...] = ()


def refund(
    lines: Sequence[SoldLine], quantities: Mapping[str, Decimal] | None, *, policy: Policy
) -> list[RefundedLine]:
    """Give lines back: some quantities, by key, or (None) everything that is left.

    Each refund is what all of them together should have given back by now, less what they did: so
    several partial ones end at exactly what was taken, and a refund of the whole is its mirror.
    Raises MoneyError `refund_exceeds`, `invalid_quantity`, `unknown_line`.
    """
    known = {line.key: line for line in lines}
    if quantities is None:
        left = {line.key: line.quantity - line.refunded_quantity for line in lines}
        wanted = {key: quantity for key, quantity in left.items() if quantity > 0}
    else:
        wanted = dict(quantities)
    for key, quantity in wanted.items():
        if key not in known:
            raise MoneyError("unknown_line", key=key)
        _check(known[key], quantity)
    return [_refunded(known[key], quantity, policy) for key, quantity in wanted.items()]


def _check(line: SoldLine, quantity: Decimal) -> None:
    if quantity <= 0:
        raise MoneyError("invalid_quantity", key=line.key, given=quantity)
    left = line.quantity - line.refunded_quantity
    if quantity > left:
        raise MoneyError("refund_exceeds", key=line.key, left=left, given=quantity)


def _refunded(line: SoldLine, quantity: Decimal, policy: Policy) -> RefundedLine:
    back = line.refunded_quantity + quantity
    last = back == line.quantity

    def due(whole: Decimal, given: Decimal) -> Decimal:
        """Return what is still to be given back of an amount, within what is left of it."""
        if last:
            return whole - given
        so_far = round_to(whole * back / line.quantity, policy.unit, policy.rounding)
        low, high = sorted((ZERO, whole - given))
        return min(max(so_far - given, low), high)

    gross = due(line.charged.gross, line.refunded.gross)
    if not line.taxes:
        tax = due(line.charged.tax, line.refunded.tax)
        return RefundedLine(line.key, quantity, TaxedAmount(tax - gross, -tax, -gross))
    earlier = line.refunded_taxes or tuple(TaxShare(share.tax, ZERO, ZERO) for share in line.taxes)
    taxes = tuple(
        TaxShare(sold.tax, -due(sold.base, before.base), -due(sold.amount, before.amount))
        for sold, before in zip(line.taxes, earlier, strict=True)
    )
    tax = sum((share.amount for share in taxes), ZERO)
    if len(taxes) == 1:
        # A single tax stands on the net of its line.
        taxes = (TaxShare(taxes[0].tax, -gross - tax, tax),)
    return RefundedLine(line.key, quantity, TaxedAmount(-gross - tax, tax, -gross), taxes)
