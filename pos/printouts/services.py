"""Printing and deciding on behalf of a workspace: what the API calls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pos.invoices import copies, receipts, selectors
from pos.workspaces.models import Workspace
from printing.errors import PrintingError
from printing.models import Printer, PrintJob
from printing.spool import deciding

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
    job = PrintJob.objects.filter(workspace_id=workspace_id, pk=job_id).defer("content").first()
    if job is None:
        raise PrintingError("unknown_job")
    return job
