"""Printing one job while somebody waits for it: with the worker's own code, beside a worker or not."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

from django.db import transaction

from printing.errors import PrintingError
from printing.models import PrintJob
from printing.spool.states import State
from printing.spool.worker import Worker

if TYPE_CHECKING:
    from uuid import UUID

UNDER_WAY = frozenset({State.QUEUED, State.CLAIMED, State.SENDING})
ADVICE: dict[str, str] = {
    State.PRINTED: "print a marked copy with reprint_slip",
    State.SENT_UNCONFIRMED: "look at the paper, and print a marked copy with reprint_slip",
    State.IN_DOUBT: "look at the paper, and decide with print_queue",
    State.FAILED: "try it again with print_queue retry",
    State.CANCELLED: "print a marked copy with reprint_slip",
}
EVERY = 0.05


def print_now(job_id: UUID, *, workspace_id: UUID, seconds: float) -> PrintJob:
    """See a job through, at most so long; return it as it is then.

    A worker of our own serves its printer meanwhile: it waits where another one holds the lock, so
    that exactly one sends. Never inside a transaction: nobody else would see the job.
    Raises PrintingError `unknown_job`.
    """
    if transaction.get_connection().in_atomic_block:
        raise RuntimeError("a job is printed after the transaction that queued it")
    job = _job(job_id, workspace_id)
    if job.printer_id is None or job.state not in UNDER_WAY:
        return job
    worker = Worker(only=frozenset({job.printer_id}))
    thread = threading.Thread(target=worker.run, name="print now")
    until = time.monotonic() + seconds
    thread.start()
    try:
        while job.state in UNDER_WAY and time.monotonic() < until:
            time.sleep(EVERY)
            job = _job(job_id, workspace_id)
    finally:
        worker.stop.set()
        thread.join()
    return _job(job_id, workspace_id)


def _job(job_id: UUID, workspace_id: UUID) -> PrintJob:
    found = PrintJob.objects.select_related("printer").defer("content", "slip")
    job = found.filter(pk=job_id, workspace_id=workspace_id).first()
    if job is None:
        raise PrintingError("unknown_job")
    return job
