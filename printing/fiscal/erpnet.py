"""Fiscal devices behind an ErpNet.FP service: a driver for its HTTP protocol.

The service keeps its tasks in memory: a finished one is told once, and all are forgotten when it
restarts. So the words of the device itself decide: the number of its last document (command 0x71)
and the state of its transaction (0x4C), asked by raw requests as devices of the ISL family take
them. Others cannot tell, and then neither can this driver: it raises `fiscal_unknown`.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

from printing.errors import PrintingError
from printing.fiscal.amounts import check_decimal, wrong
from printing.fiscal.calls import SURE, Call, doubt, refusal, unknown
from printing.fiscal.exchange import Service
from printing.fiscal.port import FiscalDevice
from printing.fiscal.result import (
    DeviceMessage,
    DeviceStatus,
    FiscalReport,
    FiscalResult,
    LastDocument,
    MessageKind,
    Paper,
)
from printing.fiscal.tasks import Fate, Lost, Tasks
from printing.fiscal.wire import (
    Answer,
    amount_member,
    moment,
    number,
    receipt_body,
    text_member,
)

if TYPE_CHECKING:
    from datetime import datetime
    from decimal import Decimal

    from printing.fiscal.receipt import FiscalReceipt


class ErpNetDevice(FiscalDevice):
    """One printer of an ErpNet.FP service, like `http://127.0.0.1:8001` and `dt517985`.

    Times in seconds: `connect` for each connection, `total` for a whole call. `password` is sent
    with the operator of a receipt. Keeps nothing between calls; any thread may use it. Raises
    PrintingError `invalid_profile` for a URL it cannot use.
    """

    def __init__(
        self,
        url: str,
        printer: str,
        *,
        connect: float = 3.0,
        total: float = 30.0,
        password: str | None = None,
    ) -> None:
        self.tasks = Tasks(Service(url, connect=connect), printer)
        self.total = total
        self.password = password

    def status(self) -> DeviceStatus:
        call = self._call()
        return _status(call, call.status())

    def print_receipt(
        self, receipt: FiscalReceipt, before: LastDocument | None = None
    ) -> FiscalResult:
        call = self._call()
        action = "reversalreceipt" if receipt.reversal else "receipt"
        body = receipt_body(receipt, self.password)
        answer = call.run(action, body, receipt.request_id, receipt.request_id)
        if answer.ok:
            return _result(call, receipt, answer)
        return _settled(call, receipt, before, answer)

    def last(self) -> LastDocument:
        return self._call().counters()[1]

    def find(self, receipt: FiscalReceipt, before: LastDocument) -> FiscalResult | None:
        try:
            call = self._call()
            answer = self.tasks.wait(receipt.request_id, call.deadline)
        except PrintingError as error:
            raise unknown(receipt, str(error)) from error
        except Lost as error:
            if error.fate is not Fate.GONE:
                raise unknown(receipt, error.reason) from error
            return _found(call, receipt, before)
        return _result(call, receipt, answer) if answer.ok else _found(call, receipt, before)

    def x_report(self) -> FiscalReport:
        return self._report("x")

    def z_report(self) -> FiscalReport:
        return self._report("z")

    def cash_in(self, amount: Decimal) -> DeviceStatus:
        return self._do("deposit", _positive(amount))

    def cash_out(self, amount: Decimal) -> DeviceStatus:
        return self._do("withdraw", _positive(amount))

    def duplicate(self) -> DeviceStatus:
        return self._do("duplicate", {})

    def set_clock(self, moment: datetime) -> DeviceStatus:
        if moment.tzinfo is not None:
            raise wrong("clock", "a local time without a zone")
        call = self._call()
        body = {"deviceDateTime": moment.isoformat(timespec="seconds")}
        return _status(call, call.quietly("datetime", body))

    def _call(self) -> Call:
        return Call(self.tasks, self.total)

    def _do(self, action: str, body: dict[str, Any]) -> DeviceStatus:
        call = self._call()
        return _status(call, call.do(action, body))

    def _report(self, kind: str) -> FiscalReport:
        call = self._call()
        answer = call.do(f"{kind}report", {})
        return FiscalReport(kind, None, None, call.identity.simulated, answer.messages)


def _settled(
    call: Call, receipt: FiscalReceipt, before: LastDocument | None, answer: Answer
) -> FiscalResult:
    """Settle a refusal: nothing was closed, or the receipt was and only a later step failed."""
    error, found = answer.error, None
    if before is not None:
        try:
            found = _found(call, receipt, before)
        except PrintingError as unclear:
            if error.code not in SURE:
                raise doubt(receipt.request_id, error.text, error.code) from unclear
    elif error.code not in SURE:
        raise doubt(receipt.request_id, error.text, error.code)
    if found is None:
        raise refusal(answer)
    return found


def _found(call: Call, receipt: FiscalReceipt, before: LastDocument) -> FiscalResult | None:
    """Make the result of a close that only the counters tell of."""
    written = call.closed_since(receipt, before)
    if written is None:
        return None
    identity = call.identity
    return FiscalResult(
        receipt_number=written,
        receipt_datetime=None,
        amount=receipt.total,
        device_serial=identity.serial,
        fiscal_memory_serial=identity.fiscal_memory,
        z_number=None,
        simulated=identity.simulated,
    )


def _result(call: Call, receipt: FiscalReceipt, answer: Answer) -> FiscalResult:
    """Make the result of a reply that says it is closed. Raises nothing: it is."""
    told = amount_member(answer, "receiptAmount")
    written = text_member(answer, "receiptNumber")
    if not written:
        # Replies to reversals do not name themselves; the device may.
        with contextlib.suppress(PrintingError):
            written = call.counters()[0]
    messages = answer.messages
    if told is not None and told != receipt.total:
        text = f"The device arrived at {told}, expected {receipt.total}"
        messages = (*messages, DeviceMessage(MessageKind.WARNING, text))
    identity = call.identity
    return FiscalResult(
        receipt_number=written,
        receipt_datetime=moment(answer.members.get("receiptDateTime")),
        amount=receipt.total if told is None else told,
        device_serial=identity.serial,
        fiscal_memory_serial=text_member(answer, "fiscalMemorySerialNumber")
        or identity.fiscal_memory,
        z_number=None,
        simulated=identity.simulated,
        messages=messages,
    )


def _status(call: Call, answer: Answer) -> DeviceStatus:
    codes = {message.code for message in answer.messages}
    near_end = Paper.NEAR_END if "W301" in codes else Paper.OK
    return DeviceStatus(
        ok=answer.ok,
        messages=answer.messages,
        paper=Paper.OUT if "E301" in codes else near_end,
        cover_open="E302" in codes,
        clock=moment(answer.members.get("deviceDateTime")),
        device_serial=call.identity.serial,
        fiscal_memory_serial=call.identity.fiscal_memory,
        simulated=call.identity.simulated,
    )


def _positive(amount: Decimal) -> dict[str, Any]:
    if check_decimal("amount", amount, places=2) <= 0:
        raise wrong("amount", "more than zero")
    return {"amount": number(amount)}
