"""What a kitchen ticket's template may name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from printing.markup.forms import Form
from printing.markup.names import words

if TYPE_CHECKING:
    from printing.slips.kitchen import KitchenTicket, TicketLine

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


class TicketLineView:
    """A thing to cook as it is printed."""

    def __init__(self, line: TicketLine) -> None:
        self._line = line

    @property
    def quantity(self) -> str:
        """How many."""
        return self._line.quantity

    @property
    def name(self) -> str:
        """What to cook."""
        return self._line.name

    @property
    def cancelled(self) -> bool:
        """Whether it is not to be cooked any more."""
        return self._line.change == "cancelled"

    @property
    def modifiers(self) -> tuple[str, ...]:
        """How the guest wants it: texts."""
        return self._line.modifiers

    @property
    def notes(self) -> tuple[str, ...]:
        """What the waiter wrote: texts."""
        return self._line.notes

    @property
    def seat(self) -> str:
        """For which seat, or empty."""
        return self._line.seat


class KitchenView:
    """What changed in an order since the kitchen was last told."""

    def __init__(self, ticket: KitchenTicket) -> None:
        self._ticket = ticket
        self.label = words(LABELS, ticket.labels)

    @property
    def station(self) -> str:
        """The part of the kitchen, or the printer."""
        return self._ticket.station

    @property
    def table(self) -> str:
        """Where the guests sit, or empty."""
        return self._ticket.table

    @property
    def moved_from(self) -> str:
        """The table that the guests left, or empty."""
        return self._ticket.moved_from

    @property
    def cancelled(self) -> bool:
        """Whether the whole order is off."""
        return self._ticket.cancelled

    @property
    def order(self) -> str:
        """Number of the order."""
        return self._ticket.order

    @property
    def number(self) -> str:
        """Which ticket of the order it is, from 1."""
        return self._ticket.number

    @property
    def covers(self) -> str:
        """How many guests, or empty."""
        return self._ticket.covers

    @property
    def server(self) -> str:
        """Who took the order."""
        return self._ticket.server

    @property
    def date(self) -> str:
        """Day and time."""
        return self._ticket.date

    @property
    def lines(self) -> list[TicketLineView]:
        """What to cook, and what not any more."""
        return [TicketLineView(line) for line in self._ticket.lines]

    @property
    def notes(self) -> tuple[str, ...]:
        """Notes on the whole order: texts."""
        return self._ticket.notes


KITCHEN = Form("kitchen", KitchenView, LABELS)
