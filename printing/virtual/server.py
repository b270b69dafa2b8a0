"""The TCP side of the virtual printer, and its files."""

from __future__ import annotations

import socket
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Self

from printing.render.canvas import draw
from printing.render.plain import plain
from printing.render.profile import profile_for
from printing.virtual.machine import Faults, Machine
from printing.virtual.parser import Parser

if TYPE_CHECKING:
    from printing.render.rows import Row

POLL_SECONDS = 0.05
IDLE_SECONDS = 30.0
_STATUS_REQUEST = b"\x10\x04"
_ACKNOWLEDGE = b"\x1dr"


class VirtualPrinter:
    """A printer on a TCP port. Use as a context manager, or call `start` and `stop`.

    Every job (what came before a `GS r` request, or before the connection closed) becomes
    `NNNN.bin`, `NNNN.png` and `NNNN.txt` in `folder`. Like a real printer it answers `DLE EOT` at
    once, and holds what it was sent while `faults` lasts. Unlike one it serves several connections
    at a time, each with paper of its own: senders have to keep apart by themselves.
    Raises OSError from `start` when the port cannot be had.
    """

    def __init__(
        self, folder: Path, *, host: str = "127.0.0.1", port: int = 0, columns: int = 48
    ) -> None:
        self.folder = Path(folder)
        self.host, self.port = host, port
        self.profile = profile_for(columns)
        self.faults = Faults()
        self.jobs = 0
        self._stop = threading.Event()
        self._changed = threading.Condition()
        self._press = threading.Lock()
        self._listener: socket.socket | None = None
        self._threads: list[threading.Thread] = []

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        """Listen. With port 0 the system chooses one, found in `port` afterwards."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.jobs = max((int(f.stem) for f in self.folder.glob("[0-9]*.bin")), default=0)
        family = socket.AF_INET6 if ":" in self.host else socket.AF_INET
        self._listener = socket.create_server((self.host, self.port), family=family)
        self._listener.settimeout(POLL_SECONDS)
        self.port = self._listener.getsockname()[1]
        self._stop.clear()
        self._spawn(self._accept)

    def stop(self) -> None:
        """Stop listening, finish what is being printed, close all connections."""
        self._stop.set()
        if self._listener is not None:
            self._listener.close()
        for thread in self._threads:
            thread.join(timeout=5)
        self._threads.clear()

    def wait_for_job(self, number: int, timeout: float = 5.0) -> bool:
        """Wait until job `number` is on disk; False when `timeout` seconds pass without it."""
        with self._changed:
            return self._changed.wait_for(lambda: self.jobs >= number, timeout)

    def job_file(self, number: int, suffix: str) -> Path:
        """Name of a job's file: `bin`, `png` or `txt`."""
        return self.folder / f"{number:04d}.{suffix}"

    def keep(self, data: bytes, rows: list[Row]) -> None:
        """Write one job's files, each complete or not there at all, then count it."""
        with self._press:
            number = self.jobs + 1
            for suffix in ("txt", "png", "bin"):
                target = self.job_file(number, suffix)
                part = target.with_name(f".{target.name}.part")
                if suffix == "bin":
                    part.write_bytes(data)
                elif suffix == "txt":
                    part.write_text(plain(rows, self.profile.columns), encoding="utf-8")
                else:
                    draw(rows, self.profile).save(part, format="PNG")
                part.replace(target)
            with self._changed:
                self.jobs = number
                self._changed.notify_all()

    def _spawn(self, target: object, *args: object) -> None:
        thread = threading.Thread(target=target, args=args, daemon=True)  # type: ignore[arg-type]
        self._threads = [t for t in self._threads if t.is_alive()] + [thread]
        thread.start()

    def _accept(self) -> None:
        listener = self._listener
        while listener is not None and not self._stop.is_set():
            try:
                connection, _ = listener.accept()
            except TimeoutError:
                continue
            except OSError:
                return
            self._spawn(self._serve, connection)

    def _serve(self, connection: socket.socket) -> None:
        with connection:
            connection.settimeout(POLL_SECONDS)
            _Session(self, connection).run(self._stop)


class _Session:
    """One connection: takes bytes, answers, and hands jobs over."""

    def __init__(self, printer: VirtualPrinter, connection: socket.socket) -> None:
        self.printer = printer
        self.connection = connection
        self.parser = Parser()
        self.machine = Machine(printer.profile)
        self.held = bytearray()
        self.job = bytearray()
        self.tail = b""

    def run(self, stop: threading.Event) -> None:
        idle = 0.0
        while not stop.is_set() and idle < IDLE_SECONDS:
            try:
                data = self.connection.recv(65536)
            except TimeoutError:
                idle += POLL_SECONDS
                self._print()
                continue
            except OSError:
                break
            if not data:
                break
            idle = 0.0
            self._answer_realtime(data)
            self.held += data
            self._print()
        self._finish()

    def _finish(self) -> None:
        # Held bytes of a faulty printer die with its connection: nothing of them is on paper.
        rows = self.machine.take_rows()
        if rows:
            self.printer.keep(bytes(self.job) + self.parser.rest(), rows)

    def _answer_realtime(self, data: bytes) -> None:
        """Answer status requests wherever they stand, as printers do, even amid a picture."""
        stream = self.tail + data
        at = stream.find(_STATUS_REQUEST)
        end = 0
        while 0 <= at < len(stream) - 2:
            if 1 <= stream[at + 2] <= 4:
                self._reply(bytes([self.printer.faults.realtime(stream[at + 2])]))
            end = at + 3
            at = stream.find(_STATUS_REQUEST, end)
        self.tail = stream[max(end, len(stream) - 2) :]

    def _reply(self, answer: bytes) -> None:
        try:
            self.connection.sendall(answer)
        except OSError:
            self.tail = b""  # the sender has gone; what it sent is printed all the same

    def _print(self) -> None:
        if self.printer.faults.any() or not self.held:
            return
        data, self.held = bytes(self.held), bytearray()
        for command in self.parser.feed(data):
            if command.opcode != _STATUS_REQUEST:
                self.job += command.raw
            answer = self.machine.run(command)
            if command.opcode == _ACKNOWLEDGE and answer:
                rows = self.machine.take_rows()
                if rows:
                    self.printer.keep(bytes(self.job), rows)
                self.job.clear()
            if answer:
                self._reply(answer)
