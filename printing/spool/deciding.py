"""What a person decides about a job: each is checked by the table of states, and noted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from printing.errors import PrintingError
from printing.fiscal import kinds
from printing.models import PrintJob, Purpose
from printing.spool import queue, sources
from printing.spool.django_database import DjangoDatabase
from printing.spool.queue import Step
from printing.spool.states import State

if TYPE_CHECKING:
    from printing.models import Printer


# Nothing is left to be asked of a fiscal device.
SETTLED: dict[str, object] = {"before": None}

# The set-up of a fiscal device may have been mended since: what it surely did not close is made anew.
MAKE_ANEW = """
update printing_printjob set content = null, sha256 = ''
 where workspace_id = %s and id = %s and state = 'failed' and purpose = 'fiscal' and source <> ''
   and fiscal_before is null
returning id
"""


def retry(*, job: PrintJob, who: str) -> None:
    """Try a failed job again, or one that waits for its next attempt at once.

    Raises PrintingError `not_possible`.
    """
    come_from = (str(State.FAILED), str(State.QUEUED))
    DjangoDatabase().rows(MAKE_ANEW, (job.workspace_id, job.pk))
    _step(job, Step(State.QUEUED, code="retry", who=who, come_from=come_from), "tried again")


def cancel(*, job: PrintJob, who: str) -> None:
    """Take a job off the queue, or settle one in doubt without printing it again.

    Raises PrintingError `not_possible`: it is being printed, or over; `fiscal_ask_first`: it waits
    for its fiscal device to be asked whether it closed it.
    """
    step = Step(State.CANCELLED, code="cancelled", who=who, fiscal=SETTLED)
    _step(job, step, "cancelled")


def it_printed(*, job: PrintJob, who: str, number: str = "", at: str = "") -> None:
    """Settle a job in doubt: somebody saw it on paper. Raises PrintingError `not_possible`.

    `number` and `at` (ISO 8601, without a zone) are what stands on a fiscal receipt: with them it
    can be taken back later.
    """
    kept = job.fiscal_before or {}
    told: dict[str, object] = {**SETTLED}
    if job.purpose == kinds.PURPOSE and number:
        serials = {"fiscal_memory_serial": kept.get("memory")}
        told |= {"number": number, "serial": kept.get("serial"), "result": serials}
        told |= {"at": at} if at else {}
    come_from = (str(State.IN_DOUBT),)
    step = Step(State.PRINTED, code="seen", who=who, come_from=come_from, fiscal=told)
    _step(job, step, "said to be printed")


def print_again(*, job: PrintJob, who: str) -> None:
    """Print a job in doubt again, marked as a possible duplicate.

    A fiscal receipt is printed only after its device said that it did not close it before.
    Raises PrintingError `not_possible`.
    """
    step = Step(State.QUEUED, code="print_again", who=who, come_from=(str(State.IN_DOUBT),))
    _step(job, step, "printed again")


def not_printed(*, job: PrintJob, who: str) -> None:
    """Print a fiscal receipt in doubt whatever its device can tell: somebody looked at its journal.

    Raises PrintingError `not_possible`: for other slips there is `print_again`.
    """
    verb = "said not to be printed"
    if job.purpose != kinds.PURPOSE:
        raise _refusal(job, verb)
    come_from = (str(State.IN_DOUBT),)
    step = Step(State.QUEUED, code="not_printed", who=who, come_from=come_from, fiscal=SETTLED)
    _step(job, step, verb)


# A job that had no printer yet may become a fiscal one: nothing has been made of it.
MOVE = """
update printing_printjob
   set printer_id = %s, moved_from_id = printer_id, not_before = null, updated_at = date_trunc('milliseconds', now()),
       state = 'queued', error_code = '', error = '', purpose = %s,
       content = case when source <> '' or slip is not null then null else content end
 where workspace_id = %s and id = %s and state in ('queued', 'failed', 'in_doubt')
   and fiscal_before is null
returning id
"""


def move(*, job: PrintJob, printer: Printer, who: str) -> None:
    """Send a job that is not printed to another printer of its workspace.

    One in doubt is printed there with the banner. Raises PrintingError `not_possible`,
    `unknown_printer` for one of another workspace, `fiscal_mismatch`, and `fiscal_ask_first` for a
    receipt that a fiscal device may have closed.
    """
    if printer.workspace_id != job.workspace_id:
        raise PrintingError("unknown_printer")
    purpose = _purpose(job, printer)
    if not DjangoDatabase().rows(MOVE, (printer.pk, purpose, job.workspace_id, job.pk)):
        raise _refusal(job, "moved")
    step = Step(State.QUEUED, code="moved", who=who)
    queue.note(DjangoDatabase(), job.workspace_id, job.pk, step)


def _purpose(job: PrintJob, printer: Printer) -> str:
    """Return what the job is for on that printer; raises PrintingError `fiscal_mismatch`."""
    if kinds.fits(job.purpose, printer.kind):
        return job.purpose
    undecided = job.printer_id is None and job.purpose == Purpose.RECEIPT
    if undecided and sources.may_be_fiscal(job.source):
        return kinds.PURPOSE
    raise PrintingError("fiscal_mismatch")


def _step(job: PrintJob, step: Step, verb: str) -> None:
    if not queue.move(DjangoDatabase(), job.workspace_id, job.pk, step):
        raise _refusal(job, verb)


def _refusal(job: PrintJob, verb: str) -> PrintingError:
    now = PrintJob.objects.filter(workspace_id=job.workspace_id, pk=job.pk).first()
    if now is None:
        return PrintingError("unknown_job")
    if now.fiscal_before is not None and now.state in {State.QUEUED, State.IN_DOUBT}:
        return PrintingError("fiscal_ask_first")
    return PrintingError("not_possible", state=now.get_state_display().lower(), verb=verb)
