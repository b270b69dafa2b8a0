"""Copies of invoices on paper: each is counted, marked, and a document of the ledger of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pos.database import Batch, transactional
from pos.events import services as events
from pos.invoices import receipts, selectors
from pos.ledger import services as ledger
from pos.ledger.models import Kind, SealedDocument
from pos.workspaces.business_day import business_date
from pos.workspaces.fields import now, uuid7
from pos.workspaces.models import Workspace

if TYPE_CHECKING:
    import datetime as dt
    from uuid import UUID

    from pos.invoices.models import Invoice


@transactional
def reprint(
    *,
    workspace_id: UUID,
    invoice_id: UUID,
    reason: str,
    by: str,
    printer: UUID | str | None = None,
    at: dt.datetime | None = None,
) -> tuple[UUID, int]:
    """Queue a marked copy of an invoice, and seal that it was made.

    Returns the print job's id and which copy it is, from 1. `by` is who asked, `reason` may be
    empty. Copies of one invoice wait for each other on their series, so none has another's number.
    Raises Invoice.DoesNotExist, and PrintingError `unknown_printer` or `no_printer`.
    """
    workspace = Workspace.objects.get(pk=workspace_id)
    invoice = selectors.by_id(invoice_id=invoice_id, workspace=workspace)
    moment = at or now()
    ledger.lock_series(workspace_id=workspace_id, register_id=invoice.register_id, kind=Kind.COPY)
    number = copies(workspace_id=workspace_id, invoice_id=invoice_id) + 1
    copy_id = uuid7()
    ledger.append(
        workspace_id=workspace_id,
        register_id=invoice.register_id,
        kind=Kind.COPY,
        subject_id=copy_id,
        original_id=invoice.pk,
        issued_at=moment,
        business_date=business_date(
            moment, zone=workspace.zone, starts_at=workspace.business_day_starts_at
        ),
        document=_document(invoice, number, reason, by),
    )
    batch = Batch()
    events.record(
        batch,
        workspace_id=workspace_id,
        type="invoice.copied",
        subject=("invoices", invoice.pk),
        data={"copy": number, "reason": reason},
        at=moment,
    )
    batch.send()
    return receipts.queue_copy(invoice, copy_id, number, printer=printer), number


def copies(*, workspace_id: UUID, invoice_id: UUID) -> int:
    """Count the copies that were made of an invoice."""
    made = SealedDocument.objects.filter(
        workspace_id=workspace_id, original_id=invoice_id, kind=Kind.COPY
    )
    return made.count()


def original_of(workspace_id: UUID, copy_id: UUID) -> UUID:
    """Return the id of the invoice that a copy is of; raises SealedDocument.DoesNotExist."""
    made = SealedDocument.objects.filter(workspace_id=workspace_id, original_id__isnull=False)
    found = made.only("original_id").get(subject_id=copy_id, kind=Kind.COPY).original_id
    assert found is not None  # noqa: S101 (asked for just now)
    return found


def _document(invoice: Invoice, number: int, reason: str, by: str) -> dict[str, object]:
    return {
        "type": "copy",
        "invoice_id": str(invoice.pk),
        "original": {
            "id": str(invoice.pk),
            "number": str(invoice.number),
            "total": str(invoice.total),
        },
        "copy": number,
        "reason": reason,
        "by": by,
    }
