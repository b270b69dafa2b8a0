"""Rows as HTML for a browser and for e-mail: real text in columns, styles where mail keeps them."""

from __future__ import annotations

import re
import unicodedata
from itertools import groupby
from typing import TYPE_CHECKING

from PIL import ImageOps

from printing.render.canvas import FONT_B_CELL
from printing.render.glyphs import ADVANCE, clusters
from printing.render.inline import FONTS, data_uri, escaped
from printing.render.rows import CutRow, FeedRow, PictureRow, RawRow, TextRow
from printing.render.text import cells, char_cells, is_rtl
from printing.slips.elements import QR, Align, Barcode

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from printing.render.profile import Profile
    from printing.render.rows import Row, Run

# Mail programs drop style sheets, so every element has its own; ends of lines are kept by `pre`.
_PRE = (
    "margin:0 auto;white-space:pre;line-height:1.25;color:#000;background:#fff;font-family:" + FONTS
)
_CUT = '<hr style="border:0;border-top:1px dashed #000;margin:12px 0">'
_QUIET = 24  # dots of white around a code, for its reader: ten narrow bars or four modules
_ROOM = 354  # pixels that the lines may take: what a small telephone shows
_SPREAD = ";letter-spacing:calc(2ch - 1em)"  # an ideograph is as wide as its font is high
_RULE = re.compile(r"([^\w\s])\1+")


def html(rows: Sequence[Row], profile: Profile, title: str, language: str = "") -> str:
    """Write rows as one HTML document that needs nothing beside itself.

    It says that it is black on white, so that no dark mode turns a code around. `language` is a
    tag as in BCP 47, or empty where it is not known.
    """
    size = max(11, min(16, int(_ROOM / (profile.columns * ADVANCE))))
    pictures = [row.bitmap.width + 2 * _QUIET for row in rows if isinstance(row, PictureRow)]
    width = max(round(profile.columns * size * ADVANCE) + 1, *pictures, 0)
    body = "".join(_blocks(rows, profile, size))
    return (
        f'<!DOCTYPE html>\n<html lang="{escaped(language)}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f'<meta name="color-scheme" content="light"><title>{escaped(title)}</title></head>'
        '<body style="margin:0;padding:16px 8px;background:#fff;color:#000">'
        f'<div role="article" aria-label="{escaped(title)}" style="width:{width}px;max-width:100%;'
        f'margin:0 auto;overflow-x:auto;background:#fff;color:#000">\n{body}</div></body></html>\n'
    )


def _blocks(rows: Iterable[Row], profile: Profile, size: int) -> Iterable[str]:
    """Yield lines that follow each other as one block, then what is no text."""
    for kind, group in groupby(rows, key=_kind):
        if kind is TextRow:
            lines = "\n".join(line for row in group for line in _lines(row, profile))
            style = f"{_PRE};font-size:{size}px;width:{profile.columns}ch"
            # A newline right behind the tag is none, so one more keeps an empty first line.
            yield f'<pre style="{style}">\n{lines}\n</pre>\n'
            continue
        for row in group:
            if isinstance(row, PictureRow):
                yield _picture(row)
            elif isinstance(row, CutRow):
                yield _CUT + "\n"


def _kind(row: Row) -> type:
    return TextRow if isinstance(row, TextRow | FeedRow | RawRow) else type(row)


def _lines(row: Row, profile: Profile) -> list[str]:
    if isinstance(row, FeedRow):
        return [""] * row.lines
    if isinstance(row, RawRow):
        return [""] * row.feed_lines
    return [_line(row, profile)] if isinstance(row, TextRow) else []


def _line(row: TextRow, profile: Profile) -> str:
    columns = profile.dots // FONT_B_CELL if row.font_b else profile.columns
    free = max(columns - row.cells(), 0)
    before = {Align.LEFT: 0, Align.CENTER: free // 2, Align.RIGHT: free}[row.align]
    line = " " * before + "".join(map(_run, row.runs))
    if row.font_b:
        line = f'<span style="font-size:75%">{line}</span>'
    if len(row.runs) == 1 and _RULE.fullmatch(row.runs[0].text):
        line = f'<span aria-hidden="true">{line}</span>'
    return line


def _run(run: Run) -> str:
    style = run.style
    words = escaped(run.text) if run.text.isascii() else _words(run)
    if style.underline:
        words = f"<u>{words}</u>"
    looks: list[str] = []
    if style.invert:
        # A browser leaves out what is black behind letters when it prints, unless told.
        exact = "-webkit-print-color-adjust:exact;print-color-adjust:exact"
        looks.append(f"background:#000;color:#fff;{exact}")
    if style.width > 1:
        looks.append(f"font-size:{style.width * 100}%")
    tall = style.height / style.width
    if tall > 1:
        looks.append(f"display:inline-block;line-height:1.25;transform:scaleY({tall:g})")
    if looks:
        words = f'<span style="{";".join(looks)}">{words}</span>'
    if tall > 1:
        # The room that what is stretched does not take by itself.
        words = f'<span style="line-height:{tall * style.width * 1.25:g}">{words}</span>'
    return f"<b>{words}</b>" if style.bold else words


def _words(run: Run) -> str:
    """Write letters that no monospaced font has in boxes as wide as they are on paper."""
    # What is inside a box is not underlined by what is around it.
    line = ";text-decoration:underline" if run.style.underline else ""
    if is_rtl(run.text):
        way = f' dir="{_direction(run.logical)}"'
        return _box(run.logical, cells(run.text), line, way)
    parts: list[str] = []
    for wide, letters in groupby(clusters(run.text), key=lambda letter: char_cells(letter[0]) == 2):
        words = "".join(letters)
        parts.append(_box(words, cells(words), _SPREAD + line) if wide else escaped(words))
    return "".join(parts)


def _box(words: str, width: int, look: str, more: str = "") -> str:
    return f'<span{more} style="display:inline-block;width:{width}ch{look}">{escaped(words)}</span>'


def _direction(words: str) -> str:
    """Return the way a line runs: that of its first letter, as on paper."""
    ways = (unicodedata.bidirectional(char) for char in words)
    return "ltr" if next((way for way in ways if way in {"L", "R", "AL"}), "L") == "L" else "rtl"


def _picture(row: PictureRow) -> str:
    picture = row.bitmap
    if isinstance(row.source, Barcode | QR):
        # Its own white rim: where a dark mode turns the page around, it leaves pictures alone.
        picture = ImageOps.expand(picture, _QUIET, fill=1)
    size = f'width="{picture.width}" height="{picture.height}"'
    style = "max-width:100%;height:auto;image-rendering:pixelated"
    return (
        f'<div style="text-align:{row.align}"><img src="{data_uri(picture)}" '
        f'alt="{escaped(row.caption)}" {size} style="{style}"></div>\n'
    )
