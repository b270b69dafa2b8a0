"""The states of a job, and what may follow what."""

from __future__ import annotations

from django.db import models


class State(models.TextChoices):
    """Where a job stands.

    `sending` is written before the first byte leaves: a job found in it, with nobody at work, may
    be on paper.
    """

    QUEUED = "queued", "Waiting"
    CLAIMED = "claimed", "Next"
    SENDING = "sending", "Printing"
    PRINTED = "printed", "Printed"
    SENT_UNCONFIRMED = "sent_unconfirmed", "Sent, not confirmed"
    IN_DOUBT = "in_doubt", "In doubt"
    FAILED = "failed", "Failed"
    CANCELLED = "cancelled", "Cancelled"


# From each state, those that may follow.
FOLLOWS: dict[State, frozenset[State]] = {
    # Printed: a printer's word about the attempt before came late, but before the next one.
    State.QUEUED: frozenset({State.CLAIMED, State.FAILED, State.CANCELLED, State.PRINTED}),
    State.CLAIMED: frozenset({State.SENDING, State.QUEUED, State.FAILED}),
    State.SENDING: frozenset(
        {State.PRINTED, State.SENT_UNCONFIRMED, State.IN_DOUBT, State.QUEUED, State.FAILED}
    ),
    # Printed: somebody looked at the paper, or the printer's word came after all.
    State.IN_DOUBT: frozenset({State.PRINTED, State.QUEUED, State.CANCELLED}),
    State.FAILED: frozenset({State.QUEUED, State.CANCELLED}),
    State.PRINTED: frozenset(),
    State.SENT_UNCONFIRMED: frozenset(),
    State.CANCELLED: frozenset(),
}
OVER = frozenset(state for state, following in FOLLOWS.items() if not following)


def before(state: State) -> list[str]:
    """List the states that `state` may follow."""
    return [str(earlier) for earlier, following in FOLLOWS.items() if state in following]
