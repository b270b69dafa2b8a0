"""What a printer's word about a slip means for the spool."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """What became of a slip that a printer had taken.

    * NOTHING: not printed, not begun. It waits at the head of its queue again.
    * PARTLY: not printed as a whole, but a part may be on paper. It waits again, and the next one
      begins with POSSIBLE DUPLICATE.
    * REFUSED: this printer will never print these bytes. It fails, and holds nothing up.
    * UNCLEAR: nobody but the paper knows. It is in doubt.
    * BUSY: still at it. Nothing changes.
    """

    PRINTED = "printed"
    TAKEN = "sent_unconfirmed"
    NOTHING = "nothing"
    PARTLY = "partly"
    REFUSED = "refused"
    UNCLEAR = "unclear"
    BUSY = "busy"


@dataclass(frozen=True, slots=True)
class Word:
    """What a printer said: `code` and `detail` go into the job's history, for people."""

    verdict: Verdict
    code: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Seen:
    """How a printer says it is: `ready`, or the code of a PrintingError. None: it did not say."""

    condition: str | None = None
    detail: str = ""
    near_end: bool | None = None

    @property
    def can_print(self) -> bool:
        """False where it says that it cannot."""
        return self.condition in {None, "ready"}
