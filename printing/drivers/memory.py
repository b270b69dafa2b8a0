"""A driver that keeps jobs in memory: for tests, and for trying things without a device."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, ClassVar

from printing.drivers.base import WATCH, Condition, Driver, Link, Outcome, Watch

if TYPE_CHECKING:
    from printing.errors import PrintingError


class MemoryDriver(Driver):
    """Keeps the bytes of every job by the target's key."""

    jobs: ClassVar[defaultdict[str, list[bytes]]] = defaultdict(list)
    # Codes to raise, by key: the next job fails with it, and is not kept.
    failures: ClassVar[dict[str, PrintingError]] = {}

    def open(self) -> MemoryLink:
        return MemoryLink(self)

    @classmethod
    def forget(cls) -> None:
        """Drop all jobs and failures."""
        cls.jobs.clear()
        cls.failures.clear()


class MemoryLink(Link):
    """A link to nothing."""

    def __init__(self, driver: MemoryDriver) -> None:
        self.key = driver.target.key

    def check(self) -> Condition:
        return Condition()

    def send(self, job: bytes, watch: Watch = WATCH) -> Outcome:
        del watch
        failure = MemoryDriver.failures.pop(self.key, None)
        if failure is not None:
            raise failure
        MemoryDriver.jobs[self.key].append(job)
        return Outcome.PRINTED

    def close(self) -> None:
        pass
