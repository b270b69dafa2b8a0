"""Money of a fiscal receipt: two decimals, halves away from zero, shares that add up."""

from __future__ import annotations

from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal, InvalidOperation
from typing import TYPE_CHECKING

from printing.errors import PrintingError

if TYPE_CHECKING:
    from collections.abc import Mapping

CENT = Decimal("0.01")
ZERO = Decimal("0.00")
MAX_AMOUNT = Decimal("99999999.99")
MAX_DIGITS = 20


def cents(value: Decimal) -> Decimal:
    """Round to two decimals, halves away from zero, as fiscal devices do."""
    return value.quantize(CENT, ROUND_HALF_UP)


def wrong(member: str, reason: str) -> PrintingError:
    """Make the error that names the member of a receipt."""
    return PrintingError("invalid_receipt", member=member, reason=reason)


def decimal_of(member: str, value: object) -> Decimal:
    """Read a decimal from its text; floats are refused, they are not what was meant."""
    if not isinstance(value, str) or not value.isascii() or len(value) > MAX_DIGITS:
        raise wrong(member, "a decimal number written as a text")
    try:
        found = Decimal(value)
    except InvalidOperation as error:
        raise wrong(member, "a decimal number written as a text") from error
    return check_decimal(member, found, places=3)


def check_decimal(member: str, value: object, *, places: int) -> Decimal:
    """Give back a decimal of at most that many places within what devices can count."""
    if not isinstance(value, Decimal) or not value.is_finite():
        raise wrong(member, "a finite decimal number")
    exponent = value.as_tuple().exponent
    if not isinstance(exponent, int) or exponent < -places:
        raise wrong(member, f"at most {places} decimals")
    # No arithmetic before this: it would raise for an exponent of a million.
    if value.copy_abs() > MAX_AMOUNT:
        raise wrong(member, f"at most {MAX_AMOUNT}")
    return value


def share(amount: Decimal, weights: Mapping[int, Decimal]) -> dict[int, Decimal]:
    """Split an amount over groups by their weights; the parts add up to the cent.

    The cents that rounding down leaves go to the groups that lost most, then to the lower group.
    `weights` are not negative and not all zero.
    """
    whole = sum(weights.values())
    exact = {group: amount * weight / whole for group, weight in weights.items() if weight}
    parts = {group: part.quantize(CENT, ROUND_DOWN) for group, part in exact.items()}
    rest = int((amount - sum(parts.values())) / CENT)
    step = CENT if rest > 0 else -CENT
    order = sorted(parts, key=lambda group: (-abs(exact[group] - parts[group]), group))
    for group in order[: abs(rest)]:
        parts[group] += step
    return parts
