"""One sale in whole cents: its lines, and the sums that its invoice prints."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pos.demo.cents import split, tax_in, times

if TYPE_CHECKING:
    from pos.demo.catalogue import Answer, Sellable

WHOLE = 1000  # one unit, in thousandths


@dataclass(slots=True)
class Line:
    """One line. `total` and `tax` are before its discount, `paid` and `paid_tax` after it.

    `owed` and `owed_tax` are what the invoice charges for it, after the discount of the bill.
    """

    what: Sellable
    unit: int
    quantity: int
    answers: tuple[Answer, ...]
    total: int
    tax: int
    paid: int
    paid_tax: int
    given: int = 0  # the discount as it was given: per cent or cents, with two decimals
    discount: int = 0
    comp: bool = False
    void: bool = False
    reason: str = r"\N"
    notes: str = r"\N"
    owed: int = 0
    owed_tax: int = 0
    key: str = r"\N"
    original: str = r"\N"

    @property
    def charged(self) -> bool:
        return not (self.comp or self.void)

    def take_off(self, *, given: int, discount: int) -> None:
        """Give a discount of so many cents."""
        self.given, self.discount = given, discount
        self.paid = self.total - discount
        self.paid_tax = tax_in(self.paid, self.what.percent)

    def reversed(self, units: int | None = None) -> Line:
        """Make the line that gives this one back, or only some units of an undiscounted one."""
        if units is not None:
            part = line(self.what, -units * WHOLE, self.answers)
            part.original = self.key
            return part
        return Line(
            self.what,
            self.unit,
            -self.quantity,
            self.answers,
            -self.total,
            -self.tax,
            -self.paid,
            -self.paid_tax,
            self.given,
            -self.discount,
            owed=-self.owed,
            owed_tax=-self.owed_tax,
            original=self.key,
        )


def line(what: Sellable, quantity: int, answers: tuple[Answer, ...]) -> Line:
    """Make a line at its full price: modifiers are part of the price of a unit."""
    unit = what.cents
    for answer in answers:
        unit += answer[2]
    total = unit * quantity // WHOLE if quantity % WHOLE == 0 else times(unit, quantity)
    tax = tax_in(total, what.percent)
    return Line(what, unit, quantity, answers, total, tax, total, tax)


@dataclass(slots=True)
class TaxSum:
    """What an invoice holds of one rate."""

    percent: int
    tax: int
    gross: int


@dataclass(slots=True)
class Sale:
    """An invoice to be. Keys are texts; what is missing is COPY's mark for null."""

    ms: int
    date: str
    register: int
    number: int
    lines: list[Line]
    key: str = ""
    user: str = ""
    outlet: str = ""
    changed_ms: int = 0
    ordered_ms: int = 0  # 0: sold over the counter, without an order
    web: bool = False
    covers: int = 1
    notes: str = r"\N"
    customer: str = r"\N"
    promo_code: str = r"\N"
    revenue_center: str = r"\N"
    item_center: str = ""
    original: str = r"\N"
    description: str = r"\N"
    cancel_reason: str = r"\N"
    cancelled: bool = False
    tip: int = 0
    total: int = 0
    tax: int = 0
    discount: int = 0
    item_discount: int = 0
    taxes: list[TaxSum] = field(default_factory=list)
    tenders: list[tuple[str, str, int, int]] = field(default_factory=list)

    @property
    def is_refund(self) -> bool:
        return self.original != r"\N"

    @property
    def charged(self) -> list[Line]:
        return [one for one in self.lines if one.charged]


def settle(sale: Sale, discount: int = 0) -> None:
    """Add up the charged lines and take `discount` off the whole bill.

    The discount is split over the tax rates by largest remainder, and each part carries its own
    tax. Without one the invoice is exactly the sum of its lines.
    """
    sums: dict[int, TaxSum] = {}
    for one in sale.charged:
        found = sums.get(one.what.percent)
        if found is None:
            found = sums[one.what.percent] = TaxSum(one.what.percent, 0, 0)
        found.tax += one.paid_tax
        found.gross += one.paid
        sale.item_discount += one.discount
    sale.taxes = list(sums.values())
    if discount:
        for part, share in zip(
            sale.taxes, split(discount, [part.gross for part in sale.taxes]), strict=True
        ):
            part.gross -= share
            part.tax -= tax_in(share, part.percent)
    sale.discount = discount
    _charge(sale)
    for part in sale.taxes:
        sale.total += part.gross
        sale.tax += part.tax


def _charge(sale: Sale) -> None:
    """Share what each rate comes to among its lines, so that they add up to the invoice."""
    for part in sale.taxes:
        lines = [one for one in sale.charged if one.what.percent == part.percent]
        off = sum(one.paid for one in lines) - part.gross
        off_tax = sum(one.paid_tax for one in lines) - part.tax
        shares = split(off, [one.paid for one in lines]) if off else [0] * len(lines)
        taxes = split(off_tax, [one.paid for one in lines]) if off_tax else [0] * len(lines)
        for one, share, tax in zip(lines, shares, taxes, strict=True):
            one.owed, one.owed_tax = one.paid - share, one.paid_tax - tax


def give_back(refund: Sale, original: Sale) -> None:
    """Fill `refund` with everything of `original`, as negative amounts."""
    refund.lines = [one.reversed() for one in original.charged]
    refund.taxes = [TaxSum(part.percent, -part.tax, -part.gross) for part in original.taxes]
    refund.total, refund.tax = -original.total, -original.tax
    refund.discount, refund.item_discount = -original.discount, -original.item_discount


def give_back_one(refund: Sale, original: Sale, at: int) -> None:
    """Fill `refund` with one line of `original`, or with one unit of several."""
    chosen = original.charged[at]
    units = chosen.quantity // WHOLE
    single = 1 if units > 1 and chosen.discount == 0 and chosen.quantity % WHOLE == 0 else None
    refund.lines = [chosen.reversed(single)]
    settle(refund)
