"""Which printer each part of something goes to, where one slip is cut up among several printers.

A slip that goes whole to one printer asks nothing of this: the statement that queues it looks its
route up by itself (`printing.spool.queue.ENQUEUE`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

# Read through the unique index of routes, which starts with workspace and purpose.
ROUTES = """
select r.category_id, r.outlet_id, r.printer_id from printing_route r
where r.workspace_id = %s and r.purpose = %s and r.register_id is null
"""
PRINTERS = "select p.id, p.name from printing_printer p where p.workspace_id = %s"


@dataclass(frozen=True, slots=True)
class Way:
    """A route as a printer is chosen by it. None stands for any category, or any outlet."""

    category_id: UUID | None
    outlet_id: UUID | None
    printer_id: UUID

    def fits(self, category_id: UUID | None, outlet_id: UUID | None) -> bool:
        return self.category_id in {None, category_id} and self.outlet_id in {None, outlet_id}


@dataclass(frozen=True, slots=True)
class Routes:
    """The routes of one purpose in a workspace; false where there are none."""

    ways: tuple[Way, ...] = ()

    @classmethod
    def of(cls, rows: Sequence[Sequence[Any]]) -> Self:
        """Take the rows of `ROUTES`, the narrowest first.

        A category is narrower than an outlet: the bar's printer gets the drinks of every outlet,
        until a route names the drinks of one. No two routes are equally narrow for the same thing,
        because the database keeps each combination once.
        """
        ways = (Way(*row) for row in rows)
        return cls(tuple(sorted(ways, key=lambda w: (w.category_id is None, w.outlet_id is None))))

    def __bool__(self) -> bool:
        return bool(self.ways)

    def printer(self, *, category_id: UUID | None, outlet_id: UUID | None) -> UUID | None:
        """Return the printer of the narrowest route that fits; None where none does."""
        fitting = (way.printer_id for way in self.ways if way.fits(category_id, outlet_id))
        return next(fitting, None)
