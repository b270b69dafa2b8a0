"""What the connections of one printer share: its paper, its buffer, its faults."""

from __future__ import annotations

import logging
import random
import threading
from typing import TYPE_CHECKING

from printing.virtual.faults import Faults
from printing.virtual.jobs import Job, Jobs

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from printing.render.profile import Profile
    from printing.virtual.intake import Intake

log = logging.getLogger(__name__)


class Device:
    """The printer behind the port. `printing` is held by whoever works at the paper.

    `keeps_buffer` False is for cheap print servers: what is held dies with its connection.
    """

    def __init__(
        self,
        folder: Path,
        profile: Profile,
        code_pages: Mapping[int, str] | None,
    ) -> None:
        self.profile = profile
        self.code_pages = code_pages
        self.keeps_buffer = True
        self.faults = Faults()
        self.jobs = Jobs(folder, profile)
        self.printing = threading.RLock()
        self.intakes: list[Intake] = []
        # Those whose connection has gone, in the order in which they are to be printed.
        self.orphans: list[Intake] = []
        self.failure = ""
        self.random = random.Random()  # noqa: S311 (noise)
        self._used = 0

    def may_print(self, intake: Intake) -> bool:
        """Whether the next command of an intake can be printed. Needs `printing`."""
        limit = self.faults.get("paper_out_after")
        if limit is not None and self._used >= limit and not self.faults.holding:
            self._used = 0
            self.faults.take("paper_out_after")
            self.faults.set("paper_out")
        return not self.faults.holding and self.orphans[:1] in ([], [intake])

    def printed(self, count: int) -> None:
        """Count bytes towards the end of the paper. Needs `printing`."""
        self._used = self._used + count if self.faults.get("paper_out_after") is not None else 0

    def keep(self, job: Job) -> None:
        """Keep a job; a full disk or memory is told in `failure` and on the log."""
        try:
            self.jobs.keep(job)
        except (OSError, MemoryError) as error:
            self.failure = f"A job could not be kept: {error}."
            log.exception("a job of %d bytes could not be kept", len(job.content))

    def power_cycle(self) -> None:
        """Switch the printer off and on: what it holds is lost, its connections are gone."""
        with self.printing:
            for intake in self.intakes:
                intake.lose()
            self.intakes.clear()
            self.orphans.clear()
            self._used = 0

    def enter(self, intake: Intake) -> None:
        """Begin with a new connection."""
        with self.printing:
            self.intakes.append(intake)

    def orphan(self, intake: Intake) -> None:
        """Put an intake without a connection in the line of those to be printed."""
        with self.printing:
            if not intake.lost:
                self.orphans.append(intake)

    def leave(self, intake: Intake) -> None:
        """Nothing of a connection is left."""
        with self.printing:
            for among in (self.intakes, self.orphans):
                if intake in among:
                    among.remove(intake)

    def held(self) -> int:
        """How many bytes are in the buffer."""
        return sum(len(intake) for intake in list(self.intakes))
