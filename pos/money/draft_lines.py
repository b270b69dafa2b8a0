"""A line while it is being priced: what is known of it so far, and how it is rounded on its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pos.money.amounts import ONE, ZERO, TaxedAmount
from pos.money.policy import PriceMode, Target
from pos.money.sharing import spread
from pos.money.taxes import Raw, TaxKind, TaxShare, bases, evaluate

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from pos.money.lines import Line
    from pos.money.policy import Policy
    from pos.money.rounder import Rounder
    from pos.money.taxes import Tax


class DraftLine:
    """A line with its price after the discounts so far, and its amounts as rounded so far."""

    __slots__ = ("amounts", "included", "line", "net", "price", "raw", "taxes")

    def __init__(self, line: Line, policy: Policy) -> None:
        inclusive = policy.price_mode is PriceMode.INCLUSIVE
        self.line = line
        self.taxes: tuple[Tax, ...] = line.taxes
        self.included = [inclusive if tax.included is None else tax.included for tax in line.taxes]
        self.price: Decimal = line.quantity * line.unit_price
        self.raw = Raw(ZERO, ZERO, ())
        self.net: Decimal = ZERO
        self.amounts: list[Decimal] = []

    @property
    def gross(self) -> Decimal:
        return self.net + sum(self.amounts, ZERO)

    def taxed(self) -> TaxedAmount:
        """Return its amounts as they are now."""
        tax = self.amounts[0] if len(self.amounts) == 1 else sum(self.amounts, ZERO)
        return TaxedAmount(self.net, tax, self.net + tax)

    def compute(self, policy: Policy, rounder: Rounder) -> None:
        """Compute its amounts from its price, each rounded on this line."""
        self.raw = evaluate(self.price, self.line.quantity, self.taxes, self.included)
        key = self.line.key
        price = rounder(self.price, "price", key)
        if not any(self.included):
            # Tax is computed on the net that is printed.
            again = evaluate(price, self.line.quantity, self.taxes, self.included)
            self.net = price
            self.amounts = [rounder(tax, "tax", key) for tax in again.taxes]
            return
        self._from_inclusive(price, policy, rounder)

    def _from_inclusive(self, price: Decimal, policy: Policy, rounder: Rounder) -> None:
        """Take a price with tax apart: one part is rounded, the other is the difference."""
        key = self.line.key
        raw = evaluate(price, self.line.quantity, self.taxes, self.included)
        if policy.target is Target.TAX:
            self.amounts = [rounder(tax, "tax", key) for tax in raw.taxes]
            self.net = price - self._contained(self.amounts)
            return
        self.net = rounder(raw.net, "net", key)
        inside = price - self.net
        if len(self.taxes) == 1:
            self.amounts = [inside]
            return
        self.amounts = [rounder(tax, "tax", key) for tax in raw.taxes]
        missing = inside - self._contained(self.amounts)
        sizes = [
            tax if contained else ZERO
            for tax, contained in zip(self.amounts, self.included, strict=True)
        ]
        for at, move in enumerate(spread(missing, sizes, policy.unit)):
            self.amounts[at] += move

    def _contained(self, amounts: Sequence[Decimal]) -> Decimal:
        return sum(
            (tax for tax, inside in zip(amounts, self.included, strict=True) if inside), ZERO
        )

    def contained(self) -> Decimal:
        """Return the taxes that its price contains, rounded as they are."""
        return self._contained(self.amounts)

    def price_net(self) -> None:
        """Turn its price into the net of it, to which taxes are added."""
        self.price = self.net
        self.included = [False] * len(self.taxes)

    def contained_rate(self) -> Decimal:
        """Return one plus the plain sum of the percentages that its price contains."""
        return ONE + sum(
            (
                tax.rate
                for tax, inside in zip(self.taxes, self.included, strict=True)
                if inside and tax.kind is TaxKind.PERCENT
            ),
            ZERO,
        )

    def shares(self) -> tuple[TaxShare, ...]:
        """Return its taxes, with the bases that they stand on."""
        if len(self.taxes) == 1:
            return (TaxShare(self.taxes[0], self.net, self.amounts[0]),)
        on = bases(self.net, self.taxes, self.amounts)
        return tuple(
            TaxShare(tax, base, amount)
            for tax, base, amount in zip(self.taxes, on, self.amounts, strict=True)
        )
