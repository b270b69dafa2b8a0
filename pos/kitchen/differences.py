"""Compares what an order holds with what the kitchen knows of it. Pure: no database."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from pos.kitchen.dishes import Change, Known

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from uuid import UUID

    from pos.kitchen.dishes import Dish, Handed

    PrinterOf = Callable[[Dish], UUID | None]

ZERO = Decimal("0.00")


def compare(
    dishes: Iterable[Dish], known: Iterable[Known], printer_of: PrinterOf
) -> tuple[list[Change], list[Known]]:
    """Return what the kitchen is to be told, in the order of the lines, and what it knows then.

    What is off is told where it was last asked for, what is new where the routes say now.
    """
    changes: list[Change] = []
    after: list[Known] = []
    by_line = _by_line(known)
    for dish in dishes:
        mine = by_line[dish.line_id]
        kept = [one for one in mine if one.look.same(dish.look)]
        changes += _off(one for one in mine if one not in kept)
        have = _total(kept)
        if have > dish.quantity:
            taken, kept = take(kept, have - dish.quantity)
            changes += _off(taken)
        elif have < dish.quantity:
            # A line that the kitchen has already stays its own when its route is gone.
            printer = printer_of(dish) or (kept[-1].printer_id if kept else None)
            if printer is not None:
                more = dish.quantity - have
                changes.append(Change(printer_id=printer, quantity=more, look=dish.look))
                kept = _more(kept, dish, printer, more)
        after += kept
    return changes, after


def hand_on(known: Sequence[Known], handed: Iterable[Handed]) -> dict[UUID, list[Known]]:
    """Return, by order, what the kitchen knows after a split: the same food, on other bills.

    Nothing is to be told. Each part takes what its line was known for; what it holds beyond that,
    and all of a share that cannot be counted, is settled without a printer.
    """
    left = _by_line(known)
    likeness = {one.line_id: one for one in known}
    after: dict[UUID, list[Known]] = defaultdict(list)
    for one in handed:
        like = likeness.get(one.line_id)
        if like is None or not one.quantity:
            continue
        wanted = one.quantity if one.counted else ZERO
        taken, left[one.line_id] = take(left[one.line_id], wanted)
        rest = one.quantity - _total(taken)
        if rest:
            taken.append(replace(like, printer_id=None, quantity=rest))
        after[one.to_order_id] += [replace(each, line_id=one.to_line_id) for each in taken]
    return after


def take(known: Sequence[Known], quantity: Decimal) -> tuple[list[Known], list[Known]]:
    """Take a quantity off what is known, the last said first; return what is taken and what stays."""
    taken: list[Known] = []
    stays: list[Known] = []
    for one in reversed(known):
        part = min(one.quantity, quantity)
        quantity -= part
        if part:
            taken.append(replace(one, quantity=part))
        if part < one.quantity:
            stays.append(replace(one, quantity=one.quantity - part))
    return taken, stays[::-1]


def _more(known: list[Known], dish: Dish, printer: UUID, quantity: Decimal) -> list[Known]:
    """Add a quantity to what one printer knows of a line."""
    said = [one for one in known if one.printer_id == printer]
    others = [one for one in known if one.printer_id != printer]
    new = Known(
        line_id=dish.line_id,
        printer_id=printer,
        quantity=quantity + _total(said),
        look=dish.look,
    )
    return [*others, new]


def _off(known: Iterable[Known]) -> list[Change]:
    return [
        Change(printer_id=one.printer_id, quantity=-one.quantity, look=one.look)
        for one in known
        if one.printer_id is not None
    ]


def _total(known: Iterable[Known]) -> Decimal:
    return sum((one.quantity for one in known), ZERO)


def _by_line(known: Iterable[Known]) -> defaultdict[UUID, list[Known]]:
    found: defaultdict[UUID, list[Known]] = defaultdict(list)
    for one in known:
        found[one.line_id].append(one)
    return found
