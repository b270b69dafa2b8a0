"""A kitchen ticket from plain data: what to cook, what not to cook any more, and for whom."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from printing.slips.elements import Direction
from printing.slips.views.kitchen import KITCHEN, KitchenView

if TYPE_CHECKING:
    from collections.abc import Mapping

    from printing.markup.forms import SlipTemplate
    from printing.slips.elements import Slip


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


def kitchen_slip(ticket: KitchenTicket, template: SlipTemplate | None = None) -> Slip:
    """Build the ticket, as the template says: large, no prices, what is cancelled white on black.

    A template that fails gives way to the default one, with warning `template_failed`.
    """
    view = KitchenView(ticket)
    title = f"{view.label.order} {ticket.order}"
    return KITCHEN.slip(template, view, title, ticket.direction)
