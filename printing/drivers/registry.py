"""Drivers by kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from printing.drivers.memory import MemoryDriver
from printing.drivers.network import NetworkDriver
from printing.errors import PrintingError

if TYPE_CHECKING:
    from printing.drivers.base import Driver, Target

# The virtual printer is spoken to like a real one: over TCP.
DRIVERS: dict[str, type[Driver]] = {
    "network": NetworkDriver,
    "virtual": NetworkDriver,
    "memory": MemoryDriver,
}


def driver_for(kind: str, target: Target) -> Driver:
    """Make the driver of a kind; raises PrintingError `unknown_driver`."""
    if kind not in DRIVERS:
        raise PrintingError("unknown_driver", kind=kind)
    return DRIVERS[kind](target)
