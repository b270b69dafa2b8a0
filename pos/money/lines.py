"""What is priced, and what comes out: plain values, in and out."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from pos.money.amounts import HUNDRED, ZERO, MoneyError, TaxedAmount

if TYPE_CHECKING:
    from decimal import Decimal

    from pos.money.taxes import Tax, TaxShare


class AdjustmentKind(StrEnum):
    """Whether a discount or surcharge is a part of the price or an amount."""

    PERCENTAGE = "percentage"
    FIXED = "fixed"


@dataclass(frozen=True, slots=True)
class Adjustment:
    """A discount or a surcharge: per cent, or an amount. Never negative."""

    kind: AdjustmentKind
    value: Decimal

    def __post_init__(self) -> None:
        if self.value < 0:
            raise MoneyError("negative_adjustment", given=self.value)

    def of(self, amount: Decimal) -> Decimal:
        """Return what it comes to on an amount, unrounded, with the sign of the amount."""
        if self.kind is AdjustmentKind.PERCENTAGE:
            return amount * self.value / HUNDRED
        return self.value if amount >= 0 else -self.value


@dataclass(frozen=True, slots=True)
class Line:
    """A line to be priced.

    bundle: the key of the bundle that it belongs to.
    waived: complimentary or void: listed with its amounts, and charged nothing.
    """

    key: str
    quantity: Decimal
    unit_price: Decimal
    taxes: tuple[Tax, ...] = ()
    discount: Adjustment | None = None
    bundle: str | None = None
    waived: bool = False


@dataclass(frozen=True, slots=True)
class PricedLine:
    """A line with its amounts.

    listed: before any discount.
    discounted: after its own discount and its bundle's.
    charged: after the discounts and surcharges of the document, and what its scope moved: what is
        really owed for it. Nothing where it is waived.
    taxes: the parts of `charged.tax`.
    """

    key: str
    quantity: Decimal
    unit_price: Decimal
    listed: TaxedAmount
    discounted: TaxedAmount
    charged: TaxedAmount
    taxes: tuple[TaxShare, ...]


@dataclass(frozen=True, slots=True)
class TaxTotal:
    """One tax over the document. `net` is its base: lines with several taxes count in each."""

    code: str
    rate: Decimal
    label: str
    net: Decimal
    tax: Decimal
    gross: Decimal

    def __post_init__(self) -> None:
        if self.net + self.tax != self.gross:
            raise MoneyError("does_not_add_up", net=self.net, tax=self.tax, gross=self.gross)


@dataclass(frozen=True, slots=True)
class Step:
    """One rounding: of what, on which line, before and after, and by which rule."""

    what: str
    line: str | None
    before: Decimal
    after: Decimal
    rule: str

    def as_dict(self) -> dict[str, str | None]:
        """Write it as texts."""
        return {
            "what": self.what,
            "line": self.line,
            "before": f"{self.before:f}",
            "after": f"{self.after:f}",
            "rule": self.rule,
        }


@dataclass(frozen=True, slots=True)
class Priced:
    """A priced document: its lines, its taxes, and `charged`, which the lines add up to.

    `item_discount` was taken off by lines and bundles, `discount` by the document, and `surcharge`
    was added by it: gross amounts.
    """

    lines: tuple[PricedLine, ...]
    taxes: tuple[TaxTotal, ...]
    charged: TaxedAmount
    item_discount: Decimal = ZERO
    discount: Decimal = ZERO
    surcharge: Decimal = ZERO
