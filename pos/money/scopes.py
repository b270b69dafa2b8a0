"""Rounds over the document: what each tax and the net come to, and how lines take the difference."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from pos.money.amounts import ZERO
from pos.money.policy import Scope
from pos.money.sharing import spread
from pos.money.taxes import TaxKind, bases

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from pos.money.draft_lines import DraftLine
    from pos.money.policy import Policy
    from pos.money.rounder import Rounder

Place = tuple["DraftLine", int]


def settle(lines: Sequence[DraftLine], policy: Policy, rounder: Rounder) -> None:
    """Move the amounts of lines that are rounded one by one to what the policy's scope asks for."""
    if policy.scope is Scope.LINE or not lines:
        return
    by_tax: dict[tuple[str, bool], list[Place]] = defaultdict(list)
    for line in lines:
        for at, (tax, inside) in enumerate(zip(line.taxes, line.included, strict=True)):
            by_tax[tax.code, inside].append((line, at))
    if policy.scope is Scope.DOCUMENT_BY_NET:
        _by_net(by_tax, policy, rounder)
        return
    keeps = policy.scope is Scope.DOCUMENT_KEEP_GROSS
    for (code, inside), places in by_tax.items():
        target = rounder(
            sum((line.raw.taxes[at] for line, at in places), ZERO), f"document tax {code}"
        )
        _move(places, target, policy, rounder, keep_price=inside)
    if keeps:
        return
    _settle_net(lines, policy, rounder)


def _settle_net(lines: Sequence[DraftLine], policy: Policy, rounder: Rounder) -> None:
    """Round the sum of the prices, or of the gross, once; the nets take the difference."""
    if policy.scope is Scope.DOCUMENT_GROSS_FIRST:
        gross = sum((line.raw.net + sum(line.raw.taxes, ZERO) for line in lines), ZERO)
        wanted = rounder(gross, "document gross")
        wanted -= sum((sum(line.amounts, ZERO) for line in lines), ZERO)
    else:
        wanted = rounder(sum((line.price for line in lines), ZERO), "document price")
        wanted -= sum((line.contained() for line in lines), ZERO)
    delta = wanted - sum((line.net for line in lines), ZERO)
    for line, move in zip(
        lines, spread(delta, [line.price for line in lines], policy.unit), strict=True
    ):
        rounder.note("net", line.line.key, line.net, line.net + move, "difference of the document")
        line.net += move


def _by_net(by_tax: dict[tuple[str, bool], list[Place]], policy: Policy, rounder: Rounder) -> None:
    for (code, _), places in by_tax.items():
        exact = ZERO
        for line, at in places:
            tax = line.taxes[at]
            if tax.kind is TaxKind.FIXED:
                exact += line.amounts[at]
            else:
                exact += bases(line.net, line.taxes, line.amounts)[at] * tax.rate
        target = rounder(exact, f"document tax {code}")
        _move(places, target, policy, rounder, keep_price=False)


def _move(
    places: Sequence[Place],
    target: Decimal,
    policy: Policy,
    rounder: Rounder,
    *,
    keep_price: bool,
) -> None:
    """Push a tax to what it is over the document. With `keep_price` the nets of lines give way."""
    delta = target - sum((line.amounts[at] for line, at in places), ZERO)
    sizes = [line.price for line, _ in places]
    for (line, at), move in zip(places, spread(delta, sizes, policy.unit), strict=True):
        before = line.amounts[at]
        line.amounts[at] += move
        rounder.note("tax", line.line.key, before, line.amounts[at], "difference of the document")
        if keep_price:
            line.net -= move
