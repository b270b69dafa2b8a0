"""The commands a slip may carry as raw ESC/POS, and nothing else.

A raw element comes from a caller that is not trusted with the printer: it could open the drawer,
silence the printer for everybody after it, or rewrite its memory. So only whole commands of fixed
length pass whose effect ends at `ESC @`; a command with a length field could swallow the next job.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from printing.errors import PrintingError

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_BYTES = 64

_SWITCH = frozenset({0, 1})
_SWITCH_OR_DIGIT = frozenset({0, 1, 48, 49})
_THREE_OR_DIGIT = frozenset({0, 1, 2, 48, 49, 50})
_BYTE = frozenset(range(256))

# Opcode -> allowed values of its one parameter; None: the command has no parameter.
ALLOWED: dict[bytes, frozenset[int] | None] = {
    b"\x1b@": None,
    b"\x1b2": None,
    b"\x1b!": frozenset(n for n in range(256) if not n & 0x46),
    b"\x1b-": _THREE_OR_DIGIT,
    b"\x1bE": _SWITCH,
    b"\x1bG": _SWITCH,
    b"\x1bM": _SWITCH_OR_DIGIT,
    b"\x1ba": _THREE_OR_DIGIT,
    b"\x1bd": frozenset(range(11)),
    b"\x1bJ": _BYTE,
    b"\x1b3": _BYTE,
    b"\x1b ": frozenset(range(33)),
    b"\x1b{": _SWITCH,
    b"\x1bV": _SWITCH_OR_DIGIT,
    b"\x1d!": frozenset(n for n in range(256) if not n & 0x88),
    b"\x1dB": _SWITCH,
    b"\x1db": _SWITCH,
    b"\x1dH": frozenset({0, 1, 2, 3, 48, 49, 50, 51}),
    b"\x1df": _SWITCH_OR_DIGIT,
    b"\x1dh": frozenset(range(1, 256)),
    b"\x1dw": frozenset(range(2, 7)),
}


def _refuse(data: bytes, offset: int, reason: str) -> PrintingError:
    command = data[offset : offset + 3].hex().upper()
    return PrintingError("raw_refused", command=command, offset=offset, reason=reason)


def commands(data: bytes) -> Iterator[tuple[bytes, int | None]]:
    """Split `data` into (opcode, parameter or None); raises PrintingError `raw_refused`."""
    offset = 0
    while offset < len(data):
        opcode = data[offset : offset + 2]
        if opcode not in ALLOWED:
            raise _refuse(data, offset, "not in the list of allowed commands")
        values = ALLOWED[opcode]
        if values is None:
            yield opcode, None
            offset += 2
            continue
        if offset + 2 >= len(data):
            raise _refuse(data, offset, "the command is not complete")
        if data[offset + 2] not in values:
            raise _refuse(data, offset, "the parameter is not allowed")
        yield opcode, data[offset + 2]
        offset += 3


def check(data: bytes) -> None:
    """Accept `data` whole or raise PrintingError `raw_refused` naming command and offset."""
    if not data:
        raise PrintingError("raw_refused", command="", offset=0, reason="it is empty")
    if len(data) > MAX_BYTES:
        raise _refuse(data, MAX_BYTES, f"longer than {MAX_BYTES} bytes")
    for _ in commands(data):
        pass


def from_hex(text: str) -> bytes:
    """Read pure hexadecimal text such as `1D2122` into checked bytes."""
    digits = text.strip()
    if not digits.isascii() or not digits.isalnum() or len(digits) % 2:
        raise PrintingError("raw_refused", command=text[:16], offset=0, reason="not hexadecimal")
    try:
        data = bytes.fromhex(digits)
    except ValueError:
        raise PrintingError(
            "raw_refused", command=text[:16], offset=0, reason="not hexadecimal"
        ) from None
    check(data)
    return data
