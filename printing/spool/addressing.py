"""Finding the printer that somebody named, and addressing a job to it."""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import TYPE_CHECKING

from printing.errors import PrintingError
from printing.fiscal import kinds
from printing.models import Printer

if TYPE_CHECKING:
    from printing.spool.queue import NewJob


def find_printer(printer: uuid.UUID | str | None, workspace_id: uuid.UUID) -> Printer:
    """Return a printer of a workspace by its id or name, or (None) its default one.

    Raises PrintingError `unknown_printer`.
    """
    mine = Printer.objects.filter(workspace_id=workspace_id)
    if printer is None:
        found = mine.filter(is_default=True).first()
    elif isinstance(printer, uuid.UUID):
        found = mine.filter(id=printer).first()
    else:
        found = mine.filter(name=printer).first()
    if found is None:
        wanted = "default" if printer is None else str(printer)
        raise PrintingError("unknown_printer", printer=wanted, workspace_id=str(workspace_id))
    return found


def addressed(job: NewJob, printer: uuid.UUID | str) -> NewJob:
    """Address a job to a printer of its workspace, by name or id: a fiscal device or another one.

    Raises PrintingError `unknown_printer`, and `fiscal_mismatch` for a slip that no fiscal device
    prints.
    """
    device = find_printer(printer, job.workspace_id)
    purpose = kinds.PURPOSE if device.is_fiscal and job.may_be_fiscal else job.purpose
    if not kinds.fits(purpose, device.kind):
        raise PrintingError("fiscal_mismatch")
    return replace(job, printer_id=device.pk, purpose=purpose)
