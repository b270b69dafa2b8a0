"""Text before it is laid out: cleaned, measured, broken into lines, turned for right-to-left."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import pairwise
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
_SPACES = {"\t": " ", "\u00a0": " ", "\u2007": " ", "\u2009": " ", "\u202f": " ", "\u3000": "  "}
_BREAKS = re.compile("\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
_RTL = frozenset({"R", "AL", "AN"})
_JOINERS = "\u200c\u200d"
# A picture made of several (a family, a hand of some colour) is its first one; a flag its letters.
_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_PICTURE = "[\u2190-\u21ff\u2300-\u2bff\U0001f000-\U0001faff]"
_REST_OF_PICTURE = re.compile(f"(?<={_PICTURE})(?:[\U0001f3fb-\U0001f3ff]|\u200d{_PICTURE})+")
_FLAG_LETTERS = {0x1F1E6 + n: chr(0x41 + n) for n in range(26)}
_FORMS = re.compile("[\ufb50-\ufdff\ufe70-\ufefc]+")
# Points of Hebrew and Arabic, which turning a line around leaves before their letter.
_POINTED = re.compile(
    "([\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670]+)(.)"
)
# Ideographs may be parted anywhere, but not before punctuation that closes (by its categories), nor
# before what clings to the one before it: small kana, marks of repetition, units; nor after what opens.
_CLOSES, _OPENS = frozenset({"Pd", "Pe", "Pf", "Po"}), frozenset({"Pi", "Ps", "Sc"})
_CLINGS = frozenset("ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶー々ゝゞヽヾ゛゜℃円元")

_shaper = arabic_reshaper.ArabicReshaper(
    configuration={"delete_harakat": True, "support_ligatures": True}
)


def clean(text: str, profile: Profile) -> str:
    """Make text safe to send: newlines stay, every other control or invisible character goes.

    A control character in a product's name would be a command to the printer.
    """
    text = unicodedata.normalize("NFC", _BREAKS.sub("\n", text))
    if _simple(text):
        return text
    text = _SELECTORS.sub("", text).translate(_FLAG_LETTERS)
    text = _REST_OF_PICTURE.sub("", text)
    before = " " + text
    return "".join(
        # Between Arabic letters these say which form the letter has; `visual` takes them out.
        char if char in _JOINERS and _is_arabic(before[at]) else _clean_char(char, profile)
        for at, char in enumerate(text)
    )


def _is_arabic(char: str) -> bool:
    return unicodedata.bidirectional(char) == "AL"


def _simple(text: str) -> bool:
    return text.isascii() and all(line.isprintable() for line in text.split("\n"))


def _clean_char(char: str, profile: Profile) -> str:
    if char == "\n" or " " <= char <= "~":
        return char
    if char in _SPACES:
        return _SPACES[char]
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


def typed(text: str) -> str:
    """Undo `shape`: the letters that a person types; empty for text that was not shaped."""
    if not is_rtl(text):
        return ""
    return _FORMS.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text)


def visual(text: str) -> str:
    """Order one shaped line as it is seen from left to right, marks behind their letter."""
    if not is_rtl(text):
        return text
    seen = str(bidi.get_display(text.replace("\u200c", "").replace("\u200d", "")))
    return _POINTED.sub(lambda found: found[2] + found[1][::-1], seen)


def one_line(text: str) -> str:
    """Make text safe to show on one line: a terminal acts on control characters, too."""
    return text if text.isprintable() else "".join(c if c.isprintable() else " " for c in text)


def cells(text: str) -> int:
    """How many character cells text takes at normal size."""
    return len(text) if text.isascii() else sum(char_cells(char) for char in text)


@lru_cache(maxsize=4096)
def char_cells(char: str) -> int:
    """0 for a mark that stands on a letter, 2 for a wide ideograph, else 1."""
    if unicodedata.combining(char) or unicodedata.category(char) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def wrap_words(text: str, room: int) -> list[str]:
    """Break one line into lines of at most `room` cells, at spaces and between ideographs.

    Leading spaces stay (they indent); the space at a break goes. A word longer than a line is
    broken where the line ends: nothing is dropped.
    """
    if cells(text) <= room:
        return [text]
    lines: list[str] = []
    line = ""
    for word in re.findall(r" *[^ ]+|^ +$", text):
        for part in _parts(word):
            if cells(line) + cells(part) <= room:
                line += part
                continue
            if line:
                lines.append(line)
            # The space at a break goes.
            *full, line = wrap_cells(part.lstrip(" ") if line else part, room)
            lines += full
    return [*lines, line]


def _parts(word: str) -> list[str]:
    """Split a word where it may be broken: beside ideographs, as far as punctuation lets it."""
    if word.isascii():
        return [word]
    parts = [word[0]]
    for before, char in pairwise(word):
        if _may_part(before, char):
            parts.append(char)
        else:
            parts[-1] += char
    return parts


@lru_cache(maxsize=8192)
def _may_part(before: str, char: str) -> bool:
    if not (_is_ideograph(before) or _is_ideograph(char)) or not char_cells(char):
        return False
    if before == " " or unicodedata.category(before) in _OPENS:
        return False
    return char not in _CLINGS and unicodedata.category(char) not in _CLOSES


def _is_ideograph(char: str) -> bool:
    """Whether lines may be broken beside a character. Korean is broken at spaces, as it is read."""
    return char_cells(char) == 2 and not "\uac00" <= char <= "\ud7a3"


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
