"""A printer for tests that kill: what is on its paper is the truth that all else is compared with."""

from __future__ import annotations

import re
import socket
import threading
import time
from dataclasses import dataclass, field

STATUS, ACKNOWLEDGE = b"\x10\x04", b"\x1dr\x01"
BANNER = b"POSSIBLE DUPLICATE"
JOB = re.compile(rb"(POSSIBLE DUPLICATE)?[^A-Z]*BEGIN (\d+)\n((?:line [0-9]+ *\n)*)(END \2\n)?")


@dataclass
class Print:
    """One piece of paper: a job, whole or not, with or without the banner."""

    number: int
    whole: bool
    banner: bool


@dataclass
class PaperPrinter:
    """Prints in the order of arrival, one connection at a time, `seconds` a job."""

    seconds: float = 0.002
    paper: list[bytes] = field(default_factory=list)
    acknowledged: int = 0

    def __post_init__(self) -> None:
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.listener.settimeout(0.05)
        self.port = self.listener.getsockname()[1]
        self.stop = threading.Event()
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()

    def end(self) -> None:
        self.stop.set()
        self.thread.join(10)
        self.listener.close()

    def prints(self) -> list[Print]:
        found = []
        for piece in list(self.paper):
            text = re.sub(
                rb"\x1b@|\x1b=\x01|\x1d[!B].|\x1b[aE].|\x1bd.", b"", piece, flags=re.DOTALL
            )
            found += [
                Print(int(match[2]), match[4] is not None, match[1] is not None)
                for match in JOB.finditer(text)
            ]
        return found

    def _run(self) -> None:
        while not self.stop.is_set():
            try:
                connection, _ = self.listener.accept()
            except TimeoutError:
                continue
            with connection:
                connection.settimeout(0.05)
                self._serve(connection)

    def _serve(self, connection: socket.socket) -> None:
        held = b""
        self.paper.append(b"")
        while not self.stop.is_set():
            try:
                data = connection.recv(65536)
            except TimeoutError:
                continue
            except OSError:
                return
            if not data:
                return
            held += data
            try:
                held = self._print(connection, held)
            except OSError:
                return

    def _print(self, connection: socket.socket, held: bytes) -> bytes:
        """Print what is there up to the last whole line; answer what is asked, in its turn."""
        while held:
            if held[:2] == STATUS:
                if len(held) < 3:
                    return held
                connection.sendall(b"\x12")
                held = held[3:]
                continue
            at = min((i for i in (held.find(STATUS), held.find(ACKNOWLEDGE)) if i >= 0), default=-1)
            if at != 0:
                part = held if at < 0 else held[:at]
                self.paper[-1] += part
                held = held[len(part) :]
                continue
            time.sleep(self.seconds)
            self.acknowledged += 1
            held = held[len(ACKNOWLEDGE) :]
            connection.sendall(b"\x00")
        return held
