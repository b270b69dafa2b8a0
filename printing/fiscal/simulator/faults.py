"""What can be made to go wrong with the simulator, on command."""

from __future__ import annotations

import os
import signal
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from printing.fiscal.simulator.codes import ERRORS, WARNINGS, refused

if TYPE_CHECKING:
    from collections.abc import Callable

# A name for people beside the code of the device; every code may be used as a name too.
NAMES: dict[str, str] = {
    "offline": "E101",
    "battery_low": "E102",
    "clock_unset": "E103",
    "busy": "E108",
    "memory_full": "E201",
    "memory_error": "E202",
    "memory_read_only": "E204",
    "journal_full": "E206",
    "paper_out": "E301",
    "cover_open": "E302",
    "head_hot": "E304",
    "power_failed": "E305",
    "cutter_stuck": "E306",
    "memory_near_full": "W201",
    "journal_near_full": "W202",
    "paper_near_end": "W301",
}
CRASH_POINTS = ("before_close", "after_close_before_reply")
MAX_LATENCY = 60.0


def die() -> None:
    """End this process as a power cut does: nothing is closed, nothing is said."""
    os.kill(os.getpid(), signal.SIGKILL)


def code_of(name: str) -> str:
    """Return the code of a fault by its name; raises KeyError for what there is not."""
    if name in NAMES:
        return NAMES[name]
    if name in ERRORS or name in WARNINGS:
        return name
    raise KeyError(name)


@dataclass(slots=True)
class Faults:
    """The state of the simulator's health. May be changed while it works, from any thread.

    `crash_at` is one of `CRASH_POINTS`: there `crash` is called, once. `lost_replies` is how many
    of the next receipts are closed without their reply being heard. `latency` in seconds passes
    before each step of a receipt.
    """

    codes: set[str] = field(default_factory=set)
    crash_at: str | None = None
    crash: Callable[[], None] = die
    lost_replies: int = 0
    latency: float = 0.0

    def set(self, *names: str) -> None:
        """Let these faults begin."""
        self.codes = self.codes | {code_of(name) for name in names}

    def clear(self, *names: str) -> None:
        """Let these faults end, or all without names."""
        self.codes = self.codes - {code_of(name) for name in names} if names else set()

    def errors(self) -> list[str]:
        """Codes that keep it from printing, worst first."""
        return sorted(code for code in self.codes if code in ERRORS)

    def check(self) -> None:
        """Wait as long as a step takes, then raise `fiscal_refused` when it cannot be done."""
        if self.latency > 0:
            time.sleep(min(self.latency, MAX_LATENCY))
        for code in self.errors():
            raise refused(code)

    def answers(self) -> None:
        """Raise `fiscal_refused` when not even a question is answered."""
        for code in ("E101", "E108"):
            if code in self.codes:
                raise refused(code)

    def point(self, name: str) -> None:
        """Pass a crash point."""
        if self.crash_at == name:
            self.crash_at = None
            self.crash()

    def loses_reply(self) -> bool:
        """Say whether this reply gets lost, and count it."""
        if self.lost_replies <= 0:
            return False
        self.lost_replies -= 1
        return True
