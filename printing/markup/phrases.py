"""The words of a line or a column: texts, values, and what depends on a value."""

from __future__ import annotations

from typing import TYPE_CHECKING

from printing.markup.nodes import Choice, Name
from printing.markup.scanner import Mark, pieces

if TYPE_CHECKING:
    from collections.abc import Sequence

    from printing.markup.nodes import Phrase
    from printing.markup.refusal import Place
    from printing.markup.scanner import Piece
    from printing.markup.scope import Scope

MAX_NESTING = 8
ALONE = frozenset({"each", "width", "grid", "feed", "cut", "drawer", "qr", "barcode", "image"})


def word_of(tag: str) -> str:
    """Return the first word of a tag."""
    parts = tag.replace(":", " ").split(maxsplit=1)
    return parts[0] if parts else ""


def phrase(text: str, place: Place, scope: Scope) -> Phrase:
    """Read the words after the colon of a command."""
    return read(pieces(text.rstrip(), place), scope)


def read(line: Sequence[Piece], scope: Scope) -> Phrase:
    """Read pieces that hold no bars; raises PrintingError `template_refused`."""
    return _Reader(line, scope).all()


class _Reader:
    """Goes through pieces once."""

    def __init__(self, line: Sequence[Piece], scope: Scope) -> None:
        self.line = line
        self.scope = scope
        self.at = 0

    def all(self) -> Phrase:
        found = self._until_end(0)
        if self.at < len(self.line):
            piece = self.line[self.at]
            raise piece.place.refused(f"{{{piece.text}}} has no {{if}} before it in this column.")
        return found

    def _until_end(self, depth: int) -> Phrase:
        """Read up to an `{else}` or `{end}`, which stays, or all that is left."""
        found: list[str | Name | Choice] = []
        while self.at < len(self.line):
            piece = self.line[self.at]
            if piece.mark is not Mark.TAG:
                found.append(piece.text)
            elif word_of(piece.text) in {"else", "end"}:
                break
            elif word_of(piece.text) == "if":
                found.append(self._choice(piece, depth + 1))
                continue
            else:
                found.append(self._value(piece))
            self.at += 1
        return _joined(found)

    def _value(self, piece: Piece) -> Name:
        text = piece.text.strip()
        word = word_of(text)
        if word in ALONE:
            raise piece.place.refused(f"Put {{{text}}} on a line of its own.")
        return self.scope.text(text, piece.place)

    def _choice(self, piece: Piece, depth: int) -> Choice:
        if depth > MAX_NESTING:
            raise piece.place.refused(f"At most {MAX_NESTING} conditions and lists in each other.")
        words = piece.text.strip().removeprefix("if")
        name, negated = self.scope.condition(words, piece.place)
        self.at += 1
        then = self._until_end(depth)
        otherwise: Phrase = ()
        if self._tag() == "else":
            self.at += 1
            otherwise = self._until_end(depth)
        if self._tag() != "end":
            raise piece.place.refused(
                f"{{{piece.text}}} is not closed in this column: add {{end}} to it, or put the "
                "condition on a line of its own."
            )
        self.at += 1
        return Choice(name, negated, then, otherwise)

    def _tag(self) -> str:
        return self.line[self.at].text.strip() if self.at < len(self.line) else ""


def _joined(found: list[str | Name | Choice]) -> Phrase:
    """Put neighbouring texts together."""
    merged: list[str | Name | Choice] = []
    for part in found:
        if isinstance(part, str) and merged and isinstance(merged[-1], str):
            merged[-1] += part
        else:
            merged.append(part)
    return tuple(merged)
