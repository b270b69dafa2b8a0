"""Receipt printers on USB, spoken to over the bulk endpoints of their printer interface."""

from __future__ import annotations

import errno
import math
import re
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeVar

import usb.core  # type: ignore[import-untyped]
import usb.util  # type: ignore[import-untyped]

from printing.drivers.device import DeviceDriver, invalid
from printing.drivers.stream import StreamLink

if TYPE_CHECKING:
    from collections.abc import Callable

    from printing.drivers.base import Target
    from printing.errors import PrintingError

Moved = TypeVar("Moved")
_IDS = re.compile(r"([0-9a-fA-F]{4}):([0-9a-fA-F]{4})(?::(.{1,126}))?")
_PRINTER, _VENDOR = 7, 255
# IEEE 1284.4 and IPP over USB wrap what they carry: ESC/POS would be noise to them.
_RAW_PROTOCOLS = (0, 1, 2)
_EMPTY_PAUSE = 0.01
_REFUSALS = (OSError, NotImplementedError, ValueError)


class UsbDriver(DeviceDriver):
    """One printer on USB. `backend` is pyusb's way to the bus; None: libusb as it is installed."""

    def __init__(self, target: Target, backend: Any = None) -> None:
        super().__init__(target)
        self.backend = backend

    def validate(self) -> None:
        self._ids()

    def open(self) -> UsbLink:
        device = self._find()
        device.default_timeout = _milliseconds(self.target.connect)
        link = UsbLink(self, device)
        try:
            link.claim()
        except _REFUSALS as error:
            link.close()
            raise self.unreachable(_said(error)) from error
        return link

    def _ids(self) -> tuple[int, int, str | None]:
        match = _IDS.fullmatch(self.target.device)
        if match is None:
            reason = "vendor:product or vendor:product:serial is needed, like 04b8:0202"
            raise invalid("device", reason)
        vendor, product, serial = match.groups()
        return int(vendor, 16), int(product, 16), serial

    def _find(self) -> Any:
        """Return the one device that is meant; raises PrintingError."""
        vendor, product, serial = self._ids()
        try:
            found = list(
                usb.core.find(
                    find_all=True, backend=self.backend, idVendor=vendor, idProduct=product
                )
            )
        except usb.core.NoBackendError as error:
            raise self._no("libusb is not installed on this machine") from error
        except _REFUSALS as error:
            raise self.unreachable(_said(error)) from error
        if not found:
            raise self._no("no such device is plugged in")
        return self._by_serial(found, serial) if serial else self._only(found)

    def _only(self, found: list[Any]) -> Any:
        if len(found) > 1:
            raise self._no(f"{len(found)} devices have these ids: add a serial number")
        return found[0]

    def _by_serial(self, found: list[Any], serial: str) -> Any:
        serials = [_serial(device) for device in found]
        for device, its in zip(found, serials, strict=True):
            if its == serial:
                return device
            usb.util.dispose_resources(device)
        if None in serials:
            raise self._no("its serial number cannot be read: may this user use the device?")
        raise self._no("no device with this serial number is plugged in")

    def _no(self, reason: str) -> PrintingError:
        return self.error("printer_unreachable", reason=reason)


class UsbLink(StreamLink):
    """A claimed printer interface. One without a way back cannot confirm."""

    # A transfer that fails does not tell how much of it had reached the printer.
    counts_failures = False

    def __init__(self, driver: UsbDriver, device: Any) -> None:
        super().__init__(driver)
        self.device: Any = device
        self.out: Any = None
        self.back: Any = None
        self._number: int | None = None
        self._detached = False

    def claim(self) -> None:
        """Take the printer interface; raises USBError, NotImplementedError or ValueError."""
        interface = _printer_interface(self.device)
        self._number = number = interface.bInterfaceNumber
        if self._has_kernel_driver(number):
            self.device.detach_kernel_driver(number)
            self._detached = True
        usb.util.claim_interface(self.device, number)
        if interface.bAlternateSetting:
            self.device.set_interface_altsetting(number, interface.bAlternateSetting)
        self.out = _endpoint(interface, usb.util.ENDPOINT_OUT)
        self.back = _endpoint(interface, usb.util.ENDPOINT_IN)
        self.confirms = self.confirms and self.back is not None

    def write(self, data: bytes, timeout: float) -> int:
        return int(self._move(self.out, lambda out: out.write(data, _milliseconds(timeout))))

    def read(self, timeout: float) -> bytes:
        """Read; an empty packet says only that there is nothing to say yet."""
        until = time.monotonic() + timeout
        while True:
            left = until - time.monotonic()
            packet = self._move(self.back, lambda back: _read(back, left))  # noqa: B023 (runs now)
            if packet:
                return packet
            if left <= _EMPTY_PAUSE:
                raise TimeoutError
            time.sleep(_EMPTY_PAUSE)

    def close(self) -> None:
        """Give the interface back, also to the system's own driver if it had it."""
        device, self.device = self.device, None
        if device is None:
            return
        with suppress(*_REFUSALS):
            if self._number is not None:
                usb.util.release_interface(device, self._number)
        with suppress(*_REFUSALS):
            if self._detached:
                device.attach_kernel_driver(self._number)
        with suppress(*_REFUSALS):
            usb.util.dispose_resources(device)

    def _has_kernel_driver(self, number: int) -> bool:
        try:
            return bool(self.device.is_kernel_driver_active(number))
        except NotImplementedError:
            return False  # a system without such drivers

    def _move(self, endpoint: Any, transfer: Callable[[Any], Moved]) -> Moved:
        """Run a transfer; raises TimeoutError, or OSError."""
        if self.device is None:
            raise OSError(errno.EBADF, "it is closed already")
        try:
            return transfer(endpoint)
        except usb.core.USBTimeoutError as error:
            raise TimeoutError from error
        except usb.core.USBError as error:
            if error.errno == errno.EPIPE:
                # The endpoint stays stalled until it is told to go on, also for the next job.
                with suppress(*_REFUSALS):
                    endpoint.clear_halt()
            raise
        except (NotImplementedError, ValueError) as error:
            raise _said(error) from error


def _read(endpoint: Any, seconds: float) -> bytes:
    size = endpoint.wMaxPacketSize & 0x7FF or 64
    return bytes(endpoint.read(size, _milliseconds(seconds)))


def _milliseconds(seconds: float) -> int:
    """Convert a deadline for libusb, to which 0 means "for ever"."""
    return max(1, math.ceil(seconds * 1000))


def _serial(device: Any) -> str | None:
    """Return a device's serial number, None when it cannot be read; devices without one have ""."""
    try:
        return device.serial_number or ""
    except _REFUSALS:
        return None


def _printer_interface(device: Any) -> Any:
    """Return the interface to print on: a printer's before a maker's own, two ways before one."""
    try:
        configuration = device.get_active_configuration()
    except usb.core.USBError:
        device.set_configuration()  # nobody has set it up since it was plugged in
        configuration = device.get_active_configuration()
    fit = [one for one in configuration if _fits(one)]
    if not fit:
        raise OSError(0, "it has no printer interface")
    return min(fit, key=_preference)


def _fits(interface: Any) -> bool:
    if _endpoint(interface, usb.util.ENDPOINT_OUT) is None:
        return False
    if interface.bInterfaceClass == _PRINTER:
        return interface.bInterfaceProtocol in _RAW_PROTOCOLS
    return bool(interface.bInterfaceClass == _VENDOR)


def _preference(interface: Any) -> tuple[bool, bool, int, int]:
    return (
        interface.bInterfaceClass != _PRINTER,
        _endpoint(interface, usb.util.ENDPOINT_IN) is None,
        interface.bInterfaceNumber,
        interface.bAlternateSetting,
    )


def _endpoint(interface: Any, direction: int) -> Any:
    """Return the bulk endpoint of a direction, or None."""
    for endpoint in interface:
        bulk = usb.util.endpoint_type(endpoint.bmAttributes) == usb.util.ENDPOINT_TYPE_BULK
        if bulk and usb.util.endpoint_direction(endpoint.bEndpointAddress) == direction:
            return endpoint
    return None


def _said(error: Exception) -> OSError:
    """Put what pyusb says besides USB errors into an error with words."""
    if isinstance(error, OSError):
        return error
    return OSError(errno.ENOSYS, str(error) or "the system cannot do this")
