"""Printers that the system shows as a file: `/dev/usb/lp0`, a pipe to a program, a plain file."""

from __future__ import annotations

import errno
import fcntl
import os
import stat
from contextlib import suppress

from printing.drivers.device import DeviceDriver, await_room, write_some
from printing.drivers.stream import StreamLink
from printing.errors import PrintingError

_FLAGS = os.O_WRONLY | os.O_APPEND | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC


class FileDriver(DeviceDriver):
    """Writes jobs to a device file, a named pipe or a plain file, none of which confirms anything.

    The file has to exist: a mistyped device must not become a plain file that nobody prints.
    """

    def validate(self) -> None:
        self.path()

    def open(self) -> FileLink:
        path = self.path()
        try:
            fd = os.open(path, _FLAGS)
        except OSError as error:
            raise self.unreachable(error) from error
        try:
            self._admit(fd)
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(fd)
            raise self.unreachable(error) from error
        except PrintingError:
            os.close(fd)
            raise
        return FileLink(self, fd)

    def _admit(self, fd: int) -> None:
        """Refuse what is no printer, above all a disk."""
        mode = os.fstat(fd).st_mode
        if os.isatty(fd):
            raise self.error("printer_unreachable", reason="it is a serial line, not a file")
        if not (stat.S_ISREG(mode) or stat.S_ISCHR(mode) or stat.S_ISFIFO(mode)):
            raise self.error("printer_unreachable", reason="it is not a printer, a pipe or a file")


class FileLink(StreamLink):
    """One open file, kept from others that ask for its lock."""

    def __init__(self, driver: FileDriver, fd: int) -> None:
        super().__init__(driver)
        self.confirms = False
        self.fd: int | None = fd

    def write(self, data: bytes, timeout: float) -> int:
        return write_some(self._open_fd(), data, timeout)

    def read(self, timeout: float) -> bytes:
        del timeout
        return b""

    def finish(self, timeout: float) -> None:
        fd = self._open_fd()
        mode = os.fstat(fd).st_mode
        if stat.S_ISREG(mode):
            os.fsync(fd)
        elif stat.S_ISCHR(mode):
            # A printer's driver may drop what is still on its way when the file is closed.
            await_room(fd, timeout)

    def close(self) -> None:
        fd, self.fd = self.fd, None
        if fd is not None:
            with suppress(OSError):
                os.close(fd)

    def _open_fd(self) -> int:
        if self.fd is None:
            raise OSError(errno.EBADF, "it is closed already")
        return self.fd
