"""What drivers of local devices share: names, options, and moving bytes with deadlines."""

from __future__ import annotations

import errno
import math
import os
import select
import time
from abc import abstractmethod
from typing import TYPE_CHECKING, TypeVar

from printing.drivers.base import Driver, reason
from printing.errors import PrintingError

if TYPE_CHECKING:
    from collections.abc import Collection

Choice = TypeVar("Choice", int, str)

# A pipe with little room says that it takes bytes, and then does not.
_FULL_PAUSE = 0.02
_WORDS = {
    errno.ENOENT: "it is not there",
    errno.ENODEV: "the device is not there",
    errno.ENXIO: "there is no device behind it, or nobody who reads",
    errno.EACCES: "this user may not use it",
    errno.EPERM: "this user may not use it",
    errno.EBUSY: "another program uses it",
    errno.EAGAIN: "another program uses it",
    errno.EIO: "the device is gone",
    errno.EPIPE: "nobody reads from it any more",
    errno.EISDIR: "it is a folder",
    errno.ENOTTY: "it is not a serial line",
}


class DeviceDriver(Driver):
    """Opens links to a device that `Target.device` names; its errors name it, too."""

    @abstractmethod
    def validate(self) -> None:
        """Check the target without touching the device; raises PrintingError `invalid_profile`.

        `open` does this first.
        """

    def error(self, code: str, **data: object) -> PrintingError:
        return PrintingError(code, device=self.target.device, **data)

    def unreachable(self, error: BaseException) -> PrintingError:
        """Make `printer_unreachable` from what the system said."""
        return self.error("printer_unreachable", reason=why(error))

    def path(self) -> str:
        """Return the device as an absolute path."""
        path = self.target.device
        if not path.startswith("/") or "\0" in path:
            raise invalid("device", "an absolute path is needed, like /dev/ttyUSB0")
        return path

    def choice(self, name: str, allowed: Collection[Choice], default: Choice) -> Choice:
        """Return an option that must be one of `allowed`."""
        value = self.target.options.get(name, default)
        for one in allowed:
            # True is no baud rate, although it equals 1.
            if type(value) is type(one) and value == one:
                return one
        known = ", ".join(map(str, allowed))
        raise invalid(name, f"{value!r} is not one of {known}")


def invalid(field: str, because: str) -> PrintingError:
    """Make the error of a setting that cannot be used."""
    return PrintingError("invalid_profile", field=field, reason=because)


def why(error: BaseException) -> str:
    """Say in words for a person why a device could not be used."""
    known = _WORDS.get(error.errno or 0) if isinstance(error, OSError) else None
    return known or reason(error)


def write_some(fd: int, data: bytes, timeout: float) -> int:
    """Write to a non-blocking descriptor within `timeout` seconds; return how many bytes it took.

    Raises TimeoutError when it takes none, and OSError.
    """
    _ready(fd, select.POLLOUT, timeout)
    try:
        return os.write(fd, data)
    except BlockingIOError:
        time.sleep(min(timeout, _FULL_PAUSE))
        raise TimeoutError from None


def read_some(fd: int, size: int, timeout: float) -> bytes:
    """Read at most `size` bytes from a non-blocking descriptor, waiting for the first one.

    Raises TimeoutError, and OSError. Empty: the other end is gone.
    """
    _ready(fd, select.POLLIN, timeout)
    try:
        return os.read(fd, size)
    except BlockingIOError:
        raise TimeoutError from None


def await_room(fd: int, timeout: float) -> None:
    """Wait until a descriptor takes bytes; raises TimeoutError."""
    _ready(fd, select.POLLOUT, timeout)


def _ready(fd: int, event: int, timeout: float) -> None:
    poll = select.poll()
    poll.register(fd, event)
    if not poll.poll(math.ceil(max(timeout, 0) * 1000)):
        raise TimeoutError
