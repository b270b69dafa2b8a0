"""What a person decides about a job: each is checked by the table of states, and noted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from printing.errors import PrintingError
from printing.models import PrintJob
from printing.spool import queue
from printing.spool.django_database import DjangoDatabase
from printing.spool.queue import Step
from printing.spool.states import State

if TYPE_CHECKING:
    from printing.models import Printer


def retry(*, job: PrintJob, who: str) -> None:
    """Try a failed job again, or one that waits for its next attempt at once.

    Raises PrintingError `not_possible`.
    """
    come_from = (str(State.FAILED), str(State.QUEUED))
    _step(job, Step(State.QUEUED, code="retry", who=who, come_from=come_from), "tried again")


def cancel(*, job: PrintJob, who: str) -> None:
    """Take a job off the queue, or settle one in doubt without printing it again.

    Raises PrintingError `not_possible`: it is being printed, or over.
    """
    _step(job, Step(State.CANCELLED, code="cancelled", who=who), "cancelled")


def it_printed(*, job: PrintJob, who: str) -> None:
    """Settle a job in doubt: somebody saw it on paper. Raises PrintingError `not_possible`."""
    step = Step(State.PRINTED, code="seen", who=who, come_from=(str(State.IN_DOUBT),))
    _step(job, step, "said to be printed")


def print_again(*, job: PrintJob, who: str) -> None:
    """Print a job in doubt again, marked as a possible duplicate.

    Raises PrintingError `not_possible`.
    """
    step = Step(State.QUEUED, code="print_again", who=who, come_from=(str(State.IN_DOUBT),))
    _step(job, step, "printed again")


MOVE = """
update printing_printjob
   set printer_id = %s, moved_from_id = printer_id, not_before = null, updated_at = date_trunc('milliseconds', now()),
       state = 'queued', error_code = '', error = '',
       content = case when source <> '' or slip is not null then null else content end
 where workspace_id = %s and id = %s and state in ('queued', 'failed', 'in_doubt')
returning id
"""


def move(*, job: PrintJob, printer: Printer, who: str) -> None:
    """Send a job that is not printed to another printer of its workspace.

    One in doubt is printed there with the banner. Raises PrintingError `not_possible`, and
    `unknown_printer` for one of another workspace.
    """
    if printer.workspace_id != job.workspace_id:
        raise PrintingError("unknown_printer")
    if not DjangoDatabase().rows(MOVE, (printer.pk, job.workspace_id, job.pk)):
        raise _refusal(job, "moved")
    step = Step(State.QUEUED, code="moved", who=who)
    queue.note(DjangoDatabase(), job.workspace_id, job.pk, step)


def _step(job: PrintJob, step: Step, verb: str) -> None:
    if not queue.move(DjangoDatabase(), job.workspace_id, job.pk, step):
        raise _refusal(job, verb)


def _refusal(job: PrintJob, verb: str) -> PrintingError:
    now = PrintJob.objects.filter(workspace_id=job.workspace_id, pk=job.pk).first()
    if now is None:
        return PrintingError("unknown_job")
    return PrintingError("not_possible", state=now.get_state_display().lower(), verb=verb)
