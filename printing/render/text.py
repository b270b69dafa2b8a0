"""Text before it is laid out: cleaned, measured, broken into lines, turned for right-to-left."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

import arabic_reshaper
import bidi  # type: ignore[import-untyped]

if TYPE_CHECKING:
    from printing.render.profile import Profile

# Characters few code pages have, and what a cashier would type instead.
_PLAINER = {
    "\u2018": "'", "\u2019": "'", "\u201a": ",", "\u201c": '"', "\u201d": '"', "\u201e": '"',
    "\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2013": "-", "\u2014": "-", "\u2212": "-",
    "\u2026": "...", "\u2022": "*", "\u00d7": "x", "\u2032": "'", "\u2033": '"', "\u2116": "No.",
}  # fmt: skip
_SPACES = {"\t": " ", "\u00a0": " ", "\u2007": " ", "\u2009": " ", "\u202f": " ", "\u3000": " "}
_BREAKS = re.compile("\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
_RTL = frozenset({"R", "AL", "AN"})

_shaper = arabic_reshaper.ArabicReshaper(
    configuration={"delete_harakat": True, "support_ligatures": True}
)


def clean(text: str, profile: Profile) -> str:
    """Make text safe to send: newlines stay, every other control or invisible character goes.

    A control character in a product's name would be a command to the printer.
    """
    text = unicodedata.normalize("NFC", _BREAKS.sub("\n", text))
    return "".join(_clean_char(char, profile) for char in text) if not _simple(text) else text


def _simple(text: str) -> bool:
    return text.isascii() and all(line.isprintable() for line in text.split("\n"))


def _clean_char(char: str, profile: Profile) -> str:
    if char == "\n" or " " <= char <= "~":
        return char
    char = _SPACES.get(char, char)
    category = unicodedata.category(char)
    if category in {"Cc", "Cf"}:
        return ""
    if category in {"Cs", "Co", "Cn"}:
        return "\ufffd"
    if char in _PLAINER and not profile.can_encode(char):
        return _PLAINER[char]
    return char


def is_rtl(text: str) -> bool:
    """Whether any character runs from right to left."""
    return not text.isascii() and any(unicodedata.bidirectional(char) in _RTL for char in text)


def shape(text: str) -> str:
    """Join Arabic letters: every letter becomes the form it has beside its neighbours."""
    return str(_shaper.reshape(text)) if is_rtl(text) else text


def unshape(text: str) -> str:
    """Undo `shape`: back to the letters that a person types."""
    return unicodedata.normalize("NFKC", text) if is_rtl(text) else text


def visual(text: str) -> str:
    """Order one shaped line as it is seen from left to right."""
    return str(bidi.get_display(text)) if is_rtl(text) else text


def one_line(text: str) -> str:
    """Make text safe to show on one line: a terminal acts on control characters, too."""
    return text if text.isprintable() else "".join(c if c.isprintable() else " " for c in text)


def cells(text: str) -> int:
    """How many character cells text takes at normal size."""
    return len(text) if text.isascii() else sum(char_cells(char) for char in text)


@lru_cache(maxsize=4096)
def char_cells(char: str) -> int:
    """0 for a combining mark, 2 for a wide ideograph, else 1."""
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def wrap_words(text: str, room: int) -> list[str]:
    """Break one line into lines of at most `room` cells, at spaces where there are any.

    Leading spaces stay (they indent); the space at a break goes. A word longer than a line is
    broken where the line ends: nothing is dropped.
    """
    if cells(text) <= room:
        return [text]
    lines: list[str] = []
    line = ""
    for word in re.findall(r" *[^ ]+|^ +$", text):
        if cells(line) + cells(word) <= room:
            line += word
            continue
        if line:
            lines.append(line)
            word = word.lstrip(" ")  # noqa: PLW2901 (the space at the break)
        *full, line = wrap_cells(word, room)
        lines += full
    return [*lines, line]


def wrap_cells(text: str, room: int) -> list[str]:
    """Break one line every `room` cells, as a printer does at its edge."""
    lines = [""]
    used = 0
    for char in text:
        size = char_cells(char)
        if used + size > room and lines[-1]:
            lines.append("")
            used = 0
        lines[-1] += char
        used += size
    return lines
