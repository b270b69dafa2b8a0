"""Rows as plain text: for a terminal, a log, or a test that compares two ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from printing.render.rows import CutRow, DrawerRow, FeedRow, PictureRow, RawRow, Row, TextRow
from printing.render.text import cells
from printing.slips.elements import Align

if TYPE_CHECKING:
    from collections.abc import Iterable


def plain(rows: Iterable[Row], columns: int) -> str:
    """Write rows as lines without trailing spaces; pictures become a label in brackets."""
    lines: list[str] = []
    for row in rows:
        lines += _lines(row, columns)
    return "".join(line.rstrip() + "\n" for line in lines)


def _lines(row: Row, columns: int) -> list[str]:
    if isinstance(row, TextRow):
        return [_text_line(row, columns)]
    if isinstance(row, PictureRow):
        return [_place(row.caption, cells(row.caption), row.align, columns)]
    if isinstance(row, FeedRow):
        return [""] * row.lines
    if isinstance(row, RawRow):
        return [""] * row.feed_lines
    if isinstance(row, CutRow):
        return ["- " * (columns // 2)]
    return [f"[drawer {row.pin}]"] if isinstance(row, DrawerRow) else []


def _place(text: str, width: int, align: Align, columns: int) -> str:
    free = max(columns - width, 0)
    return " " * {Align.LEFT: 0, Align.CENTER: free // 2, Align.RIGHT: free}[align] + text


def _text_line(row: TextRow, columns: int) -> str:
    parts: list[str] = []
    last = len(row.runs) - 1
    for index, run in enumerate(row.runs):
        # Wide characters keep their room, so that what follows them stays in its column.
        room = " " * (cells(run.text) * (run.style.width - 1))
        if row.align is Align.CENTER and last == 0:
            parts.append(room[: len(room) // 2] + run.logical)
        elif index == last and (last > 0 or row.align is Align.RIGHT):
            parts.append(room + run.logical)
        else:
            parts.append(run.logical + room)
    return _place("".join(parts), row.cells(), row.align, columns)
