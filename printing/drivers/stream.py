"""Talking ESC/POS over anything that carries bytes both ways: a socket, a serial line, USB.

Handing bytes to the system proves nothing: a printer that is out of paper, or one that never
reads, takes a whole job without an error. So the printer is asked before the first byte, and a
status request at the end of the job, answered only in its turn, is taken as "it printed".
"""

from __future__ import annotations

import time
from abc import abstractmethod
from typing import TYPE_CHECKING

from printing.drivers import status
from printing.drivers.base import WATCH, Condition, Link, Outcome, Watch, reason
from printing.errors import PrintingError

if TYPE_CHECKING:
    from printing.drivers.base import Driver

CHUNK = 4096
# How often a printer that has a job is asked what it waits for, in seconds.
ASK_EVERY = 1.0
SLICE = 0.25


class StreamLink(Link):
    """A link over `read` and `write`. Subclasses say how bytes move; this says what they mean."""

    def __init__(self, driver: Driver) -> None:
        self.driver = driver
        self.target = driver.target

    @abstractmethod
    def write(self, data: bytes, timeout: float) -> int:
        """Write some of `data` within `timeout` seconds; return how many bytes were taken.

        Raises TimeoutError or OSError. Must return or raise by its deadline, whatever the device
        does.
        """

    @abstractmethod
    def read(self, timeout: float) -> bytes:
        """Read what is there, waiting at most `timeout` seconds for the first byte.

        Raises TimeoutError, or OSError. Empty bytes: the device has hung up.
        """

    def check(self) -> Condition:
        if not self.target.confirms:
            return Condition()
        paper, cause, printer = (self._ask(n) for n in status.ASKED)
        return status.condition(paper, cause, printer, host=self.target.host, port=self.target.port)

    def send(self, job: bytes, watch: Watch = WATCH) -> Outcome:
        self._send_all(job, watch)
        if not self.target.confirms:
            self.finish()
            return Outcome.SENT_UNCONFIRMED
        self._await_acknowledgement(len(job), watch)
        return Outcome.PRINTED

    def finish(self) -> None:
        """Tell a device that confirms nothing that the job is whole, where the transport can."""

    def _ask(self, n: int) -> int:
        """Ask `DLE EOT n`; nothing was printed yet, so any failure may be tried again."""
        until = time.monotonic() + self.target.status
        try:
            self.write(status.request(n), self.target.status)
            while (left := until - time.monotonic()) > 0:
                answers = self.read(left)
                if not answers:
                    raise self.driver.error("printer_unreachable", reason="closed the connection")
                for answer in answers:
                    if status.is_realtime(answer):
                        return answer
        except TimeoutError as error:
            raise self.driver.error("printer_silent") from error
        except OSError as error:
            raise self.driver.error("printer_unreachable", reason=reason(error)) from error
        raise self.driver.error("printer_silent")

    def _send_all(self, job: bytes, watch: Watch) -> None:
        until = time.monotonic() + self.target.total
        sent = 0
        try:
            while sent < len(job):
                if not watch.may_go_on():
                    raise self._doubt(sent, len(job), "the sender was stopped")
                left = until - time.monotonic()
                if left <= 0:
                    raise self._doubt(sent, len(job), "timed out")
                try:
                    sent += self.write(job[sent : sent + CHUNK], min(left, SLICE))
                except TimeoutError:
                    continue
        except OSError as error:
            raise self._doubt(sent, len(job), reason(error)) from error

    def _await_acknowledgement(self, total: int, watch: Watch) -> None:
        """Wait for the answer to `GS r 1`.

        A printer that says it lacks paper or has its cover open keeps what it was sent and prints
        it later: sending again would print it twice, so it is waited for.
        """
        waiting = _Waiting(self, watch, total)
        while not waiting.over():
            try:
                answers = self.read(SLICE)
            except TimeoutError:
                waiting.ask()
                continue
            except OSError as error:
                raise self._doubt(total, total, reason(error)) from error
            if not answers:
                raise self._doubt(total, total, "closed before it confirmed")
            # The answer to a question asked meanwhile may stand before the confirmation.
            if any(status.is_acknowledgement(answer) for answer in answers):
                return
            waiting.heard(bytes(answer for answer in answers if status.is_realtime(answer)))
        raise self.driver.error("ack_timeout", total=total, seconds=round(waiting.seconds()))

    def _doubt(self, sent: int, total: int, why: str) -> PrintingError:
        return self.driver.error("in_doubt", sent=sent, total=total, reason=why)


class _Waiting:
    """The time after the last byte: asks the printer what it waits for, and knows when to give up."""

    def __init__(self, link: StreamLink, watch: Watch, total: int) -> None:
        self.link, self.watch, self.total = link, watch, total
        self.started = self.asked = time.monotonic()
        self.deadline = self.started + link.target.total
        self.limit = self.started + link.target.hold
        self.told: str | None = None
        self.answers = b""

    def seconds(self) -> float:
        return time.monotonic() - self.started

    def over(self) -> bool:
        if not self.watch.may_go_on():
            raise self.link._doubt(self.total, self.total, "the sender was stopped")  # noqa: SLF001
        return time.monotonic() >= min(self.deadline, self.limit)

    def ask(self) -> None:
        if time.monotonic() - self.asked < ASK_EVERY:
            return
        self.asked, self.answers = time.monotonic(), b""
        try:
            self.link.write(b"".join(status.request(n) for n in status.ASKED), SLICE)
        except OSError:
            return  # what is wrong shows when reading

    def heard(self, answers: bytes) -> None:
        self.answers += answers
        if len(self.answers) < len(status.ASKED):
            return
        paper, cause, printer = self.answers[: len(status.ASKED)]
        self.answers = b""
        error: PrintingError | None = None
        try:
            status.condition(paper, cause, printer)
        except PrintingError as found:
            # It waits for a person: its time starts anew when it prints again.
            error = found
            self.deadline = time.monotonic() + self.link.target.total
        code = error.code if error else None
        if code != self.told:
            self.told = code
            self.watch.waits(error)
