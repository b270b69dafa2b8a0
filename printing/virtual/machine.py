"""The printer itself: follows commands, keeps the paper as rows, and says what it did."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

from printing.render.profile import LINE_HEIGHT
from printing.render.rows import FeedRow, PictureRow, RawRow, Row
from printing.virtual import images, pages
from printing.virtual.commands import HANDLERS, PULSES
from printing.virtual.faults import Faults
from printing.virtual.line import Line, room
from printing.virtual.modes import Modes
from printing.virtual.paper import advance

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PIL import Image

    from printing.render.profile import Profile
    from printing.slips.elements import Align
    from printing.virtual.parser import Command

Element = dict[str, object]
_SELECT = b"\x1b="
_SHOWN = 16


@dataclass(slots=True)
class Paper:
    """What came out: rows to draw, elements and ignored commands as JSON."""

    rows: list[Row] = field(default_factory=list)
    elements: list[Element] = field(default_factory=list)
    ignored: list[Element] = field(default_factory=list)


class Machine:
    """Decodes commands into paper. `selected` is what `ESC = n` switches.

    `pages` are the tables of `ESC t n`; without them they are the Epson ones and the profile's.
    `faults` is whose state the answers tell.
    """

    def __init__(
        self,
        profile: Profile,
        *,
        code_pages: Mapping[int, str] | None = None,
        faults: Faults | None = None,
    ) -> None:
        self.profile = profile
        own = {page.slot: page.name for page in profile.code_pages}
        self.pages = {**pages.EPSON, **(own if code_pages is None else code_pages)}
        self.faults: Faults = faults or Faults()
        self.modes: Modes = Modes()
        self.paper = Paper()
        self.line: Line = Line()
        self.selected = True
        self.pulses_allowed = True
        self.stored: Image.Image | None = None
        self.downloaded: Image.Image | None = None
        self.at = self.offset = 0

    @property
    def ignored(self) -> list[Element]:
        """Commands that had no effect on the paper, of the piece at hand."""
        return self.paper.ignored

    def run(self, command: Command) -> bytes:
        """Follow one command; returns what the printer answers, mostly nothing."""
        self.offset, self.at = self.at, self.at + len(command.raw)
        opcode, args = command.opcode, command.args
        if len(args) > _SHOWN:
            self._hidden_pulses(args)
        if opcode == _SELECT:
            self.selected = bool(args[0] & 1)
        if not self.selected:
            return b""
        handler = HANDLERS.get(opcode)
        if handler is not None:
            return handler(self, args) or b""
        if len(opcode) == 1 and opcode[0] >= 0x20:
            self.character(opcode[0])
        elif opcode != _SELECT:
            self.ignore(command.raw)
        return b""

    def take(self) -> Paper:
        """Hand over the paper and start a new piece; offsets count from here on."""
        if self.line:
            self.feed()
        paper, self.paper, self.at = self.paper, Paper(), 0
        return paper

    def take_rows(self) -> list[Row]:
        """Hand over the rows alone."""
        return self.take().rows

    def ignore(self, raw: bytes, reason: str = "not known") -> None:
        """Note a command that does nothing."""
        shown = raw[:_SHOWN].hex(" ").upper()
        note = {"offset": self.offset, "hex": shown, "bytes": len(raw), "reason": reason}
        self.paper.ignored.append(note)

    def add(self, row: Row | None, kind: str, **data: object) -> None:
        """Put a row on the paper, if there is one, and say what it is."""
        if row is not None:
            self.paper.rows.append(row)
        self.paper.elements.append({"kind": kind, "offset": self.offset, **data})

    def character(self, byte: int) -> None:
        """Print a byte in the code page; the line breaks when it does not fit, not when full."""
        modes = self.modes
        char = pages.character(byte, modes.page, modes.country)
        times = modes.style.height if modes.rotated else modes.style.width
        size = (advance(modes.font_b, modes.rotated, self.profile) + modes.spacing) * times
        if self.line.used + size > self._edge():
            self.feed()
        self.line.begin(self.offset, modes)
        self.line.fonts.add(modes.font_b)
        self.line.add(char, modes.style, size)

    def _edge(self) -> int:
        edge, modes = room(self.modes, self.profile), self.modes
        if not (modes.font_b or modes.spacing or modes.rotated):
            edge = min(edge, self.profile.columns * self.profile.cell)
        return edge

    def feed(self, pitch: int | None = None) -> None:
        """Print the line, with `pitch` dots to the next one or what is set."""
        line, modes = self.line, self.modes
        line.begin(self.offset, modes)
        pitch = modes.pitch if pitch is None else pitch
        self.line, now = Line(), self.offset
        self.offset = line.start
        if line.bands:
            self._bands(line, pitch)
        if line.runs or not line.bands:
            self._text(line, pitch)
        self.offset = now

    def _text(self, line: Line, pitch: int | None) -> None:
        row = line.row(self.modes, self.profile, pitch)
        self.add(
            row,
            "text",
            text="".join(run.text for run in line.runs),
            align=str(row.align),
            font="B" if row.font_b else "A",
            pitch=pitch,
            spacing=row.spacing,
            upside_down=row.upside_down,
            rotated=row.rotated,
            code_page=self.modes.page.upper(),
            runs=[{"text": run.text, **asdict(run.style)} for run in line.runs],
        )

    def _bands(self, line: Line, pitch: int | None) -> None:
        """Bands that touch are one picture; a pitch above their height leaves white between."""
        band = images.beside(line.bands)
        self.picture(band, line.align, "ESC *")
        if (white := (LINE_HEIGHT if pitch is None else pitch) - band.height) > 0:
            self.feed_dots(white)

    def picture(self, picture: Image.Image, align: Align, command: str) -> None:
        """Print dots; pieces that follow each other are one picture."""
        if self.line:
            self.feed()
        rows, elements = self.paper.rows, self.paper.elements
        last = rows[-1] if rows else None
        if (
            isinstance(last, PictureRow)
            and elements[-1].get("command") == command
            and (last.bitmap.width, last.align) == (picture.width, align)
        ):
            picture = images.below(last.bitmap, picture)
            rows[-1] = PictureRow(picture, _label(picture), align)
            elements[-1]["height"] = picture.height
            return
        size = {"width": picture.width, "height": picture.height}
        row = PictureRow(picture, _label(picture), align)
        self.add(row, "image", command=command, align=str(align), **size)

    def feed_lines(self, lines: int) -> None:
        """Print the line if there is one, and go down so many lines in all."""
        if self.line:
            self.feed()
            lines = max(lines - 1, 0)
        if not lines:
            return
        pitch = self.modes.pitch
        row: Row = FeedRow(lines)
        if pitch is not None:
            row = RawRow(b"", lines, lines * (pitch - LINE_HEIGHT))
        self.add(row, "feed", lines=lines, dots=lines * (LINE_HEIGHT if pitch is None else pitch))

    def feed_dots(self, dots: int) -> None:
        """Move the paper; the line, if there is one, is printed first and stands on it."""
        if self.line:
            self.feed(pitch=dots)
        elif dots:
            self.add(RawRow(b"", 0, dots), "feed", lines=0, dots=dots)

    def initialise(self) -> None:
        """`ESC @`: drop the unprinted line and all modes."""
        self.line, self.modes = Line(), Modes()

    def _hidden_pulses(self, args: bytes) -> None:
        """Printers act on a drawer pulse when it arrives, even inside a picture."""
        if self.pulses_allowed:
            for found in PULSES.finditer(args):
                pin = 5 if found[1] == b"\x01" else 2
                self.add(None, "drawer", pin=pin, on=found[2][0] * 100, hidden=True)


def _label(picture: Image.Image) -> str:
    return f"[image {picture.width}x{picture.height}]"
