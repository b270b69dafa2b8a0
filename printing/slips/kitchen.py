"""A kitchen ticket from plain data: what to cook, what not to cook any more, and for whom."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from printing.slips.elements import (
    BOLD,
    DOUBLE,
    Align,
    Cell,
    Columns,
    Cut,
    Direction,
    Element,
    Feed,
    Rule,
    Slip,
    Style,
    Text,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

LARGE = Style(bold=True, height=2)
STRUCK = Style(bold=True, invert=True)

# Every word on the ticket; a document's own labels go over these.
LABELS: dict[str, str] = {
    "order": "Order",
    "ticket": "Ticket",
    "table": "Table",
    "moved": "Moved from table",
    "covers": "Guests",
    "server": "Server",
    "seat": "Seat",
    "cancelled": "CANCELLED",
    "order_cancelled": "ORDER CANCELLED",
}


class Change(StrEnum):
    """What a line asks of the kitchen."""

    NEW = "new"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class TicketLine:
    """One thing to cook, or not to. `quantity` is ready to print, and never negative."""

    quantity: str
    name: str
    modifiers: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    seat: str = ""
    change: Change = Change.NEW


@dataclass(frozen=True, slots=True)
class KitchenTicket:
    """What changed in an order since the kitchen was last told. Texts are ready.

    `number` counts the tickets of one order from 1; `station` names the printer or the part of the
    kitchen. `moved_from` is the table that the guests left. `cancelled`: the whole order is off.
    """

    order: str
    number: str
    date: str
    lines: tuple[TicketLine, ...]
    station: str = ""
    table: str = ""
    moved_from: str = ""
    covers: str = ""
    server: str = ""
    notes: tuple[str, ...] = ()
    cancelled: bool = False
    labels: Mapping[str, str] = field(default_factory=dict)
    direction: Direction = Direction.LTR


def kitchen_slip(ticket: KitchenTicket) -> Slip:
    """Build the ticket: large, no prices, what is cancelled in white on black."""
    labels = {**LABELS, **ticket.labels}
    elements: list[Element] = []
    if ticket.station:
        elements.append(Text(ticket.station, BOLD, Align.CENTER))
    if ticket.table:
        elements.append(Text(f"{labels['table']} {ticket.table}", DOUBLE, Align.CENTER))
    if ticket.moved_from:
        elements.append(Text(f"{labels['moved']} {ticket.moved_from}", STRUCK, Align.CENTER))
    if ticket.cancelled:
        elements.append(Text(f" {labels['order_cancelled']} ", STRUCK, Align.CENTER))
    facts = (
        (labels["order"], ticket.order),
        (labels["ticket"], ticket.number),
        (labels["covers"], ticket.covers),
        (labels["server"], ticket.server),
    )
    elements += [Columns.pair(name, value) for name, value in facts if value]
    elements += [Text(ticket.date), Rule("=")]
    for line in ticket.lines:
        elements += _line(line, labels)
    elements += [Text(note, BOLD) for note in ticket.notes]
    title = f"{labels['order']} {ticket.order}"
    return Slip(title, (*elements, Feed(), Cut()), direction=ticket.direction)


def _line(line: TicketLine, labels: Mapping[str, str]) -> list[Element]:
    off = line.change is Change.CANCELLED
    style = STRUCK if off else LARGE
    quantity = f"{line.quantity} x"
    name = f"{labels['cancelled']}: {line.name}" if off else line.name
    extras = [f"+ {one}" for one in line.modifiers] + [f"* {one}" for one in line.notes]
    if line.seat:
        extras.append(f"{labels['seat']} {line.seat}")
    cells = (Cell(quantity, max(4, len(quantity)), style=style), Cell(name, style=style))
    rest = [Columns((Cell("", 4), Cell(extra))) for extra in extras]
    return [Columns(cells), *rest]
