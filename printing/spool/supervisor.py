"""Keeps a worker running: a process that forks one, and another when that one dies.

What prints speaks to devices through the system's libraries, and a fault there ends a process. The
next one starts in milliseconds, for all code is loaded already, and settles what was left.
"""

from __future__ import annotations

import logging
import os
import select
import signal
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import connections

from printing.spool.worker import Worker

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

log = logging.getLogger(__name__)

# Seconds: between a death and the next start, growing while workers die young.
SHORTEST, LONGEST, YOUNG = 0.02, 5.0, 0.15
TICK = 0.05


@dataclass(slots=True)
class Supervisor:
    """Runs workers one after the other until `stop` is called. To be run in the main thread.

    `ready` is called in the worker's process when it prints.
    """

    only: frozenset[UUID] = frozenset()
    ready: Callable[[Worker], None] = lambda _: None
    # Set by a signal, so no lock may be in it.
    stopped: bool = False

    def stop(self) -> None:
        """End the worker after the jobs at hand, and then this. May be called by a signal."""
        self.stopped = True

    def _ends(self) -> bool:
        return self.stopped

    def run(self) -> None:
        """Fork workers; returns after `stop`, when the last one has ended."""
        wait = SHORTEST
        while not self._ends():
            _let_go()
            started = time.monotonic()
            status = self._one()
            if self._ends():
                return
            lived = time.monotonic() - started
            wait = SHORTEST if lived > YOUNG else min(wait * 2, LONGEST)
            log.warning("the worker ended with %s; the next one starts", status)
            time.sleep(wait)

    def _one(self) -> int:
        """Run one worker to its end; return how it ended (see `os.waitstatus_to_exitcode`)."""
        reading, writing = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.close(writing)
            self._work(reading)
        os.close(reading)
        return self._watch(pid, writing)

    def _watch(self, pid: int, writing: int) -> int:
        """Wait for a worker to end; the end of the pipe tells it to, whether it lives or not."""
        told = False
        try:
            while True:
                ended, status = os.waitpid(pid, os.WNOHANG)
                if ended:
                    return os.waitstatus_to_exitcode(status)
                if self._ends() and not told:
                    os.close(writing)
                    told = True
                time.sleep(TICK)
        finally:
            if not told:
                os.close(writing)

    def _work(self, reading: int) -> None:
        """Be the worker, in the forked process; never comes back."""
        for number in (signal.SIGINT, signal.SIGTERM):
            # The terminal's Ctrl-C reaches all processes: the parent says when to end.
            signal.signal(number, signal.SIG_IGN)
        status = 1
        try:
            worker = Worker(only=self.only)
            threading.Thread(target=_follow, args=(worker, reading), daemon=True).start()
            worker.run(lambda: self.ready(worker))
            status = 0
        except Exception:
            log.exception("the worker failed")
        finally:
            logging.shutdown()
            os._exit(status)


def _let_go() -> None:
    """Close what a forked process must not share with its parent."""
    for connection in connections.all(initialized_only=True):
        connection.close()
        close_pool = getattr(connection, "close_pool", None)
        if close_pool is not None:
            close_pool()


def _follow(worker: Worker, reading: int) -> None:
    """Stop the worker when its parent says so, or is gone."""
    select.select([reading], [], [])
    worker.stop.set()
