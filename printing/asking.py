"""Asking for something to be printed: rows, written in the transaction of what they belong to."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from printing.errors import PrintingError
from printing.models import PrintJob, new_id
from printing.render.layout import lay_out
from printing.routing import PRINTERS, ROUTES
from printing.slips.elements import Drawer, Slip
from printing.slips.to_json import storable
from printing.spool import media, queue
from printing.spool.addressing import find_printer, routed_printer
from printing.spool.django_database import DjangoDatabase
from printing.spool.queue import NewJob

if TYPE_CHECKING:
    import uuid

    from printing.slips.elements import SlipWarning


@dataclass(frozen=True, slots=True)
class Ticket:
    """A slip that is queued: `job_id` says later what became of it.

    `repeated`: the key was used before; this is the job of that time, and nothing was queued.
    `sha256` is of the bytes to be sent, in hexadecimal.
    """

    job_id: uuid.UUID
    printer_id: uuid.UUID
    printer_name: str
    reference: str
    key: str
    repeated: bool
    size: int
    sha256: str
    warnings: tuple[SlipWarning, ...]


def enqueue(
    slip: Slip,
    *,
    printer: uuid.UUID | str | None,
    workspace_id: uuid.UUID,
    reference: str,
    idempotency_key: str | None = None,
    purpose: str = "slip",
) -> Ticket:
    """Queue a slip for a printer of the workspace: by id, by name, or (None) by its routes.

    It is rendered at once and written in the transaction that runs, if one does; a worker prints it
    after that. The slip is kept beside its bytes, so that a printer of another width, to which the
    job may be moved, gets its own. The same `idempotency_key` queues once, for good. `reference` says what the slip
    belongs to, for people.

    Raises PrintingError: `unknown_printer`, `no_printer`, `fiscal_mismatch` for a fiscal device,
    which takes no slips, or what the slip itself is refused for.
    """
    device = (
        find_printer(printer, workspace_id) if printer else routed_printer(purpose, workspace_id)
    )
    if device.is_fiscal:
        raise PrintingError("fiscal_mismatch")
    profile = device.profile()
    layout = lay_out(slip, profile)
    content = media.content(device.kind, layout, profile)
    job_id = new_id()
    key = idempotency_key or str(job_id)
    job = NewJob(
        id=job_id,
        workspace_id=workspace_id,
        key=key,
        purpose=purpose,
        reference=reference,
        slip=storable(slip),
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        warnings=tuple({"code": one.code, **dict(one.data)} for one in layout.warnings),
        printer_id=device.pk,
    )
    DjangoDatabase().rows(*queue.enqueueing(job))
    kept = PrintJob.objects.only("id", "sha256").get(workspace_id=workspace_id, key=key)
    return Ticket(
        job_id=kept.pk,
        printer_id=device.pk,
        printer_name=device.name,
        reference=reference,
        key=key,
        repeated=kept.pk != job_id,
        size=len(content),
        sha256=kept.sha256,
        warnings=layout.warnings,
    )


def queued(job: NewJob) -> tuple[str, tuple[object, ...]]:
    """Return the statement that queues a slip, and its parameters.

    It is for the caller to run, in the transaction of what the slip belongs to: the job exists if
    and only if that does. A workspace that has no printer queues nothing.
    """
    return queue.enqueueing(job)


def put(job: NewJob) -> uuid.UUID:
    """Queue a slip in the transaction that runs; return the job's id.

    Raises PrintingError `no_printer` where nothing says which printer it goes to.
    """
    DjangoDatabase().rows(*queued(job))
    kept = PrintJob.objects.filter(workspace_id=job.workspace_id, key=job.key)
    found = kept.exclude(printer=None).values_list("pk", flat=True).first()
    if found is None:
        raise PrintingError("no_printer")
    return found


def open_drawer(
    *, printer: uuid.UUID | str | None, workspace_id: uuid.UUID, reference: str, pin: int = 2
) -> uuid.UUID:
    """Queue the opening of the cash drawer at a printer; return the job's id. Nothing is printed.

    `reference` says who opened it, or why. Raises PrintingError `unknown_printer`, `no_printer`,
    and `invalid_element` where the pin is neither 2 nor 5.
    """
    ticket = enqueue(
        Slip(reference, (Drawer(pin),)),
        printer=printer,
        workspace_id=workspace_id,
        reference=reference,
        purpose="drawer",
    )
    return ticket.job_id


def job_id(workspace_id: uuid.UUID, key: str) -> uuid.UUID | None:
    """Return the id of the job that was queued with a key, if one was."""
    jobs = PrintJob.objects.filter(workspace_id=workspace_id, key=key)
    return jobs.values_list("pk", flat=True).first()


def printer_id(printer: uuid.UUID | str, workspace_id: uuid.UUID) -> uuid.UUID:
    """Return the id of a printer of a workspace by its name or id.

    Raises PrintingError `unknown_printer`.
    """
    return find_printer(printer, workspace_id).pk


def routes_asked(workspace_id: uuid.UUID, purpose: str) -> tuple[str, tuple[object, ...]]:
    """Return the statement for `Routes.of`, and its parameters; none is of one register only."""
    return ROUTES, (workspace_id, purpose)


def printers_asked(workspace_id: uuid.UUID) -> tuple[str, tuple[object, ...]]:
    """Return the statement that reads id and name of a workspace's printers, and its parameters."""
    return PRINTERS, (workspace_id,)
