"""Kitchen tickets on paper. Beside `pos.invoices.receipts` the only module that asks for print."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from pos.kitchen.labels import LABELS
from pos.kitchen.models import Reprint, Ticket
from printing import interface
from printing.interface import Printed, PrintingError, Routes

if TYPE_CHECKING:
    from uuid import UUID

    from pos.database import Batch
    from printing.interface import NewJob, Slip

__all__ = ["Printed", "PrintingError", "Routes", "build", "build_reprint", "queue"]

PURPOSE = "kitchen"
RIGHT_TO_LEFT = frozenset({"ar"})
MARK = interface.Style(bold=True, invert=True, height=2)


def routes_asked(workspace_id: UUID) -> tuple[str, tuple[object, ...]]:
    """Return the statement that reads the routes of kitchen tickets, for `Routes.of`."""
    return interface.routes_asked(workspace_id, PURPOSE)


def printers_asked(workspace_id: UUID) -> tuple[str, tuple[object, ...]]:
    """Return the statement that reads id and name of the printers that there are."""
    return interface.printers_asked(workspace_id)


def queue(batch: Batch, ticket: Ticket) -> None:
    """Add to a batch that a ticket is to be printed, once. The job has the ticket's id."""
    batch.add(*interface.queued(_job(ticket)))


def queue_reprint(reprint: Reprint, *, printer: UUID | str | None) -> UUID:
    """Queue a ticket once more in the transaction that runs; return the job's id.

    Raises PrintingError `unknown_printer`.
    """
    ticket = reprint.ticket
    device = interface.printer_id(printer or ticket.printer_id, ticket.workspace_id)
    first = interface.job_id(ticket.workspace_id, _job(ticket).key)
    job = replace(
        _job(ticket),
        id=reprint.pk,
        key=f"kitchen:{ticket.pk}:{reprint.number}",
        reference=f"{ticket}, reprint {reprint.number}",
        source="kitchen_reprint",
        source_id=reprint.pk,
        printer_id=device,
        copy_of=first,
    )
    return interface.put(job)


def wait(job_id: UUID, *, workspace_id: UUID, seconds: float) -> Printed:
    """Print a job and wait so long for what becomes of it. Raises PrintingError."""
    return interface.wait_for(job_id, workspace_id=workspace_id, seconds=seconds)


def _job(ticket: Ticket) -> NewJob:
    place = f", table {ticket.tables}" if ticket.tables else ""
    return interface.NewJob(
        id=ticket.pk,
        workspace_id=ticket.workspace_id,
        key=f"kitchen:{ticket.pk}",
        purpose=PURPOSE,
        reference=f"{ticket}{place}",
        source="kitchen",
        source_id=ticket.pk,
        printer_id=ticket.printer_id,
    )


def build(workspace_id: UUID, ticket_id: UUID) -> Slip:
    """Build a ticket for the spool: `settings.PRINTING_SOURCES`."""
    mine = Ticket.objects.filter(workspace_id=workspace_id)
    return slip(mine.select_related("workspace").get(pk=ticket_id))


def build_reprint(workspace_id: UUID, reprint_id: UUID) -> Slip:
    """Build a ticket for the spool, marked: nobody must cook it twice."""
    mine = Reprint.objects.filter(workspace_id=workspace_id)
    made = mine.select_related("ticket__workspace").get(pk=reprint_id)
    words = LABELS["en"] | LABELS.get(made.ticket.workspace.language, {})
    mark = interface.Text(f" {words['reprint']} {made.number} ", MARK, interface.Align.CENTER)
    first = slip(made.ticket)
    return replace(first, elements=(mark, interface.Feed(), *first.elements))


def slip(ticket: Ticket) -> Slip:
    """Build a ticket in the language, the time zone and the looks of its workspace."""
    workspace = ticket.workspace
    words = LABELS["en"] | LABELS.get(workspace.language, {})
    former = [f"{words['cancelled']}: {ticket.former_notes}"] if ticket.former_notes else []
    rtl = workspace.language in RIGHT_TO_LEFT
    document = interface.KitchenTicket(
        order=ticket.code,
        number=str(ticket.number),
        date=f"{ticket.created_at.astimezone(workspace.zone):%Y-%m-%d %H:%M}",
        lines=tuple(_line(line) for line in ticket.lines),
        station=ticket.station,
        table=ticket.tables,
        moved_from=ticket.moved_from,
        covers="" if ticket.covers is None else str(ticket.covers),
        server=ticket.server,
        notes=(*former, *ticket.notes.splitlines()),
        cancelled=ticket.cancelled,
        labels=words,
        direction=interface.Direction.RTL if rtl else interface.Direction.LTR,
    )
    template = interface.slip_template(workspace_id=ticket.workspace_id, kind="kitchen")
    return interface.kitchen_slip(document, template)


def _line(line: dict[str, Any]) -> interface.TicketLine:
    return interface.TicketLine(
        quantity=f"{Decimal(line['quantity']).normalize():f}",
        name=", ".join(part for part in (line["name"], line["variant"]) if part),
        modifiers=tuple(line["modifiers"]),
        notes=tuple(line["notes"].splitlines()),
        seat="" if line["seat"] is None else str(line["seat"]),
        change=interface.Change.CANCELLED if line["off"] else interface.Change.NEW,
    )
