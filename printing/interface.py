"""The public face of printing: what other apps may import."""

from __future__ import annotations

import hashlib
import io
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime

from printing.drivers.base import Outcome
from printing.drivers.registry import driver_for
from printing.errors import PrintingError
from printing.models import Printer, new_id
from printing.render.canvas import draw
from printing.render.encoder import encode
from printing.render.layout import lay_out
from printing.render.plain import plain
from printing.render.profile import CodePage, Profile, profile_for
from printing.slips.barcodes import BarcodeKind
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
from printing.slips.sale import (
    Line,
    Modifier,
    Money,
    SaleDocument,
    TaxRow,
    Tender,
    sale_slip,
)
from printing.slips.test_page import printer_test_page

__all__ = [
    "BOLD", "DOUBLE", "PLAIN", "QR", "Align", "Barcode", "BarcodeKind", "Cell", "CodePage",
    "Columns", "Cut", "Direction", "Drawer", "Element", "Feed", "Hri", "Image", "Line", "Modifier",
    "Money", "Outcome", "PrintingError", "Profile", "Raw", "Rule", "SaleDocument", "Slip",
    "SlipWarning", "Style", "TaxRow", "Tender", "Text", "Ticket", "Wrap", "enqueue", "preview_png",
    "preview_text", "printer_test_page", "profile_for", "queued", "render_bytes", "sale_slip",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Ticket:
    """What became of a slip: `printed` was confirmed by the printer, `sent_unconfirmed` was not.

    `sha256` is of the bytes sent, in hexadecimal; `at` is when the outcome was known, in UTC.
    """

    id: uuid.UUID
    printer_id: uuid.UUID
    printer_name: str
    outcome: Outcome
    reference: str
    idempotency_key: str | None
    size: int
    sha256: str
    warnings: tuple[SlipWarning, ...]
    at: datetime


def enqueue(
    slip: Slip,
    *,
    printer: uuid.UUID | str | None,
    workspace_id: uuid.UUID,
    reference: str,
    idempotency_key: str | None = None,
) -> Ticket:
    """Print a slip on a printer of the workspace: by id, by name, or (None) on its default one.

    For now this renders and sends at once, so call it after the transaction, never inside: it may
    take as long as the printer. A durable spool will keep this signature and answer before the
    paper moves; only then does `idempotency_key` keep a repeated call from printing twice.
    `reference` says what the slip belongs to, for people.

    Raises PrintingError: `unknown_printer`, what the slip itself is refused for, or what the
    printer said (`printer_unreachable`, `printer_silent`, `printer_paper_out`,
    `printer_cover_open`, `printer_offline`, `printer_error`): nothing was printed. After
    `in_doubt` and `ack_timeout` (`may_have_printed`) somebody has to look at the paper.
    """
    device = _find(printer, workspace_id)
    profile = device.profile()
    layout = lay_out(slip, profile)
    job = encode(layout, profile)
    outcome = driver_for(device.kind, device.target()).send(job)
    return Ticket(
        id=new_id(),
        printer_id=device.id,
        printer_name=device.name,
        outcome=outcome,
        reference=reference,
        idempotency_key=idempotency_key,
        size=len(job),
        sha256=hashlib.sha256(job).hexdigest(),
        warnings=layout.warnings,
        at=datetime.now(UTC),
    )


QUEUE = """
insert into printing_printjob (id, workspace_id, key, reference, state)
values (%s, %s, %s, %s, 'queued') on conflict (workspace_id, key) do nothing
"""


def queued(*, workspace_id: uuid.UUID, key: str, reference: str) -> tuple[str, tuple[object, ...]]:
    """Return the statement that queues a slip, and its parameters.

    It is for the caller to run, in the transaction of what the slip belongs to: the job exists if
    and only if that does. The same `key` queues once. `reference` says what to print.
    """
    return QUEUE, (new_id(), workspace_id, key, reference)


def _find(printer: uuid.UUID | str | None, workspace_id: uuid.UUID) -> Printer:
    mine = Printer.objects.filter(workspace_id=workspace_id)
    if printer is None:
        found = mine.filter(is_default=True).first()
    elif isinstance(printer, uuid.UUID):
        found = mine.filter(id=printer).first()
    else:
        found = mine.filter(name=printer).first()
    if found is None:
        wanted = "default" if printer is None else str(printer)
        raise PrintingError("unknown_printer", printer=wanted, workspace_id=str(workspace_id))
    return found


def preview_png(slip: Slip, columns: int = 48) -> bytes:
    """Draw a slip as it prints at 32, 42 or 48 columns: a grey PNG, one dot a pixel."""
    profile = profile_for(columns)
    out = io.BytesIO()
    draw(lay_out(slip, profile).rows, profile).save(out, format="PNG")
    return out.getvalue()


def preview_text(slip: Slip, columns: int = 48) -> str:
    """Write a slip as plain text of that many columns; symbols become labels in brackets."""
    return plain(lay_out(slip, profile_for(columns)).rows, columns)


def render_bytes(slip: Slip, profile: Profile) -> bytes:
    """Return the whole job for a printer: what `enqueue` sends."""
    return encode(lay_out(slip, profile), profile)
