"""The port of a virtual printer: open, or held and refusing."""

from __future__ import annotations

import selectors
import socket
import threading
from collections.abc import Callable
from contextlib import suppress

POLL_SECONDS = 0.05
_BACKLOG = 128
Serve = Callable[[socket.socket], None]


class Listener:
    """Accepts connections in a thread of its own and serves each in another.

    `refuses` says whether connections are refused now: the port stays bound, so that nobody else
    gets it, and is not listened on. `waits` says whether the next one must wait.
    """

    def __init__(
        self, serve: Serve, *, refuses: Callable[[int], bool], waits: Callable[[int], bool]
    ) -> None:
        self._serve, self._refuses, self._waits = serve, refuses, waits
        self._stop = threading.Event()
        self._settled = threading.Condition()
        self._socket: socket.socket | None = None
        self._wake: tuple[socket.socket, ...] = ()
        self._address: tuple[str, int] = ("", 0)
        self._accepting: threading.Thread | None = None
        self._serving: list[tuple[threading.Thread, socket.socket]] = []
        self.listening = False

    def open(self, host: str, port: int) -> int:
        """Listen; return the port, which the system chooses for 0. Raises OSError, OverflowError."""
        if not 0 <= port <= 65535:
            raise OverflowError("a port is a number of 0 to 65535")
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self._socket = socket.create_server((host, port), family=family, backlog=_BACKLOG)
        self._address = self._socket.getsockname()[:2]
        self._wake = socket.socketpair()
        self.listening = True
        self._accepting = threading.Thread(target=self._accept, daemon=True)
        self._accepting.start()
        return self._address[1]

    def close(self) -> None:
        """Stop listening, and wait for the connections to end, which others tell them to."""
        self._stop.set()
        self._ring()
        if self._accepting is not None:
            self._accepting.join(timeout=5)
        for thread, _ in self._serving:
            thread.join(timeout=5)
        for one in (self._socket, *self._wake):
            if one is not None:
                one.close()

    def settle(self) -> None:
        """Come back when the port is as `refuses` wants it; at once where it is."""
        if self._socket is None or threading.current_thread() is self._accepting:
            return
        with self._settled:
            if self.listening is self._refuses(self.connections()):
                self._ring()
                self._settled.wait_for(
                    lambda: (
                        self._stop.is_set()
                        or self.listening is not self._refuses(self.connections())
                    ),
                    timeout=2,
                )

    def connections(self) -> int:
        """How many connections are open."""
        return sum(connection.fileno() >= 0 for _, connection in list(self._serving))

    def _ring(self) -> None:
        with suppress(OSError):
            self._wake[1].send(b"!")

    def _accept(self) -> None:
        while not self._stop.is_set():
            self._obey()
            busy = self._waits(self.connections())
            watched = [self._wake[0]]
            if self._socket is not None and self.listening and not busy:
                watched.append(self._socket)
            if self._socket in _ready(watched):
                self._admit()

    def _obey(self) -> None:
        """Listen, or do not: a socket that listens can only be made to stop by closing it."""
        wanted = not self._refuses(self.connections())
        if wanted is self.listening or self._socket is None:
            return
        with self._settled, suppress(OSError):  # what cannot be had now is tried again
            if not wanted:
                self._socket.close()
            if self._socket.fileno() < 0:
                self._socket = _bound(self._address, self._socket.family)
            if wanted:
                self._socket.listen(_BACKLOG)
            self.listening = wanted
            self._settled.notify_all()

    def _admit(self) -> None:
        assert self._socket is not None  # noqa: S101 (it was just watched)
        try:
            connection, _ = self._socket.accept()
        except OSError:
            return  # the sender has gone again
        thread = threading.Thread(target=self._run, args=(connection,), daemon=True)
        alive = [one for one in self._serving if one[0].is_alive()]
        thread.start()
        self._serving = [*alive, (thread, connection)]

    def _run(self, connection: socket.socket) -> None:
        with connection:
            connection.settimeout(POLL_SECONDS)
            self._serve(connection)


def _bound(address: tuple[str, int], family: int) -> socket.socket:
    held = socket.socket(family, socket.SOCK_STREAM)
    try:
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        held.bind(address)
    except OSError:
        held.close()
        raise
    return held


def _ready(watched: list[socket.socket]) -> list[socket.socket]:
    with selectors.DefaultSelector() as selector:
        for one in watched:
            selector.register(one, selectors.EVENT_READ)
        found = [key.fileobj for key, _ in selector.select(POLL_SECONDS)]
    ready = [one for one in watched if one in found]
    if watched[0] in ready:
        watched[0].recv(64)
    return ready
