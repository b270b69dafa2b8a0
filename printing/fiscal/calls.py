"""One call to a device behind ErpNet.FP: who it is, what its counters say, what a task came to."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from printing.errors import PrintingError
from printing.fiscal.exchange import Deadline
from printing.fiscal.result import LastDocument
from printing.fiscal.tasks import Lost, Tasks
from printing.fiscal.wire import Answer, answer_of, document_number, text_member, transaction

if TYPE_CHECKING:
    from printing.fiscal.receipt import FiscalReceipt

SIMULATED = "SIM-"
LAST_DOCUMENT, TRANSACTION = "q", "LT"
# Said before anything is printed. All other errors may come from the questions after a close.
SURE = frozenset(
    {"E108", "E110", "E401", "E402", "E403", "E404", "E405", "E406", "E407", "E408", "E410"}
    | {"E411", "E412", "E413"}
)


@dataclass(frozen=True, slots=True)
class Identity:
    """Serial numbers of a device and of its fiscal memory."""

    serial: str
    fiscal_memory: str

    @property
    def simulated(self) -> bool:
        """Whether it is a simulator: it says so by its serial number."""
        return self.serial.startswith(SIMULATED)


class Call:
    """What one call asks, within one deadline.

    Made by asking who the device is, each time anew: another one may stand there by now. Raises
    PrintingError `printer_unreachable` or `fiscal_reply`; nothing is printed by then.
    """

    def __init__(self, tasks: Tasks, total: float) -> None:
        self.tasks = tasks
        self.service = tasks.service
        self.deadline = Deadline(total)
        self.identity = self._identity()

    def _identity(self) -> Identity:
        reply = self.service.ask("GET", self.tasks.path, None, self.deadline)
        found = reply.document if isinstance(reply.document, dict) else {}
        serial = found.get("serialNumber")
        if reply.status != 200 or not isinstance(serial, str) or not serial:
            raise self.service.unusable(f"no such device, status {reply.status}")
        memory = found.get("fiscalMemorySerialNumber")
        return Identity(serial[:60], memory[:60] if isinstance(memory, str) else "")

    def status(self) -> Answer:
        """Ask for the state of the device."""
        path = f"{self.tasks.path}/status"
        reply = self.service.ask("GET", path, None, self.deadline)
        answer = answer_of(reply.document)
        if reply.status != 200 or answer is None:
            raise self.service.unusable(f"no state of a device, status {reply.status}")
        return answer

    def run(self, action: str, body: dict[str, Any], task_id: str, what: str) -> Answer:
        """Run a task that prints; one whose end is not heard is in doubt."""
        try:
            return self.tasks.run(action, body, task_id, self.deadline)
        except Lost as error:
            raise doubt(what, error.reason) from error

    def do(self, action: str, body: dict[str, Any]) -> Answer:
        """Run a task that prints, other than a receipt; it went well, or this raises."""
        what = f"the {action}"
        answer = self.run(action, body, uuid.uuid4().hex, what)
        if answer.ok:
            return answer
        if answer.error.code in SURE:
            raise refusal(answer)
        raise doubt(what, answer.error.text, answer.error.code)

    def counters(self) -> tuple[str, LastDocument]:
        """Ask for the last document: its number as the device writes it, and the counters."""
        written = self._raw(LAST_DOCUMENT).strip()
        number = document_number(written)
        if number is None:
            raise self.service.unusable("no document number")
        is_open, amount = transaction(self._raw(TRANSACTION)) or (False, None)
        return written, LastDocument(number, amount, is_open)

    def closed_since(self, receipt: FiscalReceipt, before: LastDocument) -> str | None:
        """Tell by the counters whether a receipt was closed: its number; None: surely not.

        Raises `fiscal_unknown` where they do not tell.
        """
        try:
            written, now = self.counters()
        except PrintingError as error:
            raise unknown(receipt, str(error)) from error
        if now.number == before.number:
            return None
        if now.amount is None or now.is_open:
            raise unknown(receipt, "the device does not tell the amount of its last document")
        if now.number != before.number + 1 or now.amount != receipt.total:
            why = f"document {written} over {now.amount} came after {before.number}"
            raise unknown(receipt, why)
        return written

    def quietly(self, action: str, body: dict[str, Any]) -> Answer:
        """Run a task that prints nothing: nothing is in doubt, it may be run again."""
        try:
            answer = self.tasks.run(action, body, uuid.uuid4().hex, self.deadline)
        except Lost as error:
            raise self.service.unusable(error.reason) from error
        if not answer.ok:
            raise refusal(answer)
        return answer

    def _raw(self, command: str) -> str:
        return text_member(self.quietly("rawrequest", {"rawRequest": command}), "rawResponse")


def refusal(answer: Answer) -> PrintingError:
    """Make the error of a device that said no."""
    error = answer.error
    return PrintingError("fiscal_refused", device_code=error.code, text=error.text)


def doubt(request_id: str, reason: str, device_code: str | None = None) -> PrintingError:
    """Make the error of what may have been closed."""
    return PrintingError(
        "fiscal_doubt", request_id=request_id, reason=reason, device_code=device_code
    )


def unknown(receipt: FiscalReceipt, reason: str) -> PrintingError:
    """Make the error of what nobody can tell."""
    return PrintingError("fiscal_unknown", request_id=receipt.request_id, reason=reason)
