"""Receipt printers on TCP (port 9100)."""

from __future__ import annotations

import queue
import socket
import struct
import threading
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from printing.drivers.base import Driver, reason
from printing.drivers.stream import StreamLink

if TYPE_CHECKING:
    from printing.drivers.base import Condition

_KEEPALIVE = (("TCP_KEEPIDLE", 5), ("TCP_KEEPINTVL", 2), ("TCP_KEEPCNT", 3))
_ABORT = struct.pack("ii", 1, 0)
Address = tuple[Any, ...]


class NetworkDriver(Driver):
    """TCP over IPv4 or IPv6."""

    def open(self) -> NetworkLink:
        try:
            connection = self._connect()
        except (ValueError, OverflowError) as error:
            raise self.error("printer_unreachable", reason="not a usable address") from error
        except OSError as error:
            raise self.error("printer_unreachable", reason=reason(error)) from error
        return NetworkLink(self, connection)

    def _connect(self) -> socket.socket:
        """Try every address of the host; all of them share one deadline."""
        until = time.monotonic() + self.target.connect
        failure: OSError = TimeoutError()
        for family, kind, protocol, _, address in self._addresses():
            left = until - time.monotonic()
            if left <= 0:
                break
            connection = socket.socket(family, kind, protocol)
            try:
                connection.settimeout(left)
                connection.connect(address)
                _set_up(connection)
            except OSError as error:
                connection.close()
                failure = error
            else:
                return connection
        raise failure

    def _addresses(self) -> list[Address]:
        """Look the host up. The system's own look-up has no deadline, so a thread waits for it."""
        host, port = self.target.host, self.target.port
        if not host or not 0 < port < 65536:
            raise ValueError
        found: queue.SimpleQueue[list[Address] | OSError | ValueError] = queue.SimpleQueue()

        def look_up() -> None:
            try:
                found.put(list(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)))
            except (OSError, ValueError) as error:
                found.put(error)

        threading.Thread(target=look_up, daemon=True).start()
        try:
            answer = found.get(timeout=self.target.connect)
        except queue.Empty:
            raise TimeoutError from None
        if isinstance(answer, Exception):
            raise answer
        return answer


def _set_up(connection: socket.socket) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    for name, value in _KEEPALIVE:
        option = getattr(socket, name, None)  # not every system has them
        if option is not None:
            connection.setsockopt(socket.IPPROTO_TCP, option, value)


class NetworkLink(StreamLink):
    """One TCP connection."""

    def __init__(self, driver: NetworkDriver, connection: socket.socket) -> None:
        super().__init__(driver)
        self.connection = connection
        self.finished = False

    def check(self) -> Condition:
        if self.finished:
            raise self.driver.error("printer_unreachable", reason="closed the connection")
        return super().check()

    def write(self, data: bytes, timeout: float) -> int:
        self.connection.settimeout(timeout)
        return self.connection.send(data)

    def read(self, timeout: float) -> bytes:
        self.connection.settimeout(timeout)
        try:
            return self.connection.recv(256)
        except BlockingIOError:
            raise TimeoutError from None

    def finish(self, timeout: float) -> None:
        """Say that the job is whole, and let the printer read it before the connection goes."""
        self.finished = True
        until = time.monotonic() + min(timeout, self.target.status)
        # Closing with answers unread would reset the connection, and the job with it.
        with suppress(OSError):
            self.connection.shutdown(socket.SHUT_WR)
            while (left := until - time.monotonic()) > 0 and self.read(left):
                pass

    def close(self) -> None:
        with suppress(OSError):
            if self.broken:
                # Otherwise the system goes on sending what it holds of a job that was given up.
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _ABORT)
            self.connection.close()
