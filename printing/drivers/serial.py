"""Receipt printers on a serial line (RS-232, or USB that looks like it).

pyserial opens and sets up the line. Its `write` is not used: with a deadline it does not tell how
much was sent before, and without one it waits for ever for a printer that stops reading.
"""

from __future__ import annotations

import errno
import os
import termios
import time
from contextlib import suppress

import serial  # type: ignore[import-untyped]

from printing.drivers.device import DeviceDriver, read_some, write_some
from printing.drivers.stream import StreamLink

BAUD_RATES = (1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200, 230400, 460800, 921600)
FLOWS = ("none", "rtscts", "dsrdtr", "xonxoff")
PARITIES = {
    "none": serial.PARITY_NONE,
    "even": serial.PARITY_EVEN,
    "odd": serial.PARITY_ODD,
}
# A printer that says "busy" still takes this much: what the line holds when it says so.
_PIECE = 64
_POLL = 0.002


class SerialDriver(DeviceDriver):
    """A serial line. Options: `baudrate` (9600), `flow` (none) and `parity` (none)."""

    def validate(self) -> None:
        self.path()
        self.choice("baudrate", BAUD_RATES, 9600)
        self.choice("flow", FLOWS, "none")
        self.choice("parity", tuple(PARITIES), "none")

    def open(self) -> SerialLink:
        self.validate()
        flow = self.choice("flow", FLOWS, "none")
        try:
            port = serial.Serial(
                self.path(),
                self.choice("baudrate", BAUD_RATES, 9600),
                parity=PARITIES[self.choice("parity", tuple(PARITIES), "none")],
                timeout=0,
                write_timeout=0,
                rtscts=flow == "rtscts",
                xonxoff=flow == "xonxoff",
                exclusive=True,
            )
        except OSError as error:
            raise self.unreachable(_plain(error)) from error
        except termios.error as error:
            raise self.unreachable(OSError(*error.args)) from error
        link = SerialLink(self, port, waits_for_dsr=flow == "dsrdtr")
        if flow == "dsrdtr" and not link.has_dsr():
            link.close()
            raise self.error("printer_unreachable", reason="the line has no DSR signal")
        return link


class SerialLink(StreamLink):
    """One serial line, kept from other programs.

    The system follows RTS/CTS and XON/XOFF by itself. It knows nothing of DSR, so with
    `waits_for_dsr` the job goes out in small pieces, each after the printer has said "ready".
    """

    def __init__(self, driver: SerialDriver, port: serial.Serial, *, waits_for_dsr: bool) -> None:
        super().__init__(driver)
        self.port = port
        self.waits_for_dsr = waits_for_dsr

    def has_dsr(self) -> bool:
        """Tell whether this line has the signal at all."""
        try:
            return isinstance(self.port.dsr, bool)
        except OSError:
            return False

    def write(self, data: bytes, timeout: float) -> int:
        if self.waits_for_dsr:
            self._await_ready(timeout)
            data = data[:_PIECE]
        return write_some(self.port.fileno(), data, timeout)

    def write_request(self, data: bytes, timeout: float) -> int:
        # Printers answer status requests while they are busy; RTS/CTS cannot be passed by.
        return write_some(self.port.fileno(), data, timeout)

    def read(self, timeout: float) -> bytes:
        return read_some(self.port.fileno(), 256, timeout)

    def finish(self, timeout: float) -> None:
        """Wait until the last byte is on the line."""
        until = time.monotonic() + timeout
        while self.port.out_waiting:
            if time.monotonic() >= until:
                raise TimeoutError
            time.sleep(_POLL)

    def close(self) -> None:
        with suppress(OSError, termios.error):
            # Closing waits for what is unsent, half a minute where the printer takes nothing.
            if self.port.is_open:
                self.port.reset_output_buffer()
        with suppress(OSError):
            self.port.close()

    def _await_ready(self, timeout: float) -> None:
        until = time.monotonic() + timeout
        while self.port.out_waiting or not self.port.dsr:
            if time.monotonic() >= until:
                raise TimeoutError
            time.sleep(_POLL)


def _plain(error: OSError) -> OSError:
    """Give the system's own error: pyserial wraps it, or hides it when it is no serial line."""
    number = error.errno or errno.ENOTTY
    return OSError(number, os.strerror(number))
