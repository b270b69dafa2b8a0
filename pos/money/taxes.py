"""Taxes, and what they come to on an amount, before anything is rounded."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from pos.money.amounts import ONE, ZERO, MoneyError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class TaxKind(StrEnum):
    """Whether a tax is a part of the price or an amount for each unit sold."""

    PERCENT = "percent"
    FIXED = "fixed"


@dataclass(frozen=True, slots=True)
class Tax:
    """One tax of a line.

    code: what it is known by in a document; lines with the same one are added up.
    rate: a fraction; 0.21 is 21 %.
    amount: for each unit sold, where `kind` is `fixed`. It has the sign of what is sold.
    included: whether unit prices contain it; None as the policy says. A line may mix both.
    increases_base: later taxes of the line are computed on top of this one.
    on_plain_base: it is computed on the plain base, though an earlier one increases it.
    """

    code: str
    rate: Decimal = ZERO
    label: str = ""
    kind: TaxKind = TaxKind.PERCENT
    amount: Decimal = ZERO
    included: bool | None = None
    increases_base: bool = False
    on_plain_base: bool = False

    def as_dict(self) -> dict[str, Any]:
        """Write it as plain data, to be stored."""
        return {
            "code": self.code,
            "rate": str(self.rate),
            "label": self.label,
            "kind": str(self.kind),
            "amount": str(self.amount),
            "included": self.included,
            "increases_base": self.increases_base,
            "on_plain_base": self.on_plain_base,
        }

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> Tax:
        """Read what `as_dict` wrote. Raises MoneyError `unknown_member`."""
        try:
            return cls(
                **{
                    **stored,
                    "rate": Decimal(stored.get("rate", ZERO)),
                    "amount": Decimal(stored.get("amount", ZERO)),
                    "kind": TaxKind(stored.get("kind", TaxKind.PERCENT)),
                }
            )
        except TypeError as error:
            raise MoneyError("unknown_member", stored=dict(stored)) from error


@dataclass(frozen=True, slots=True)
class TaxShare:
    """What one tax of a line comes to, and the base that it was computed on."""

    tax: Tax
    base: Decimal
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Raw:
    """A line before rounding: its price, the net in it, and each of its taxes."""

    price: Decimal
    net: Decimal
    taxes: tuple[Decimal, ...]


def evaluate(
    price: Decimal, quantity: Decimal, taxes: Sequence[Tax], included: Sequence[bool]
) -> Raw:
    """Compute the net and the taxes of a price, exactly.

    Each tax is a multiple of the net plus a constant (fixed amounts, and percentages of them), so the
    net of a price that contains some of them is found by one division.
    """
    if len(taxes) == 1 and taxes[0].kind is TaxKind.PERCENT:
        rate = taxes[0].rate
        net = price / (ONE + rate) if included[0] else price
        return Raw(price, net, (net * rate,))
    factors, constants = _terms(price, quantity, taxes)
    contained = [at for at, inside in enumerate(included) if inside]
    share = sum((factors[at] for at in contained), ONE)
    net = (price - sum((constants[at] for at in contained), ZERO)) / share
    amounts = tuple(
        net * factor + constant for factor, constant in zip(factors, constants, strict=True)
    )
    return Raw(price, net, amounts)


def _terms(
    price: Decimal, quantity: Decimal, taxes: Sequence[Tax]
) -> tuple[list[Decimal], list[Decimal]]:
    """Write each tax as `factor * net + constant`."""
    base = [ONE, ZERO]
    factors, constants = [], []
    # What is given back bears its fixed taxes back, whichever of quantity and price is negative.
    units = abs(quantity) if price >= 0 else -abs(quantity)
    for tax in taxes:
        on = (ONE, ZERO) if tax.on_plain_base else base
        if tax.kind is TaxKind.FIXED:
            factor, constant = ZERO, tax.amount * units
        else:
            factor, constant = on[0] * tax.rate, on[1] * tax.rate
        factors.append(factor)
        constants.append(constant)
        if tax.increases_base:
            base = [base[0] + factor, base[1] + constant]
    return factors, constants


def bases(net: Decimal, taxes: Sequence[Tax], amounts: Sequence[Decimal]) -> list[Decimal]:
    """Return what each tax was computed on, of amounts that are rounded already."""
    base, found = net, []
    for tax, amount in zip(taxes, amounts, strict=True):
        found.append(net if tax.on_plain_base else base)
        if tax.increases_base:
            base += amount
    return found
