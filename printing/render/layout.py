"""From a slip to rows: widths, line breaks, what must become a picture, what a person should know."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from printing.errors import PrintingError
from printing.render import columns as columns_layout
from printing.render import state as raw_state
from printing.render import symbols_layout
from printing.render.canvas import FONT_B_CELL
from printing.render.glyphs import can_draw
from printing.render.profile import LINE_HEIGHT
from printing.render.rows import (
    CutRow,
    DrawerRow,
    FeedRow,
    Layout,
    RawRow,
    Row,
    Run,
    TextRow,
)
from printing.render.text import (
    char_cells,
    clean,
    is_rtl,
    shape,
    typed,
    visual,
    wrap_cells,
    wrap_words,
)
from printing.slips.elements import (
    QR,
    Align,
    Barcode,
    Columns,
    Cut,
    Direction,
    Drawer,
    Element,
    Feed,
    Image,
    Raw,
    Rule,
    Slip,
    SlipWarning,
    Text,
    Wrap,
)

if TYPE_CHECKING:
    from printing.render.profile import Profile

# The knife is above the print head: this much paper must pass before the last line is free.
FEED_BEFORE_CUT = 4
# A slip may feed this much empty paper in all: 2400 dots are 30 cm.
MAX_FEED_DOTS = 2400


def lay_out(slip: Slip, profile: Profile) -> Layout:
    """Lay a slip out for a printer. Pure: the same slip and profile give the same rows.

    Raises PrintingError `slip_too_long` where it feeds metres of paper, `invalid_image`, and
    `invalid_element` for a symbol that does not fit.
    """
    work = _Work(profile, slip.direction)
    for element in slip.elements:
        work.add(element)
    rows = (*work.rows, *work.drawers)
    boxes = sorted({char for row in rows for char in _undrawable(row)})
    if boxes:
        work.warn("missing_glyph", characters="".join(boxes))
    return Layout(rows, tuple(dict.fromkeys((*slip.warnings, *work.warnings))))


def _undrawable(row: Row) -> list[str]:
    if not isinstance(row, TextRow) or not row.raster:
        return []
    return [char for run in row.runs for char in run.text if not can_draw(char)]


class _Work:
    """One pass over the elements of a slip."""

    def __init__(self, profile: Profile, direction: Direction) -> None:
        self.profile = profile
        self.direction = direction
        self.state = raw_state.State()
        self.rows: list[Row] = []
        self.drawers: list[DrawerRow] = []
        self.fed = 0
        self.warnings: list[SlipWarning] = []

    def warn(self, code: str, **data: str) -> None:
        self.warnings.append(SlipWarning(code, tuple(data.items())))

    def add(self, element: Element) -> None:
        match element:
            case Text():
                self._text(element)
            case Columns():
                mirrored = self.direction is Direction.RTL
                self.rows += columns_layout.rows(element, self.profile, mirrored=mirrored)
            case Rule():
                self._rule(element)
            case Barcode() | QR() | Image():
                rows, warning = symbols_layout.rows(element, self.profile)
                self.rows += rows
                self.warnings += [warning] if warning else []
            case Raw():
                self._raw(element)
            case Feed() | Cut() | Drawer():
                self._paper(element)
            case _:
                assert_never(element)

    def _paper(self, element: Feed | Cut | Drawer) -> None:
        if isinstance(element, Feed):
            self._feed(element.lines * LINE_HEIGHT)
            self.rows.append(FeedRow(element.lines))
        elif isinstance(element, Cut):
            self.rows += [FeedRow(FEED_BEFORE_CUT), CutRow(element.partial)]
            self.state = raw_state.State()  # the printer is initialised there
        else:
            self.drawers.append(DrawerRow(element.pin))

    def _feed(self, dots: int) -> None:
        self.fed += dots
        if self.fed > MAX_FEED_DOTS:
            what, limit = "dots of empty paper", MAX_FEED_DOTS
            raise PrintingError("slip_too_long", what=what, value=self.fed, limit=limit)

    def _rule(self, rule: Rule) -> None:
        char = clean(rule.char, self.profile)[:1]
        char = char if char and char_cells(char) else "-"
        line = char * (self.profile.columns // char_cells(char))
        raster = not self.profile.can_encode(char)
        self.rows.append(TextRow((Run(line),), raster=raster))

    def _raw(self, element: Raw) -> None:
        effect = raw_state.apply(element.data, self.state)
        self.state = effect.state
        self._feed(effect.lines * LINE_HEIGHT + effect.dots)
        if effect.state.turned:
            self.warn("preview_differs", reason="turned characters")
        if effect.spaced:
            self.warn("preview_differs", reason="line spacing")
        self.rows.append(RawRow(element.data, effect.lines, effect.dots))

    def _room(self, width: int) -> int:
        cell = FONT_B_CELL if self.state.font_b else self.profile.cell
        across = self.profile.dots // ((cell + self.state.spacing) * width)
        plain = not self.state.font_b and not self.state.spacing
        return max(1, min(across, self.profile.columns // width) if plain else across)

    def _align(self, text: Text) -> Align:
        align = text.align or self.state.align
        mirrored = text.align is None and align is Align.LEFT
        return Align.RIGHT if mirrored and self.direction is Direction.RTL else align

    def _text(self, text: Text) -> None:
        style = text.style or self.state.style
        align, room = self._align(text), self._room(style.width)
        for line in clean(text.text, self.profile).split("\n"):
            raster = is_rtl(line) or not self.profile.can_encode(line)
            shaped = shape(line)
            hard = text.wrap is Wrap.PRINTER
            parts = wrap_cells(shaped, room) if hard else wrap_words(shaped, room)
            if hard and len(parts) > 1:
                lines, across = str(len(parts)), str(self.profile.columns)
                self.warn("line_too_long", text=line.strip(), rows=lines, columns=across)
            for index, part in enumerate(parts):
                self.rows.append(
                    TextRow(
                        (Run(visual(part), style, typed(part)),) if part else (),
                        align,
                        soft=hard and not raster and index < len(parts) - 1,
                        raster=raster,
                        font_b=self.state.font_b,
                        spacing=self.state.spacing,
                    )
                )
