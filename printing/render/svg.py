"""Rows as SVG: dots are user units, so it has the geometry of the picture, sharp at any size."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING

from printing.render.canvas import MARGIN, cell_of, dots_of, text_picture
from printing.render.glyphs import font_size, unit_of
from printing.render.inline import FONTS, data_uri, escaped
from printing.render.plain import plain
from printing.render.profile import GLYPH_HEIGHT, LINE_HEIGHT, LINE_SPACING
from printing.render.raster import left_edge
from printing.render.rows import CutRow, PictureRow, TextRow
from printing.render.text import cells, is_rtl
from printing.slips.elements import QR, Barcode

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PIL import Image

    from printing.render.profile import Profile
    from printing.render.rows import Row, Run

_BLACK = re.compile(b"\x00+")
_KEPT = ' xml:space="preserve"'
_DOTS = 'style="image-rendering:pixelated"'


def svg(rows: Sequence[Row], profile: Profile, title: str) -> str:
    """Write rows as an SVG document that needs nothing beside itself.

    Characters are text, each put on its place, whatever font the viewer has. Lines that are sent to
    the printer as pictures are pictures here, with their text above them, unseen, to be copied.
    """
    parts: list[str] = []
    top = MARGIN
    for row in rows:
        parts += _row(row, profile, top)
        top += dots_of(row)
    width, height = profile.dots + 2 * MARGIN, top + MARGIN
    size = font_size(unit_of(profile.cell, GLYPH_HEIGHT))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" '
        f'height="{height}" role="img" font-family="{FONTS}" '
        f'font-size="{size}"><title>{escaped(title)}</title>'
        f"<desc>{escaped(plain(rows, profile.columns))}</desc>"
        f'<rect width="{width}" height="{height}" fill="#fff"/>{"".join(parts)}</svg>\n'
    )


def _row(row: Row, profile: Profile, top: int) -> list[str]:
    if isinstance(row, TextRow):
        return _text(row, profile, top) if row.runs else []
    if isinstance(row, PictureRow):
        return [_picture(row, profile, top)]
    if isinstance(row, CutRow):
        middle = top + LINE_HEIGHT // 2 + 0.5
        line = f'd="M{MARGIN} {middle}h{profile.dots}" stroke="#000" stroke-dasharray="8"'
        return [f"<path {line}/>"]
    return []


def _text(row: TextRow, profile: Profile, top: int) -> list[str]:
    cell, tall = cell_of(row, profile)
    at = MARGIN + left_edge(row.cells() * cell, profile.dots, row.align)
    if row.raster:
        return _drawn(row, profile, top, at)
    bottom = top + dots_of(row) - LINE_SPACING
    parts: list[str] = []
    for _, same in groupby(row.runs, key=lambda run: (run.style.width, run.style.height)):
        runs = list(same)
        parts += [*_bars(runs, at, bottom, cell, tall), _letters(runs, at, bottom, cell, tall)]
        at += sum(map(_cells, runs)) * cell
    return parts


def _cells(run: Run) -> int:
    return cells(run.text) * run.style.width


def _bars(runs: list[Run], at: int, bottom: int, cell: int, tall: int) -> list[str]:
    """Write what is black behind letters, and the line below them."""
    parts: list[str] = []
    for run in runs:
        width, height = _cells(run) * cell, tall * run.style.height
        box = f'<rect x="{at}" width="{width}"'
        if run.style.invert:
            parts.append(f'{box} y="{bottom - height}" height="{height}"/>')
        if run.style.underline:
            fill = ' fill="#fff"' if run.style.invert else ""
            parts.append(f'{box} y="{bottom - 2}" height="2"{fill}/>')
        at += width
    return parts


def _letters(runs: list[Run], at: int, bottom: int, cell: int, tall: int) -> str:
    """Write runs of one size as one text: letters of a cell of its own, scaled as a whole."""
    unit, style = unit_of(cell, tall), runs[0].style
    across, base = style.width * cell / unit, tall * 19 // 24
    own = "" if tall == GLYPH_HEIGHT else f' font-size="{font_size(unit)}"'
    y = bottom - tall * style.height + base * style.height
    start = at
    if (across, style.height) != (1, 1):
        own += f' transform="translate({at} {y}) scale({across:g} {style.height})"'
        start, y = 0, 0
    if len(runs) == 1:
        places = _places(start, unit, len(runs[0].text))
        return f'<text y="{y}"{_KEPT}{own}{_look(runs[0])}{places}>{escaped(runs[0].text)}</text>'
    spans: list[str] = []
    for run in runs:
        places = _places(start, unit, len(run.text))
        spans.append(f"<tspan{_look(run)}{places}>{escaped(run.text)}</tspan>")
        start += len(run.text) * unit
    return f'<text y="{y}"{_KEPT}{own}>{"".join(spans)}</text>'


def _look(run: Run) -> str:
    bold = ' font-weight="bold"' if run.style.bold else ""
    return bold + (' fill="#fff"' if run.style.invert else "")


@lru_cache(maxsize=1024)
def _places(start: int, step: int, count: int) -> str:
    return ' x="' + " ".join(map(str, range(start, start + step * count, step))) + '"'


def _drawn(row: TextRow, profile: Profile, top: int, at: int) -> list[str]:
    """Write a line as the picture that the printer gets, and its text unseen above it."""
    whole, width = text_picture(row, profile), row.cells() * cell_of(row, profile)[0]
    # A mark without a letter takes no room.
    width = max(1, min(width, profile.dots))
    left = at - MARGIN
    shown = whole.crop((left, 0, left + width, whole.height))
    way = f'x="{at + width}" direction="rtl"' if is_rtl(row.logical) else f'x="{at}"'
    unseen = f'y="{top + whole.height - LINE_SPACING - 5}" fill-opacity="0"{_KEPT}'
    fitted = f'textLength="{width}" lengthAdjust="spacingAndGlyphs"'
    return [
        _embedded(shown, at, top, ' aria-hidden="true"'),
        f"<text {way} {unseen} {fitted}>{escaped(row.logical)}</text>",
    ]


def _picture(row: PictureRow, profile: Profile, top: int) -> str:
    at = MARGIN + left_edge(row.bitmap.width, profile.dots, row.align)
    title = f"<title>{escaped(row.caption)}</title>"
    if not isinstance(row.source, Barcode | QR):
        return f"<g>{title}{_embedded(row.bitmap, at, top)}</g>"
    return (
        f'<g>{title}<path transform="translate({at} {top})" shape-rendering="crispEdges" '
        f'd="{_rectangles(row.bitmap)}"/></g>'
    )


def _embedded(picture: Image.Image, at: int, top: int, more: str = "") -> str:
    size = f'width="{picture.width}" height="{picture.height}"'
    return f'<image x="{at}" y="{top}" {size} href="{data_uri(picture)}" {_DOTS}{more}/>'


def _rectangles(picture: Image.Image) -> str:
    """Write the black dots as few rectangles: runs along a row, as long as the rows are alike."""
    data, width = picture.convert("L").tobytes(), picture.width
    lines = (data[start : start + width] for start in range(0, len(data), width))
    path: list[str] = []
    top = 0
    for line, alike in groupby(lines):
        height = sum(1 for _ in alike)
        for run in _BLACK.finditer(line):
            across = run.end() - run.start()
            path.append(f"M{run.start()} {top}h{across}v{height}h-{across}z")
        top += height
    return "".join(path)
