"""How long each ESC/POS command is, from the Epson command reference."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

LEAD = frozenset({0x10, 0x1B, 0x1C, 0x1D})
# Forms 0-6 of `GS k` end with NUL; makers of clones have 7 and 8 (CODE93, CODE128) beside them.
NUL_ENDED_BARCODES = range(9)
_RECOVER = {1: 5, 2: 5, 3: 5, 7: 3, 8: 10}


def _opcodes(lead: int, letters: bytes) -> list[bytes]:
    return [bytes([lead, letter]) for letter in letters]


# Opcode -> number of parameter bytes.
FIXED: dict[bytes, int] = {
    **dict.fromkeys(_opcodes(0x1B, b"@2LS<imv\x0c"), 0),
    **dict.fromkeys(_opcodes(0x1B, b"!-EGMadJK3 {VtR=%rUeTu?"), 1),
    **dict.fromkeys(_opcodes(0x1B, b"$\\cB"), 2),
    **dict.fromkeys(_opcodes(0x1D, b":c"), 0),
    **dict.fromkeys(_opcodes(0x1D, b"!BbHfhwraIE/Tz"), 1),
    **dict.fromkeys(_opcodes(0x1D, b"LWP$\\"), 2),
    **dict.fromkeys(_opcodes(0x1C, b"&."), 0),
    **dict.fromkeys(_opcodes(0x1C, b"!-CW"), 1),
    **dict.fromkeys(_opcodes(0x1C, b"pS?"), 2),
    b"\x1bp": 3, b"\x1bW": 8, b"\x1d^": 3, b"\x1dg": 4, b"\x1c2": 74, b"\x10\x05": 1,
}  # fmt: skip


def length(buffer: bytearray) -> int | None:
    """Return the length of the first command, or None when more bytes are needed to know it."""
    if buffer[0] not in LEAD:
        return 1
    if len(buffer) < 2:
        return None
    opcode = bytes(buffer[:2])
    if opcode in FIXED:
        return 2 + FIXED[opcode]
    # Unknown: two bytes, like most devices that skip what they do not know.
    return _VARIABLE[opcode](buffer) if opcode in _VARIABLE else 2


def _number(buffer: bytearray, at: int, size: int = 2) -> int:
    return int.from_bytes(buffer[at : at + size], "little")


def _barcode(buffer: bytearray) -> int | None:
    if len(buffer) < 4:
        return None
    if buffer[2] in NUL_ENDED_BARCODES:
        return _to_nul(buffer, 3)
    return 4 + buffer[3]


def _raster(buffer: bytearray) -> int | None:
    return None if len(buffer) < 8 else 8 + _number(buffer, 4) * _number(buffer, 6)


def _column_image(buffer: bytearray) -> int | None:
    if len(buffer) < 5:
        return None
    return 5 + (3 if buffer[2] in {32, 33} else 1) * _number(buffer, 3)


def _counted(buffer: bytearray) -> int | None:
    return None if len(buffer) < 5 else 5 + _number(buffer, 3)


def _long_counted(buffer: bytearray) -> int | None:
    return None if len(buffer) < 7 else 7 + _number(buffer, 3, 4)


def _cut(buffer: bytearray) -> int | None:
    return None if len(buffer) < 3 else 3 if buffer[2] in {0, 1, 48, 49} else 4


def _tabs(buffer: bytearray) -> int | None:
    return _to_nul(buffer, 2)


def _to_nul(buffer: bytearray, start: int) -> int | None:
    end = buffer.find(0, start)
    return None if end < 0 else end + 1


def _realtime(buffer: bytearray) -> int | None:
    return None if len(buffer) < 3 else _RECOVER.get(buffer[2], 3)


def _status(buffer: bytearray) -> int | None:
    return None if len(buffer) < 3 else 4 if buffer[2] in {7, 8, 18} else 3


def _downloaded_image(buffer: bytearray) -> int | None:
    return None if len(buffer) < 4 else 4 + buffer[2] * buffer[3] * 8


def _characters(buffer: bytearray) -> int | None:
    """`ESC & y c1 c2`, then for each character its width and `y` bytes for each column."""
    if len(buffer) < 5:
        return None
    end = 5
    for _ in range(max(buffer[4] - buffer[3] + 1, 0)):
        if len(buffer) <= end:
            return None
        end += 1 + buffer[2] * buffer[end]
    return end


def _stored_images(buffer: bytearray) -> int | None:
    """`FS q n`, then for each picture its size in units of eight dots and its data."""
    if len(buffer) < 3:
        return None
    end = 3
    for _ in range(buffer[2]):
        if len(buffer) < end + 4:
            return None
        end += 4 + _number(buffer, end) * _number(buffer, end + 2) * 8
    return end


def _user_memory(buffer: bytearray) -> int | None:
    if len(buffer) < 10:
        return None
    return 10 + (_number(buffer, 8) if buffer[2] in {1, 49} else 0)


def _counter(buffer: bytearray) -> int | None:
    if len(buffer) < 3:
        return None
    return {0x30: 5, 0x31: 9, 0x32: 5}.get(buffer[2], 3)


_VARIABLE: dict[bytes, Callable[[bytearray], int | None]] = {
    b"\x1dk": _barcode,
    b"\x1dv": _raster,
    b"\x1b*": _column_image,
    b"\x1b(": _counted,
    b"\x1c(": _counted,
    b"\x1d(": _counted,
    b"\x1d8": _long_counted,
    b"\x1dV": _cut,
    b"\x1bD": _tabs,
    b"\x10\x04": _status,
    b"\x10\x14": _realtime,
    b"\x1d*": _downloaded_image,
    b"\x1b&": _characters,
    b"\x1cq": _stored_images,
    b"\x1cg": _user_memory,
    b"\x1dC": _counter,
}
