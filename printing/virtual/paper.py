"""The paper: rows as a printer leaves them, with line pitch, spacing and turned characters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PIL import Image

from printing.render import canvas
from printing.render.profile import GLYPH_HEIGHT, LINE_HEIGHT
from printing.render.rows import FeedRow, PictureRow, RawRow, Row, Run, TextRow
from printing.render.text import char_cells
from printing.slips.elements import Align

if TYPE_CHECKING:
    from collections.abc import Iterable

    from printing.render.profile import Profile

_WHITE = 1
FONT_B_HEIGHT = 17
# 12 m of paper.
MOST_DOTS = 100_000


@dataclass(frozen=True, slots=True)
class PaperText(TextRow):
    """A line on paper. `pitch` is its height in dots, None for the usual one."""

    pitch: int | None = None
    upside_down: bool = False
    rotated: bool = False


def draw(rows: Iterable[Row], profile: Profile) -> Image.Image:
    """Draw rows as the paper looks: grey-scale, one dot a pixel, a white margin around.

    A picture of more than MOST_DOTS would not fit in memory: it ends there.
    """
    drawn: list[Row] = []
    left = MOST_DOTS
    for row in rows:
        left -= _height(row)
        if left < 0:
            break
        drawn.append(_drawn(row, profile))
    return canvas.draw(drawn, profile)


def _height(row: Row) -> int:
    if isinstance(row, TextRow):
        pitch = row.pitch if isinstance(row, PaperText) else None
        return max(canvas.row_height(row), pitch or 0)
    if isinstance(row, PictureRow):
        return row.bitmap.height
    if isinstance(row, RawRow):
        return row.feed_lines * LINE_HEIGHT + row.feed_dots
    return row.lines * LINE_HEIGHT if isinstance(row, FeedRow) else LINE_HEIGHT


def advance(font_b: bool, rotated: bool, profile: Profile) -> int:  # noqa: FBT001 (two modes)
    """Return the room of one character across the paper at normal size, in dots."""
    if rotated:
        return FONT_B_HEIGHT if font_b else GLYPH_HEIGHT
    return canvas.FONT_B_CELL if font_b else profile.cell


def _drawn(row: Row, profile: Profile) -> Row:
    if not isinstance(row, PaperText):
        return row
    if row.pitch is None and not (row.spacing or row.upside_down or row.rotated):
        return row
    spread = row.spacing or row.rotated
    line = _spread(row, profile) if spread else canvas.text_picture(row, profile)
    glyphs = line.height - (LINE_HEIGHT - GLYPH_HEIGHT)
    # Paper moves while it is printed on: a line is never lower than its characters.
    height = line.height if row.pitch is None else max(row.pitch, glyphs)
    picture = Image.new("1", (profile.dots, height), _WHITE)
    picture.paste(line, (0, 0))
    if row.upside_down:
        picture = picture.rotate(180)
    return PictureRow(picture, "", Align.LEFT)


def _spread(row: PaperText, profile: Profile) -> Image.Image:
    """Draw a line character by character, for those that do not stand in plain cells."""
    parts = [_character(char, run, row, profile) for run in row.runs for char in run.text]
    below = LINE_HEIGHT - GLYPH_HEIGHT
    tallest = max((part.height for part in parts), default=GLYPH_HEIGHT)
    line = Image.new("1", (profile.dots, tallest + below), _WHITE)
    free = max(profile.dots - sum(part.width for part in parts), 0)
    at = {Align.LEFT: 0, Align.CENTER: free // 2, Align.RIGHT: free}[row.align]
    for part in parts:
        line.paste(part, (at, tallest - part.height))
        at += part.width
    return line


def _character(char: str, run: Run, row: PaperText, profile: Profile) -> Image.Image:
    alone = TextRow((Run(char, run.style),), font_b=row.font_b)
    picture = canvas.text_picture(alone, profile)
    cell = advance(row.font_b, False, profile)  # noqa: FBT003 (upright, before it is turned)
    tall = (FONT_B_HEIGHT if row.font_b else GLYPH_HEIGHT) * run.style.height
    bottom = GLYPH_HEIGHT * run.style.height
    width = cell * run.style.width * max(char_cells(char), 1)
    glyph = picture.crop((0, bottom - tall, width, bottom))
    if row.rotated:
        glyph = glyph.transpose(Image.Transpose.ROTATE_270)
    spaced = Image.new("1", (glyph.width + row.spacing * run.style.width, glyph.height), _WHITE)
    spaced.paste(glyph, (0, 0))
    return spaced
