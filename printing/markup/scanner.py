"""One line of a template as pieces: words, `{tags}`, bars and arrows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from printing.markup.refusal import Place


class Mark(Enum):
    """What a piece is."""

    WORDS = "words"  # as they stand; spaces at the ends of a column go
    KEPT = "kept"  # printed as it is: a character after a backslash, or {space}
    TAG = "tag"  # what stands between braces
    BAR = "bar"
    ARROW = "arrow"


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a line, and where it begins."""

    mark: Mark
    text: str
    place: Place


_SPECIAL = re.compile(r"[\\{}|<>]")
_MARKS = {"|": Mark.BAR, "<": Mark.ARROW, ">": Mark.ARROW}


def pieces(line: str, place: Place) -> list[Piece]:
    """Cut a line at what is special in it; raises `template_refused` for a brace without its other."""
    found: list[Piece] = []
    at = 0
    while at < len(line):
        match = _SPECIAL.search(line, at)
        if match is None or match.start() > at:
            end = match.start() if match else len(line)
            found.append(Piece(Mark.WORDS, line[at:end], place.after(at)))
            at = end
            continue
        piece, at = _special(line, at, place.after(at))
        found.append(piece)
    return found


def _special(line: str, at: int, place: Place) -> tuple[Piece, int]:
    char = line[at]
    if char == "\\":
        if at + 1 == len(line):
            raise place.refused(
                "A backslash takes the character after it: write one, or two of \\."
            )
        return Piece(Mark.KEPT, line[at + 1], place), at + 2
    if char == "{":
        end = closing(line, at, place)
        inside = line[at + 1 : end]
        if inside.strip() == "space":
            return Piece(Mark.KEPT, " ", place), end + 1
        return Piece(Mark.TAG, inside, place), end + 1
    if char == "}":
        raise place.refused("This } closes nothing: write \\} to print a brace.")
    return Piece(_MARKS[char], char, place), at + 1


def closing(line: str, at: int, place: Place) -> int:
    """Find the brace that closes the one at `at`."""
    depth = 0
    while at < len(line):
        if line[at] == "\\":
            at += 1
        elif line[at] == "{":
            depth += 1
        elif line[at] == "}":
            depth -= 1
            if not depth:
                return at
        at += 1
    raise place.refused("This { is not closed on its line: add a }, or write \\{ to print a brace.")
