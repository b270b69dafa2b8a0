"""A slip: what is to be printed, as frozen typed elements.

Elements know nothing of widths, code pages or bytes: `printing.render` lays them out for a printer.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from printing.errors import PrintingError
from printing.render.text import cells
from printing.slips import raw
from printing.slips.barcodes import BarcodeKind, check_data, wrong_check_digit

MAX_ELEMENTS = 2000
MAX_TEXT = 20_000
MAX_FEED_LINES = 40
MAX_QR_BYTES = 1000
MAX_IMAGE_BYTES = 2_000_000


class Align(StrEnum):
    """Where a line stands."""

    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


class Wrap(StrEnum):
    """Who breaks a long line: we, between words, or the printer, at its right edge."""

    WORD = "word"
    PRINTER = "printer"


class Direction(StrEnum):
    """Writing direction of a slip; `RTL` mirrors columns and the default alignment."""

    LTR = "ltr"
    RTL = "rtl"


def _require(element: str, fine: bool, reason: str) -> None:  # noqa: FBT001 (a condition)
    if not fine:
        raise _refused(element, reason)


def _refused(element: str, reason: str) -> PrintingError:
    return PrintingError("invalid_element", element=element, reason=reason)


@dataclass(frozen=True, slots=True)
class Style:
    """How characters look. `width` and `height` multiply the character cell, 1 to 8."""

    bold: bool = False
    underline: bool = False
    invert: bool = False
    width: int = 1
    height: int = 1

    def __post_init__(self) -> None:
        _require("Style", 1 <= self.width <= 8 and 1 <= self.height <= 8, "sizes are 1 to 8")


PLAIN = Style()
BOLD = Style(bold=True)
DOUBLE = Style(bold=True, width=2, height=2)


@dataclass(frozen=True, slots=True)
class Text:
    """Lines of text; a newline starts the next.

    Without `style` and `align` it takes over what a `Raw` element before it left behind.
    """

    text: str
    style: Style | None = None
    align: Align | None = None
    wrap: Wrap = Wrap.WORD

    def __post_init__(self) -> None:
        _require("Text", len(self.text) <= MAX_TEXT, f"at most {MAX_TEXT} characters")


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of `Columns`. `width` in characters; cells without one share what is left."""

    text: str
    width: int | None = None
    align: Align = Align.LEFT
    style: Style = PLAIN

    def __post_init__(self) -> None:
        # Hundreds are made for one receipt: the sentence is put together only when it is needed.
        if len(self.text) > MAX_TEXT:
            raise _refused("Cell", f"at most {MAX_TEXT} characters")
        if self.width is not None and self.width <= 0:
            raise _refused("Cell", "a width is positive")


@dataclass(frozen=True, slots=True)
class Columns:
    """Cells beside each other, `gap` characters apart. Long cells wrap; nothing is cut off."""

    cells: tuple[Cell, ...]
    gap: int = 1

    def __post_init__(self) -> None:
        if not 1 <= len(self.cells) <= 16:
            raise _refused("Columns", "1 to 16 cells")
        if not 0 <= self.gap <= 8:
            raise _refused("Columns", "a gap of 0 to 8")

    @classmethod
    def pair(cls, left: str, right: str, style: Style = PLAIN, *, gap: int = 1) -> Columns:
        """Put one text left and one right; the right one takes the room it needs."""
        width = max(map(cells, right.split("\n"))) * style.width
        return cls((Cell(left, style=style), Cell(right, max(width, 1), Align.RIGHT, style)), gap)


@dataclass(frozen=True, slots=True)
class Rule:
    """A line of one character across the paper."""

    char: str = "-"

    def __post_init__(self) -> None:
        _require("Rule", len(self.char) == 1 and self.char.isprintable(), "one character")


@dataclass(frozen=True, slots=True)
class Feed:
    """Empty lines."""

    lines: int = 1

    def __post_init__(self) -> None:
        _require("Feed", 1 <= self.lines <= MAX_FEED_LINES, f"1 to {MAX_FEED_LINES} lines")


class Hri(StrEnum):
    """Where the characters of a barcode are printed for people."""

    NONE = "none"
    ABOVE = "above"
    BELOW = "below"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Barcode:
    """A barcode. `height` in dots (1-255), `width` in dots of the thin bar (2-6)."""

    data: str
    kind: BarcodeKind = BarcodeKind.EAN13
    height: int = 64
    width: int = 2
    text: Hri = Hri.BELOW
    align: Align = Align.CENTER

    def __post_init__(self) -> None:
        check_data(self.kind, self.data)
        _require("Barcode", 1 <= self.height <= 255, "a height of 1 to 255 dots")
        _require("Barcode", 2 <= self.width <= 6, "a width of 2 to 6 dots")


@dataclass(frozen=True, slots=True)
class QR:
    """A QR code. `size` in dots of a module (1-16); made smaller when the paper is too narrow."""

    data: str
    size: int = 6
    error: str = "M"
    align: Align = Align.CENTER

    def __post_init__(self) -> None:
        halves = any("\ud800" <= char <= "\udfff" for char in self.data)
        _require("QR", not halves, "half a character (a lone surrogate)")
        _require("QR", 0 < len(self.data.encode()) <= MAX_QR_BYTES, f"1 to {MAX_QR_BYTES} bytes")
        _require("QR", 1 <= self.size <= 16, "a size of 1 to 16 dots")
        _require("QR", self.error in {"L", "M", "Q", "H"}, "error correction L, M, Q or H")


@dataclass(frozen=True, slots=True)
class Image:
    """A picture as the bytes of a PNG, JPEG or GIF file; made smaller to fit, then dithered."""

    data: bytes = field(repr=False)
    align: Align = Align.CENTER

    def __post_init__(self) -> None:
        _require("Image", 0 < len(self.data) <= MAX_IMAGE_BYTES, f"at most {MAX_IMAGE_BYTES} bytes")


@dataclass(frozen=True, slots=True)
class Cut:
    """Feed the paper to the knife and cut it."""

    partial: bool = True


@dataclass(frozen=True, slots=True)
class Drawer:
    """Open the cash drawer on connector pin 2 or 5, after everything is printed."""

    pin: int = 2

    def __post_init__(self) -> None:
        _require("Drawer", self.pin in {2, 5}, "pin 2 or 5")


@dataclass(frozen=True, slots=True)
class Raw:
    """ESC/POS commands from the allow-list; raises PrintingError `raw_refused` for others."""

    data: bytes

    def __post_init__(self) -> None:
        raw.check(self.data)

    @classmethod
    def from_hex(cls, text: str) -> Raw:
        """Read `1D2122` and the like."""
        return cls(raw.from_hex(text))


Element = Text | Columns | Rule | Feed | Barcode | QR | Image | Cut | Drawer | Raw


@dataclass(frozen=True, slots=True)
class SlipWarning:
    """Something a person should know that does not stop the print: a code and its data."""

    code: str
    data: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Slip:
    """What to print, top to bottom. Warnings about its barcodes are added when it is made."""

    title: str
    elements: tuple[Element, ...]
    warnings: tuple[SlipWarning, ...] = ()
    direction: Direction = Direction.LTR

    def __post_init__(self) -> None:
        if len(self.elements) > MAX_ELEMENTS:
            raise PrintingError(
                "slip_too_long", what="elements", value=len(self.elements), limit=MAX_ELEMENTS
            )
        found = [w for e in self.elements if isinstance(e, Barcode) for w in _doubts(e)]
        fresh = tuple(w for w in dict.fromkeys(found) if w not in self.warnings)
        object.__setattr__(self, "warnings", self.warnings + fresh)


def _doubts(barcode: Barcode) -> list[SlipWarning]:
    expected = wrong_check_digit(barcode.kind, barcode.data)
    if expected is None:
        return []
    # The caller's digits stay: some systems print numbers of their own in the shape of an EAN.
    data = (("kind", barcode.kind.name), ("data", barcode.data), ("expected", expected))
    return [SlipWarning("bad_check_digit", data)]
