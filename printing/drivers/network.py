"""Receipt printers on TCP (port 9100): ask, send, and wait until the printer says it printed.

Handing bytes to the system proves nothing: a printer that is out of paper, or one that never
reads, takes a whole job without an error. So the printer is asked before the first byte, and a
status request at the end of the job, answered only in its turn, is taken as "it printed".
"""

from __future__ import annotations

import socket
import time
from contextlib import suppress

from printing.drivers.base import Driver, Outcome
from printing.errors import PrintingError

CHUNK = 4096
_PRINTER, _OFFLINE_CAUSE, _PAPER = 1, 2, 4
_KEEPALIVE = (("TCP_KEEPIDLE", 5), ("TCP_KEEPINTVL", 2), ("TCP_KEEPCNT", 3))


class NetworkDriver(Driver):
    """TCP over IPv4 or IPv6. See `Driver.send` for what the errors mean."""

    def send(self, job: bytes) -> Outcome:
        with self._connect() as connection:
            if self.target.confirms:
                self._preflight(connection)
            until = time.monotonic() + self.target.total
            self._send_all(connection, job, until)
            if not self.target.confirms:
                with suppress(OSError):
                    connection.shutdown(socket.SHUT_WR)
                return Outcome.SENT_UNCONFIRMED
            self._await_acknowledgement(connection, len(job), until)
            return Outcome.PRINTED

    def _error(self, code: str, **data: object) -> PrintingError:
        return PrintingError(code, host=self.target.host, port=self.target.port, **data)

    def _connect(self) -> socket.socket:
        address = (self.target.host, self.target.port)
        try:
            connection = socket.create_connection(address, timeout=self.target.connect)
        except (OSError, UnicodeError) as error:
            raise self._error("printer_unreachable", reason=_reason(error)) from error
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for name, value in _KEEPALIVE:
            option = getattr(socket, name, None)  # not every system has them
            if option is not None:
                connection.setsockopt(socket.IPPROTO_TCP, option, value)
        return connection

    def _status(self, connection: socket.socket, n: int) -> int:
        """Ask `DLE EOT n`; nothing was printed yet, so any failure may be tried again."""
        until = time.monotonic() + self.target.status
        try:
            connection.settimeout(self.target.status)
            connection.sendall(b"\x10\x04" + bytes([n]))
            while (left := until - time.monotonic()) > 0:
                connection.settimeout(left)
                answers = connection.recv(64)
                if not answers:
                    raise self._error("printer_unreachable", reason="closed the connection")
                for answer in answers:
                    # Bits 1 and 4 are set and 0 and 7 clear in such an answer, and in no other.
                    if answer & 0x93 == 0x12:
                        return answer
        except TimeoutError as error:
            raise self._error("printer_silent") from error
        except OSError as error:
            raise self._error("printer_unreachable", reason=_reason(error)) from error
        raise self._error("printer_silent")

    def _preflight(self, connection: socket.socket) -> None:
        paper = self._status(connection, _PAPER)
        cause = self._status(connection, _OFFLINE_CAUSE)
        printer = self._status(connection, _PRINTER)
        # An open cover often looks like missing paper too: name what a person has to do first.
        for wrong, code in (
            (cause & 0x04, "printer_cover_open"),
            (paper & 0x60 or cause & 0x20, "printer_paper_out"),
            (cause & 0x40, "printer_error"),
            (printer & 0x08, "printer_offline"),
        ):
            if wrong:
                raise self._error(code)

    def _send_all(self, connection: socket.socket, job: bytes, until: float) -> None:
        sent = 0
        try:
            while sent < len(job):
                connection.settimeout(max(until - time.monotonic(), 0.001))
                sent += connection.send(job[sent : sent + CHUNK])
        except OSError as error:
            raise self._doubt(sent, len(job), _reason(error)) from error

    def _await_acknowledgement(self, connection: socket.socket, total: int, until: float) -> None:
        """Wait for the answer to `GS r 1`; bits 4 and 7 are clear in it and in no other."""
        while True:
            left = until - time.monotonic()
            try:
                connection.settimeout(max(left, 0.001))
                answer = connection.recv(64)
            except TimeoutError as error:
                raise self._error("ack_timeout", total=total, seconds=self.target.total) from error
            except OSError as error:
                raise self._doubt(total, total, _reason(error)) from error
            if not answer:
                raise self._doubt(total, total, "closed before it confirmed")
            if any(not byte & 0x90 for byte in answer):
                return

    def _doubt(self, sent: int, total: int, reason: str) -> PrintingError:
        return self._error("in_doubt", sent=sent, total=total, reason=reason)


def _reason(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "timed out"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return type(error).__name__
