"""A printer on raw sockets for the whole spool: every connection may be treated in another way."""

from __future__ import annotations

import re
import socket
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Self

from tests.printing.raw_printer import ACKNOWLEDGE, FINE, reset

_REQUEST = re.compile(rb"\x10\x04([\x01-\x04])")
TICK = 0.02


class Bench:
    """Serves one connection after the other, each by the next of `acts`; the last one stays.

    `paper` holds each job that was printed, without the frame's questions. `came` is set with the
    first byte of a job. While `gate` is shut a job is held, and `status` is what it says then.
    `at_once`: it takes connections beside each other, which no real printer does.
    """

    def __init__(self, *acts: Act, host: str = "127.0.0.1", at_once: bool = False) -> None:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self.listener = socket.socket(family, socket.SOCK_STREAM)
        self.listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.listener.bind((host, 0))
        self.port: int = self.listener.getsockname()[1]
        self.acts = deque(acts or (prints,))
        self.paper: list[bytes] = []
        self.status = FINE
        self.connected, self.came, self.gate, self.stop = (threading.Event() for _ in range(4))
        self.gate.set()
        self.connections = 0
        self.failures: list[BaseException] = []
        self.at_once = at_once
        self.threads = [threading.Thread(target=self._run)]

    def __enter__(self) -> Self:
        """Listen; a `Bench` that was not entered refuses all connections."""
        self.listener.listen()
        self.listener.settimeout(TICK)
        self.threads[0].start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop.set()
        self.gate.set()
        for thread in self.threads:
            thread.join(10)
            assert not thread.is_alive()
        self.listener.close()
        assert self.failures == []

    def texts(self) -> list[str]:
        """What is on paper, a line a job, with the banner if it has one."""
        return [" ".join(_text(job).split()) for job in self.paper]

    def _run(self) -> None:
        while not self.stop.is_set():
            with suppress(TimeoutError):
                connection, _ = self.listener.accept()
                act = self.acts.popleft() if len(self.acts) > 1 else self.acts[0]
                self.connections += 1
                self.connected.set()
                if not self.at_once:
                    self._serve(connection, act)
                    continue
                self.threads.append(threading.Thread(target=self._serve, args=(connection, act)))
                self.threads[-1].start()

    def _serve(self, connection: socket.socket, act: Act) -> None:
        with connection:
            connection.settimeout(TICK)
            try:
                act(self, connection)
            except (ConnectionResetError, BrokenPipeError):
                return
            except BaseException as error:  # noqa: BLE001 (raised in the test's own thread)
                self.failures.append(error)

    def chunks(self, connection: socket.socket, size: int = 65536) -> Iterator[bytes]:
        """Yield what comes of jobs, empty when nothing does; answer questions at once."""
        held = b""
        while not self.stop.is_set():
            try:
                data = connection.recv(size)
            except TimeoutError:
                yield b""
                continue
            if not data:
                return
            stream = held + data
            for found in _REQUEST.finditer(stream):
                connection.sendall(bytes([self.status[found[1][0]]]))
            stream = _REQUEST.sub(b"", stream)
            # A question may come in two pieces.
            cut = next((n for n in (2, 1) if stream.endswith(b"\x10\x04"[:n])), 0)
            held, stream = stream[len(stream) - cut :], stream[: len(stream) - cut]
            if stream:
                self.came.set()
            yield stream


Act = Callable[[Bench, socket.socket], None]


def _text(job: bytes) -> str:
    plain = re.sub(rb"\x1b@|\x1b=\x01|\x1d[!B].|\x1b[aEdt].|\x1dr\x01", b" ", job, flags=re.DOTALL)
    return re.sub(rb"[^ -~]+", b" ", plain).decode()


def prints(bench: Bench, connection: socket.socket) -> None:
    """Print whatever comes, when the gate is open, even after the sender has gone."""
    taken = b""
    for data in bench.chunks(connection):
        taken += data
        while ACKNOWLEDGE in taken and bench.gate.is_set():
            job, _, taken = taken.partition(ACKNOWLEDGE)
            bench.paper.append(job)
            connection.sendall(b"\x00")
    if ACKNOWLEDGE in taken and bench.gate.wait(30):
        bench.paper.append(taken.partition(ACKNOWLEDGE)[0])


def keeps_quiet(bench: Bench, connection: socket.socket) -> None:
    """Take the connection, and neither read nor say anything, until the gate opens."""
    bench.gate.wait(30)


def never_reads_jobs(bench: Bench, connection: socket.socket) -> None:
    """Answer the questions before a job, then read no more."""
    answered = 0
    while answered < 3 and not bench.stop.is_set():
        with suppress(TimeoutError):
            request = connection.recv(3)
            connection.sendall(bytes([FINE[request[2]]]))
            answered += 1
    bench.gate.wait(30)


def never_confirms(bench: Bench, connection: socket.socket) -> None:
    """Answer every question, and print nothing."""
    for _ in bench.chunks(connection):
        pass


def confirms_with(answer: bytes) -> Act:
    def act(bench: Bench, connection: socket.socket) -> None:
        taken = b""
        for data in bench.chunks(connection):
            taken += data
            if taken.endswith(ACKNOWLEDGE):
                taken = b""
                connection.sendall(answer)

    return act


def resets_after(count: int) -> Act:
    """Reset the connection when so many bytes of a job were read; they are on paper."""

    def act(bench: Bench, connection: socket.socket) -> None:
        taken = b""
        for data in bench.chunks(connection, 1 if count < 3 else 65536):
            taken += data
            if bench.came.is_set() and len(taken) >= count:
                break
        bench.paper.append(taken[:count])
        reset(connection)

    return act


def reads_slowly(size: int, rest: float = 0.01) -> Act:
    """Read so many bytes at a time, and rest; print in the end."""

    def act(bench: Bench, connection: socket.socket) -> None:
        taken = b""
        for data in bench.chunks(connection, size):
            taken += data
            if data:
                bench.stop.wait(rest)
            if taken.endswith(ACKNOWLEDGE):
                bench.paper.append(taken.removesuffix(ACKNOWLEDGE))
                taken = b""
                connection.sendall(b"\x00")

    return act
