"""One connection to a virtual printer: reads, answers, and goes wrong as it was told to."""

from __future__ import annotations

import re
import socket
import struct
import time
from contextlib import suppress
from typing import TYPE_CHECKING

from printing.virtual import answers
from printing.virtual.intake import Intake

if TYPE_CHECKING:
    import threading

    from printing.virtual.device import Device

POLL_SECONDS = 0.05
IDLE_SECONDS = 30.0
_STATUS_REQUEST = re.compile(rb"\x10\x04([\x01-\x04])")
_ABORT = struct.pack("ii", 1, 0)
_ENDS = ("reset_after", "close_after", "power_loss_after")


class Session:
    """Serves one connection until it ends; what it sent may wait for paper longer than that."""

    def __init__(self, device: Device, connection: socket.socket, stop: threading.Event) -> None:
        self.device, self.faults = device, device.faults
        self.connection, self.stop = connection, stop
        self.intake = Intake(device, self._acknowledge)
        self.received = 0
        self.heard = time.monotonic()
        self.tail = b""
        self.later: list[tuple[float, bytes]] = []
        # Faults that were to happen once are this connection's.
        self.deaf = self.faults.take_once("never_reads")
        self.speed = self.faults.take_once("slow")

    def run(self) -> None:
        """Serve, then print what is still held, unless the power went."""
        self.device.enter(self.intake)
        try:
            self._serve()
        finally:
            self.connection.close()
            self._print_the_rest()
            self.device.leave(self.intake)

    def _print_the_rest(self) -> None:
        """Wait for paper without a connection: it is gone, the buffer is not."""
        if self.device.keeps_buffer:
            self.device.orphan(self.intake)
        while not self.intake.work():
            if not self.device.keeps_buffer or self.stop.wait(POLL_SECONDS):
                self.intake.drop()
        self.intake.end()

    def _serve(self) -> None:
        while not self.stop.is_set() and not self._ended():
            self._say_what_is_due()
            self.intake.work()
            self._report()
            data = self._read()
            if data == b"" or time.monotonic() - self.heard > IDLE_SECONDS:
                return
            if data is not None:
                self.heard = time.monotonic()
                self._take(data)

    def _read(self) -> bytes | None:
        """Read some bytes; None: there are none now, empty: there will be none."""
        if self.deaf or self.faults.get("never_reads"):
            self.stop.wait(POLL_SECONDS)
            self.heard = time.monotonic()
            return None
        size = 65536
        speed = self.speed or self.faults.get("slow")
        if speed:
            size = max(1, int(speed * POLL_SECONDS))
            self.stop.wait(size / speed)
        try:
            return self.connection.recv(size)
        except TimeoutError:
            return None
        except OSError:
            return b""

    def _take(self, data: bytes) -> None:
        """Answer questions wherever they stand, as printers do, and buffer the rest."""
        limit = min((n for n in map(self.faults.get, _ENDS) if n is not None), default=None)
        questions = len(_STATUS_REQUEST.findall(self.tail + data))
        # Questions are no part of a job, nor do they count as one.
        self.received += len(data) - 3 * questions
        if limit is not None and self.received > limit:
            data = data[: int(limit - self.received)]
        stream = self.tail + data
        end = 0
        for found in _STATUS_REQUEST.finditer(stream):
            self._say(bytes([answers.realtime(self.faults.state(), found[1][0])]))
            end = found.end()
        self.tail = stream[max(end, len(stream) - 2) :]
        self.intake.add(data)

    def _ended(self) -> bool:
        """End the connection if the power is gone, or a fault says that it is time."""
        if self.intake.lost:
            self._abort()
            return True
        for name in _ENDS:
            limit = self.faults.get(name)
            if limit is None or self.received < limit:
                continue
            self.intake.work()
            self.faults.take(name)
            if name == "power_loss_after":
                self.device.power_cycle()
            if name == "close_after":
                self._hang_up()
            else:
                self._abort()
            return True
        return False

    def _abort(self) -> None:
        with suppress(OSError):
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _ABORT)
        self.connection.close()

    def _hang_up(self) -> None:
        """Say that nothing more is read. What still comes is dropped: unread, it would be a reset."""
        until = time.monotonic() + 1.0
        with suppress(OSError):
            self.connection.shutdown(socket.SHUT_WR)
            while time.monotonic() < until and not self.stop.is_set():
                with suppress(TimeoutError):
                    if not self.connection.recv(65536):
                        return

    def _acknowledge(self, answer: bytes, confirms: bool) -> None:  # noqa: FBT001 (as Reply has it)
        """Say what was asked for in turn; confirmations may be late, or missing."""
        if confirms and self.faults.take("no_ack"):
            return
        delay = self.faults.take("ack_delay") if confirms else None
        if delay is None:
            self._say(answer)
        else:
            self.later.append((time.monotonic() + delay, answer))

    def _say_what_is_due(self) -> None:
        while self.later and self.later[0][0] <= time.monotonic():
            self._say(self.later.pop(0)[1])

    def _report(self) -> None:
        """Send an automatic report when something changed that `GS a` watches."""
        modes, now = self.intake.machine.modes, self.faults.state()
        if answers.watched(now, modes.reports) != answers.watched(modes.told, modes.reports):
            modes.told = now
            self._say(answers.report(now))

    def _say(self, answer: bytes) -> None:
        if self.faults.take("silent"):
            return
        if self.faults.take("garbage"):
            answer = self.device.random.randbytes(max(len(answer), 1))
        # The sender may have gone; what it sent is printed all the same.
        with suppress(OSError):
            self.connection.sendall(answer)
