"""Tells the kitchen what changed in an order: differences only, exactly once.

All of it happens in the transaction of the change and under the lock of the order, which the caller
holds: what the kitchen knows, the tickets and their print jobs are there if and only if the change
is. A workspace without a route for kitchen tickets never comes here.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any

from pos.database import Batch, rows_of, transactional
from pos.kitchen import slips
from pos.kitchen.codes import code_of
from pos.kitchen.differences import compare, hand_on
from pos.kitchen.models import Reprint, Ticket, ToldLine, ToldOrder
from pos.workspaces.fields import now

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence
    from uuid import UUID

    from pos.kitchen.dishes import Asked, Change, Dish, Handed, Known
    from pos.kitchen.slips import Routes

OF_ORDER = "t.workspace_id = %s and t.order_id = %s"
FORGET_ORDER = "delete from kitchen_toldorder where workspace_id = %s and order_id = %s"
FORGET_LINES = "delete from kitchen_toldline where workspace_id = %s and order_id = %s"


@dataclass(frozen=True, slots=True)
class Told:
    """What the kitchen knows of an order, and the names of the printers that there are."""

    order: ToldOrder | None = None
    lines: tuple[Known, ...] = ()
    printers: dict[UUID, str] = field(default_factory=dict)

    @property
    def listeners(self) -> list[UUID]:
        """Return the printers that know of the order, each once."""
        return list(dict.fromkeys(one.printer_id for one in self.lines if one.printer_id))


def ask_for(batch: Batch, *, workspace_id: UUID, order_id: UUID) -> None:
    """Add what `told_of` needs to a batch: three statements."""
    own = (workspace_id, order_id)
    batch.read(ToldOrder, OF_ORDER, own).read(ToldLine, OF_ORDER, own, "order by t.id")
    batch.ask(*slips.printers_asked(workspace_id))


ASKED = 3


def told_of(answers: Sequence[list[Any]]) -> Told:
    """Make of the answers to `ask_for` what the kitchen knows."""
    orders, lines, printers = answers
    names: dict[UUID, str] = dict(printers)
    known = (row.known for row in rows_of(ToldLine, lines))
    return Told(
        order=next(iter(rows_of(ToldOrder, orders)), None),
        # What only a printer knew that is gone, nobody can be told about.
        lines=tuple(
            one if one.printer_id in names else replace(one, printer_id=None) for one in known
        ),
        printers=names,
    )


def tell(batch: Batch, *, asked: Asked, told: Told, routes: Routes, at: dt.datetime) -> None:
    """Add to a batch the tickets that bring the kitchen up to date, with their print jobs."""

    def printer_of(dish: Dish) -> UUID | None:
        found = routes.printer(category_id=dish.category_id, outlet_id=asked.outlet_id)
        return found if found in told.printers else None

    changes, known = compare(asked.dishes, told.lines, printer_of)
    by_printer: dict[UUID, list[Change]] = {}
    for change in changes:
        by_printer.setdefault(change.printer_id, []).append(change)
    news = _news(asked, told)
    if news:
        by_printer = {
            printer: by_printer.get(printer, []) for printer in told.listeners
        } | by_printer
    last = told.order.tickets if told.order else 0
    tickets = []
    for number, (printer, lines) in enumerate(by_printer.items(), start=last + 1):
        own = news if printer in told.listeners else {}
        ticket = _ticket(asked, lines, number=number, at=at, **own)
        ticket.printer_id, ticket.station = printer, told.printers[printer]
        tickets.append(ticket)
    if tickets or tuple(known) != told.lines:
        _remember(batch, asked, known, tickets=last + len(tickets))
    for ticket in tickets:
        slips.queue(batch, ticket)
    batch.create(tickets)


def split(
    batch: Batch, *, workspace_id: UUID, order_id: UUID, told: Told, handed: Iterable[Handed]
) -> None:
    """Add to a batch that what the kitchen knows of an order is on several bills from now on."""
    if told.order is None:
        return
    batch.add(FORGET_LINES, (workspace_id, order_id))
    for owner, known in hand_on(told.lines, handed).items():
        batch.create([_row(workspace_id, owner, one) for one in known])
        if owner != order_id:
            part = ToldOrder(workspace_id=workspace_id, order_id=owner, notes=told.order.notes)
            batch.create([part])


@transactional
def reprint(
    *,
    workspace_id: UUID,
    ticket_id: UUID,
    by: str,
    printer: UUID | str | None = None,
    at: dt.datetime | None = None,
) -> tuple[UUID, int]:
    """Queue a ticket once more, marked REPRINT; return the print job's id and which reprint it is.

    On the printer that it was for, or another by id or name. Reprints of one ticket wait for each
    other. Raises Ticket.DoesNotExist, and PrintingError `unknown_printer`.
    """
    mine = Ticket.objects.filter(workspace_id=workspace_id)
    ticket = mine.select_for_update(no_key=True).get(pk=ticket_id)
    number = Reprint.objects.filter(workspace_id=workspace_id, ticket=ticket).count() + 1
    row = Reprint.objects.create(
        workspace_id=workspace_id, ticket=ticket, number=number, by=by[:255], created_at=at or now()
    )
    return slips.queue_reprint(row, printer=printer), number


def copy(workspace_id: UUID, ticket_id: UUID, by: str) -> UUID:
    """Queue a ticket once more from its print job: `settings.PRINTING_COPIES`."""
    job_id, _ = reprint(workspace_id=workspace_id, ticket_id=ticket_id, by=by)
    return job_id


def copy_again(workspace_id: UUID, reprint_id: UUID, by: str) -> UUID:
    """Queue a ticket once more from the print job of an earlier reprint."""
    earlier = Reprint.objects.filter(workspace_id=workspace_id)
    return copy(workspace_id, earlier.get(pk=reprint_id).ticket_id, by)


def _news(asked: Asked, told: Told) -> dict[str, str]:
    """Return what is new for those who know the order already, besides its lines."""
    news: dict[str, str] = {}
    if told.order is None or asked.off:
        return news
    if {key for key, _ in told.order.tables} != {str(key) for key in asked.tables}:
        news["moved_from"] = _names(name for _, name in told.order.tables)
    if told.order.notes != asked.notes:
        news["former_notes"] = told.order.notes
    return news


def _ticket(
    asked: Asked, changes: Iterable[Change], *, number: int, at: dt.datetime, **news: str
) -> Ticket:
    return Ticket(
        workspace_id=asked.workspace_id,
        order_id=asked.order_id,
        created_at=at,
        number=number,
        code=code_of(asked.order_id),
        tables=_names(asked.tables.values()),
        covers=asked.covers,
        server=asked.server,
        notes=asked.notes,
        cancelled=asked.off,
        lines=[_line(change) for change in changes],
        **news,
    )


def _line(change: Change) -> dict[str, Any]:
    look = asdict(change.look)
    for name in ("product_id", "variant_id"):
        look[name] = str(look[name]) if look[name] else None
    return {**look, "quantity": str(abs(change.quantity)), "off": change.quantity < 0}


def _remember(batch: Batch, asked: Asked, known: Iterable[Known], *, tickets: int) -> None:
    own = (asked.workspace_id, asked.order_id)
    batch.add(FORGET_ORDER, own).add(FORGET_LINES, own)
    order = ToldOrder(
        workspace_id=asked.workspace_id,
        order_id=asked.order_id,
        tickets=tickets,
        tables=[(str(key), name) for key, name in asked.tables.items()],
        notes=asked.notes,
    )
    batch.create([order])
    batch.create([_row(asked.workspace_id, asked.order_id, one) for one in known])


def _row(workspace_id: UUID, order_id: UUID, known: Known) -> ToldLine:
    look = asdict(known.look)
    return ToldLine(
        workspace_id=workspace_id,
        order_id=order_id,
        line_id=known.line_id,
        printer_id=known.printer_id,
        quantity=known.quantity,
        **{**look, "modifiers": list(look["modifiers"])},
    )


def _names(names: Iterable[str]) -> str:
    return ", ".join(names)[:1000]
