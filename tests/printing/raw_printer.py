"""A printer on a raw socket: does what a test tells it, with no code of ours inside."""

from __future__ import annotations

import errno
import re
import socket
import struct
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Self

FINE = {1: 0x12, 2: 0x12, 4: 0x12}
PAPER_OUT = {1: 0x1A, 2: 0x32, 4: 0x72}
ACKNOWLEDGE = b"\x1dr\x01"
_REQUEST = re.compile(rb"\x10\x04([\x01-\x04])")

Serve = Callable[[socket.socket], None]


class RawPrinter:
    """Listens on loopback and runs `serve` for the first connection, in a thread of its own."""

    def __init__(self, serve: Serve, host: str = "127.0.0.1") -> None:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self.listener = socket.create_server((host, 0), family=family)
        self.listener.settimeout(5)
        self.port = self.listener.getsockname()[1]
        self.serve = serve
        self.failure: BaseException | None = None
        self.thread = threading.Thread(target=self._run)

    def __enter__(self) -> Self:
        self.thread.start()
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        self.wait()
        self.listener.close()
        if self.failure is not None and kind is None:
            raise self.failure

    def wait(self) -> None:
        self.thread.join(10)
        assert not self.thread.is_alive()

    def _run(self) -> None:
        try:
            connection, _ = self.listener.accept()
            with connection:
                connection.settimeout(5)
                self.serve(connection)
        except BaseException as error:  # noqa: BLE001 (raised in the test's own thread)
            self.failure = error


def answer_preflight(connection: socket.socket, answers: dict[int, int] = FINE) -> None:
    """Answer the three questions before a job."""
    for _ in range(3):
        request = take(connection, 3)
        assert request[:2] == b"\x10\x04"
        connection.sendall(bytes([answers[request[2]]]))


def reset(connection: socket.socket) -> None:
    """Make the coming close a reset."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def take(connection: socket.socket, count: int) -> bytes:
    """Read exactly so many bytes."""
    data = b""
    while len(data) < count:
        part = connection.recv(count - len(data))
        assert part
        data += part
    return data


def read_on(connection: socket.socket) -> int:
    """Read until the other side is gone; return how many bytes came."""
    total = 0
    with suppress(ConnectionResetError):
        while data := connection.recv(1 << 16):
            total += len(data)
    return total


def until_reset(connection: socket.socket) -> bool:
    """Wait, without reading, for a reset; False when none comes."""
    until = time.monotonic() + 5
    while time.monotonic() < until:
        if connection.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR) == errno.ECONNRESET:
            return True
        time.sleep(0.02)
    return False


class Brain:
    """Answers status requests from `status`, keeps what it takes, and confirms when it `prints`."""

    def __init__(self, **state: object) -> None:
        self.status: dict[int, int] = FINE
        self.prints = True
        self.answers_status = True
        self.acknowledgement = b"\x00"
        # Said along with the confirmation, before it.
        self.preface = b""
        self.taken = b""
        self.jobs = 0
        for name, value in state.items():
            assert hasattr(self, name)
            setattr(self, name, value)

    def __call__(self, connection: socket.socket) -> None:
        connection.settimeout(0.02)
        until = time.monotonic() + 10
        while time.monotonic() < until:
            with suppress(TimeoutError):
                data = connection.recv(65536)
                if not data:
                    return
                self._take(connection, data)
            self._print(connection)

    def _take(self, connection: socket.socket, data: bytes) -> None:
        stream = self.taken + data
        self.taken = _REQUEST.sub(b"", stream)
        for found in _REQUEST.finditer(stream):
            if self.answers_status:
                connection.sendall(bytes([self.status[found[1][0]]]))

    def _print(self, connection: socket.socket) -> None:
        if self.prints and self.taken.endswith(ACKNOWLEDGE):
            self.jobs += 1
            self.taken = b""
            connection.sendall(self.preface + self.acknowledgement)
