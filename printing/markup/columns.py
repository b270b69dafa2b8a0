"""Lines of columns: what is in them, and how wide those are that grow with their words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from printing.markup.phrasing import words_of
from printing.render.text import cells as cells_of
from printing.slips.elements import Cell, Columns, Feed

if TYPE_CHECKING:
    from printing.markup.nodes import CellNode, ColumnsNode
    from printing.markup.work import Step, Work

FEW = 100
# Stands where a line of a grid will.
_LATER = Feed()


def columns_step(node: ColumnsNode) -> Step:
    """Return what adds a line of columns."""
    columns, line, grid = tuple(words_of(cell.phrase) for cell in node.cells), node.line, node.grid
    shapes = tuple((cell, cell.width, _room(cell), cell.align, cell.style) for cell in node.cells)

    def step(work: Work) -> None:
        frames = work.frames
        work.line = line
        texts = [words(frames) for words in columns]
        if grid is not None:
            work.characters += sum(map(len, texts))
            work.grids.setdefault(grid, []).append((len(work.made), node, texts))
            work.made.append(_LATER)
            return
        # The last column leaves its room to the others when it is empty.
        while not texts[-1] and len(texts) > 1:
            texts.pop()
        cells = [
            Cell(
                text,
                width if len(text) <= room and text.isascii() else _width(work, cell, text),
                align,
                style,
            )
            for text, (cell, width, room, align, style) in zip(texts, shapes, strict=False)
        ]
        work.made.append(Columns(tuple(cells)))

    return step


def _room(cell: CellNode) -> int:
    """Return how many ASCII characters need no closer look: they fit, and are no burden."""
    return (cell.width or 1) // cell.style.width if cell.grows else FEW


def placed(work: Work) -> None:
    """Put the lines of grids where they belong, each column as wide as its widest words."""
    for rows in work.grids.values():
        columns = zip(*(row[1].cells for row in rows), strict=True)
        texts = zip(*(row[2] for row in rows), strict=True)
        widths = [_widest(cells, words) for cells, words in zip(columns, texts, strict=True)]
        for at, node, words in rows:
            found = zip(node.cells, words, widths, strict=True)
            made = tuple(Cell(text, width, one.align, one.style) for one, text, width in found)
            work.line = node.line
            work.made[at] = Columns(made)


def _widest(cells: tuple[CellNode, ...], words: tuple[str, ...]) -> int | None:
    return max(map(_grown, cells, words)) if cells[0].grows else cells[0].width


def _width(work: Work, cell: CellNode, text: str) -> int | None:
    work.characters += len(text)
    return _grown(cell, text) if cell.grows else cell.width


def _grown(cell: CellNode, text: str) -> int:
    """Return the width that a growing column needs for its words, at least its own."""
    longest = max(map(cells_of, text.split("\n")))
    return max(cell.width or 1, longest * cell.style.width)
