"""Splitting a stream of ESC/POS into commands, independently of the code that writes it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

# Opcode -> number of parameter bytes. From the Epson command reference.
FIXED: dict[bytes, int] = {
    **dict.fromkeys((b"\x1b@", b"\x1b2", b"\x1bL", b"\x1bS", b"\x1b<", b"\x1ci", b"\x1c."), 0),
    **dict.fromkeys((bytes([27, c]) for c in b"!-EGMadJ3 {VtR=%rUe\x0cT"), 1),
    **dict.fromkeys((bytes([29, c]) for c in b"!BbHfhwraIEg/"), 1),
    b"\x1bp": 3, b"\x1b$": 2, b"\x1b\\": 2, b"\x1bc": 2, b"\x1bB": 2,
    b"\x1dL": 2, b"\x1dW": 2, b"\x1dP": 2, b"\x1d$": 2, b"\x1d\\": 2,
    b"\x1d:": 0, b"\x1d^": 3, b"\x1cp": 2, b"\x1c!": 1, b"\x1cC": 1,
    b"\x10\x04": 1, b"\x10\x05": 1,
}  # fmt: skip
_LEAD = frozenset({0x10, 0x1B, 0x1C, 0x1D})
_NUL_ENDED_BARCODES = range(7)


@dataclass(frozen=True, slots=True)
class Command:
    """One command: its opcode, its parameters, its bytes. A character has its byte as opcode."""

    opcode: bytes
    args: bytes
    raw: bytes


class Parser:
    """Feeds on pieces of a stream; an unfinished command waits for its rest."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    def feed(self, data: bytes) -> Iterator[Command]:
        """Yield every command that is complete."""
        self._buffer += data
        while self._buffer:
            size = _length(self._buffer)
            if size is None or size > len(self._buffer):
                return
            raw = bytes(self._buffer[:size])
            del self._buffer[:size]
            head = 2 if raw[0] in _LEAD else 1
            yield Command(raw[:head], raw[head:], raw)

    def rest(self) -> bytes:
        """Bytes of a command that never became complete."""
        return bytes(self._buffer)


def _length(buffer: bytearray) -> int | None:
    """Length of the first command, or None when more bytes are needed to know it."""
    if buffer[0] not in _LEAD:
        return 1
    if len(buffer) < 2:
        return None
    opcode = bytes(buffer[:2])
    if opcode in FIXED:
        return 2 + FIXED[opcode]
    if opcode in _VARIABLE:
        return _VARIABLE[opcode](buffer)
    # Unknown: two bytes, like most devices that skip what they do not know.
    return 2


def _barcode(buffer: bytearray) -> int | None:
    if len(buffer) < 4:
        return None
    if buffer[2] in _NUL_ENDED_BARCODES:
        end = buffer.find(0, 3)
        return None if end < 0 else end + 1
    return 4 + buffer[3]


def _raster(buffer: bytearray) -> int | None:
    if len(buffer) < 8:
        return None
    return 8 + int.from_bytes(buffer[4:6], "little") * int.from_bytes(buffer[6:8], "little")


def _column_image(buffer: bytearray) -> int | None:
    if len(buffer) < 5:
        return None
    rows = 3 if buffer[2] in {32, 33} else 1
    return 5 + rows * int.from_bytes(buffer[3:5], "little")


def _counted(buffer: bytearray) -> int | None:
    return None if len(buffer) < 5 else 5 + int.from_bytes(buffer[3:5], "little")


def _cut(buffer: bytearray) -> int | None:
    return None if len(buffer) < 3 else 3 if buffer[2] in {0, 1, 48, 49} else 4


def _tabs(buffer: bytearray) -> int | None:
    end = buffer.find(0, 2)
    return None if end < 0 else end + 1


def _realtime(buffer: bytearray) -> int | None:
    if len(buffer) < 3:
        return None
    return {1: 5, 2: 5, 8: 10}.get(buffer[2], 3)


_VARIABLE = {
    b"\x1dk": _barcode,
    b"\x1dv": _raster,
    b"\x1b*": _column_image,
    b"\x1d(": _counted,
    b"\x1dV": _cut,
    b"\x1bD": _tabs,
    b"\x10\x14": _realtime,
}
