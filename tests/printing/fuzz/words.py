"""Hostile text, and plain text to hide it in; all from a given chance, so that a seed repeats it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from random import Random

SEQUENCES = (
    "\x1bp\x00\x19\x19", "\x10\x14\x01\x00\x01", "\x10\x04\x01", "\x10\x05\x02", "\x1b=\x00",
    "\x1b@", "\x1dV\x00", "\x1dk\x49\xff", "\x1dv0\x00\xff\xff\xff\xff", "\x1d(E\x03\x00\x01IN",
    "\x1cq\x01", "\x1dr\x01", "\x1b*\x21\xff\xff", "\x1d(k\xff\xff", "\x1f\x1b\x1f\x91\x00IP",
    "\x10", "\x14", "\x1b", "\x1d", "\x00", "\x7f", "\x9b31m", "\x90\x04", "\x18", "\x11\x13",
)  # fmt: skip
ODD = (
    "\u202eevil\u202c", "\u2066x\u2069", "\u200b\u200d\ufeff", "\ud800", "\udfff\ud800", "\U0010ffff",
    "\ue000", "\ufffe", "e\u0301\u0323\u0300", "\u0301", "\u1100\u1161\u11a8", "\u4e2d\u6587",
    "\u3042\u30a2", "\uff21\uff5e", "\U00020000", "\U0001f600\U0001f3fd", "\u0e01\u0e33",
    "\u0644\u0627", "\u0634\u0643\u0631\u0627", "\u0660\u0661", "\u05e9\u05dc\u05d5\u05dd",
    "\u2028", "\u2029", "\x85", "\x0b\x0c", "\r\n", "\r", "\t", "\xa0", "\xad", "\u3000", "\u180e",
    "\ufb01", "\u0130", "\u1e9e", "\u0344", "\u212b", "\u2126", "\ufdfa", "\u2116", "\u2026",
)  # fmt: skip
ASCII = "abc XYZ 0129 .,-/()!#%{}\\\"'"
LETTERS = (
    "äöüßéèñ €£¢", "āčēģīķļņšūž", "ąćęłńóśźż", "Καλημέρα", "Доброе утро", "ğışçö", "░▒▓│┤╡╢"
)  # fmt: skip


def text(chance: Random, most: int = 60) -> str:
    """Make a text: one in three is plain, one in three of a code page or two, the rest hostile."""
    kind = chance.random()
    if kind < 0.4:
        return _of(chance, ASCII, most)
    if kind < 0.7:
        return "".join(_of(chance, a, most // 3) for a in chance.choices(LETTERS, k=2)) + ASCII[:5]
    parts = [_piece(chance) for _ in range(chance.randint(1, 4))]
    return "".join(parts)[:most]


def plain(chance: Random, alphabet: str, most: int) -> str:
    """Make at least one character of an alphabet."""
    return "".join(chance.choices(alphabet, k=chance.randint(1, most)))


def _of(chance: Random, alphabet: str, most: int) -> str:
    return "".join(chance.choices(alphabet, k=chance.randint(0, most)))


def _piece(chance: Random) -> str:
    kind = chance.random()
    if kind < 0.5:
        return chance.choice(SEQUENCES) + _of(chance, ASCII, 6)
    if kind < 0.85:
        return _of(chance, ASCII, 6) + chance.choice(ODD)
    return "".join(chr(chance.randrange(0x20)) for _ in range(chance.randint(1, 5)))
