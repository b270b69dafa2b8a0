"""What a fiscal device says: results, states, counters, reports."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime
    from decimal import Decimal


class MessageKind(StrEnum):
    """How serious a message is."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class DeviceMessage:
    """One message: errors have codes `E101` to `E999`, warnings `W201` to `W599`."""

    kind: MessageKind
    text: str
    code: str | None = None


class Paper(StrEnum):
    """What is known about the paper."""

    OK = "ok"
    NEAR_END = "near_end"
    OUT = "out"


@dataclass(frozen=True, slots=True)
class LastDocument:
    """The counters to keep before a receipt, and to compare after one whose reply was lost.

    `number` counts every closed document. `amount` is that of document `number`, None when the
    device does not say. `is_open`: a receipt has been started and neither closed nor voided.
    `request_id` is known to few devices.
    """

    number: int
    amount: Decimal | None = None
    is_open: bool = False
    request_id: str | None = None


@dataclass(frozen=True, slots=True)
class DeviceStatus:
    """Whether the device can print, and why not. `clock` is its own time, without a zone."""

    ok: bool
    messages: tuple[DeviceMessage, ...]
    paper: Paper
    cover_open: bool
    clock: datetime | None
    device_serial: str
    fiscal_memory_serial: str
    simulated: bool
    last: LastDocument | None = None
    z_number: int | None = None

    @property
    def errors(self) -> tuple[str, ...]:
        """Codes of what keeps it from printing."""
        return tuple(m.code or "E999" for m in self.messages if m.kind is MessageKind.ERROR)


@dataclass(frozen=True, slots=True)
class FiscalResult:
    """A closed receipt. `simulated` ones are worth nothing before the law.

    `receipt_number` is empty and `receipt_datetime` (the device's own time, without a zone) None
    where the device does not say: after a reversal, or when the close was found out later.
    `amount` is what the device arrived at. `z_number`: the Z report that will contain it.
    """

    receipt_number: str
    receipt_datetime: datetime | None
    amount: Decimal
    device_serial: str
    fiscal_memory_serial: str
    z_number: int | None
    simulated: bool
    messages: tuple[DeviceMessage, ...] = ()


@dataclass(frozen=True, slots=True)
class FiscalReport:
    """An X report (reads) or a Z report (reads, closes the day and sets totals to zero).

    `z_number` and `totals` (by tax group, reversals taken off) are None where not told.
    """

    kind: str
    z_number: int | None
    totals: tuple[tuple[int, Decimal], ...] | None
    simulated: bool
    messages: tuple[DeviceMessage, ...] = ()
