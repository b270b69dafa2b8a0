"""What a printer makes of a job, byte by byte: every byte belongs to a command or is a character.

Written from the facts of the Epson command reference alone. It shares no code with what writes the
bytes, nor with the virtual printer: where these agree, two readings of the reference agree.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ESC, GS = 0x1B, 0x1D
LINE_FEED = 0x0A
# Acted on when they arrive, wherever they stand: status, recovery, and the pulse of the drawer.
REAL_TIME = re.compile(rb"\x10[\x04\x05\x14]")
_TEXT = re.compile(rb"[\x20-\x7e\x80-\xff]+")

Values = range | tuple[int, ...]
_DIGIT_SWITCH = (0, 1, 48, 49)
_DIGIT_THREE = (0, 1, 2, 48, 49, 50)
_BYTE = range(256)

# What a caller may send as it is: code of the command, then the values of its one parameter.
BY_CALLERS: dict[tuple[int, int], Values | None] = {
    (ESC, 0x40): None,
    (ESC, 0x32): None,
    (ESC, 0x21): tuple(n for n in _BYTE if n & 0b0100_0110 == 0),
    (ESC, 0x2D): _DIGIT_THREE,
    (ESC, 0x45): (0, 1),
    (ESC, 0x47): (0, 1),
    (ESC, 0x4D): _DIGIT_SWITCH,
    (ESC, 0x61): _DIGIT_THREE,
    (ESC, 0x64): range(11),
    (ESC, 0x4A): _BYTE,
    (ESC, 0x33): _BYTE,
    (ESC, 0x20): range(33),
    (ESC, 0x7B): (0, 1),
    (ESC, 0x56): _DIGIT_SWITCH,
    (GS, 0x21): tuple(n for n in _BYTE if n & 0b1000_1000 == 0),
    (GS, 0x42): (0, 1),
    (GS, 0x62): (0, 1),
    (GS, 0x48): (0, 1, 2, 3, 48, 49, 50, 51),
    (GS, 0x66): _DIGIT_SWITCH,
    (GS, 0x68): range(1, 256),
    (GS, 0x77): range(2, 7),
}
# What else a job may hold, beside the commands with data of their own.
BY_US: dict[tuple[int, int], tuple[Values, ...]] = {
    (ESC, 0x3D): ((1,),),
    (ESC, 0x74): (_BYTE,),
    (ESC, 0x64): (range(1, 41),),
    (ESC, 0x70): ((0, 1), range(1, 256), range(1, 256)),
    (GS, 0x56): ((65, 66), (0,)),
    (GS, 0x72): ((1,),),
}
_BAR_DATA: dict[int, re.Pattern[bytes]] = {
    65: re.compile(rb"[0-9]{11,12}"),
    66: re.compile(rb"0([0-9]{5,7}|[0-9]{10,11})"),
    67: re.compile(rb"[0-9]{12,13}"),
    68: re.compile(rb"[0-9]{7,8}"),
    69: re.compile(rb"[0-9A-Z $%*+\-./]+"),
    70: re.compile(rb"([0-9][0-9])+"),
    71: re.compile(rb"[A-Da-d][0-9$+\-./:]+[A-Da-d]"),
    72: re.compile(rb"[\x00-\x7f]+"),
}
_CODE128 = re.compile(
    rb"(\{A([\x00-\x5f]|\{[1-4S])*|\{B([\x00-\x7a\x7c-\x7f]|\{[1-4S{])*|\{C([\x00-\x63]|\{1)*)+"
)


class GrammarError(AssertionError):
    """A byte that is not what it must be; says which, and where."""


@dataclass(frozen=True, slots=True)
class Token:
    """A command or a run of characters. `code` is empty for characters; `at` is its offset."""

    at: int
    code: tuple[int, ...]
    data: bytes


def raw_tokens(data: bytes) -> Iterator[Token]:
    """Split what a caller sent as it is; raises GrammarError at the first command that may not be."""
    at = 0
    while at < len(data):
        code = tuple(data[at : at + 2])
        if code not in BY_CALLERS:
            raise GrammarError(at, "no command that callers may send")
        values = BY_CALLERS[code]
        size = 2 if values is None else 3
        if len(data) < at + size or (values is not None and data[at + 2] not in values):
            raise GrammarError(at, "its parameter is missing or may not be")
        yield Token(at, code, data[at + 2 : at + size])
        at += size


def tokens(job: bytes) -> list[Token]:
    """Split a whole job; raises GrammarError."""
    if found := REAL_TIME.search(job):
        raise GrammarError(found.start(), f"real-time command {found[0].hex()}")
    made: list[Token] = []
    at = 0
    while at < len(job):
        made.append(_token(job, at))
        at += len(made[-1].code) + len(made[-1].data)
    return made


def _token(job: bytes, at: int) -> Token:
    first = job[at]
    if text := _TEXT.match(job, at):
        return Token(at, (), text[0])
    if first == LINE_FEED:
        return Token(at, (LINE_FEED,), b"")
    if first not in {ESC, GS} or at + 1 == len(job):
        raise GrammarError(at, f"a stray byte {first:02x}")
    code = (first, job[at + 1])
    size = _size(code, job, at + 2)
    data = job[at + 2 : at + 2 + size]
    if len(data) < size:
        raise GrammarError(at, "the job ends amid a command")
    return Token(at, code, data)


def _size(code: tuple[int, int], job: bytes, at: int) -> int:
    """Check a command's parameters from `at` on, and return how many bytes they are."""
    if code in _WITH_DATA:
        return _WITH_DATA[code](job, at)
    allowed = [BY_US[code]] if code in BY_US else []
    if code in BY_CALLERS:
        values = BY_CALLERS[code]
        allowed.append(() if values is None else (values,))
    for one in allowed:
        given = job[at : at + len(one)]
        if len(given) == len(one) and all(n in v for n, v in zip(given, one, strict=True)):
            return len(one)
    raise GrammarError(at - 2, f"{bytes(code).hex()} {job[at : at + 4].hex()} may not be in a job")


def _bars(job: bytes, at: int) -> int:
    """GS k m n d1..dn, the form with a length."""
    kind, count = job[at], job[at + 1]
    data = job[at + 2 : at + 2 + count]
    pattern = _CODE128 if kind == 73 else _BAR_DATA.get(kind)
    if pattern is None or len(data) != count or not pattern.fullmatch(data):
        raise GrammarError(at, f"barcode {kind} of {data!r}")
    return 2 + count


def _symbol(job: bytes, at: int) -> int:
    """GS ( k pL pH cn fn ...: a QR code, and nothing else."""
    count = job[at] + 256 * job[at + 1]
    body = job[at + 2 : at + 2 + count]
    if len(body) != count or body[:1] != b"1":
        raise GrammarError(at, "a symbol that is no QR code")
    rest = body[2:]
    fine = {
        65: len(rest) == 2 and rest[0] in {49, 50} and rest[1] == 0,
        67: len(rest) == 1 and 1 <= rest[0] <= 16,
        69: len(rest) == 1 and 48 <= rest[0] <= 51,
        80: rest[:1] == b"0" and 1 < len(rest) <= 7090,
        81: rest == b"0",
    }
    if not fine.get(body[1]):
        raise GrammarError(at, f"QR function {body[1]} of {rest[:8].hex()}")
    return 2 + count


def _locks(job: bytes, at: int) -> int:
    """GS ( D: turns real-time commands off, never on."""
    if job[at : at + 5] not in {b"\x03\x00\x14\x01\x00", b"\x03\x00\x14\x02\x00"}:
        raise GrammarError(at, "GS ( D with other parameters")
    return 5


def _extended(job: bytes, at: int) -> int:
    """GS ( and the letter that says what it is."""
    kinds = {0x6B: _symbol, 0x44: _locks}
    if at >= len(job) or job[at] not in kinds:
        raise GrammarError(at, "an extended command")
    return 1 + kinds[job[at]](job, at + 1)


def _picture(job: bytes, at: int) -> int:
    """GS v 0 m xL xH yL yH d1..dk."""
    width, height = (int.from_bytes(job[at + n : at + n + 2], "little") for n in (2, 4))
    if job[at : at + 2] != b"0\x00" or not 0 < width <= 104 or not 0 < height <= 256:
        raise GrammarError(at, f"a picture of {width} bytes by {height}")
    return 6 + width * height


_WITH_DATA = {(GS, 0x6B): _bars, (GS, 0x28): _extended, (GS, 0x76): _picture}
