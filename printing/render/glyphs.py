"""Characters as dots: which font has them, and how one looks in its cell."""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PIL import Image, ImageDraw, ImageFont

from printing.render.text import char_cells

if TYPE_CHECKING:
    from printing.slips.elements import Style

FONTS = Path(__file__).parent / "fonts"
_MONO, _MONO_BOLD, _SANS = "DejaVuSansMono.ttf", "DejaVuSansMono-Bold.ttf", "DejaVuSans.ttf"
_CJK = "DroidSansFallback.ttf"
# N'Ko and Lao: the font has them, but letters that must join or stack would be wrong text.
_UNSHAPED = (range(0x07C0, 0x0800), range(0x0E80, 0x0F00))
ADVANCE = 0.602  # of the font's size: how far letters of the usual monospaced fonts stand apart
_WHITE, _BLACK = 1, 0
_FINER = 4
_LIGHT = 160  # of 255: thinner strokes than half a dot must not be lost
_MOST_DOTS = 1_000_000  # that the letters of one style may keep
_MOST_MARKS = 8  # of one letter: what stands above these is no writing


@lru_cache(maxsize=64)
def _font(name: str, size: int) -> ImageFont.FreeTypeFont:
    # The basic engine: letters are joined and ordered before they come here.
    return ImageFont.truetype(str(FONTS / name), size, layout_engine=ImageFont.Layout.BASIC)


@cache
def _missing(name: str) -> bytes:
    return bytes(_font(name, 20).getmask("\U0010fffe"))


@lru_cache(maxsize=8192)
def has_glyph(char: str, name: str) -> bool:
    """Whether a font can draw a character: it looks different from one no font has."""
    return char.isspace() or bytes(_font(name, 20).getmask(char)) != _missing(name)


def can_draw(char: str) -> bool:
    """Whether one of our fonts has the character; if not, a box stands for it."""
    if char.isascii():
        return True
    if any(ord(char) in block for block in _UNSHAPED):
        return False
    return any(has_glyph(char, name) for name in (_MONO, _SANS, _CJK))


def _font_name(char: str, *, bold: bool) -> str:
    for name in (_MONO_BOLD if bold else _MONO, _MONO):
        if char.isascii() or has_glyph(char, name):
            return name
    if char_cells(char) == 2 and has_glyph(char, _CJK):
        return _CJK
    return _SANS if has_glyph(char, _SANS) else _CJK


def clusters(text: str) -> list[str]:
    """Split text into letters with the marks that stand on them.

    A mark with no letter before it stands on the next one.
    """
    if text.isascii():
        return list(text)
    found: list[str] = []
    early = ""
    for char in text:
        if char_cells(char):
            found.append(char + early)
            early = ""
        elif found:
            found[-1] += char
        else:
            early += char
    return found


class Sheet(dict[str, tuple[Any, int]]):
    """Letters of one style, each drawn when it is first used: Pillow's core image and its width."""

    def __init__(self, style: Style, cell: int, tall: int) -> None:
        super().__init__()
        self.style, self.cell, self.tall = style, cell, tall
        self.most = max(64, _MOST_DOTS // (cell * tall * style.width * style.height))

    def __missing__(self, letter: str) -> tuple[Any, int]:
        if len(self) >= self.most:
            self.clear()
        picture = _glyph(letter, self.style, self.cell, self.tall)
        self[letter] = drawn = (picture.im, picture.width)
        return drawn


@lru_cache(maxsize=32)
def sheet(style: Style, cell: int, tall: int) -> Sheet:
    """Return the letters of a style: drawn once, then looked up."""
    return Sheet(style, cell, tall)


def _glyph(letter: str, style: Style, cell: int, tall: int) -> Image.Image:
    """Draw a letter and its marks in a cell of `cell` x `tall` dots times the style's size."""
    cells = max(char_cells(letter[0]), 1)
    size = (cell * cells * style.width, tall * style.height)
    if not all(map(can_draw, letter)):
        return _box(*size)
    scale = max(style.width, style.height)
    unit = unit_of(cell, tall)
    if unit == cell:
        picture = _natural(letter, unit, tall, scale, bold=style.bold)
        return picture.resize(size, Image.Resampling.NEAREST) if picture.size != size else picture
    fine = _natural(letter, unit, tall, scale * _FINER, bold=style.bold).convert("L")
    return fine.resize(size, Image.Resampling.BOX).point(lambda grey: grey > _LIGHT, "1")


def unit_of(cell: int, tall: int) -> int:
    """Return the width at which letters are drawn for a cell.

    One wider than half its height would need letters too tall for it: they are stretched.
    """
    return min(cell, -(-tall // 2))


def _natural(letter: str, unit: int, tall: int, scale: int, *, bold: bool) -> Image.Image:
    """Draw a letter as its font has it, `scale` times the size of a cell of `unit` x `tall`."""
    name = _font_name(letter[0], bold=bold)
    font = _font(name, _size(name, unit, tall) * scale)
    drawn = round(font.getlength(letter[0]))
    width = max(unit * max(char_cells(letter[0]), 1) * scale, drawn)
    # Letters of the other fonts stand in the middle; joined ones must touch their neighbours.
    inset = 0 if name.startswith(_MONO[:-4]) else (width - drawn) // 2
    picture = Image.new("1", (width, tall * scale), _WHITE)
    draw = ImageDraw.Draw(picture)
    draw.fontmode = "1"
    # A font that has no bold letters strikes twice, as printers do.
    strikes = (0, scale) if bold and name != _MONO_BOLD else (0,)
    base = tall * scale * 19 // 24
    for strike in strikes:
        top = base - font.getmetrics()[0]
        draw.text((inset + strike, top), letter[0], fill=_BLACK, font=font)
    for mark in letter[1:_MOST_MARKS]:
        own = name if has_glyph(mark, name) else _font_name(mark, bold=bold)
        font = _font(own, _size(own, unit, tall) * scale)
        # Some marks stand where their letter begins, others reach back from where it ends.
        reaches_back = not font.getlength(mark) and font.getbbox(mark)[0] < 0
        at = inset + drawn if reaches_back else inset
        draw.text((at, base - font.getmetrics()[0]), mark, fill=_BLACK, font=font)
    return picture


def _size(name: str, unit: int, tall: int) -> int:
    """Return a font's size for cells of `unit` dots; ideographs fill two of them but for a rim."""
    if name == _CJK:
        return max(8, min(unit * 2, tall) * 11 // 12)
    return font_size(unit)


def font_size(unit: int) -> int:
    """Return the size of a monospaced font whose letters are so many dots wide."""
    return max(8, round(unit / ADVANCE))


def _box(width: int, height: int) -> Image.Image:
    picture = Image.new("1", (width, height), _WHITE)
    inset = max(2, width // 8)
    ImageDraw.Draw(picture).rectangle(
        (inset, height // 6, width - inset - 1, height * 5 // 6), outline=_BLACK, width=2
    )
    return picture
