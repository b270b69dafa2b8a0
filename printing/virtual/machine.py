"""The printer itself: follows commands and keeps the paper as rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PIL import Image

from printing.errors import PrintingError
from printing.render.canvas import FONT_B_CELL
from printing.render.rows import CutRow, DrawerRow, FeedRow, PictureRow, RawRow, Row, Run, TextRow
from printing.render.state import ALIGNS
from printing.render.symbols import bitmap, qr_modules
from printing.render.symbols_layout import barcode_picture
from printing.render.text import one_line
from printing.slips.barcodes import BarcodeKind, code128_text
from printing.slips.elements import PLAIN, Align, Barcode, Hri, Style

if TYPE_CHECKING:
    from printing.render.profile import Profile
    from printing.virtual.parser import Command

# `ESC t n`: the slots of the Epson TM series.
CODE_PAGES = {
    0: "cp437", 2: "cp850", 3: "cp860", 4: "cp863", 5: "cp865", 13: "cp857", 14: "cp737",
    15: "iso8859-7", 16: "cp1252", 17: "cp866", 18: "cp852", 19: "cp858", 33: "cp775", 34: "cp855",
    35: "cp861", 38: "cp869", 39: "iso8859-2", 40: "iso8859-15", 44: "cp1125", 45: "cp1250",
    46: "cp1251", 47: "cp1253", 48: "cp1254", 51: "cp1257",
}  # fmt: skip
# Known, but not seen on this paper: line spacing, turned and smoothed characters, and the like.
_WITHOUT_EFFECT = frozenset(
    {b"\x1b=", b"\r", b"\x10\x04", b"\x1d(", b"\x1df", b"\x1b2", b"\x1b3", b"\x1b{", b"\x1bV", b"\x1db"}
)  # fmt: skip
_QR_LEVELS = {48: "L", 49: "M", 50: "Q", 51: "H"}
_HRI = (Hri.NONE, Hri.ABOVE, Hri.BELOW, Hri.BOTH)


@dataclass(slots=True)
class Faults:
    """What is wrong with the printer. While anything is, it holds what it was sent."""

    paper_out: bool = False
    cover_open: bool = False
    offline: bool = False

    def any(self) -> bool:
        """Whether the printer cannot print."""
        return self.paper_out or self.cover_open or self.offline

    def realtime(self, n: int) -> int:
        """Answer `DLE EOT n`: 1 printer, 2 reason of being off-line, 3 error, 4 paper."""
        answer = 0x12
        if n == 1 and self.any():
            answer |= 0x08
        if n == 2:
            answer |= 0x04 * self.cover_open | 0x20 * self.paper_out
        if n == 4:
            answer |= 0x60 * self.paper_out
        return answer


@dataclass(slots=True)
class _Modes:
    style: Style = PLAIN
    align: Align = Align.LEFT
    font_b: bool = False
    spacing: int = 0
    page: str = "cp437"
    bar_height: int = 162
    bar_width: int = 3
    hri: Hri = Hri.NONE


class Machine:
    """Decodes commands into rows. `selected` is what `ESC = n` switches."""

    def __init__(self, profile: Profile) -> None:
        self.profile = profile
        self.modes = _Modes()
        self.rows: list[Row] = []
        self.ignored: list[bytes] = []
        self.selected = True
        self._line: list[Run] = []
        self._used = 0
        self._qr_size, self._qr_error, self._qr_data = 3, "L", ""

    def run(self, command: Command) -> bytes:
        """Follow one command; returns what the printer answers, mostly nothing."""
        opcode, args = command.opcode, command.args
        if opcode == b"\x1b=":
            self.selected = bool(args[0] & 1)
        if not self.selected:
            return b""
        if opcode == b"\x1dr":
            return b"\x00"
        if opcode == b"\x1d(":
            return self._extended(args)
        handler = _HANDLERS.get(opcode)
        if handler is not None:
            handler(self, args)
        elif len(opcode) == 1 and opcode[0] >= 0x20:
            self._character(opcode)
        elif opcode not in _WITHOUT_EFFECT:
            self.ignored.append(command.raw[:16])
        return b""

    def take_rows(self) -> list[Row]:
        """Hand over the paper and start a new piece."""
        if self._line:
            self.feed()
        rows, self.rows = self.rows, []
        return rows

    def _character(self, byte: bytes) -> None:
        char = byte.decode(self.modes.page, "replace")
        base = FONT_B_CELL if self.modes.font_b else self.profile.cell
        size = (base + self.modes.spacing) * self.modes.style.width
        edge = self.profile.dots
        if not self.modes.font_b and not self.modes.spacing:
            edge = min(edge, self.profile.columns * self.profile.cell)
        # The line breaks when a character does not fit, not when the line is exactly full.
        if self._used + size > edge:
            self.feed()
        self._used += size
        if self._line and self._line[-1].style == self.modes.style:
            self._line[-1] = Run(self._line[-1].text + char, self.modes.style)
        else:
            self._line.append(Run(char, self.modes.style))

    def feed(self, _args: bytes = b"") -> None:
        """Print the line."""
        self.rows.append(TextRow(tuple(self._line), self.modes.align, font_b=self.modes.font_b))
        self._line, self._used = [], 0

    def initialise(self, _args: bytes) -> None:
        """`ESC @`: drop the unprinted line and all modes."""
        self._line, self._used = [], 0
        self.modes = _Modes()

    def feed_lines(self, args: bytes) -> None:
        """`ESC d n`."""
        if self._line:
            self.feed()
            args = bytes([max(args[0] - 1, 0)])
        if args[0]:
            self.rows.append(FeedRow(args[0]))

    def feed_dots(self, args: bytes) -> None:
        """`ESC J n`."""
        if self._line:
            self.feed()
        self.rows.append(RawRow(b"\x1bJ" + args, feed_dots=args[0]))

    def cut(self, args: bytes) -> None:
        """`GS V m [n]`."""
        self.rows.append(CutRow(partial=args[0] in {1, 49, 66}))

    def drawer(self, args: bytes) -> None:
        """`ESC p m t1 t2`."""
        self.rows.append(DrawerRow(5 if args[0] in {1, 49} else 2))

    def code_page(self, args: bytes) -> None:
        """`ESC t n`: unknown pages print as the first one."""
        self.modes.page = CODE_PAGES.get(args[0], "cp437")

    def style(self, **changes: bool | int) -> None:
        """Change how characters look."""
        self.modes.style = replace(self.modes.style, **changes)  # type: ignore[arg-type]

    def print_modes(self, args: bytes) -> None:
        """`ESC ! n`."""
        n = args[0]
        self.modes.font_b = bool(n & 1)
        self.style(bold=bool(n & 8), underline=bool(n & 128))
        self.style(height=1 + bool(n & 16), width=1 + bool(n & 32))

    def barcode(self, args: bytes) -> None:
        """`GS k m ...`: needs an empty line, otherwise its data would print as text."""
        kind, data = args[0], args[2:] if args[0] >= 65 else args[1:].rstrip(b"\x00")
        code128 = kind == BarcodeKind.CODE128.value
        try:
            element = Barcode(
                code128_text(data) if code128 else data.decode("ascii", "replace"),
                BarcodeKind.from_gs_k(kind),
                self.modes.bar_height,
                max(2, min(self.modes.bar_width, 6)),
                self.modes.hri,
                self.modes.align,
            )
        except PrintingError:
            return  # a real printer prints nothing either
        picture, text = barcode_picture(element)
        if picture.width <= self.profile.dots:
            label = f"[{element.kind.name} {text}]"
            self.rows.append(PictureRow(picture, label, self.modes.align))

    def raster(self, args: bytes) -> None:
        """`GS v 0`: pieces that follow each other are one picture."""
        width, height = int.from_bytes(args[2:4], "little"), int.from_bytes(args[4:6], "little")
        if not width or not height:
            return
        data = bytes(byte ^ 0xFF for byte in args[6:])
        piece = Image.frombytes("1", (width * 8, height), data)
        last = self.rows[-1] if self.rows else None
        if (
            isinstance(last, PictureRow)
            and last.label.startswith("[image ")
            and (last.bitmap.width == piece.width and last.align is self.modes.align)
        ):
            joined = Image.new("1", (piece.width, last.bitmap.height + height))
            joined.paste(last.bitmap, (0, 0))
            joined.paste(piece, (0, last.bitmap.height))
            self.rows.pop()
            piece = joined
        label = f"[image {piece.width}x{piece.height}]"
        self.rows.append(PictureRow(piece, label, self.modes.align))

    def _extended(self, args: bytes) -> bytes:
        body = args[3:]
        if args[:1] == b"k" and body[:1] == b"1":
            self._qr_step(body[1], body[2:])
        if args[:1] == b"H" and body[:1] == b"0" and len(body) >= 6:
            return b"\x37\x22" + body[2:6] + b"\x00"
        return b""

    def _qr_step(self, function: int, data: bytes) -> None:
        if function == 67 and data:
            self._qr_size = data[0]
        elif function == 69 and data:
            self._qr_error = _QR_LEVELS.get(data[0], "L")
        elif function == 80:
            self._qr_data = data[1:].decode("utf-8", "replace")
        elif function == 81 and self._qr_data:
            modules = qr_modules(self._qr_data, self._qr_error)
            picture = bitmap(modules, self._qr_size, self._qr_size)
            label = f"[QR {one_line(self._qr_data)}]"
            self.rows.append(PictureRow(picture, label, self.modes.align))


def _set(name: str) -> Handler:
    return lambda machine, args: setattr(machine.modes, name, args[0])


Handler = Callable[[Machine, bytes], None]

_HANDLERS: dict[bytes, Handler] = {
    b"\n": Machine.feed,
    b"\x1b@": Machine.initialise,
    b"\x1bd": Machine.feed_lines,
    b"\x1bJ": Machine.feed_dots,
    b"\x1dV": Machine.cut,
    b"\x1bp": Machine.drawer,
    b"\x1bt": Machine.code_page,
    b"\x1b!": Machine.print_modes,
    b"\x1dk": Machine.barcode,
    b"\x1dv": Machine.raster,
    b"\x1bE": lambda m, a: m.style(bold=bool(a[0] & 1)),
    b"\x1bG": lambda m, a: m.style(bold=bool(a[0] & 1)),
    b"\x1b-": lambda m, a: m.style(underline=bool(a[0] % 48)),
    b"\x1dB": lambda m, a: m.style(invert=bool(a[0] & 1)),
    b"\x1d!": lambda m, a: m.style(width=(a[0] >> 4 & 7) + 1, height=(a[0] & 7) + 1),
    b"\x1ba": lambda m, a: setattr(m.modes, "align", ALIGNS[a[0] % 48 % 3]),
    b"\x1bM": lambda m, a: setattr(m.modes, "font_b", bool(a[0] % 48)),
    b"\x1dH": lambda m, a: setattr(m.modes, "hri", _HRI[a[0] % 48 % 4]),
    b"\x1b ": _set("spacing"),
    b"\x1dh": _set("bar_height"),
    b"\x1dw": _set("bar_width"),
}
