"""Finding the printer that somebody named, and addressing a job to it."""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import TYPE_CHECKING

from printing.errors import PrintingError
from printing.fiscal import kinds
from printing.models import Printer, Route

if TYPE_CHECKING:
    from printing.spool.queue import NewJob


def find_printer(printer: uuid.UUID | str, workspace_id: uuid.UUID) -> Printer:
    """Return a printer of a workspace by its id or name; raises PrintingError `unknown_printer`."""
    by = {"id": printer} if isinstance(printer, uuid.UUID) else {"name": printer}
    found = Printer.objects.filter(workspace_id=workspace_id).filter(**by).first()
    if found is None:
        raise PrintingError("unknown_printer", printer=str(printer), workspace_id=str(workspace_id))
    return found


def routed_printer(purpose: str, workspace_id: uuid.UUID) -> Printer:
    """Return the printer of what belongs to no register: by the workspace's route, or its default.

    Raises PrintingError `no_printer`.
    """
    wide = {"register_id": None, "outlet_id": None, "category_id": None}
    routes = Route.objects.filter(workspace_id=workspace_id, purpose=purpose, **wide)
    route = routes.select_related("printer").first()
    default = Printer.objects.filter(workspace_id=workspace_id, is_default=True)
    found = route.printer if route else default.first()
    if found is None:
        raise PrintingError("no_printer")
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
