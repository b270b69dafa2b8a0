"""Drivers by kind."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from printing.drivers.cups import CupsDriver
from printing.drivers.file import FileDriver
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
    "file": FileDriver,
    "cups": CupsDriver,
}

# These need a library of their own, or much code: imported with the first driver of the kind.
LATER: dict[str, tuple[str, str]] = {
    "serial": ("printing.drivers.serial", "SerialDriver"),
    "usb": ("printing.drivers.usb", "UsbDriver"),
    "erpnet": ("printing.drivers.fiscal", "ErpNetDriver"),
    "fiscal_simulator": ("printing.drivers.fiscal", "ErpNetDriver"),
}


def driver_for(kind: str, target: Target) -> Driver:
    """Make the driver of a kind; raises PrintingError `unknown_driver` or `driver_missing`."""
    return _class_for(kind)(target)


def _class_for(kind: str) -> type[Driver]:
    if kind in DRIVERS:
        return DRIVERS[kind]
    if kind not in LATER:
        raise PrintingError("unknown_driver", kind=kind)
    module, name = LATER[kind]
    try:
        found: type[Driver] = getattr(import_module(module), name)
    except ModuleNotFoundError as error:
        raise PrintingError("driver_missing", kind=kind, package=error.name) from error
    return found
