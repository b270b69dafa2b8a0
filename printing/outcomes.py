"""Waiting for what becomes of a slip: for commands, and whoever stands beside the printer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from printing.asking import queued
from printing.errors import PrintingError
from printing.models import PrintJob
from printing.spool import waiting
from printing.spool.django_database import DjangoDatabase

if TYPE_CHECKING:
    import uuid

    from printing.spool.queue import NewJob


@dataclass(frozen=True, slots=True)
class Printed:
    """What became of a job that was waited for. `state` is one of `printing.spool.states`."""

    job_id: uuid.UUID
    printer_name: str
    state: str
    error: str
    warnings: tuple[dict[str, str], ...]


def print_once(job: NewJob, *, seconds: float) -> Printed:
    """Queue a slip, if it is not, and wait at most so long for what becomes of it.

    Prints by itself where no worker serves the printer. Raises PrintingError `no_printer`, and
    `already_queued` where the job was printed, is in doubt, failed or was cancelled before.
    """
    DjangoDatabase().rows(*queued(job))
    kept = PrintJob.objects.filter(workspace_id=job.workspace_id, key=job.key).first()
    if kept is None or kept.printer_id is None:
        raise PrintingError("no_printer")
    if kept.state not in waiting.UNDER_WAY:
        raise PrintingError(
            "already_queued",
            state=kept.get_state_display().lower(),
            what=waiting.ADVICE[kept.state],
            job_id=str(kept.pk),
        )
    return wait_for(kept.pk, workspace_id=kept.workspace_id, seconds=seconds)


def wait_for(job_id: uuid.UUID, *, workspace_id: uuid.UUID, seconds: float) -> Printed:
    """Print a job and wait at most so long for what becomes of it, as `print_once` does."""
    done = waiting.print_now(job_id, workspace_id=workspace_id, seconds=seconds)
    return Printed(
        job_id=done.pk,
        printer_name=str(done.printer),
        state=done.state,
        error=done.error,
        warnings=tuple(done.warnings),
    )
