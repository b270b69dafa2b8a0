"""Printing and deciding on behalf of a workspace: what the API calls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pos.invoices import copies, receipts, selectors
from pos.workspaces.models import Workspace
from printing import interface
from printing.errors import PrintingError
from printing.models import Printer, PrintJob
from printing.spool import copying, deciding

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

DECISIONS: dict[str, Callable[..., None]] = {
    "retry": deciding.retry,
    "cancel": deciding.cancel,
    "it_printed": deciding.it_printed,
    "print_again": deciding.print_again,
    "not_printed": deciding.not_printed,
}


def print_invoice(
    *, workspace_id: UUID, invoice_id: UUID, printer_id: UUID | None, reason: str, by: str
) -> UUID:
    """Queue an invoice; return the job's id. The first print is the original, each further a copy.

    In the caller's transaction. Raises Invoice.DoesNotExist, and PrintingError `unknown_printer`
    or `no_printer`.
    """
    workspace = Workspace.objects.get(pk=workspace_id)
    invoice = selectors.by_id(invoice_id=invoice_id, workspace=workspace)
    if receipts.was_queued(invoice):
        job_id, _ = copies.reprint(
            workspace_id=workspace_id,
            invoice_id=invoice_id,
            reason=reason,
            by=by,
            printer=printer_id,
        )
        return job_id
    return receipts.queue_first(invoice, printer=printer_id)


def copy_invoice(workspace_id: UUID, invoice_id: UUID, by: str) -> UUID:
    """Queue a copy of an invoice that is on paper, for `settings.PRINTING_COPIES`."""
    job_id, _ = copies.reprint(workspace_id=workspace_id, invoice_id=invoice_id, reason="", by=by)
    return job_id


def copy_again(workspace_id: UUID, copy_id: UUID, by: str) -> UUID:
    """Queue a further copy of the invoice that a copy is of."""
    return copy_invoice(workspace_id, copies.original_of(workspace_id, copy_id), by)


def reprint(*, workspace_id: UUID, job_id: UUID, by: str) -> UUID:
    """Queue a copy of a slip that is on paper; return the new job's id.

    Raises PrintingError `unknown_job`, `not_possible`.
    """
    return copying.reprint(job=_job(workspace_id, job_id), who=by)


def print_slip(
    *, workspace_id: UUID, slip: object, printer_id: UUID | None, reference: str
) -> UUID:
    """Queue a slip that a caller wrote as JSON (`printing.slips.from_json`); return the job's id.

    Without a printer it goes where the routes for slips say. In the caller's transaction.
    Raises PrintingError: what the slip is refused for, with its place as `at`; `no_printer`,
    `unknown_printer`.
    """
    read = interface.slip_from_json(slip)
    ticket = interface.enqueue(
        read,
        printer=printer_id,
        workspace_id=workspace_id,
        reference=reference or read.title or "Slip",
    )
    return ticket.job_id


def open_drawer(*, workspace_id: UUID, printer_id: UUID, pin: int, by: str) -> UUID:
    """Queue the opening of the cash drawer at a printer; return the job's id.

    Raises PrintingError `unknown_printer`, `invalid_element`.
    """
    return interface.open_drawer(
        printer=printer_id, workspace_id=workspace_id, pin=pin, reference=f"Drawer opened by {by}"
    )


def decide(*, workspace_id: UUID, job_id: UUID, decision: str, by: str) -> None:
    """Do what `printing.spool.deciding` offers. Raises PrintingError `unknown_job`, `not_possible`."""
    DECISIONS[decision](job=_job(workspace_id, job_id), who=by)


def move(*, workspace_id: UUID, job_id: UUID, printer_id: UUID, by: str) -> None:
    """Send a job to another printer of its workspace.

    Raises PrintingError `unknown_job`, `unknown_printer`, `not_possible`.
    """
    job = _job(workspace_id, job_id)
    printer = Printer.objects.filter(workspace_id=workspace_id, pk=printer_id).first()
    if printer is None:
        raise PrintingError("unknown_printer")
    deciding.move(job=job, printer=printer, who=by)


def _job(workspace_id: UUID, job_id: UUID) -> PrintJob:
    job = PrintJob.objects.filter(workspace_id=workspace_id, pk=job_id).first()
    if job is None:
        raise PrintingError("unknown_job")
    return job
