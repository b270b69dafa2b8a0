"""What a fiscal device told of a document, for those who need it for another one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from printing.fiscal import kinds
from printing.models import PrintJob
from printing.spool.states import OVER, State

if TYPE_CHECKING:
    from uuid import UUID

FIELDS = (
    "state", "fiscal_number", "fiscal_at", "device_serial", "is_simulated", "fiscal_result",
    "printer_id",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class FiscalRecord:
    """A fiscal receipt, or what is known so far. Texts are empty where the device told nothing.

    `at` is the device's own clock; where it did not tell when it closed the receipt, the time when
    it was asked. `waits`: it may still be printed, by the printer `printer_id`.
    """

    state: str
    number: str
    at: str
    serial: str
    memory: str
    simulated: bool
    printer_id: UUID | None

    @property
    def waits(self) -> bool:
        """Whether it may still be printed."""
        return self.state not in OVER

    @property
    def is_printed(self) -> bool:
        """Whether the device closed it."""
        return self.state == State.PRINTED


def fiscal_record(workspace_id: UUID, source_id: UUID) -> FiscalRecord | None:
    """Look up what became of a document's fiscal receipt; None: it was to have none. One query."""
    jobs = PrintJob.objects.filter(
        workspace_id=workspace_id, source_id=source_id, purpose=kinds.PURPOSE
    )
    job = jobs.only(*FIELDS).first()
    if job is None:
        return None
    told = job.fiscal_result or {}
    return FiscalRecord(
        state=job.state,
        number=job.fiscal_number or "",
        at=job.fiscal_at or told.get("asked_at") or "",
        serial=job.device_serial or "",
        memory=told.get("fiscal_memory_serial") or "",
        simulated=bool(job.is_simulated),
        printer_id=job.printer_id,
    )
