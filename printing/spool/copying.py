"""Printing a slip once more on purpose: a job of its own, marked COPY, that names its original."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from printing.errors import PrintingError
from printing.models import PrintJob
from printing.spool import banner, queue
from printing.spool.django_database import DjangoDatabase
from printing.spool.queue import NewJob
from printing.spool.states import State

# What was on paper, as far as anybody can tell.
ON_PAPER = frozenset({State.PRINTED, State.SENT_UNCONFIRMED})

Copy = Callable[[UUID, UUID, str], UUID]
"""Queues a copy of `(workspace_id, source_id)` for `who`; returns the job's id."""


def reprint(*, job: PrintJob, who: str) -> UUID:
    """Queue a copy of a slip that is on paper; return the new job's id.

    Slips that are documents have copies of their own making: `settings.PRINTING_COPIES` maps the
    name of a source to a `Copy`. Others are printed as they were, under the mark.
    Raises PrintingError `not_possible`: it is not printed yet, and needs a decision, not a copy.
    """
    if job.state not in ON_PAPER or job.content is None:
        state = job.get_state_display().lower()
        raise PrintingError("not_possible", state=state, verb="printed as a copy")
    path = getattr(settings, "PRINTING_COPIES", {}).get(job.source)
    if path is not None and job.source_id is not None:
        make: Copy = import_string(path)
        return make(job.workspace_id, job.source_id, who)
    return _again(job, who)


@transaction.atomic
def _again(job: PrintJob, who: str) -> UUID:
    """Queue the same bytes for the same printer, under the mark."""
    assert job.printer is not None  # noqa: S101 (it was printed somewhere)
    original = job.copy_of or job
    list(PrintJob.objects.select_for_update().filter(pk=original.pk).values_list("pk"))
    number = PrintJob.objects.filter(workspace_id=job.workspace_id, copy_of=original).count() + 1
    plain = bytes(original.content or job.content or b"")
    content = banner.copy(plain, job.printer.profile())
    new = NewJob(
        workspace_id=job.workspace_id,
        key=f"copy {number} of job {original.pk}",
        purpose=job.purpose,
        reference=f"Copy {number} of {original.reference}",
        copy_of=original.pk,
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        printer_id=job.printer_id,
    )
    db = DjangoDatabase()
    db.rows(*queue.enqueueing(new))
    step = queue.Step(State.QUEUED, code="copy", who=who)
    queue.note(db, job.workspace_id, new.id, step)
    return new.id
