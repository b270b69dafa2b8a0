"""Discounts and surcharges: on lines, on bundles, and on the document by each of the methods."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from pos.money.amounts import HUNDRED, ONE, ZERO, MoneyError, round_to
from pos.money.lines import AdjustmentKind
from pos.money.policy import DiscountBase, DiscountMethod
from pos.money.sharing import allocate, spread

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from decimal import Decimal

    from pos.money.draft_lines import DraftLine
    from pos.money.lines import Adjustment
    from pos.money.policy import Policy
    from pos.money.rounder import Rounder


def take_off_line(line: DraftLine, discount: Adjustment) -> None:
    """Take a line's own discount off its price."""
    amount = discount.of(line.price)
    _check(abs(amount), abs(line.price), discount, line=line.line.key)
    line.price -= amount


def take_off_bundles(
    lines: Sequence[DraftLine],
    discounts: Mapping[str, Adjustment],
    policy: Policy,
    rounder: Rounder,
) -> None:
    """Take the discount of each bundle off its lines, in proportion to their prices."""
    by_bundle: dict[str, list[DraftLine]] = defaultdict(list)
    for line in lines:
        if line.line.bundle in discounts:
            by_bundle[line.line.bundle or ""].append(line)
    for key, members in by_bundle.items():
        _share(members, discounts[key], policy, rounder, sign=-1)


def adjust_prices(
    lines: Sequence[DraftLine],
    discounts: Sequence[Adjustment],
    surcharges: Sequence[Adjustment],
    policy: Policy,
    rounder: Rounder,
) -> None:
    """Take discounts of the document off the lines' prices, one after the other; add surcharges."""
    for discount in discounts:
        _share(lines, discount, policy, rounder, sign=-1)
    for surcharge in surcharges:
        _share(lines, surcharge, policy, rounder, sign=1)


def _share(
    lines: Sequence[DraftLine],
    adjustment: Adjustment,
    policy: Policy,
    rounder: Rounder,
    *,
    sign: int,
) -> None:
    weights = [rounder(line.price, "price", line.line.key) for line in lines]
    whole = sum((weight for weight in weights if weight > 0), ZERO)
    if not lines or (not whole and sign > 0):
        return
    amount = rounder(adjustment.of(whole), "discount" if sign < 0 else "surcharge")
    if sign < 0:
        _check(amount, whole, adjustment)
    for line, share in zip(lines, allocate(amount, weights, policy.unit), strict=True):
        rounder.note(
            "price", line.line.key, line.price, line.price + sign * share, "share of the document"
        )
        line.price += sign * share


def _check(
    amount: Decimal, most: Decimal, adjustment: Adjustment, *, line: str | None = None
) -> None:
    percentage = adjustment.kind is AdjustmentKind.PERCENTAGE
    if amount > most or (percentage and adjustment.value > HUNDRED):
        raise MoneyError(
            "discount_too_large",
            given=adjustment.value,
            most=HUNDRED if percentage else most,
            **({"line": line} if line else {}),
        )


def convert(
    lines: Sequence[DraftLine], discount: Adjustment, policy: Policy, rounder: Rounder
) -> None:
    """Turn a discount on the gross into a net amount, rounded, and take it off the net (ERPNext)."""
    grosses = [line.gross for line in lines]
    amount = rounder(discount.of(sum(grosses, ZERO)), "discount")
    _check(amount, sum(grosses, ZERO), discount)
    for line, share in zip(lines, allocate(amount, grosses, policy.unit), strict=True):
        gross = line.gross - share
        rate = ONE + sum((tax.rate for tax in line.taxes), ZERO)
        line.net -= rounder(share / rate, "net of the discount", line.line.key)
        missing = gross - line.gross
        for at, move in enumerate(spread(missing, line.amounts, policy.unit)):
            line.amounts[at] += move
        line.net += gross - line.gross


def scale(
    lines: Sequence[DraftLine], discount: Adjustment, policy: Policy, rounder: Rounder
) -> None:
    """Take a discount off the gross, and let each tax shrink in proportion (Odoo)."""
    whole = sum((line.gross for line in lines), ZERO)
    if not whole:
        return
    amount = discount.of(whole)
    _check(amount, whole, discount)
    gross = rounder(whole - amount, "gross")
    ratio = (whole - amount) / whole
    by_tax: dict[str, list[tuple[DraftLine, int]]] = defaultdict(list)
    for line in lines:
        for at, tax in enumerate(line.taxes):
            by_tax[tax.code].append((line, at))
    for code, places in by_tax.items():
        before = [line.amounts[at] for line, at in places]
        after = rounder(sum(before, ZERO) * ratio, f"document tax {code}")
        for (line, at), share in zip(places, _scaled(before, ratio, after, policy), strict=True):
            line.amounts[at] = share
    taxes = sum((sum(line.amounts, ZERO) for line in lines), ZERO)
    nets = _scaled([line.net for line in lines], ratio, gross - taxes, policy)
    for line, net in zip(lines, nets, strict=True):
        line.net = net


def _scaled(
    amounts: Sequence[Decimal], ratio: Decimal, wanted: Decimal, policy: Policy
) -> list[Decimal]:
    """Scale amounts of any sign one by one, and push what is missing to `wanted` onto the biggest."""
    scaled = [round_to(amount * ratio, policy.unit, policy.rounding) for amount in amounts]
    missing = spread(wanted - sum(scaled, ZERO), amounts, policy.unit)
    return [one + move for one, move in zip(scaled, missing, strict=True)]


def adjusts_amounts(policy: Policy) -> bool:
    """Tell whether discounts of the document work on amounts that are rounded already."""
    return policy.discount_method is not DiscountMethod.RECOMPUTE


def on_net(policy: Policy) -> bool:
    """Tell whether discounts of the document are taken off the net of prices that contain tax."""
    return policy.discount_base is DiscountBase.NET
