"""The public face of printing: what other apps may import."""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

from printing.errors import PrintingError
from printing.fiscal.options import tax_name
from printing.fiscal.sale import (
    FiscalOriginal,
    FiscalSale,
    FiscalSaleLine,
    FiscalSaleNote,
    FiscalSalePayment,
)
from printing.markup.forms import SlipTemplate
from printing.models import PrintJob, new_id
from printing.render.canvas import paper
from printing.render.encoder import encode
from printing.render.html import html
from printing.render.layout import lay_out
from printing.render.plain import plain
from printing.render.profile import CodePage, Profile, profile_for
from printing.render.raster import png
from printing.render.svg import svg
from printing.routing import PRINTERS, ROUTES, Routes
from printing.selectors import slip_template
from printing.slips.barcodes import BarcodeKind
from printing.slips.coupon import Coupon, coupon_slip
from printing.slips.elements import (
    BOLD,
    DOUBLE,
    PLAIN,
    QR,
    Align,
    Barcode,
    Cell,
    Columns,
    Cut,
    Direction,
    Drawer,
    Element,
    Feed,
    Hri,
    Image,
    Raw,
    Rule,
    Slip,
    SlipWarning,
    Style,
    Text,
    Wrap,
)
from printing.slips.kitchen import Change, KitchenTicket, TicketLine, kitchen_slip
from printing.slips.minipos import slip_from_minipos
from printing.slips.money import Money
from printing.slips.notices import sentence as warning_sentence
from printing.slips.report import (
    Cash,
    ReportRow,
    ShiftReport,
    Tally,
    x_report_slip,
    z_report_slip,
)
from printing.slips.sale import (
    Line,
    Modifier,
    SaleDocument,
    TaxRow,
    Tender,
    sale_slip,
)
from printing.slips.serial import from_dict as slip_from_json
from printing.slips.serial import storable
from printing.slips.test_page import printer_test_page
from printing.spool import media, queue, waiting
from printing.spool.addressing import addressed, find_printer, routed_printer
from printing.spool.django_database import DjangoDatabase
from printing.spool.fiscal_record import FiscalRecord, fiscal_record
from printing.spool.queue import NewJob

if TYPE_CHECKING:
    import uuid

__all__ = [
    "BOLD",
    "DOUBLE",
    "PLAIN",
    "QR",
    "Align",
    "Barcode",
    "BarcodeKind",
    "Cash",
    "Cell",
    "Change",
    "CodePage",
    "Columns",
    "Coupon",
    "Cut",
    "Direction",
    "Drawer",
    "Element",
    "Feed",
    "FiscalOriginal",
    "FiscalRecord",
    "FiscalSale",
    "FiscalSaleLine",
    "FiscalSaleNote",
    "FiscalSalePayment",
    "Hri",
    "Image",
    "KitchenTicket",
    "Line",
    "Modifier",
    "Money",
    "NewJob",
    "Printed",
    "PrintingError",
    "Profile",
    "Raw",
    "ReportRow",
    "Routes",
    "Rule",
    "SaleDocument",
    "ShiftReport",
    "Slip",
    "SlipTemplate",
    "SlipWarning",
    "Style",
    "Tally",
    "TaxRow",
    "Tender",
    "Text",
    "Ticket",
    "TicketLine",
    "Wrap",
    "addressed",
    "coupon_slip",
    "enqueue",
    "fiscal_record",
    "job_id",
    "kitchen_slip",
    "open_drawer",
    "preview_html",
    "preview_png",
    "preview_svg",
    "preview_text",
    "print_once",
    "printer_test_page",
    "printers_asked",
    "profile_for",
    "put",
    "queued",
    "render_bytes",
    "routes_asked",
    "sale_slip",
    "slip_from_json",
    "slip_from_minipos",
    "slip_template",
    "tax_name",
    "wait_for",
    "warning_sentence",
    "x_report_slip",
    "z_report_slip",
]  # fmt: skip


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


def routes_asked(workspace_id: uuid.UUID, purpose: str) -> tuple[str, tuple[object, ...]]:
    """Return the statement for `Routes.of`, and its parameters; none is of one register only."""
    return ROUTES, (workspace_id, purpose)


def printers_asked(workspace_id: uuid.UUID) -> tuple[str, tuple[object, ...]]:
    """Return the statement that reads id and name of a workspace's printers, and its parameters."""
    return PRINTERS, (workspace_id,)


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


def job_id(workspace_id: uuid.UUID, key: str) -> uuid.UUID | None:
    """Return the id of the job that was queued with a key, if one was."""
    jobs = PrintJob.objects.filter(workspace_id=workspace_id, key=key)
    return jobs.values_list("pk", flat=True).first()


@dataclass(frozen=True, slots=True)
class Printed:
    """What became of a job that was waited for. `state` is one of `printing.spool.states`."""

    job_id: uuid.UUID
    printer_name: str
    state: str
    error: str
    warnings: tuple[dict[str, str], ...]


def printer_id(printer: uuid.UUID | str, workspace_id: uuid.UUID) -> uuid.UUID:
    """Return the id of a printer of a workspace by its name or id.

    Raises PrintingError `unknown_printer`.
    """
    return find_printer(printer, workspace_id).pk


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


def preview_png(slip: Slip, columns: int = 48, dots: int | None = None) -> bytes:
    """Draw a slip as it prints at 32, 42 or 48 columns: a PNG in black and white, one dot a pixel.

    `dots` is the width of the paper, by default the usual one for so many columns. This and the
    other previews raise PrintingError: `invalid_profile`, or what the slip itself is refused for.
    """
    profile = profile_for(columns, dots)
    return png(paper(lay_out(slip, profile).rows, profile))


def preview_svg(slip: Slip, columns: int = 48, dots: int | None = None) -> str:
    """Draw a slip as `preview_png` does, as an SVG document: sharp at any size, in real text."""
    profile = profile_for(columns, dots)
    return svg(lay_out(slip, profile).rows, profile, slip.title)


def preview_html(
    slip: Slip, columns: int = 48, dots: int | None = None, *, language: str = ""
) -> str:
    """Write a slip as an HTML document for a browser or an e-mail, with nothing outside of it."""
    profile = profile_for(columns, dots)
    return html(lay_out(slip, profile).rows, profile, slip.title, language)


def preview_text(slip: Slip, columns: int = 48, dots: int | None = None) -> str:
    """Write a slip as plain text of that many columns; symbols become labels in brackets."""
    return plain(lay_out(slip, profile_for(columns, dots)).rows, columns)


def render_bytes(slip: Slip, profile: Profile) -> bytes:
    """Return the whole job for a printer: what `enqueue` sends."""
    return encode(lay_out(slip, profile), profile)
