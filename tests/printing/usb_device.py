"""A USB bus with printers on it, as pyusb's backend sees one: the edge of a device not here."""

# ruff: noqa: ARG002 (pyusb decides what a backend is given)
from __future__ import annotations

import errno
import re
import time
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from usb.backend import IBackend
from usb.core import USBError, USBTimeoutError

from tests.printing.raw_printer import ACKNOWLEDGE, FINE

if TYPE_CHECKING:
    from array import array

BULK, INTERRUPT = 2, 3
OUT, IN = 0x01, 0x82
GONE = USBError("No such device (it may have been disconnected)", -4, errno.ENODEV)
REFUSED = USBError("Access denied (insufficient permissions)", -3, errno.EACCES)
STALL = USBError("Pipe error", -9, errno.EPIPE)
BUSY = USBError("Resource busy", -6, errno.EBUSY)
_REQUEST = re.compile(rb"\x10\x04([\x01-\x04])")


@dataclass
class Interface:
    """What an interface descriptor says; `endpoints` are (address, type)."""

    number: int = 0
    alternate: int = 0
    kind: int = 7
    protocol: int = 2
    endpoints: tuple[tuple[int, int], ...] = ((OUT, BULK), (IN, BULK))


@dataclass
class UsbPrinter:
    """A printer on the bus. What is set here goes wrong with it.

    `room` is how many bytes it takes before it takes no more, `packet` how many at a time.
    `unplug_after` and `stall_after` count bytes of jobs, status requests among them.
    """

    vendor: int = 0x04B8
    product: int = 0x0202
    serial: str | None = None
    interfaces: tuple[Interface, ...] = (Interface(),)
    status: dict[int, int] = field(default_factory=lambda: dict(FINE))
    configured: bool = True
    kernel_driver: bool = False
    knows_kernel_drivers: bool = True
    refuses: bool = False
    claimed_elsewhere: bool = False
    answers: bool = True
    confirms: bool = True
    empty_packets: int = 0
    room: int | None = None
    packet: int | None = None
    unplug_after: int | None = None
    stall_after: int | None = None
    unplug_on_read: bool = False

    def __post_init__(self) -> None:
        self.taken = b""
        self.replies = b""
        self.jobs: list[bytes] = []
        self.count = 0
        self.plugged = True
        self.stalled = False
        self.handles = 0
        self.claimed: set[int] = set()
        self.alternates: dict[int, int] = {}
        self.timeouts: list[int] = []

    def take(self, data: bytes) -> None:
        """Take bytes as a printer does: answer requests at once, confirm in turn."""
        self.count += len(data)
        stream = self.taken + data
        if self.answers:
            self.replies += bytes(self.status[found[1][0]] for found in _REQUEST.finditer(stream))
        self.taken = _REQUEST.sub(b"", stream)
        if self.taken.endswith(ACKNOWLEDGE):
            self.jobs.append(self.taken)
            self.taken = b""
            self.replies += b"\x00" if self.confirms else b""

    def takes(self, size: int) -> int:
        """Return how many of `size` bytes it takes; raises USBError."""
        limits = (self.packet, self.room and self.room - self.count)
        for limit in limits:
            size = size if limit is None else min(size, limit)
        if self.unplug_after is not None and self.count + size > self.unplug_after:
            self.plugged = False
            raise GONE
        if self.stall_after is not None and self.count + size > self.stall_after:
            self.stalled, self.stall_after = True, None
            raise STALL
        return size


class Bus(IBackend):
    """The backend. Keeps to what libusb does: a claimed interface, or an error."""

    def __init__(self, *printers: UsbPrinter) -> None:
        self.printers = printers

    def enumerate_devices(self) -> Any:
        return [printer for printer in self.printers if printer.plugged]

    def get_parent(self, dev: UsbPrinter) -> None:
        return None

    def get_device_descriptor(self, dev: UsbPrinter) -> Any:
        return SimpleNamespace(
            bLength=18, bDescriptorType=1, bcdUSB=0x200, bDeviceClass=0, bDeviceSubClass=0,
            bDeviceProtocol=0, bMaxPacketSize0=64, idVendor=dev.vendor, idProduct=dev.product,
            bcdDevice=0x100, iManufacturer=0, iProduct=0, iSerialNumber=3 if dev.serial else 0,
            bNumConfigurations=1, address=self.printers.index(dev) + 1, bus=1, port_number=1,
            port_numbers=(1,), speed=3,
        )  # fmt: skip

    def get_configuration_descriptor(self, dev: UsbPrinter, config: int) -> Any:
        if config:
            raise IndexError
        return SimpleNamespace(
            bLength=9, bDescriptorType=2, wTotalLength=32, iConfiguration=0, bmAttributes=0xC0,
            bNumInterfaces=len({one.number for one in dev.interfaces}), bConfigurationValue=1,
            bMaxPower=1, extra_descriptors=[],
        )  # fmt: skip

    def get_interface_descriptor(self, dev: UsbPrinter, intf: int, alt: int, config: int) -> Any:
        one = _find(dev, intf, alt)
        return SimpleNamespace(
            bLength=9, bDescriptorType=4, bInterfaceNumber=one.number, bInterfaceSubClass=1,
            bAlternateSetting=one.alternate, bNumEndpoints=len(one.endpoints), iInterface=0,
            bInterfaceClass=one.kind, bInterfaceProtocol=one.protocol, extra_descriptors=[],
        )  # fmt: skip

    def get_endpoint_descriptor(
        self, dev: UsbPrinter, ep: int, intf: int, alt: int, config: int
    ) -> Any:
        address, kind = _find(dev, intf, alt).endpoints[ep]
        return SimpleNamespace(
            bLength=7, bDescriptorType=5, bEndpointAddress=address, bmAttributes=kind,
            wMaxPacketSize=64, bInterval=0, bRefresh=0, bSynchAddress=0, extra_descriptors=[],
        )  # fmt: skip

    def open_device(self, dev: UsbPrinter) -> UsbPrinter:
        if not dev.plugged:
            raise GONE
        if dev.refuses:
            raise REFUSED
        dev.handles += 1
        return dev

    def close_device(self, dev_handle: UsbPrinter) -> None:
        dev_handle.handles -= 1

    def get_configuration(self, dev_handle: UsbPrinter) -> int:
        return int(dev_handle.configured)

    def set_configuration(self, dev_handle: UsbPrinter, config_value: int) -> None:
        dev_handle.configured = config_value == 1

    def set_interface_altsetting(self, dev_handle: UsbPrinter, intf: int, altsetting: int) -> None:
        dev_handle.alternates[intf] = altsetting

    def is_kernel_driver_active(self, dev_handle: UsbPrinter, intf: int) -> bool:
        if not dev_handle.knows_kernel_drivers:
            raise NotImplementedError("Operation not supported on this platform")
        return dev_handle.kernel_driver

    def detach_kernel_driver(self, dev_handle: UsbPrinter, intf: int) -> None:
        dev_handle.kernel_driver = False

    def attach_kernel_driver(self, dev_handle: UsbPrinter, intf: int) -> None:
        if dev_handle.claimed:
            raise BUSY
        dev_handle.kernel_driver = True

    def claim_interface(self, dev_handle: UsbPrinter, intf: int) -> None:
        if dev_handle.kernel_driver or dev_handle.claimed_elsewhere or intf in dev_handle.claimed:
            raise BUSY
        dev_handle.claimed.add(intf)

    def release_interface(self, dev_handle: UsbPrinter, intf: int) -> None:
        if not dev_handle.plugged:
            raise GONE
        dev_handle.claimed.discard(intf)

    def clear_halt(self, dev_handle: UsbPrinter, ep: int) -> None:
        dev_handle.stalled = False

    def bulk_write(
        self, dev_handle: UsbPrinter, ep: int, intf: int, data: array[int], timeout: int
    ) -> int:
        self._used(dev_handle, intf, timeout)
        taken = dev_handle.takes(len(data))
        if not taken:
            _time_out(timeout)
        dev_handle.take(data.tobytes()[:taken])
        return taken

    def bulk_read(
        self, dev_handle: UsbPrinter, ep: int, intf: int, buff: array[int], timeout: int
    ) -> int:
        self._used(dev_handle, intf, timeout)
        if dev_handle.unplug_on_read:
            dev_handle.plugged = False
            raise GONE
        if dev_handle.empty_packets:
            dev_handle.empty_packets -= 1
            return 0
        if not dev_handle.replies:
            _time_out(timeout)
        reply = dev_handle.replies[: len(buff)]
        dev_handle.replies = dev_handle.replies[len(reply) :]
        for place, byte in enumerate(reply):
            buff[place] = byte
        return len(reply)

    def ctrl_transfer(
        self,
        dev_handle: UsbPrinter,
        bmRequestType: int,  # noqa: N803 (pyusb's name)
        bRequest: int,  # noqa: N803
        wValue: int,  # noqa: N803
        wIndex: int,  # noqa: N803
        data: array[int],
        timeout: int,
    ) -> int:
        """Answer `GET_DESCRIPTOR` for strings: the languages, and the serial number."""
        assert (bmRequestType, bRequest, wValue >> 8) == (0x80, 6, 3)
        text = (dev_handle.serial or "").encode("utf-16-le") if wValue & 0xFF else b"\x09\x04"
        answer = bytes([len(text) + 2, 3]) + text
        for place, byte in enumerate(answer):
            data[place] = byte
        return len(answer)

    def _used(self, printer: UsbPrinter, intf: int, timeout: int) -> None:
        assert timeout > 0  # to libusb 0 means "for ever"
        assert intf in printer.claimed
        printer.timeouts.append(timeout)
        if not printer.plugged:
            raise GONE
        if printer.stalled:
            raise STALL


def _find(printer: UsbPrinter, index: int, alternate: int) -> Interface:
    """Find by the places of interface and setting in their lists, as pyusb asks."""
    numbers = list(dict.fromkeys(one.number for one in printer.interfaces))
    fit = [one for one in printer.interfaces if one.number == numbers[index]]
    return fit[alternate]


def _time_out(milliseconds: int) -> None:
    time.sleep(min(milliseconds / 1000, 1))
    raise USBTimeoutError("Operation timed out", -7, errno.ETIMEDOUT)
