"""Cells beside each other: how wide each one is, and what stands in every line."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from itertools import zip_longest
from typing import TYPE_CHECKING

from printing.render.rows import Run, TextRow
from printing.render.text import cells, char_cells, clean, is_rtl, shape, typed, visual, wrap_words
from printing.slips.elements import PLAIN, Align, Cell, Columns

if TYPE_CHECKING:
    from collections.abc import Sequence

    from printing.render.profile import Profile

# A cell with less room than this is put on a line of its own: a column of single letters is no text.
NARROWEST = 6
_MIRROR = {Align.LEFT: Align.RIGHT, Align.RIGHT: Align.LEFT, Align.CENTER: Align.CENTER}


def rows(element: Columns, profile: Profile, *, mirrored: bool) -> list[TextRow]:
    """Lay cells out; `mirrored` puts the first cell right, as right-to-left readers expect."""
    row_cells = list(element.cells)
    if mirrored:
        row_cells = [replace(cell, align=_MIRROR[cell.align]) for cell in reversed(row_cells)]
    widths = _widths(row_cells, profile.columns - element.gap * (len(row_cells) - 1))
    if widths is None:
        in_order = reversed(row_cells) if mirrored else row_cells
        return [
            row
            for cell in in_order
            if cell.text
            for row in _side_by_side([cell], [profile.columns], 0, profile)
        ]
    return _side_by_side(row_cells, widths, element.gap, profile)


def _widths(row_cells: list[Cell], room: int) -> tuple[int, ...] | None:
    """Share the room out; None when it is too narrow to stand side by side."""
    for cell in row_cells:
        plain = cell.style is PLAIN and cell.text.isascii()
        if not plain and (cell.width or NARROWEST) < cell.style.width * _widest(cell):
            return None
    return _shares(tuple([cell.width for cell in row_cells]), room)


@lru_cache(maxsize=4096)
def _shares(wanted: tuple[int | None, ...], room: int) -> tuple[int, ...] | None:
    """Share the room out among cells of these widths. A slip has few kinds of rows."""
    flexible = wanted.count(None)
    left = room - sum(width or 0 for width in wanted)
    if left < NARROWEST * flexible or left < 0:
        return None
    share, rest = divmod(left, flexible) if flexible else (0, 0)
    given = iter([share + 1] * rest + [share] * (flexible - rest))
    return tuple(width if width is not None else next(given) for width in wanted)


def _widest(cell: Cell) -> int:
    """How many character cells the widest letter of a cell takes."""
    return 1 if cell.text.isascii() else max(map(char_cells, cell.text))


def _side_by_side(
    row_cells: list[Cell], widths: Sequence[int], gap: int, profile: Profile
) -> list[TextRow]:
    simple = _simple_row(row_cells, widths, gap)
    if simple is not None:
        return [simple]
    columns = [
        [
            line
            for paragraph in clean(cell.text, profile).split("\n")
            for line in wrap_words(shape(paragraph), width // cell.style.width)
        ]
        for cell, width in zip(row_cells, widths, strict=True)
    ]
    return [
        _row(row_cells, list(parts), widths, gap, profile)
        for parts in zip_longest(*columns, fillvalue="")
    ]


def _simple_row(row_cells: list[Cell], widths: Sequence[int], gap: int) -> TextRow | None:
    """Lay out the row that nearly all are: plain, in ASCII, and every cell fits on one line."""
    padded: list[str] = []
    for cell, width in zip(row_cells, widths, strict=True):
        text = cell.text
        if len(text) > width or cell.style is not PLAIN or not text.isascii():
            return None
        if not text.isprintable():
            return None
        if cell.align is Align.LEFT:
            padded.append(text.ljust(width))
        elif cell.align is Align.RIGHT:
            padded.append(text.rjust(width))
        else:
            padded.append((" " * ((width - len(text)) // 2) + text).ljust(width))
    line = (" " * gap).join(padded).rstrip(" ")
    return TextRow((Run(line),) if line else ())


def _row(
    row_cells: list[Cell], parts: list[str], widths: Sequence[int], gap: int, profile: Profile
) -> TextRow:
    runs: list[Run] = []
    for index, (cell, part, width) in enumerate(zip(row_cells, parts, widths, strict=True)):
        if index:
            runs.append(Run(" " * gap))
        free = width - cells(part) * cell.style.width
        before = {Align.LEFT: 0, Align.CENTER: free // 2, Align.RIGHT: free}[cell.align]
        # Padding is plain: an underline or a black bar belongs to the words.
        words = Run(visual(part), cell.style, typed(part))
        runs += [Run(" " * before), words, Run(" " * (free - before))]
    raster = any(is_rtl(part) or not profile.can_encode(part) for part in parts)
    return TextRow(_merge(runs), raster=raster)


def _merge(runs: list[Run]) -> tuple[Run, ...]:
    merged: list[Run] = []
    for run in runs:
        if not run.text:
            continue
        if merged and merged[-1].style == run.style and not (merged[-1].typed or run.typed):
            merged[-1] = Run(merged[-1].text + run.text, run.style)
        else:
            merged.append(run)
    while merged and merged[-1].style == PLAIN and not merged[-1].text.strip(" "):
        merged.pop()
    if merged and merged[-1].style == PLAIN and not merged[-1].typed:
        merged[-1] = Run(merged[-1].text.rstrip(" "))
    return tuple(merged)
