"""Printers behind a CUPS queue, by its own programs `lp` and `lpstat`.

CUPS takes a job and prints it when it can: a job that was taken is sent, never confirmed.
"""

from __future__ import annotations

import logging
import re
import shutil
from typing import TYPE_CHECKING

from printing.drivers import command
from printing.drivers.base import WATCH, Condition, Link, Outcome, Watch
from printing.drivers.device import DeviceDriver, invalid

if TYPE_CHECKING:
    from printing.errors import PrintingError

log = logging.getLogger(__name__)

# Stricter than CUPS: nothing that begins like an option, no path, nothing a shell would read.
_QUEUE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.@+-]{0,126}", re.ASCII)
_SERVER = re.compile(
    r"(?:\[[0-9A-Fa-f:.]{2,45}\]|[A-Za-z0-9][A-Za-z0-9.-]{0,252})(?::([0-9]{1,5}))?", re.ASCII
)
_REQUEST_ID = re.compile(r"request id is (\S+)")
# What `lp` says, in lower case, when CUPS has taken nothing.
_REFUSALS = {
    "not accepting jobs": "printer_offline",
    "rejecting jobs": "printer_offline",
    "does not exist": "printer_unreachable",
    "unknown destination": "printer_unreachable",
    "no such file": "printer_unreachable",
    "connection refused": "printer_unreachable",
    "unable to connect": "printer_unreachable",
    "unable to access": "printer_unreachable",
    "not responding": "printer_unreachable",
    "bad file descriptor": "printer_unreachable",
    "not authorized": "printer_unreachable",
    "unauthorized": "printer_unreachable",
    "forbidden": "printer_unreachable",
    "unknown option": "printer_unreachable",
}


class CupsDriver(DeviceDriver):
    """A queue by its name. Option: `server`, as host or host:port; without it, this machine's."""

    def validate(self) -> None:
        if not _QUEUE.fullmatch(self.target.device):
            raise invalid("device", "a queue's name has letters, digits and . _ @ + - only")
        self._server()

    def open(self) -> CupsLink:
        self.validate()
        return CupsLink(self)

    def argv(self, program: str, *rest: str) -> list[str]:
        """Return a command line; raises PrintingError when the program is not installed."""
        path = shutil.which(program)
        if path is None:
            reason = f"{program} of CUPS is not installed on this machine"
            raise self.error("printer_unreachable", reason=reason)
        server = self._server()
        # CUPS reads its options in order: the server has to come before what is asked of it.
        return [path, *(("-h", server) if server else ()), *rest]

    def _server(self) -> str:
        server = self.target.options.get("server") or ""
        match = _SERVER.fullmatch(server) if isinstance(server, str) else None
        if server and (match is None or int(match[1] or 631) not in range(1, 65536)):
            raise invalid("server", "a host, or host:port, is needed")
        return str(server)


class CupsLink(Link):
    """Nothing is open between two commands."""

    def __init__(self, driver: CupsDriver) -> None:
        self.driver = driver
        self.target = driver.target

    def check(self) -> Condition:
        """Ask CUPS whether the queue is known and enabled; of the printer itself it knows little."""
        queue = self.target.device
        result = self._run("lpstat", ("-p", queue), b"", self.target.status, WATCH)
        if result.stopped:
            raise self.driver.error("printer_silent")
        if result.code:
            raise self._unreachable(_first_line(result.complaint) or f"lpstat gave {result.code}")
        state = _state(result.output, queue)
        if state is None:
            raise self._unreachable("lpstat does not know the queue")
        if state.startswith("disabled"):
            raise self.driver.error("printer_offline")
        return Condition()

    def send(self, job: bytes, watch: Watch = WATCH) -> Outcome:
        queue = self.target.device
        result = self._run("lp", ("-d", queue, "-o", "raw"), job, self.target.total, watch)
        self._judge(result, len(job))
        match = _REQUEST_ID.search(result.output)
        log.info("CUPS took %d bytes for %s as %s", len(job), queue, match[1] if match else "?")
        return Outcome.SENT_UNCONFIRMED

    def close(self) -> None:
        pass

    def _run(
        self, program: str, rest: tuple[str, ...], data: bytes, seconds: float, watch: Watch
    ) -> command.Result:
        argv = self.driver.argv(program, *rest)
        try:
            return command.run(argv, data, seconds, watch)
        except OSError as error:
            raise self.driver.unreachable(error) from error

    def _judge(self, result: command.Result, total: int) -> None:
        """Raise what a run of `lp` means, unless CUPS took the whole job."""
        if result.stopped:
            raise self._doubt(result.sent, total, result.stopped)
        if result.code == 0 and result.sent == total:
            return
        if result.code > 0 and (error := self._refusal(result.complaint)):
            raise error
        why = _first_line(result.complaint) or f"lp ended with {result.code}"
        raise self._doubt(result.sent, total, why)

    def _refusal(self, complaint: str) -> PrintingError | None:
        said = complaint.lower()
        for words, code in _REFUSALS.items():
            if words in said:
                return self.driver.error(code, reason=_first_line(complaint))
        return None

    def _doubt(self, sent: int, total: int, why: str) -> PrintingError:
        return self.driver.error("in_doubt", sent=sent, total=total, reason=why)

    def _unreachable(self, why: str) -> PrintingError:
        return self.driver.error("printer_unreachable", reason=why)


def _state(output: str, queue: str) -> str | None:
    """Return what `lpstat` says after the queue's name."""
    for line in output.splitlines():
        prefix, found, state = line.partition(f"printer {queue} ")
        if found and not prefix:
            return state.strip()
    return None


def _first_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[0][:200] if lines else ""
