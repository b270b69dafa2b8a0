"""A driver that keeps jobs in memory: for tests, and for trying things without a device."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, ClassVar

from printing.drivers.base import Driver, Outcome

if TYPE_CHECKING:
    from printing.errors import PrintingError


class MemoryDriver(Driver):
    """Keeps the bytes of every job by the target's key."""

    jobs: ClassVar[defaultdict[str, list[bytes]]] = defaultdict(list)
    # Codes to raise, by key: the next job fails with it, and is not kept.
    failures: ClassVar[dict[str, PrintingError]] = {}

    def send(self, job: bytes) -> Outcome:
        failure = self.failures.pop(self.target.key, None)
        if failure is not None:
            raise failure
        self.jobs[self.target.key].append(job)
        return Outcome.PRINTED

    @classmethod
    def forget(cls) -> None:
        """Drop all jobs and failures."""
        cls.jobs.clear()
        cls.failures.clear()
