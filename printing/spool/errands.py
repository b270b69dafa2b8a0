"""Reports and movements of cash on a fiscal device: jobs like any other, in their turn."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q

from printing.errors import PrintingError
from printing.fiscal import content, kinds
from printing.fiscal.content import Action
from printing.models import PrintJob
from printing.models.ids import new_id
from printing.spool import deciding, queue, waiting
from printing.spool.django_database import DjangoDatabase
from printing.spool.states import State

if TYPE_CHECKING:
    from printing.fiscal.content import Errand
    from printing.models import Printer

TITLES: dict[Action, str] = {
    Action.X: "X report",
    Action.Z: "Z report",
    Action.CASH_IN: "Cash in",
    Action.CASH_OUT: "Cash out",
    Action.DUPLICATE: "Duplicate of the last receipt",
}

GO_FIRST = """
update printing_printjob set position = head.position - 1
  from (select min(position) as position from printing_printjob
         where workspace_id = %s and printer_id = %s and state = 'queued'
           and error_code = 'fiscal_blocked') head
 where workspace_id = %s and id = %s and head.position is not null returning id
"""


def run(printer: Printer, errand: Errand, *, seconds: float, who: str) -> PrintJob:
    """Let a device do an errand, after what waits for it; return the job as it ended.

    It goes first where the device is blocked: a Z report may be what the receipts wait for. What was not begun in that time is taken back, so that it does not come as a surprise later.
    Raises PrintingError `fiscal_mismatch` where it is no fiscal device, and `fiscal_unsettled`
    while a job of it is in doubt.
    """
    if not printer.is_fiscal:
        raise PrintingError("fiscal_mismatch")
    refuse_unsettled(printer)
    text = content.write(errand)
    amount = "" if errand.amount is None else f" {errand.amount}"
    job = queue.NewJob(
        workspace_id=printer.workspace_id,
        key=f"errand:{new_id()}",
        purpose=kinds.PURPOSE,
        reference=f"{TITLES[errand.action]}{amount}",
        content=text,
        sha256=hashlib.sha256(text).hexdigest(),
        printer_id=printer.pk,
    )
    db = DjangoDatabase()
    with transaction.atomic():
        db.rows(*queue.enqueueing(job))
        db.rows(GO_FIRST, (printer.workspace_id, printer.pk, printer.workspace_id, job.id))
    done = waiting.print_now(job.id, workspace_id=printer.workspace_id, seconds=seconds)
    return _taken_back(done, who) if done.state == State.QUEUED else done


def refuse_unsettled(printer: Printer) -> None:
    """Raise PrintingError `fiscal_unsettled` while nobody knows what the device closed."""
    asked = Q(fiscal_before__isnull=False, state__in=waiting.UNDER_WAY)
    jobs = PrintJob.objects.filter(workspace_id=printer.workspace_id, printer=printer)
    found = jobs.filter(asked | Q(state=State.IN_DOUBT)).order_by("position").first()
    if found is not None:
        raise PrintingError("fiscal_unsettled", reference=found.reference, job_id=str(found.pk))


def _taken_back(job: PrintJob, who: str) -> PrintJob:
    why = job.error
    try:
        deciding.cancel(job=job, who=who)
    except PrintingError:
        job.refresh_from_db()  # it was begun after all
        return job
    job.refresh_from_db()
    job.error = why
    return job
