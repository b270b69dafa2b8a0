"""Renders jobs ahead of the printers: once each, for the printer they wait for."""

from __future__ import annotations

import hashlib
import json
import logging
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import close_old_connections
from django.db.models.functions import Now
from django.utils import timezone

from printing.errors import PrintingError
from printing.fiscal import content as fiscal_content
from printing.fiscal import kinds
from printing.fiscal.making import receipt_of
from printing.fiscal.options import read_options
from printing.models import Printer, PrintJob
from printing.render.layout import lay_out
from printing.slips.from_json import from_dict
from printing.spool import media, queue, sources
from printing.spool.django_database import DjangoDatabase
from printing.spool.states import State

if TYPE_CHECKING:
    from printing.slips.elements import Slip, SlipWarning

log = logging.getLogger(__name__)
AT_ONCE = 50
WAIT_FOR_OTHERS = timedelta(seconds=120)

# Two workers may render the same job; the first one's bytes stay.
STORE = """
update printing_printjob set content = %s, sha256 = %s, warnings = %s::jsonb, updated_at = date_trunc('milliseconds', now())
 where workspace_id = %s and id = %s and state = 'queued' and content is null
   and printer_id = %s returning id
"""

# A refund waits for the receipt that it takes back.
PUT_OFF = """
update printing_printjob set error_code = %s, error = %s, not_before = now() + interval '1 second',
       updated_at = date_trunc('milliseconds', now())
 where workspace_id = %s and id = %s and state = 'queued' and content is null returning id
"""


def render_waiting() -> int:
    """Render what waits and has no bytes yet; return how many were looked at.

    A slip that cannot be rendered fails, with its reason, and holds nothing up.
    """
    close_old_connections()
    waiting = PrintJob.objects.filter(
        state=State.QUEUED, content=None, printer__isnull=False
    ).select_related("printer")
    waiting = waiting.exclude(not_before__gt=Now())
    jobs = list(waiting.order_by("position")[:AT_ONCE])
    for job in jobs:
        render(job)
    return len(jobs)


def render(job: PrintJob) -> None:
    """Render one job and store its bytes."""
    db = DjangoDatabase()
    printer = job.printer
    assert printer is not None  # noqa: S101 (jobs without one are not looked at)
    try:
        content, warnings = _content(job, printer)
    except PrintingError as error:
        if error.code == "fiscal_original_waits" and _is_patient(job, error):
            db.rows(PUT_OFF, (error.code, str(error), job.workspace_id, job.pk))
            return
        queue.move(db, job.workspace_id, job.pk, queue.Step.of(State.FAILED, error, who="worker"))
        return
    except Exception as error:  # a slip of somebody else's making must not stop all others
        log.exception("print job %s cannot be rendered", job.pk)
        failed = queue.Step(
            State.FAILED,
            code="render_failed",
            detail=f"The slip cannot be built: {type(error).__name__}.",
            who="worker",
        )
        queue.move(db, job.workspace_id, job.pk, failed)
        return
    db.rows(
        STORE,
        (
            content,
            hashlib.sha256(content).hexdigest(),
            json.dumps(warnings),
            job.workspace_id,
            job.pk,
            printer.pk,
        ),
    )


def _is_patient(job: PrintJob, error: PrintingError) -> bool:
    """Tell whether a refund goes on waiting for its sale.

    On the same device the sale comes first anyway; one that waits for another device holds its own
    up, and fails after a while.
    """
    age = timezone.now() - job.created_at
    return error.data.get("printer_id") == str(job.printer_id) or age < WAIT_FOR_OTHERS


def _content(job: PrintJob, printer: Printer) -> tuple[bytes, list[Any]]:
    if not kinds.fits(job.purpose, printer.kind):
        raise PrintingError("fiscal_mismatch")
    if job.purpose == kinds.PURPOSE:
        return fiscal(job, printer), []
    return made(slip_of(job), printer)


def fiscal(job: PrintJob, printer: Printer) -> bytes:
    """Return what is sent to a fiscal device; raises PrintingError."""
    if job.source_id is None:
        raise PrintingError("unknown_source", source=job.source)
    sale = sources.build_fiscal(job.source, job.workspace_id, job.source_id)
    return fiscal_content.write(receipt_of(sale, read_options(printer.options)))


def slip_of(job: PrintJob) -> Slip:
    """Build the slip of a job, from what was kept or by its source; raises PrintingError."""
    if job.slip is not None:
        return from_dict(job.slip)
    if job.source_id is None:
        raise PrintingError("unknown_source", source=job.source)
    return sources.build(job.source, job.workspace_id, job.source_id)


def made(slip: Slip, printer: Printer) -> tuple[bytes, list[Any]]:
    """Return the bytes of a slip for a printer, and what a person should know about it."""
    profile = printer.profile()
    layout = lay_out(slip, profile)
    content = media.content(printer.kind, layout, profile)
    return content, [plain(warning) for warning in layout.warnings]


def plain(warning: SlipWarning) -> dict[str, object]:
    """Write a warning as JSON."""
    return {"code": warning.code, **dict(warning.data)}
