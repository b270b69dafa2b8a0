"""The process that prints: a dispatcher for each printer, one press, one ear for what is queued."""

from __future__ import annotations

import logging
import os
import socket
import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import psycopg
from django.db import Error as DatabaseError
from django.db import close_old_connections, connections

from printing.fiscal import kinds
from printing.pull import sweep
from printing.spool import devices
from printing.spool.dispatcher import POLL, Dispatcher
from printing.spool.fiscal import FiscalDispatcher
from printing.spool.queue import LISTEN
from printing.spool.session import Session, SessionLostError, connect

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from printing.spool.devices import Device
    from printing.spool.queue import Step

log = logging.getLogger(__name__)

# Seconds: how often to look for new printers; how long to let a job finish when told to stop, and
# when the database went.
REFRESH = 2.0
GRACE, SHORT_GRACE = 10.0, 5.0
LONGEST_RECONNECT = 10.0


@dataclass(slots=True)
class Running:
    """A dispatcher at work."""

    device: Device
    dispatcher: Dispatcher
    thread: threading.Thread


@dataclass(slots=True)
class Worker:
    """Prints for the printers of all workspaces, or of those named, until `stop` is set.

    Several workers may run at once, on one machine or many: each printer is served by the one that
    holds its lock, and another takes over when that one ends.
    """

    only: frozenset[UUID] = frozenset()
    who: str = field(default_factory=lambda: f"{socket.gethostname()}:{os.getpid()}")
    stop: threading.Event = field(default_factory=threading.Event)
    running: dict[UUID, Running] = field(default_factory=dict)
    known: dict[tuple[UUID, int], Step] = field(default_factory=dict)
    press_wake: threading.Event = field(default_factory=threading.Event)

    def run(self, ready: Callable[[], None] = lambda: None) -> None:
        """Work until told to stop; comes back by itself when the database does."""
        wait = 0.2
        while not self.stop.is_set():
            try:
                session = Session()
            except (psycopg.OperationalError, DatabaseError) as error:
                log.warning("no database: %s", " ".join(str(error).split()))
                self.stop.wait(wait)
                wait = min(wait * 2, LONGEST_RECONNECT)
                continue
            wait = 0.2
            try:
                self._serve(session, ready)
            finally:
                self._end_all()
                session.close()
        connections.close_all()

    def _serve(self, session: Session, ready: Callable[[], None]) -> None:
        helpers = [
            threading.Thread(target=self._listen, args=(session,), name="listener"),
            threading.Thread(target=self._press, args=(session,), name="press"),
        ]
        for helper in helpers:
            helper.start()
        try:
            self._refresh(session)
            ready()
            while not self._over(session):
                sweep.look_after_all(self.who, self.only)
                self.stop.wait(REFRESH)
                session.beat()
                self._refresh(session)
        except (SessionLostError, DatabaseError) as error:
            log.warning("the database is gone: %s", " ".join(str(error).split()))
        finally:
            self._end_all()
            session.lost.set()
            self.press_wake.set()
            for helper in helpers:
                helper.join(GRACE)

    def _over(self, session: Session) -> bool:
        return self.stop.is_set() or session.lost.is_set()

    def _refresh(self, session: Session) -> None:
        """Start what is new, restart what was changed, end what was taken away."""
        close_old_connections()
        wanted = {device.id: device for device in devices.active(self.only)}
        for printer_id, one in list(self.running.items()):
            if wanted.get(printer_id) != one.device:
                one.dispatcher.stop.set()
                one.dispatcher.wake.set()
            if not one.thread.is_alive():
                del self.running[printer_id]
        for printer_id, device in wanted.items():
            if printer_id not in self.running:
                self._start(device, session)

    def _start(self, device: Device, session: Session) -> None:
        kind = FiscalDispatcher if device.kind in kinds.FISCAL else Dispatcher
        dispatcher = kind(device, session, who=self.who, known=self.known)
        thread = threading.Thread(target=dispatcher.run, name=f"printer {device.name}")
        self.running[device.id] = Running(device, dispatcher, thread)
        thread.start()

    def _end_all(self) -> None:
        """Let every printer finish the job at hand, for a while; then leave it in doubt."""
        for one in self.running.values():
            one.dispatcher.stop.set()
            one.dispatcher.wake.set()
        # Where the database went, all printers wait for the slowest before they have it back.
        until = time.monotonic() + (GRACE if self.stop.is_set() else SHORT_GRACE)
        for one in self.running.values():
            one.thread.join(max(until - time.monotonic(), 0.0))
        for one in self.running.values():
            one.dispatcher.give_up.set()
            one.thread.join(GRACE)
        self.running.clear()

    def _listen(self, session: Session) -> None:
        """Wake printers when something is queued for them."""
        try:
            with connect("slipway printers, listening") as raw:
                raw.execute(f"listen {LISTEN}")
                while not self._over(session):
                    for notice in raw.notifies(timeout=POLL):
                        self._heard(notice)
                        if self._over(session):
                            return
        except (psycopg.OperationalError, DatabaseError):
            session.lost.set()

    def _heard(self, notice: psycopg.Notify) -> None:
        self.press_wake.set()
        for printer_id, one in list(self.running.items()):
            if str(printer_id) == notice.payload:
                one.dispatcher.wake.set()

    def _press(self, session: Session) -> None:
        # Rendering needs far more code than sending: it is loaded beside the first jobs.
        from printing.spool import press  # noqa: PLC0415

        while not self._over(session):
            self.press_wake.clear()
            try:
                if press.render_waiting():
                    continue
            except DatabaseError:
                break
            self.press_wake.wait(POLL)
        connections.close_all()
