"""Running a program of the system with a deadline, and with bytes for it to read."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING

from printing.drivers.base import WATCH, Watch
from printing.drivers.device import write_some
from printing.drivers.stream import CHUNK, SLICE, STOPPED

if TYPE_CHECKING:
    from collections.abc import Sequence

_OUTPUT_LIMIT = 10_000
# How long a killed program may take to be gone.
_LAST = 2.0


@dataclass(frozen=True, slots=True)
class Result:
    """What a program did. `code` is its exit status, negative for a signal.

    `sent` is how many bytes its input took, some of which it may not have read. `stopped` says why
    it was killed; it is empty when it ended by itself.
    """

    code: int
    output: str
    complaint: str
    sent: int
    stopped: str = ""


def run(argv: Sequence[str], data: bytes, seconds: float, watch: Watch = WATCH) -> Result:
    """Run a program, give it `data` to read, and wait at most `seconds` for its end.

    Then, or when the sender must stop, it is killed with all it started. `argv[0]` is a path; no
    shell reads any of it. Raises OSError when the program cannot be started.
    """
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as complaint:
        process = subprocess.Popen(  # noqa: S603 (checked names, no shell)
            list(argv),
            bufsize=0,
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=complaint,
            env={**os.environ, "LC_ALL": "C"},
            start_new_session=True,
        )
        work = _Work(process, time.monotonic() + seconds, watch)
        try:
            sent = work.feed(data)
            stopped = work.wait()
        finally:
            work.end()
        return Result(process.returncode, _text(output), _text(complaint), sent, stopped)


class _Work:
    """A program at work, until its deadline."""

    def __init__(self, process: subprocess.Popen[bytes], until: float, watch: Watch) -> None:
        self.process, self.until, self.watch = process, until, watch
        assert process.stdin is not None  # noqa: S101 (it was asked for)
        self.stdin = process.stdin

    def feed(self, data: bytes) -> int:
        """Write what it takes; return how many bytes that were.

        Its input ends only after the last byte: a program that is to be stopped must not take a
        part for the whole.
        """
        sent, fd = 0, self.stdin.fileno()
        os.set_blocking(fd, False)
        while sent < len(data):
            if self._must_stop():
                return sent
            try:
                sent += write_some(fd, data[sent : sent + CHUNK], self._pause())
            except TimeoutError:
                continue
            except BrokenPipeError:
                break
        self.stdin.close()
        return sent

    def wait(self) -> str:
        """Wait for its end; return why it has to be killed, or nothing."""
        while self.process.poll() is None:
            if why := self._must_stop():
                return why
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(self._pause())
        return ""

    def end(self) -> None:
        """Kill it, if it still runs, with all it started."""
        if self.process.poll() is None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(_LAST)
        self.stdin.close()

    def _pause(self) -> float:
        return max(0.0, min(SLICE, self.until - time.monotonic()))

    def _must_stop(self) -> str:
        if not self.watch.may_go_on():
            return STOPPED
        return "timed out" if time.monotonic() >= self.until else ""


def _text(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read(_OUTPUT_LIMIT).decode("utf-8", "replace")
