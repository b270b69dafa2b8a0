"""Receipt printers on TCP (port 9100)."""

from __future__ import annotations

import socket
from contextlib import suppress

from printing.drivers.base import Driver, reason
from printing.drivers.stream import StreamLink

_KEEPALIVE = (("TCP_KEEPIDLE", 5), ("TCP_KEEPINTVL", 2), ("TCP_KEEPCNT", 3))


class NetworkDriver(Driver):
    """TCP over IPv4 or IPv6."""

    def open(self) -> NetworkLink:
        address = (self.target.host, self.target.port)
        try:
            connection = socket.create_connection(address, timeout=self.target.connect)
        except (OSError, UnicodeError) as error:
            raise self.error("printer_unreachable", reason=reason(error)) from error
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for name, value in _KEEPALIVE:
            option = getattr(socket, name, None)  # not every system has them
            if option is not None:
                connection.setsockopt(socket.IPPROTO_TCP, option, value)
        return NetworkLink(self, connection)


class NetworkLink(StreamLink):
    """One TCP connection."""

    def __init__(self, driver: NetworkDriver, connection: socket.socket) -> None:
        super().__init__(driver)
        self.connection = connection

    def write(self, data: bytes, timeout: float) -> int:
        self.connection.settimeout(timeout)
        return self.connection.send(data)

    def read(self, timeout: float) -> bytes:
        self.connection.settimeout(timeout)
        return self.connection.recv(256)

    def finish(self) -> None:
        with suppress(OSError):
            self.connection.shutdown(socket.SHUT_WR)

    def close(self) -> None:
        self.connection.close()
