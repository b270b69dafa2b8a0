"""What the simulator answers: each answer carries the notice that it is none of a real device."""

from __future__ import annotations

from typing import TYPE_CHECKING

from printing.fiscal.result import (
    DeviceMessage,
    DeviceStatus,
    FiscalResult,
    LastDocument,
    MessageKind,
    Paper,
)
from printing.fiscal.simulator.codes import message
from printing.fiscal.simulator.paper import NOTICE

if TYPE_CHECKING:
    from datetime import datetime

    from printing.fiscal.simulator.faults import Faults
    from printing.fiscal.simulator.memory import Memory, Receipt

NOTICE_MESSAGE = DeviceMessage(MessageKind.INFO, NOTICE)


def status_of(memory: Memory, faults: Faults, now: datetime) -> DeviceStatus:
    """Say how the device is: its faults, and the block of 24 hours."""
    codes = sorted(faults.codes)
    if memory.blocked(now):
        codes.append("E502")
    return DeviceStatus(
        ok=not any(code.startswith("E") for code in codes),
        messages=(NOTICE_MESSAGE, *(message(code) for code in codes)),
        paper=_paper(codes),
        cover_open="E302" in codes,
        clock=None if "E101" in codes else now,
        device_serial=memory.serial,
        fiscal_memory_serial=memory.fiscal_memory,
        simulated=True,
        last=last_of(memory),
        z_number=memory.z,
    )


def last_of(memory: Memory) -> LastDocument:
    """Say what the counters are."""
    known = memory.recent[-1] if memory.recent else None
    request_id = known.request_id if known and known.number == memory.number else None
    return LastDocument(memory.number, memory.amount, memory.opened is not None, request_id)


def result_of(receipt: Receipt, memory: Memory, faults: Faults) -> FiscalResult:
    """Say what a closed receipt is known as."""
    warnings = [message(code) for code in sorted(faults.codes) if code.startswith("W")]
    return FiscalResult(
        receipt_number=str(receipt.number),
        receipt_datetime=receipt.at,
        amount=receipt.amount,
        device_serial=memory.serial,
        fiscal_memory_serial=memory.fiscal_memory,
        z_number=receipt.z,
        simulated=True,
        messages=(NOTICE_MESSAGE, *warnings),
    )


def _paper(codes: list[str]) -> Paper:
    if "E301" in codes:
        return Paper.OUT
    return Paper.NEAR_END if "W301" in codes else Paper.OK
