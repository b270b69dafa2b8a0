"""Times contestants turn by turn, so that noise on the machine hits all alike."""

from __future__ import annotations

import statistics
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

LEAST = 3
MOST = 2000
WARM_CALLS = 12
WARM_SECONDS = 1.0


def interleave(contestants: Mapping[str, Callable[[int], Any]], seconds: float) -> dict[str, Any]:
    """Call each contestant with 0, 1, 2 …, in turns, and return its median in milliseconds.

    Each gets an equal share of `seconds`; a slow one is called at least three times.
    """
    for call in contestants.values():
        _warm(call)
    share = seconds / len(contestants)
    times: dict[str, list[float]] = {name: [] for name in contestants}
    waiting = dict(contestants)
    turn = 0
    while waiting:
        for name, call in list(waiting.items()):
            started = time.perf_counter()
            call(turn)
            times[name].append(time.perf_counter() - started)
            enough = sum(times[name]) >= share and len(times[name]) >= LEAST
            if enough or len(times[name]) >= MOST:
                del waiting[name]
        turn += 1
    return {name: _summary(found) for name, found in times.items()}


def _warm(call: Callable[[int], Any]) -> None:
    started = time.perf_counter()
    for turn in range(WARM_CALLS):
        call(turn)
        if time.perf_counter() - started > WARM_SECONDS:
            return


def _summary(found: list[float]) -> dict[str, Any]:
    return {
        "ms": round(statistics.median(found) * 1000, 3),
        "fastest_ms": round(min(found) * 1000, 3),
        "calls": len(found),
    }


def percentile(values: list[float], share: float) -> float:
    """Return the value that `share` of all values do not exceed."""
    ranked = sorted(values)
    return ranked[min(int(len(ranked) * share), len(ranked) - 1)]
