"""How fast one printer may ask: a mistake in its settings must not be everybody's load.

Counted in this process, so with several it may ask several times as fast. Star's guide has 429 for
a client that asks too often; Epson's manual says nothing of it.
"""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from uuid import UUID

# A printer asks every few seconds, and some four times for a slip.
BURST = 200
PER_SECOND = 20.0

_lock = threading.Lock()
_left: dict[UUID, tuple[float, float]] = {}


def may(printer_id: UUID) -> bool:
    """Count a request of a printer that logged in; False when it is one too many."""
    now = time.monotonic()
    with _lock:
        left, at = _left.get(printer_id, (float(BURST), now))
        left = min(float(BURST), left + (now - at) * PER_SECOND)
        _left[printer_id] = (max(left - 1, 0.0), now)
    return left >= 1
