"""The line that is being filled, before it is printed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from printing.render.rows import Run
from printing.slips.elements import PLAIN, Align, Style
from printing.virtual.paper import PaperText, advance

if TYPE_CHECKING:
    from PIL import Image

    from printing.render.profile import Profile
    from printing.virtual.modes import Modes


@dataclass(slots=True)
class Line:
    """Characters and bands of dots. `start` is the offset of the first of them, in bytes."""

    start: int = -1
    used: int = 0
    runs: list[Run] = field(default_factory=list)
    bands: list[Image.Image] = field(default_factory=list)
    fonts: set[bool] = field(default_factory=set)
    # `ESC a`, `ESC {` count only at the beginning of a line.
    align: Align = Align.LEFT
    upside_down: bool = False

    def __bool__(self) -> bool:
        return bool(self.runs or self.bands)

    def begin(self, offset: int, modes: Modes) -> None:
        """Note what the line begins with, unless it has begun."""
        if not self:
            self.start, self.align, self.upside_down = offset, modes.align, modes.upside_down

    def add(self, text: str, style: Style, size: int) -> None:
        """Put text after what is there; it takes `size` dots."""
        self.used += size
        if self.runs and self.runs[-1].style == style:
            self.runs[-1] = Run(self.runs[-1].text + text, style)
        else:
            self.runs.append(Run(text, style))

    def row(self, modes: Modes, profile: Profile, pitch: int | None) -> PaperText:
        """Return the line as it is printed; margins are spaces at its ends."""
        font_b = self.fonts == {True} if self.fonts else modes.font_b
        runs = list(self.runs)
        cell = advance(font_b, modes.rotated, profile) + modes.spacing
        if runs and modes.margin:
            runs.insert(0, Run(" " * round(modes.margin / cell)))
        if runs and (right := profile.dots - modes.margin - room(modes, profile)) > 0:
            runs.append(Run(" " * round(right / cell)))
        return PaperText(
            _merged(runs),
            self.align,
            font_b=font_b,
            pitch=pitch,
            spacing=modes.spacing if runs else 0,
            upside_down=self.upside_down,
            rotated=modes.rotated,
        )


def room(modes: Modes, profile: Profile) -> int:
    """How many dots a line may take."""
    left = max(profile.dots - modes.margin, 0)
    return left if modes.area is None else min(left, modes.area)


def _merged(runs: list[Run]) -> tuple[Run, ...]:
    merged: list[Run] = []
    for run in runs:
        if merged and merged[-1].style == run.style == PLAIN:
            merged[-1] = Run(merged[-1].text + run.text)
        else:
            merged.append(run)
    return tuple(merged)
