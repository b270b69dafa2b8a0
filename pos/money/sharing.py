"""Shares an amount out so that the parts add up to it, to the smallest unit."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from pos.money.amounts import ONE, ZERO, MoneyError, Rounding, round_to

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def allocate(amount: Decimal, weights: Sequence[Decimal], unit: Decimal) -> list[Decimal]:
    """Share an amount in proportion to weights by the largest remainder; ties go to earlier ones.

    A weight below zero counts as nothing. Raises MoneyError `nothing_to_share` where an amount meets
    no weight, `too_precise` where it is no multiple of the unit.
    """
    if not amount:
        return [ZERO] * len(weights)
    units = amount / unit
    whole = int(units)
    if whole != units:
        raise MoneyError("too_precise", given=amount, unit=unit)
    usable = [max(weight, ZERO) for weight in weights]
    total = sum(usable, ZERO)
    if not total:
        raise MoneyError("nothing_to_share", given=amount)
    sign, whole = (1, whole) if whole > 0 else (-1, -whole)
    exact = [whole * weight / total for weight in usable]
    shares = [int(part) for part in exact]
    by_remainder = sorted(
        (at for at, weight in enumerate(usable) if weight),
        key=lambda at: (shares[at] - exact[at], at),
    )
    for at in by_remainder[: whole - sum(shares)]:
        shares[at] += 1
    return [sign * share * unit for share in shares]


def split_evenly(amount: Decimal, parts: int, unit: Decimal) -> list[Decimal]:
    """Share an amount in equal parts; the first ones are a unit larger where it does not divide."""
    if parts < 1:
        raise MoneyError("nothing_to_share", given=amount)
    return allocate(amount, [ONE] * parts, unit)


def split_over_rates(
    amount: Decimal, basket: Mapping[str, Decimal], unit: Decimal
) -> dict[str, Decimal]:
    """Share a fee or a tip over the rates of a basket (rate -> gross), in proportion to gross.

    What rounding leaves goes to the highest rate (pretix): 0.03 over 10.70 at 7 and 11.90 at 19 is
    0.01 and 0.02. Raises MoneyError `nothing_to_share`.
    """
    total = sum(basket.values(), ZERO)
    if not total:
        raise MoneyError("nothing_to_share", given=amount)
    highest = max(basket, key=Decimal)
    shares = {
        rate: round_to(amount * gross / total, unit, Rounding.HALF_UP)
        for rate, gross in basket.items()
        if rate != highest
    }
    shares[highest] = amount - sum(shares.values(), ZERO)
    return {rate: shares[rate] for rate in basket}


def split_by_amounts(
    gross_by_line: Mapping[str, Decimal], amounts: Sequence[Decimal], unit: Decimal
) -> list[dict[str, Decimal]]:
    """Cut lines into parts of given amounts: each part and each line adds up exactly.

    Part after part takes of what the lines still hold, in proportion. Raises MoneyError
    `does_not_add_up` where the amounts are not the whole, `nothing_to_share` on a negative line.
    """
    whole = sum(gross_by_line.values(), ZERO)
    if sum(amounts, ZERO) != whole:
        raise MoneyError("does_not_add_up", parts=sum(amounts, ZERO), whole=whole)
    if any(gross < 0 for gross in gross_by_line.values()) or any(one < 0 for one in amounts):
        raise MoneyError("nothing_to_share", given=min(gross_by_line.values()))
    left = dict(gross_by_line)
    parts = []
    for amount in amounts:
        taken = allocate(amount, list(left.values()), unit)
        parts.append(dict(zip(left, taken, strict=True)))
        left = {key: left[key] - part for key, part in parts[-1].items()}
    return parts


def spread(delta: Decimal, sizes: Sequence[Decimal], unit: Decimal) -> list[Decimal]:
    """Push a rounding difference onto lines: a unit each, the biggest first, round and round.

    As pretix does it; allocating by weight would move more than one unit on the same line.
    """
    moved = [ZERO] * len(sizes)
    places = sorted((at for at, size in enumerate(sizes) if size), key=lambda at: -abs(sizes[at]))
    if not delta or not places:
        return moved
    step = unit if delta > 0 else -unit
    count = int(delta / step)
    each, rest = divmod(count, len(places))
    for rank, at in enumerate(places):
        moved[at] = step * (each + (1 if rank < rest else 0))
    return moved
