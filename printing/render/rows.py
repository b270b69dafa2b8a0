"""The layout model: rows from which bytes, picture and text are made, each on its own.

The virtual printer builds the same rows from bytes it decoded, so both ends can be compared.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from printing.slips.elements import PLAIN, QR, Align, Barcode, Image, SlipWarning, Style

if TYPE_CHECKING:
    from PIL import Image as Pillow


@dataclass(frozen=True, slots=True)
class Run:
    """Characters of one style."""

    text: str
    style: Style = PLAIN


@dataclass(frozen=True, slots=True)
class TextRow:
    """One line. `soft`: the printer breaks it itself at its edge, so no line feed follows.

    `raster`: no code page has it, so it is sent as a picture; `runs` then are in visual order with
    letters joined, and `logical` is what a person would type. `spacing` is in dots, as raw commands
    left it.
    """

    runs: tuple[Run, ...]
    align: Align = Align.LEFT
    soft: bool = False
    raster: bool = False
    logical: str = ""
    font_b: bool = False
    spacing: int = 0


@dataclass(frozen=True, slots=True)
class PictureRow:
    """A bitmap (mode 1, black is 0) and what it shows; `source` is None in decoded rows."""

    bitmap: Pillow.Image = field(repr=False, compare=False)
    label: str
    align: Align = Align.CENTER
    source: Barcode | QR | Image | None = None


@dataclass(frozen=True, slots=True)
class FeedRow:
    """Empty lines."""

    lines: int


@dataclass(frozen=True, slots=True)
class CutRow:
    """The knife."""

    partial: bool


@dataclass(frozen=True, slots=True)
class DrawerRow:
    """The drawer pulse."""

    pin: int


@dataclass(frozen=True, slots=True)
class RawRow:
    """Raw commands, and the lines and dots they feed."""

    data: bytes
    feed_lines: int = 0
    feed_dots: int = 0


Row = TextRow | PictureRow | FeedRow | CutRow | DrawerRow | RawRow


@dataclass(frozen=True, slots=True)
class Layout:
    """A slip laid out for one width."""

    rows: tuple[Row, ...]
    warnings: tuple[SlipWarning, ...]
