"""A line that prints words: its columns, how they are aligned and what they look like."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from printing.markup.nodes import CellNode, ColumnsNode, TextNode
from printing.markup.phrases import read
from printing.markup.scanner import Mark, Piece
from printing.slips.elements import PLAIN, Align, Style

if TYPE_CHECKING:
    from printing.markup.nodes import Phrase
    from printing.markup.refusal import Place
    from printing.markup.scope import Scope

MAX_COLUMNS = 16
MAX_WIDTH = 64
_SIZE = re.compile(r"([1-8])x([1-8])")
_FLAGS = ("bold", "underline", "invert")
_WIDTH = re.compile(r"(\d{1,2})(\+?)|\*")

Column = tuple[int | None, bool]


@dataclass(frozen=True, slots=True)
class Widths:
    """What `{width}` or `{grid}` said: a width or None (what is left) and whether it grows."""

    columns: tuple[Column, ...] = ()
    grid: int | None = None

    def of(self, count: int, place: Place) -> tuple[Column, ...]:
        """Return the widths of a line of so many columns."""
        if not self.columns:
            # The first takes what is left, the others what their words need.
            return ((None, False), *((1, True),) * (count - 1))
        if count > len(self.columns):
            raise place.refused(
                f"This line has {count} columns, and the widths above name {len(self.columns)}: "
                "add one there, or write {width: auto} before this line."
            )
        return self.columns if self.grid is not None else self.columns[:count]


def widths(text: str, place: Place) -> tuple[Column, ...]:
    """Read `4,*,8+`; `auto` gives none."""
    if text.strip() == "auto":
        return ()
    found = [_column(part.strip(), place) for part in text.split(",")]
    if len(found) > MAX_COLUMNS:
        raise place.refused(f"At most {MAX_COLUMNS} columns fit on a line.")
    return tuple(found)


def _column(text: str, place: Place) -> Column:
    match = _WIDTH.fullmatch(text)
    if match is None or (match[1] and not 1 <= int(match[1]) <= MAX_WIDTH):
        raise place.refused(
            f"Write each width as 1 to {MAX_WIDTH} characters, 8+ where it may grow, or * for "
            "what is left: {width: 4,*,8+}."
        )
    return (int(match[1]), bool(match[2])) if match[1] else (None, False)


def style_of(tag: str, before: Style = PLAIN) -> Style | None:
    """Read `bold 2x2`, which adds to the style before it; None where it is no style."""
    style = before
    for word in tag.split():
        size = _SIZE.fullmatch(word)
        if word == "plain":
            style = PLAIN
        elif size:
            style = replace(style, width=int(size[1]), height=int(size[2]))
        elif word in _FLAGS:
            style = replace(style, **{word: True})
        else:
            return None
    # The layout knows the plain style by its identity.
    return (PLAIN if style == PLAIN else style) if tag.split() else None


@dataclass(slots=True)
class _Cell:
    """The pieces of one column while it is read."""

    place: Place
    pieces: list[Piece] = field(default_factory=list)
    style: Style | None = None
    align: Align | None = None

    def read(self, scope: Scope) -> Phrase:
        self._strip()
        while self.pieces and self._take_first():
            self._strip()
        if self.align and self.pieces and self._is_arrow(self.pieces[-1], "<"):
            self.pieces.pop()
            self.align = Align.CENTER
            self._strip()
        for piece in self.pieces:
            if piece.mark is Mark.TAG and style_of(piece.text):
                raise piece.place.refused(
                    f"A style holds for a whole line or column: put {{{piece.text}}} at its "
                    "beginning."
                )
        return read(self.pieces, scope)

    def _take_first(self) -> bool:
        """Take a style or an arrow off the beginning, if one is there."""
        first = self.pieces[0]
        if self.align is None and self._is_arrow(first, ">"):
            self.align = Align.RIGHT
        elif first.mark is Mark.TAG and (style := style_of(first.text, self.style or PLAIN)):
            self.style = style
        else:
            return False
        del self.pieces[0]
        return True

    @staticmethod
    def _is_arrow(piece: Piece, text: str) -> bool:
        return piece.mark is Mark.ARROW and piece.text == text

    def _strip(self) -> None:
        """Drop spaces at the ends: they are for the eye of the person who edits."""
        for end in (0, -1):
            while self.pieces and self.pieces[end].mark is Mark.WORDS:
                piece = self.pieces[end]
                text = piece.text.rstrip() if end else piece.text.lstrip()
                if text:
                    self.pieces[end] = Piece(piece.mark, text, piece.place)
                    break
                del self.pieces[end]


def line_of(
    found: list[Piece], place: Place, scope: Scope, widths: Widths
) -> TextNode | ColumnsNode:
    """Read a line of words; raises PrintingError `template_refused`."""
    cells = [_Cell(place)]
    for piece in found:
        if piece.mark is Mark.BAR:
            cells.append(_Cell(piece.place))
        else:
            cells[-1].pieces.append(piece)
    phrases = [cell.read(scope) for cell in cells]
    if len(cells) == 1:
        if cells[0].style and not phrases[0]:
            raise place.refused("A style holds for its own line: put the words after it.")
        return TextNode(place.line, phrases[0], cells[0].style, cells[0].align)
    return _columns(cells, phrases, place, widths)


def _columns(
    cells: list[_Cell], phrases: list[Phrase], place: Place, widths: Widths
) -> ColumnsNode:
    if len(cells) > MAX_COLUMNS:
        raise place.refused(f"At most {MAX_COLUMNS} columns fit on a line.")
    made: list[CellNode] = []
    style = PLAIN
    for index, (width, grows) in enumerate(widths.of(len(cells), place)):
        if index >= len(cells):
            # A grid keeps its columns where they are, whatever a line leaves out.
            made.append(CellNode((), width, grows))
            continue
        style = cells[index].style or style
        align = cells[index].align or Align.LEFT
        made.append(CellNode(phrases[index], width, grows, style, align))
    return ColumnsNode(place.line, tuple(made), widths.grid)
