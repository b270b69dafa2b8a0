"""Talking ESC/POS over anything that carries bytes both ways: a socket, a serial line, USB.

Handing bytes to the system proves nothing: a printer that is out of paper, or one that never
reads, takes a whole job without an error. So the printer is asked before the first byte, and a
status request at the end of the job, answered only in its turn, is taken as "it printed".
"""

from __future__ import annotations

import errno
import time
from abc import abstractmethod
from typing import TYPE_CHECKING, ClassVar

from printing.drivers import status
from printing.drivers.base import WATCH, Condition, Link, Outcome, Watch, reason
from printing.errors import PrintingError

if TYPE_CHECKING:
    from printing.drivers.base import Driver

CHUNK = 4096
# How often a printer that has a job is asked what it waits for, in seconds.
ASK_EVERY = 1.0
SLICE = 0.25
STOPPED = "the sender was stopped"


class StreamLink(Link):
    """A link over `read` and `write`. Subclasses say how bytes move; this says what they mean.

    `counts_failures`: a `write` that raises has moved nothing. Where a failed write may have moved
    bytes all the same, even a failure of the first one leaves doubt.
    """

    counts_failures: ClassVar[bool] = True

    def __init__(self, driver: Driver) -> None:
        self.driver = driver
        self.target = driver.target
        self.confirms = driver.target.confirms
        # Sending stopped amid a job: what the system still holds of it should not go out.
        self.broken = False
        self.heard = status.Answers()

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

    def write_request(self, data: bytes, timeout: float) -> int:
        """Write a status request: like `write`, but past a printer's "busy" where that can be."""
        return self.write(data, timeout)

    def finish(self, timeout: float) -> None:
        """After a job that nobody confirms: see it out of the system, where that can be known.

        Raises TimeoutError or OSError when it is known not to have reached the device.
        """

    def check(self) -> Condition:
        if not self.confirms:
            return Condition()
        try:
            self._drain()
            paper, cause, printer = (self._ask(n) for n in status.ASKED)
        except TimeoutError as error:
            raise self.driver.error("printer_silent") from error
        except OSError as error:
            raise self._unreachable(error) from error
        return self.condition(paper, cause, printer)

    def condition(self, paper: int, cause: int, printer: int) -> Condition:
        """Read the three answers; raises PrintingError that names the device."""
        try:
            return status.condition(paper, cause, printer)
        except PrintingError as error:
            raise self.driver.error(error.code) from error

    def send(self, job: bytes, watch: Watch = WATCH) -> Outcome:
        self._send_all(job, watch)
        if self.confirms:
            self._await_acknowledgement(len(job), watch)
            return Outcome.PRINTED
        try:
            self.finish(self.target.total)
        except OSError as error:
            raise self.doubt(len(job), len(job), reason(error)) from error
        return Outcome.SENT_UNCONFIRMED

    def answers(self, timeout: float) -> list[int]:
        """Read what the printer says; raises TimeoutError or OSError, also when it hangs up."""
        try:
            data = self.read(timeout)
        except TimeoutError:
            if late := self.heard.rest():
                return late
            raise
        found = self.heard.of(data) if data else self.heard.rest()
        if not data and not found:
            raise OSError(errno.ECONNABORTED, "closed the connection")
        return found

    def doubt(self, sent: int, total: int, why: str) -> PrintingError:
        """Make `in_doubt`."""
        return self.driver.error("in_doubt", sent=sent, total=total, reason=why)

    def _unreachable(self, error: OSError) -> PrintingError:
        return self.driver.error("printer_unreachable", reason=reason(error))

    def _drain(self) -> None:
        """Drop what was said before: an answer to an old question is none to a new one."""
        until = time.monotonic() + SLICE
        while time.monotonic() < until:
            try:
                self.answers(0)
            except TimeoutError:
                return

    def _ask(self, n: int) -> int:
        """Ask `DLE EOT n`; raises TimeoutError or OSError."""
        until = time.monotonic() + self.target.status
        request = status.request(n)
        while request:
            request = request[self.write_request(request, _left(until)) :]
        while True:
            for answer in self.answers(_left(until)):
                if status.is_realtime(answer):
                    return answer

    def _send_all(self, job: bytes, watch: Watch) -> None:
        until = time.monotonic() + self.target.total
        sent, tried = 0, False
        while sent < len(job):
            if not watch.may_go_on():
                self.broken = True
                raise self.doubt(sent, len(job), STOPPED)
            try:
                left = _left(until)
                if self.confirms and sent + CHUNK >= len(job):
                    self._drain()  # what comes before the question at the end is no answer to it
                tried = True
                sent += self._write_for(job[sent : sent + CHUNK], min(left, SLICE))
            except OSError as error:
                self.broken = True
                if sent or (tried and not self.counts_failures):
                    raise self.doubt(sent, len(job), reason(error)) from error
                raise self._unreachable(error) from error

    def _write_for(self, data: bytes, timeout: float) -> int:
        """Write some or nothing; raises OSError."""
        try:
            return self.write(data, timeout)
        except TimeoutError:
            return 0

    def _await_acknowledgement(self, total: int, watch: Watch) -> None:
        """Wait for the answer to `GS r 1`.

        A printer that says it lacks paper or has its cover open keeps what it was sent and prints
        it later: sending again would print it twice, so it is waited for.
        """
        waiting = _Waiting(self, watch, total)
        while not waiting.over():
            waiting.ask()
            try:
                found = self.answers(waiting.pause)
            except TimeoutError:
                continue
            except OSError as error:
                raise self.doubt(total, total, reason(error)) from error
            # The answer to a question asked meanwhile may stand before the confirmation.
            if any(map(status.is_acknowledgement, found)):
                waiting.tell(None)
                return
            waiting.heard(bytes(byte for byte in found if status.is_realtime(byte)))
        raise self.driver.error("ack_timeout", total=total, seconds=round(waiting.seconds()))


def _left(until: float) -> float:
    """Return the seconds left; raises TimeoutError when there are none."""
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


class _Waiting:
    """The time after the last byte: asks the printer what it waits for, and knows when to give up."""

    def __init__(self, link: StreamLink, watch: Watch, total: int) -> None:
        self.link, self.watch, self.total = link, watch, total
        self.started = self.asked = time.monotonic()
        self.deadline = self.started + link.target.total
        self.limit = self.started + link.target.hold
        self.every = min(ASK_EVERY, link.target.total / 4)
        self.pause = min(SLICE, self.every)
        self.told: str | None = None
        self.unsent = b""
        self.owed = 0
        self.answers = b""

    def seconds(self) -> float:
        return time.monotonic() - self.started

    def over(self) -> bool:
        if not self.watch.may_wait_on():
            raise self.link.doubt(self.total, self.total, STOPPED)
        return time.monotonic() >= min(self.deadline, self.limit)

    def ask(self) -> None:
        """Ask now and then; not again while answers may still be on their way."""
        waited = time.monotonic() - self.asked
        patience = self.link.target.status if self.owed else 0
        if not self.unsent and waited >= max(self.every, patience):
            self.asked, self.answers, self.owed = time.monotonic(), b"", len(status.ASKED)
            self.unsent = b"".join(map(status.request, status.ASKED))
        if not self.unsent:
            return
        try:
            # A request cut in two would make the printer take bytes of the next job for its rest.
            self.unsent = self.unsent[self.link.write_request(self.unsent, self.pause) :]
        except OSError:
            return  # what is wrong shows when reading

    def heard(self, answers: bytes) -> None:
        self.answers += answers
        if len(self.answers) < len(status.ASKED):
            return
        paper, cause, printer = self.answers[: len(status.ASKED)]
        self.answers, self.owed = b"", 0
        error: PrintingError | None = None
        try:
            self.link.condition(paper, cause, printer)
        except PrintingError as found:
            # It waits for a person: its time starts anew when it prints again.
            error = found
            self.deadline = time.monotonic() + self.link.target.total
        self.tell(error)

    def tell(self, error: PrintingError | None) -> None:
        """Tell the sender, when it changes, what the printer waits for."""
        code = error.code if error else None
        if code != self.told:
            self.told = code
            self.watch.waits(error)
