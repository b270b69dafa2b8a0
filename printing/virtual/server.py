"""The virtual printer as others use it: a port, a folder, faults."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Self

from printing.render.profile import Profile, profile_for
from printing.virtual.control import Control
from printing.virtual.device import Device
from printing.virtual.listener import Listener
from printing.virtual.pages import checked
from printing.virtual.session import Session

if TYPE_CHECKING:
    import socket
    from collections.abc import Mapping

Exclusive = Literal["", "wait", "refuse"]


class VirtualPrinter:
    """A printer on a TCP port. Use as a context manager, or call `start` and `stop`.

    Every job (what came before it was asked whether it printed, or before the connection closed)
    becomes `NNNN.bin`, `.png`, `.txt` and `.json` in `folder`; `printing.virtual.jobs` has their
    shapes. Like a real printer it answers `DLE EOT` at once, and holds what it was sent while
    `faults` say so: through the end of a connection, but not through `power_cycle` or `stop`.

    `dots` is the width of the paper where it is not the usual one for `columns`. `code_pages` are
    slots of `ESC t` beside or in place of the Epson ones. `exclusive` serves one connection at a
    time: others wait ("wait") or are refused ("refuse"). Without it each has paper of its own, and
    senders have to keep apart by themselves. `control_port` opens `printing.virtual.control` on
    127.0.0.1; 0 for any port, None for none.

    Raises PrintingError `invalid_profile`, and from `start` OSError or OverflowError when a port
    cannot be had.
    """

    def __init__(
        self,
        folder: Path,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        columns: int = 48,
        dots: int | None = None,
        code_pages: Mapping[int, str] | None = None,
        exclusive: Exclusive | bool = "",
        control_port: int | None = None,
    ) -> None:
        self.folder = Path(folder)
        self.host, self.port, self.control_port = host, port, control_port
        self.profile = profile_for(columns) if dots is None else Profile(columns, dots)
        pages = {slot: checked(name) for slot, name in (code_pages or {}).items()}
        self.exclusive = "wait" if exclusive is True else exclusive or ""
        self.device = Device(self.folder, self.profile, pages or None)
        self.faults = self.device.faults
        self._stop = threading.Event()
        self._listener: Listener | None = None
        self._control: Control | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def keeps_buffer(self) -> bool:
        """Whether what is held outlives its connection, as with Epson printers. May be changed."""
        return self.device.keeps_buffer

    @keeps_buffer.setter
    def keeps_buffer(self, kept: bool) -> None:
        self.device.keeps_buffer = kept

    @property
    def jobs(self) -> int:
        """How many jobs are on disk: the number of the newest."""
        return self.device.jobs.count

    def start(self) -> None:
        """Listen. With port 0 the system chooses one, found in `port` afterwards."""
        self.device.jobs.open()
        self._stop.clear()
        listener = Listener(self._serve, refuses=self._refuses, waits=self._waits)
        self.port = listener.open(self.host, self.port)
        self._listener = listener
        self.faults.changed = listener.settle
        listener.settle()
        if self.control_port is not None:
            try:
                self._control = Control(self, self.control_port)
            except (OSError, OverflowError):
                self.stop()
                raise
            self.control_port = self._control.port

    def stop(self) -> None:
        """Switch it off: finish what is being printed, drop what is held, close all connections."""
        self._stop.set()
        if self._control is not None:
            self._control.close()
            self._control = None
        if self._listener is not None:
            self._listener.close()
            self._listener = None

    def power_cycle(self) -> None:
        """Switch it off and on: what it holds is lost, and every connection is reset."""
        self.device.power_cycle()

    def wait_for_job(self, number: int, timeout: float = 5.0) -> bool:
        """Wait until job `number` is on disk; False when `timeout` seconds pass without it."""
        return self.device.jobs.wait(number, timeout)

    def job_file(self, number: int, suffix: str) -> Path:
        """Name of a job's file: `bin`, `png`, `txt` or `json`."""
        return self.device.jobs.file(number, suffix)

    def clear(self) -> int:
        """Throw all jobs away and begin with number 1 again; return how many there were."""
        return self.device.jobs.clear()

    def connections(self) -> int:
        """How many connections are open."""
        return self._listener.connections() if self._listener else 0

    def held(self) -> int:
        """How many bytes wait to be printed."""
        return self.device.held()

    def _refuses(self, connections: int) -> bool:
        return self.faults.refuse or (self.exclusive == "refuse" and connections > 0)

    def _waits(self, connections: int) -> bool:
        return self.exclusive == "wait" and connections > 0

    def _serve(self, connection: socket.socket) -> None:
        Session(self.device, connection, self._stop).run()
