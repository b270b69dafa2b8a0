"""Drawing: characters on a grid of dots, and whole rows as a picture of the paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PIL import Image, ImageChops, ImageDraw

from printing.render.glyphs import clusters, sheet
from printing.render.profile import GLYPH_HEIGHT, LINE_HEIGHT, LINE_SPACING, Profile
from printing.render.raster import left_edge, printable
from printing.render.rows import CutRow, FeedRow, PictureRow, RawRow, Row, Run, TextRow
from printing.render.text import cells
from printing.slips.elements import Align

if TYPE_CHECKING:
    from collections.abc import Iterable

MARGIN = 24
FONT_B_CELL, FONT_B_HEIGHT = 9, 17
_WHITE, _BLACK = 1, 0


def _run_picture(run: Run, cell: int, tall: int) -> Image.Image:
    style = run.style
    letters = sheet(style, cell, tall)
    width = cells(run.text) * cell * style.width
    picture = Image.new("1", (max(width, 1), tall * style.height), _WHITE)
    # The core's own paste: the checks around it cost ten times what it does.
    paper, at, height = picture.im, 0, picture.height
    for letter in clusters(run.text):
        glyph, across = letters[letter]
        paper.paste(glyph, (at, 0, at + across, height))
        at += across
    if style.underline:
        ImageDraw.Draw(picture).rectangle(
            (0, picture.height - 2, picture.width - 1, picture.height - 1), fill=_BLACK
        )
    if not style.invert:
        return picture
    return ImageChops.logical_xor(picture, Image.new("1", picture.size, _WHITE))


def cell_of(row: TextRow, profile: Profile) -> tuple[int, int]:
    """Width and height of a line's characters in dots, at normal size."""
    return (FONT_B_CELL, FONT_B_HEIGHT) if row.font_b else (profile.cell, GLYPH_HEIGHT)


def row_height(row: TextRow) -> int:
    """Height of a line in dots with the space below it."""
    tallest = max((run.style.height for run in row.runs), default=1)
    return GLYPH_HEIGHT * tallest + LINE_SPACING


def text_picture(row: TextRow, profile: Profile) -> Image.Image:
    """Draw one line at its place across the full paper width, runs standing on one base line."""
    cell, tall = cell_of(row, profile)
    height = row_height(row)
    picture = Image.new("1", (profile.dots, height), _WHITE)
    parts = [_run_picture(run, cell, tall) for run in row.runs if run.text]
    at = left_edge(sum(part.width for part in parts), profile.dots, row.align)
    base = height - LINE_SPACING
    for part in parts:
        picture.paste(part, (at, base - part.height))
        at += part.width
    return printable(picture, Align.LEFT) if row.raster else picture


def _cut_picture(width: int) -> Image.Image:
    picture = Image.new("1", (width, LINE_HEIGHT), _WHITE)
    draw = ImageDraw.Draw(picture)
    for x in range(0, width, 16):
        draw.line((x, LINE_HEIGHT // 2, min(x + 7, width), LINE_HEIGHT // 2), fill=_BLACK)
    return picture


def dots_of(row: Row) -> int:
    """Height of a row in dots."""
    if isinstance(row, TextRow):
        return row_height(row)
    if isinstance(row, PictureRow):
        return row.bitmap.height
    if isinstance(row, FeedRow):
        return row.lines * LINE_HEIGHT
    if isinstance(row, RawRow):
        return row.feed_lines * LINE_HEIGHT + row.feed_dots
    return LINE_HEIGHT if isinstance(row, CutRow) else 0


def _row_picture(row: Row, profile: Profile) -> Image.Image | None:
    if isinstance(row, TextRow):
        return text_picture(row, profile)
    if isinstance(row, CutRow):
        return _cut_picture(profile.dots)
    dots = dots_of(row)
    picture = Image.new("1", (profile.dots, dots), _WHITE) if dots else None
    if isinstance(row, PictureRow) and picture is not None:
        picture.paste(row.bitmap, (left_edge(row.bitmap.width, profile.dots, row.align), 0))
    return picture


def draw(rows: Iterable[Row], profile: Profile) -> Image.Image:
    """Draw rows as the paper would look: grey-scale, one dot a pixel, a white margin around."""
    return paper(rows, profile).convert("L")


def paper(rows: Iterable[Row], profile: Profile) -> Image.Image:
    """Draw rows as `draw` does, in black and white."""
    return _below_each_other(rows, profile, MARGIN)


def strip(rows: Iterable[Row], profile: Profile) -> Image.Image:
    """Draw rows for a print head: black and white, as wide as it is, nothing around."""
    return _below_each_other(rows, profile, 0)


def _below_each_other(rows: Iterable[Row], profile: Profile, margin: int) -> Image.Image:
    pictures = [p for row in rows if (p := _row_picture(row, profile)) is not None]
    height = sum(p.height for p in pictures) + 2 * margin
    whole = Image.new("1", (profile.dots + 2 * margin, max(height, 1)), _WHITE)
    top = margin
    for picture in pictures:
        whole.paste(picture, (margin, top))
        top += picture.height
    return whole


def symbol_picture(bars: Image.Image, text: str, above: bool, below: bool) -> Image.Image:  # noqa: FBT001
    """Put the characters of a barcode above or below its bars, in font A."""
    line = _run_picture(Run(text), 12, GLYPH_HEIGHT)
    if not (above or below):
        return bars
    width = max(bars.width, line.width)
    height = bars.height + (above + below) * (GLYPH_HEIGHT + 2)
    picture = Image.new("1", (width, height), _WHITE)
    top = GLYPH_HEIGHT + 2 if above else 0
    picture.paste(bars, ((width - bars.width) // 2, top))
    for wanted, y in ((above, 0), (below, top + bars.height + 2)):
        if wanted:
            picture.paste(line, ((width - line.width) // 2, y))
    return picture
