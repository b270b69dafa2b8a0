"""The dispatcher of a fiscal device. It never repeats a receipt before it has asked the device.

The counters of the device are in the database before a receipt is on its way, and stay there until
the device has told what became of it. A job that waits and has them is asked about first; then it is
printed with the number that the device gave it, or queued again because it surely was not closed, or
in doubt because not even the device knows.
"""

from __future__ import annotations

import contextlib
import dataclasses
import time
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, cast

from printing.drivers.fiscal import FiscalLink, admit, condition, named
from printing.errors import PrintingError
from printing.fiscal.codec import to_dict
from printing.fiscal.content import Errand, read
from printing.fiscal.result import LastDocument
from printing.spool import queue
from printing.spool.condition import Shown
from printing.spool.dispatcher import Dispatcher
from printing.spool.queue import Step
from printing.spool.states import State

if TYPE_CHECKING:
    from uuid import UUID

    from printing.fiscal.receipt import FiscalReceipt
    from printing.fiscal.result import DeviceStatus, FiscalResult
    from printing.spool.queue import Claim

# Seconds until a device is asked about a receipt whose sender is gone: what that one sent may still
# be on its way, and must have arrived by then.
SETTLE = 0.5
# How often a device is asked before a person is, and the seconds between.
ASKS, PAUSE = 3, 0.2
# The receipt itself is refused: the next attempt would be refused like this one.
REFUSED = frozenset({"E401", "E403", "E405", "E406", "E407", "E410", "E411", "E412", "E413"})
# What keeps receipts from being printed until a Z report is.
Z_IS_MISSING = frozenset({"E502"})


class FiscalDispatcher(Dispatcher):
    """Prints fiscal receipts and reports, one after the other."""

    def recover(self) -> None:
        for job_id, attempt, state in queue.left_over(self.session, *self._where):
            known = self.known.pop((job_id, attempt), None)
            if known is not None:
                self._move(job_id, known)
            elif state == State.CLAIMED:
                self._move(job_id, Step(State.QUEUED, attempt, "worker_gone", _GONE_BEFORE))
            else:
                self._ask_later(job_id, attempt)

    def _ask_later(self, job_id: UUID, attempt: int) -> None:
        """Settle what was being sent: a receipt is asked about, for a report there is no asking."""
        kept = self.session.rows(KEPT, (self.device.workspace_id, job_id))
        if kept[0][0]:
            later = datetime.now(UTC) + timedelta(seconds=SETTLE)
            step = Step(State.QUEUED, attempt, "worker_gone", _GONE_ASK, not_before=later)
        else:
            step = Step(State.IN_DOUBT, attempt, "worker_gone", _GONE_AFTER)
        self._move(job_id, step)

    def _work(self, job: Claim) -> None:
        try:
            order = read(job.content)
        except PrintingError as error:
            self._give_up(job, error)
            return
        try:
            link = cast("FiscalLink", self._open())
            status = self._status(link)
            if job.before is not None and not isinstance(order, Errand):
                self._ask(job, order, link, status)
                return
            if isinstance(order, Errand):
                self._fine(condition(status, besides=Z_IS_MISSING))
                self._run(job, order, link)
            else:
                self._fine(condition(status))
                self._print(job, order, link, status)
        except PrintingError as error:
            self._cannot(job, error)

    def _status(self, link: FiscalLink) -> DeviceStatus:
        """Ask how the device is, and refuse one that must not stand here; raises PrintingError."""
        status = link.device.status()
        admit(status, kind=self.device.kind, live=self.device.live)
        return status

    def _ready(self) -> tuple[FiscalLink, Any]:
        link = cast("FiscalLink", self._open())
        return link, condition(self._status(link))

    def _print(
        self, job: Claim, receipt: FiscalReceipt, link: FiscalLink, status: DeviceStatus
    ) -> None:
        """Print a receipt: the counters are in the database before it is on its way."""
        try:
            before = link.device.last()
        except PrintingError as error:
            raise named(error) from error
        step = Step(State.SENDING, job.attempt, who=self.who, fiscal=_kept(before, status))
        if not self._move(job.id, step):
            return  # a person was faster
        try:
            result = link.print(receipt, before)
        except PrintingError as error:
            self._failed(job, error)
        else:
            self._printed(job, receipt, result, status)

    def _failed(self, job: Claim, error: PrintingError) -> None:
        """Say what follows from an error after `sending`: only one in doubt keeps its counters."""
        if error.code == "fiscal_doubt":
            later = datetime.now(UTC) + timedelta(seconds=SETTLE)
            step = Step.of(State.QUEUED, error, attempt=job.attempt, who=self.who, not_before=later)
            self._conclude(job, step)
        elif error.may_have_printed:
            self._conclude(job, Step.of(State.IN_DOUBT, error, attempt=job.attempt, who=self.who))
            self._show(Shown(error.code, str(error)))
        elif error.data.get("device_code") in REFUSED:
            self._give_up(job, error)
        else:
            self._cannot(job, error)

    def _give_up(self, job: Claim, error: PrintingError) -> None:
        step = Step.of(State.FAILED, error, attempt=job.attempt, who=self.who, fiscal=NOT_CLOSED)
        self._conclude(job, step)

    def _queued(self, job: Claim, error: PrintingError, later: datetime) -> Step:
        step = super()._queued(job, error, later)
        # What was to be asked about keeps its counters: nothing is known of it yet.
        return dataclasses.replace(step, fiscal=NOT_CLOSED if job.before is None else None)

    def _ask(
        self, job: Claim, receipt: FiscalReceipt, link: FiscalLink, status: DeviceStatus
    ) -> None:
        """Ask the device what became of a receipt that it was sent before."""
        kept = job.before or {}
        if {"E101", "E108"} & set(status.errors):
            raise PrintingError("printer_offline")
        asking = Step(State.SENDING, job.attempt, "asking", who=self.who)
        if not self._move(job.id, asking):
            return
        try:
            found = _found(link, receipt, kept, status)
        except PrintingError as error:
            self._conclude(job, Step.of(State.IN_DOUBT, error, attempt=job.attempt, who=self.who))
            self._show(Shown(error.code, str(error)))
            return
        if found is not None:
            self._printed(job, receipt, found, status)
            return
        self._conclude(
            job,
            Step(
                State.QUEUED,
                job.attempt,
                "not_closed",
                _NOT_CLOSED,
                who=self.who,
                fiscal=NOT_CLOSED,
            ),
        )

    def _printed(
        self, job: Claim, receipt: FiscalReceipt, result: FiscalResult, status: DeviceStatus
    ) -> None:
        """Note the number that the device gave, and all that it told."""
        at = result.receipt_datetime
        told: dict[str, object] = {
            "number": result.receipt_number or None,
            "at": at.isoformat() if at else None,
            "serial": result.device_serial,
            "simulated": result.simulated,
            # Where the device does not tell when, a refund names the time when it was asked.
            "result": {
                **to_dict(result), "asked_at": status.clock.isoformat() if status.clock else None
            },
        }  # fmt: skip
        state, code, detail = State.PRINTED, "", _said(result)
        if result.simulated and self.device.live:
            error = PrintingError("simulator_refused")
            state, code, detail = State.IN_DOUBT, error.code, str(error)
        elif result.amount != receipt.total:
            code = "fiscal_amounts"
            detail = f"The device arrived at {result.amount} instead of {receipt.total}. {detail}"
        if state is State.PRINTED:
            told["before"] = None
        self._conclude(job, Step(state, job.attempt, code, detail, who=self.who, fiscal=told))
        self._used = time.monotonic()

    def _run(self, job: Claim, errand: Errand, link: FiscalLink) -> None:
        """Run a report: nobody can ask about it later, so what is not heard is in doubt."""
        if not self._move(job.id, Step(State.SENDING, job.attempt, who=self.who)):
            return
        try:
            answer = link.run(errand)
        except PrintingError as error:
            if error.may_have_printed:
                step = Step.of(State.IN_DOUBT, error, attempt=job.attempt, who=self.who)
                self._conclude(job, step)
                self._show(Shown(error.code, str(error)))
            else:
                self._failed(job, error)
            return
        told: dict[str, object] = {"simulated": answer.simulated, "result": to_dict(answer)}
        self._conclude(job, Step(State.PRINTED, job.attempt, who=self.who, fiscal=told))
        self._used = time.monotonic()


def _found(
    link: FiscalLink, receipt: FiscalReceipt, kept: dict[str, Any], status: DeviceStatus
) -> FiscalResult | None:
    if status.device_serial != kept["serial"]:
        raise PrintingError("fiscal_other_device", sent=kept["serial"], found=status.device_serial)
    # An answer may get lost, and asking prints nothing: only what is unclear each time is in doubt.
    for _ in range(ASKS - 1):
        with contextlib.suppress(PrintingError):
            return link.device.find(receipt, _last(kept))
        time.sleep(PAUSE)
    return link.device.find(receipt, _last(kept))


def _kept(before: LastDocument, status: DeviceStatus) -> dict[str, object]:
    serials = {"serial": status.device_serial, "memory": status.fiscal_memory_serial}
    return {"before": {**to_dict(before), **serials}}


def _last(kept: dict[str, Any]) -> LastDocument:
    amount = kept["amount"]
    return LastDocument(
        kept["number"], None if amount is None else Decimal(amount), kept["is_open"]
    )


def _said(result: FiscalResult) -> str:
    """Say in the history what the device gave back."""
    mark = "NOT FISCAL - SIMULATION: " if result.simulated else ""
    at = f" at {result.receipt_datetime:%Y-%m-%d %H:%M:%S}" if result.receipt_datetime else ""
    number = result.receipt_number or "without a number"
    return f"{mark}receipt {number} of {result.device_serial}{at}, {result.amount}"


KEPT = "select fiscal_before is not null from printing_printjob where workspace_id = %s and id = %s"
NOT_CLOSED: dict[str, object] = {"before": None}
_GONE_BEFORE = "The worker ended before it sent anything."
_GONE_ASK = "The worker ended while it was sending: the device is asked."
_GONE_AFTER = "The worker ended while it was sending: look at the paper."
_NOT_CLOSED = "The device was asked: it did not close this receipt."
