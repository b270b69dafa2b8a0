"""Prices a document: lines in, amounts out."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from pos.money import adjusting
from pos.money.amounts import NOTHING, ZERO, TaxedAmount
from pos.money.draft_lines import DraftLine
from pos.money.lines import Priced, PricedLine, TaxTotal
from pos.money.policy import DiscountMethod
from pos.money.rounder import Rounder
from pos.money.scopes import settle

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from decimal import Decimal

    from pos.money.lines import Adjustment, Line, Step
    from pos.money.policy import Policy
    from pos.money.taxes import Tax, TaxShare

NONE: Mapping[str, Adjustment] = MappingProxyType({})


def price(
    lines: Sequence[Line],
    *,
    policy: Policy,
    discounts: Sequence[Adjustment] = (),
    surcharges: Sequence[Adjustment] = (),
    bundle_discounts: Mapping[str, Adjustment] = NONE,
    steps: list[Step] | None = None,
) -> Priced:
    """Price a document by a policy.

    A line's own discount comes first, then its bundle's, then the document's discounts one after the
    other, then its surcharges; each is shared over lines to the smallest unit. On a document that
    charges nothing, those of the document do nothing.

    Raises MoneyError `discount_too_large` where a discount is more than what it is taken off.
    """
    rounder = Rounder(policy, steps)
    drafts = [DraftLine(line, policy) for line in lines]
    for draft in drafts:
        draft.compute(policy, rounder)
    listed = [draft.taxed() for draft in drafts]
    _discount_lines(drafts, bundle_discounts, policy, rounder)
    discounted = [draft.taxed() for draft in drafts]
    live = [draft for draft in drafts if not draft.line.waived]
    settle(live, policy, rounder)
    before = sum((draft.gross for draft in live), ZERO)
    between = _discount_document(live, discounts, surcharges, policy, rounder) or before
    return _priced(drafts, listed, discounted, before, between)


def explain(
    lines: Sequence[Line],
    *,
    policy: Policy,
    discounts: Sequence[Adjustment] = (),
    surcharges: Sequence[Adjustment] = (),
    bundle_discounts: Mapping[str, Adjustment] = NONE,
) -> list[Step]:
    """List every rounding that pricing a document takes, in order."""
    steps: list[Step] = []
    price(
        lines,
        policy=policy,
        discounts=discounts,
        surcharges=surcharges,
        bundle_discounts=bundle_discounts,
        steps=steps,
    )
    return steps


def _discount_lines(
    drafts: Sequence[DraftLine],
    bundle_discounts: Mapping[str, Adjustment],
    policy: Policy,
    rounder: Rounder,
) -> None:
    changed = [draft for draft in drafts if draft.line.discount is not None]
    for draft in changed:
        if draft.line.discount is not None:
            adjusting.take_off_line(draft, draft.line.discount)
    if bundle_discounts:
        live = [draft for draft in drafts if not draft.line.waived]
        adjusting.take_off_bundles(live, bundle_discounts, policy, rounder)
        changed += [
            draft
            for draft in live
            if draft.line.bundle in bundle_discounts and draft.line.discount is None
        ]
    for draft in changed:
        draft.compute(policy, rounder)


def _discount_document(
    live: Sequence[DraftLine],
    discounts: Sequence[Adjustment],
    surcharges: Sequence[Adjustment],
    policy: Policy,
    rounder: Rounder,
) -> Decimal | None:
    """Adjust the document; return its gross after the discounts, None where there were none."""
    wanted = [one for one in discounts if one.value]
    added = [one for one in surcharges if one.value]
    if not live or not (wanted or added):
        return None
    if wanted:
        _take_off(live, wanted, policy, rounder)
    between = sum((draft.gross for draft in live), ZERO)
    if added:
        # What a method moved in the amounts is the price that a surcharge is added to.
        for draft in live:
            draft.price = draft.net + draft.contained() if wanted else draft.price
        adjusting.adjust_prices(live, (), added, policy, rounder)
        _recompute(live, policy, rounder)
    return between


def _take_off(
    live: Sequence[DraftLine],
    discounts: Sequence[Adjustment],
    policy: Policy,
    rounder: Rounder,
) -> None:
    if policy.discount_method is DiscountMethod.RECOMPUTE:
        if adjusting.on_net(policy):
            for draft in live:
                draft.price_net()
        adjusting.adjust_prices(live, discounts, (), policy, rounder)
        _recompute(live, policy, rounder)
        return
    method = (
        adjusting.convert if policy.discount_method is DiscountMethod.CONVERT else adjusting.scale
    )
    for discount in discounts:
        method(live, discount, policy, rounder)


def _recompute(live: Sequence[DraftLine], policy: Policy, rounder: Rounder) -> None:
    for draft in live:
        draft.compute(policy, rounder)
    settle(live, policy, rounder)


def _priced(
    drafts: Sequence[DraftLine],
    listed: Sequence[TaxedAmount],
    discounted: Sequence[TaxedAmount],
    before: Decimal,
    between: Decimal,
) -> Priced:
    lines = []
    charged = NOTHING
    item_discount = ZERO
    for draft, first, second in zip(drafts, listed, discounted, strict=True):
        line = draft.line
        owed = NOTHING if line.waived else draft.taxed()
        shares = () if line.waived else draft.shares()
        lines.append(
            PricedLine(line.key, line.quantity, line.unit_price, first, second, owed, shares)
        )
        if not line.waived:
            charged += owed
            item_discount += first.gross - second.gross
    return Priced(
        lines=tuple(lines),
        taxes=tax_totals(share for line in lines for share in line.taxes),
        charged=charged,
        item_discount=item_discount,
        discount=before - between,
        surcharge=charged.gross - between,
    )


def tax_totals(shares: Iterable[TaxShare]) -> tuple[TaxTotal, ...]:
    """Add taxes up by their code, in the order in which they come first."""
    found: dict[str, tuple[Tax, list[Decimal]]] = {}
    for share in shares:
        _, sums = found.setdefault(share.tax.code, (share.tax, [ZERO, ZERO]))
        sums[0] += share.base
        sums[1] += share.amount
    return tuple(
        TaxTotal(tax.code, tax.rate, tax.label, net, amount, net + amount)
        for tax, (net, amount) in found.values()
    )
