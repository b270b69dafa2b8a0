"""The simulator as a fiscal device."""

from __future__ import annotations

import contextlib
import threading
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Self

from printing.errors import PrintingError
from printing.fiscal.amounts import check_decimal, wrong
from printing.fiscal.port import FiscalDevice
from printing.fiscal.result import DeviceStatus, FiscalReport, FiscalResult, LastDocument
from printing.fiscal.simulator import answers, booking
from printing.fiscal.simulator.codes import refused
from printing.fiscal.simulator.faults import Faults
from printing.fiscal.simulator.machine import Machine, Phase
from printing.fiscal.simulator.memory import REMEMBERED, Memory
from printing.fiscal.simulator.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from printing.fiscal.receipt import FiscalReceipt

LAST_NUMBER = 9_999_999
YEARS = range(2000, 2100)


def wall_clock() -> datetime:
    """Tell local time without a zone, as the clock of a device does."""
    return datetime.now(UTC).astimezone().replace(tzinfo=None)


class Simulator(FiscalDevice):
    """A fiscal device that is none, and says so in every answer and on every document.

    It keeps its memory and journal in `folder`, which it has to itself until `close`, and may be
    used from several threads: documents come one after the other. It signs nothing and prints no
    tax code. Raises PrintingError `simulator_refused` for a `live` workspace and
    `simulator_state` when the folder cannot be used.
    """

    def __init__(
        self,
        folder: Path,
        *,
        live: bool,
        clock: Callable[[], datetime] = wall_clock,
        faults: Faults | None = None,
    ) -> None:
        if live:
            raise PrintingError("simulator_refused")
        self.faults = faults or Faults()
        self._clock = clock
        self._lock = threading.RLock()
        self._machine = Machine()
        self._store = Store(folder)
        self._memory = self._store.open()
        if self._memory.opened is not None:
            self._void("The power failed")
        elif not self._memory.sequence:
            self._replace(booking.copy(self._memory))  # the serial number lasts from now on

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let the folder go."""
        with self._lock:
            self._store.close()

    @property
    def memory(self) -> Memory:
        """What it remembers; not to be changed."""
        return self._memory

    def journal(self) -> Iterator[dict[str, Any]]:
        """Read everything it printed, from the beginning. `text` holds the lines of the paper."""
        return self._store.journal()

    def status(self) -> DeviceStatus:
        with self._lock:
            return answers.status_of(self._memory, self.faults, self._now())

    def last(self) -> LastDocument:
        with self._lock:
            self.faults.answers()
            return answers.last_of(self._memory)

    def print_receipt(
        self, receipt: FiscalReceipt, before: LastDocument | None = None
    ) -> FiscalResult:
        del before  # it always knows what it has closed
        with self._lock:
            self._open(receipt)
            try:
                self._fill(receipt)
                memory = self._closed(receipt)
                self._replace(memory)
            except PrintingError as error:
                with contextlib.suppress(PrintingError):
                    self._void(str(error.data.get("text", error.code)))
                raise
            self._reply(receipt.request_id)
            return answers.result_of(memory.recent[-1], memory, self.faults)

    def find(self, receipt: FiscalReceipt, before: LastDocument) -> FiscalResult | None:
        with self._lock:
            try:
                self.faults.answers()
            except PrintingError as error:
                raise _unknown(receipt, str(error.data["text"])) from error
            for known in self._memory.recent:
                if known.request_id == receipt.request_id and known.number > before.number:
                    return answers.result_of(known, self._memory, self.faults)
            if not 0 <= self._memory.number - before.number < REMEMBERED:
                raise _unknown(receipt, "the counters do not follow those kept before")
            return None

    def x_report(self) -> FiscalReport:
        return self._report("x")

    def z_report(self) -> FiscalReport:
        return self._report("z")

    def cash_in(self, amount: Decimal) -> DeviceStatus:
        return self._move(amount, 1)

    def cash_out(self, amount: Decimal) -> DeviceStatus:
        return self._move(amount, -1)

    def duplicate(self) -> DeviceStatus:
        with self._lock:
            self._ready()
            if not self._memory.recent:
                raise refused("E405", "there is no receipt yet")
            if self._memory.copied:
                raise refused("E404", "a receipt is copied once")
            memory, now = booking.copy(self._memory), self._now()
            memory.copied = True
            of = memory.recent[-1]
            body = [["Of document", str(of.number)], ["TOTAL", format(of.amount, ".2f")]]
            booking.book(memory, "duplicate", now, body, number=memory.next_document(now))
            self._replace(memory)
            return self.status()

    def set_clock(self, moment: datetime) -> DeviceStatus:
        if moment.tzinfo is not None or moment.year not in YEARS:
            raise wrong("clock", "a local time without a zone, of the years 2000 to 2099")
        with self._lock:
            self.faults.answers()
            if self._memory.last_at is not None and moment < self._memory.last_at:
                raise refused("E403", "earlier than the last document")
            memory = booking.copy(self._memory)
            memory.clock_offset = (moment - self._clock()).total_seconds()
            booking.book(memory, "clock", moment.replace(microsecond=0), (), number=None)
            self._replace(memory)
            self.faults.clear("E103")
            return self.status()

    def _open(self, receipt: FiscalReceipt) -> None:
        self._ready()
        now = self._now()
        if self._memory.blocked(now):
            raise refused("E502")
        if receipt.reversal is not None and (
            receipt.reversal.fiscal_memory_serial == self._memory.fiscal_memory
        ):
            self._check_reversed(receipt.reversal.receipt_number)
        memory = booking.copy(self._memory)
        memory.opened = receipt.request_id
        self._replace(memory)
        self._machine = Machine()
        self._machine.open()

    def _check_reversed(self, number: str) -> None:
        if not number.isascii() or not number.isdigit() or len(number) > len(str(LAST_NUMBER)):
            raise refused("E403", "not a number of this device")
        if int(number) > self._memory.number:
            raise refused("E403", "there is no such receipt")

    def _fill(self, receipt: FiscalReceipt) -> None:
        machine = self._machine
        for line in receipt.lines:
            self.faults.check()
            machine.add(line)
        self.faults.check()
        for payment in receipt.payments:
            machine.pay(payment)
        if not receipt.payments:
            machine.pay_rest()

    def _closed(self, receipt: FiscalReceipt) -> Memory:
        self.faults.check()
        memory = booking.copy(self._memory)
        booking.book_receipt(memory, receipt, self._machine.close(), self._now())
        self.faults.point("before_close")
        return memory

    def _reply(self, request_id: str) -> None:
        self.faults.point("after_close_before_reply")
        if self.faults.loses_reply():
            raise PrintingError("fiscal_doubt", request_id=request_id, reason="the reply was lost")

    def _report(self, kind: str) -> FiscalReport:
        with self._lock:
            self._ready()
            memory = booking.copy(self._memory)
            number = memory.z + 1 if kind == "z" else None
            entry = booking.book_report(memory, kind, self._now())
            if kind == "z":
                self.faults.point("before_close")
            self._replace(memory)
            if kind == "z":
                self._reply(f"Z report {number}")
            totals = tuple((int(g), Decimal(amount)) for g, amount in entry["totals"].items())
            return FiscalReport(
                kind, number, totals, simulated=True, messages=(answers.NOTICE_MESSAGE,)
            )

    def _move(self, amount: Decimal, sign: int) -> DeviceStatus:
        if check_decimal("amount", amount, places=2) <= 0:
            raise wrong("amount", "more than zero")
        with self._lock:
            self._ready()
            memory = booking.copy(self._memory)
            booking.book_cash(memory, sign * amount, self._now())
            self._replace(memory)
            return self.status()

    def _ready(self) -> None:
        """Refuse what cannot be printed now, before anything is begun."""
        self.faults.check()
        if self._store.journal_lags(self._memory):
            raise refused("E206")
        if self._memory.opened is not None:
            self._void("The receipt was not ended")
        if self._memory.number >= LAST_NUMBER:
            raise refused("E201")
        if self._memory.last_at is not None and self._now() < self._memory.last_at:
            raise refused("E103", "earlier than the last document")

    def _void(self, reason: str) -> None:
        if self._machine.phase is not Phase.CLOSED:
            self._machine.abort()
        memory = booking.copy(self._memory)
        booking.book_void(memory, self._now(), reason)
        self._replace(memory)

    def _replace(self, memory: Memory) -> None:
        try:
            self._store.commit(memory)
        except OSError as error:
            raise refused("E202") from error
        self._memory = memory

    def _now(self) -> datetime:
        shifted = self._clock() + timedelta(seconds=self._memory.clock_offset)
        return shifted.replace(microsecond=0)


def _unknown(receipt: FiscalReceipt, reason: str) -> PrintingError:
    return PrintingError("fiscal_unknown", request_id=receipt.request_id, reason=reason)
