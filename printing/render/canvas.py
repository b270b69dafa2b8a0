"""Drawing: characters on a grid of dots, and whole rows as a picture of the paper."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image, ImageChops, ImageDraw, ImageFont

from printing.render.profile import GLYPH_HEIGHT, LINE_HEIGHT, Profile
from printing.render.rows import CutRow, FeedRow, PictureRow, RawRow, Row, Run, TextRow
from printing.render.text import char_cells
from printing.slips.elements import Align, Style

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

FONTS = Path(__file__).parent / "fonts"
MARGIN = 24
FONT_B_CELL = 9
_MONO, _MONO_BOLD, _SANS = "DejaVuSansMono.ttf", "DejaVuSansMono-Bold.ttf", "DejaVuSans.ttf"
_WHITE, _BLACK = 1, 0


@lru_cache(maxsize=32)
def _font(name: str, size: int) -> ImageFont.FreeTypeFont:
    # The basic engine: letters are joined and ordered before they come here.
    return ImageFont.truetype(str(FONTS / name), size, layout_engine=ImageFont.Layout.BASIC)


@lru_cache(maxsize=4096)
def has_glyph(char: str, name: str) -> bool:
    """Whether a font can draw a character: it looks different from one no font has."""
    font = _font(name, 20)
    return char.isspace() or bytes(font.getmask(char)) != bytes(font.getmask("\U0010fffe"))


def can_draw(char: str) -> bool:
    """Whether one of our fonts has the character; if not, a box stands for it."""
    return char.isascii() or has_glyph(char, _MONO) or has_glyph(char, _SANS)


def _font_name(char: str, *, bold: bool) -> str:
    for name in (_MONO_BOLD if bold else _MONO, _MONO):
        if char.isascii() or has_glyph(char, name):
            return name
    return _SANS


@lru_cache(maxsize=4096)
def _glyph(char: str, style: Style, cell: int, tall: int) -> Image.Image:
    """Draw one character in its cell of `cell` x `tall` dots times the style's size."""
    width, height = cell * max(char_cells(char), 1) * style.width, tall * style.height
    if not can_draw(char):
        return _box(width, height)
    scale = max(style.width, style.height)
    size = max(8, round(cell / 0.602)) * scale
    name = _font_name(char, bold=style.bold)
    font = _font(name, size)
    drawn = round(font.getlength(char))
    natural = max(cell * max(char_cells(char), 1) * scale, drawn)
    # Letters of the proportional font stand in the middle; joined ones must touch their neighbours.
    inset = (natural - drawn) // 2 if name == _SANS else 0
    picture = Image.new("1", (natural, tall * scale), _WHITE)
    draw = ImageDraw.Draw(picture)
    draw.fontmode = "1"
    ascent = font.getmetrics()[0]
    draw.text((inset, tall * scale * 19 // 24 - ascent), char, fill=_BLACK, font=font)
    if picture.size != (width, height):
        picture = picture.resize((width, height), Image.Resampling.NEAREST)
    return picture


def _box(width: int, height: int) -> Image.Image:
    picture = Image.new("1", (width, height), _WHITE)
    inset = max(2, width // 8)
    ImageDraw.Draw(picture).rectangle(
        (inset, height // 6, width - inset - 1, height * 5 // 6), outline=_BLACK, width=2
    )
    return picture


def _run_picture(run: Run, cell: int, tall: int) -> Image.Image:
    style = run.style
    total = sum(char_cells(char) for char in run.text) * cell * style.width
    picture = Image.new("1", (max(total, 1), tall * style.height), _WHITE)
    at = 0
    for char in run.text:
        glyph = _glyph(char, style, cell, tall)
        step = char_cells(char) * cell * style.width
        left = at if step else max(0, at - glyph.width)
        if char_cells(char):
            picture.paste(glyph, (left, 0))
        else:
            spot = picture.crop((left, 0, left + glyph.width, picture.height))
            picture.paste(ImageChops.logical_and(spot, glyph), (left, 0))
        at += step
    if style.underline:
        ImageDraw.Draw(picture).rectangle(
            (0, picture.height - 2, picture.width - 1, picture.height - 1), fill=_BLACK
        )
    if not style.invert:
        return picture
    return ImageChops.logical_xor(picture, Image.new("1", picture.size, _WHITE))


def row_height(row: TextRow) -> int:
    """Height of a line in dots with the space below it."""
    tallest = max((run.style.height for run in row.runs), default=1)
    return GLYPH_HEIGHT * tallest + (LINE_HEIGHT - GLYPH_HEIGHT)


def text_picture(row: TextRow, profile: Profile) -> Image.Image:
    """Draw one line at its place across the full paper width, runs standing on one base line."""
    cell = FONT_B_CELL if row.font_b else profile.cell
    tall = 17 if row.font_b else GLYPH_HEIGHT
    height = row_height(row)
    picture = Image.new("1", (profile.dots, height), _WHITE)
    parts = [_run_picture(run, cell, tall) for run in row.runs if run.text]
    at = left_edge(sum(part.width for part in parts), profile.dots, row.align)
    base = height - (LINE_HEIGHT - GLYPH_HEIGHT)
    for part in parts:
        picture.paste(part, (at, base - part.height))
        at += part.width
    return picture


def left_edge(width: int, room: int, align: Align) -> int:
    """Return where something begins that stands in some room; 0 where it is too wide."""
    free = max(room - width, 0)
    return {Align.LEFT: 0, Align.CENTER: free // 2, Align.RIGHT: free}[align]


def _cut_picture(width: int) -> Image.Image:
    picture = Image.new("1", (width, LINE_HEIGHT), _WHITE)
    draw = ImageDraw.Draw(picture)
    for x in range(0, width, 16):
        draw.line((x, LINE_HEIGHT // 2, min(x + 7, width), LINE_HEIGHT // 2), fill=_BLACK)
    return picture


def _row_picture(row: Row, profile: Profile) -> Image.Image | None:
    if isinstance(row, TextRow):
        return text_picture(row, profile)
    if isinstance(row, PictureRow):
        picture = Image.new("1", (profile.dots, row.bitmap.height), _WHITE)
        picture.paste(row.bitmap, (left_edge(row.bitmap.width, profile.dots, row.align), 0))
        return picture
    dots = 0
    if isinstance(row, FeedRow):
        dots = row.lines * LINE_HEIGHT
    elif isinstance(row, RawRow):
        dots = row.feed_lines * LINE_HEIGHT + row.feed_dots
    elif isinstance(row, CutRow):
        return _cut_picture(profile.dots)
    return Image.new("1", (profile.dots, dots), _WHITE) if dots else None


def draw(rows: Iterable[Row], profile: Profile) -> Image.Image:
    """Draw rows as the paper would look: grey-scale, one dot a pixel, a white margin around."""
    pictures = [p for row in rows if (p := _row_picture(row, profile)) is not None]
    return _paper(pictures, profile.dots)


def strip(rows: Iterable[Row], profile: Profile) -> Image.Image:
    """Draw rows for a print head: black and white, as wide as it is, nothing around."""
    pictures = [p for row in rows if (p := _row_picture(row, profile)) is not None]
    height = sum(p.height for p in pictures)
    paper = Image.new("1", (profile.dots, max(height, 1)), _WHITE)
    top = 0
    for picture in pictures:
        paper.paste(picture, (0, top))
        top += picture.height
    return paper


def _paper(pictures: Sequence[Image.Image], dots: int) -> Image.Image:
    height = sum(p.height for p in pictures)
    paper = Image.new("1", (dots + 2 * MARGIN, height + 2 * MARGIN), _WHITE)
    top = MARGIN
    for picture in pictures:
        paper.paste(picture, (MARGIN, top))
        top += picture.height
    return paper.convert("L")


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
