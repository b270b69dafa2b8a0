"""What a printer is set to until `ESC @`."""

from __future__ import annotations

from dataclasses import dataclass, field

from printing.slips.elements import PLAIN, Align, Style
from printing.virtual.answers import State
from printing.virtual.codes import QRCodes

_TABS = tuple(range(8, 64, 8))


@dataclass(slots=True)
class Modes:
    """Settings for characters, lines and symbols. Lengths are in dots.

    `pitch` is from line to line, None for the usual one. `margin` is left of the lines, `area` how
    wide they are (None: up to the edge). `hri`: 0 none, 1 above, 2 below, 3 both. `reports` is what
    `GS a` switched on, `told` what it said last. `tabs` are in characters.
    """

    style: Style = PLAIN
    align: Align = Align.LEFT
    font_b: bool = False
    spacing: int = 0
    pitch: int | None = None
    upside_down: bool = False
    rotated: bool = False
    margin: int = 0
    area: int | None = None
    tabs: tuple[int, ...] = _TABS
    page: str = "cp437"
    country: int = 0
    bar_height: int = 162
    bar_width: int = 3
    hri: int = 0
    reports: int = 0
    told: State = field(default_factory=State)
    qr: QRCodes = field(default_factory=QRCodes)
