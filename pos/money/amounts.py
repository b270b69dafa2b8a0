"""Amounts: how they are rounded, and values that refuse not to add up."""

from __future__ import annotations

import decimal
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

ZERO = Decimal(0)
ONE = Decimal(1)
HUNDRED = Decimal(100)

# Currencies without and with three decimals (ISO 4217, table A.1); the others have two.
WITHOUT_DECIMALS = frozenset(
    [
        "BIF",
        "CLP",
        "DJF",
        "GNF",
        "ISK",
        "JPY",
        "KMF",
        "KRW",
        "PYG",
        "RWF",
        "UGX",
        "UYI",
        "VND",
        "VUV",
        "XAF",
        "XOF",
        "XPF",
    ]
)
WITH_THREE_DECIMALS = frozenset(["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"])


class MoneyError(ValueError):
    """An amount that cannot be: a code, and the data that a sentence needs.

    Codes: `does_not_add_up`, `unknown_member`, `invalid_policy`, `discount_too_large` (given, most),
    `negative_adjustment`, `too_precise`, `nothing_to_share`, `refund_exceeds` (key, left, given),
    `invalid_quantity` (key, given), `unknown_line` (key).
    """

    def __init__(self, code: str, **data: Any) -> None:
        self.code = code
        self.data = data
        super().__init__(f"{code}: {data}" if data else code)


class Rounding(StrEnum):
    """What becomes of exactly half of the smallest unit.

    `half_up` is half away from zero, as most systems and laws have it; `half_even` is what Square
    does.
    """

    HALF_UP = "half_up"
    HALF_EVEN = "half_even"


MODES = {Rounding.HALF_UP: decimal.ROUND_HALF_UP, Rounding.HALF_EVEN: decimal.ROUND_HALF_EVEN}


def currency_unit(code: str) -> Decimal:
    """Return the smallest amount of a currency by its ISO 4217 code: 0.01 for EUR."""
    if code in WITHOUT_DECIMALS:
        return ONE
    return Decimal("0.001") if code in WITH_THREE_DECIMALS else Decimal("0.01")


def round_to(value: Decimal, unit: Decimal, rounding: Rounding = Rounding.HALF_UP) -> Decimal:
    """Round a value to a multiple of any unit: 0.01, 1, 0.05."""
    mode = MODES[rounding]
    if unit.as_tuple().digits == (1,):
        return value.quantize(unit, rounding=mode)
    return (value / unit).quantize(ONE, rounding=mode) * unit


def round_sum(
    values: Iterable[Decimal],
    unit: Decimal,
    rounding: Rounding = Rounding.HALF_UP,
    *,
    each: bool,
) -> Decimal:
    """Add up, rounding `each` value or the sum once: the difference between the two scopes."""
    if each:
        return sum((round_to(value, unit, rounding) for value in values), ZERO)
    return round_to(sum(values, ZERO), unit, rounding)


@dataclass(frozen=True, slots=True)
class TaxedAmount:
    """An amount with its tax. Cannot be made unless `net + tax == gross`."""

    net: Decimal
    tax: Decimal
    gross: Decimal

    def __post_init__(self) -> None:
        if self.net + self.tax != self.gross:
            raise MoneyError("does_not_add_up", net=self.net, tax=self.tax, gross=self.gross)

    def __add__(self, other: TaxedAmount) -> TaxedAmount:
        return TaxedAmount(self.net + other.net, self.tax + other.tax, self.gross + other.gross)

    def __sub__(self, other: TaxedAmount) -> TaxedAmount:
        return self + -other

    def __neg__(self) -> TaxedAmount:
        return TaxedAmount(-self.net, -self.tax, -self.gross)


NOTHING = TaxedAmount(ZERO, ZERO, ZERO)
