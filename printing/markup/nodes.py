"""What a template is made of, as frozen nodes that know the line they came from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from printing.slips.elements import PLAIN, Align, Style

if TYPE_CHECKING:
    from printing.slips.barcodes import BarcodeKind
    from printing.slips.elements import Cut, Drawer, Feed, Rule


@dataclass(frozen=True, slots=True)
class Name:
    """Where a value is found: attributes from the document (`depth` 0) or from a loop's item on."""

    depth: int
    path: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """Words that depend on a value: `{if ...}` inside a line."""

    name: Name
    negated: bool
    then: Phrase
    otherwise: Phrase


Phrase = tuple[str | Name | Choice, ...]


@dataclass(frozen=True, slots=True)
class TextNode:
    """A line without columns."""

    line: int
    phrase: Phrase
    style: Style | None = None
    align: Align | None = None


@dataclass(frozen=True, slots=True)
class CellNode:
    """One column of a line. `width` in characters, None shares what is left; `grows` with its text."""

    phrase: Phrase
    width: int | None
    grows: bool
    style: Style = PLAIN
    align: Align = Align.LEFT


@dataclass(frozen=True, slots=True)
class ColumnsNode:
    """A line of columns. Lines of one `grid`, if it is not None, grow together."""

    line: int
    cells: tuple[CellNode, ...]
    grid: int | None = None


@dataclass(frozen=True, slots=True)
class FixedNode:
    """An element without values."""

    line: int
    element: Rule | Feed | Cut | Drawer


@dataclass(frozen=True, slots=True)
class QRNode:
    """A QR code."""

    line: int
    phrase: Phrase
    size: int = 6
    error: str = "M"
    align: Align = Align.CENTER


@dataclass(frozen=True, slots=True)
class BarcodeNode:
    """A barcode; `height` and `width` in dots."""

    line: int
    phrase: Phrase
    kind: BarcodeKind
    height: int = 64
    width: int = 2
    align: Align = Align.CENTER


@dataclass(frozen=True, slots=True)
class LogoNode:
    """The picture that is stored with the template."""

    line: int
    align: Align = Align.CENTER


@dataclass(frozen=True, slots=True)
class Branch:
    """Lines that depend on a value."""

    line: int
    name: Name
    negated: bool
    then: tuple[Node, ...]
    otherwise: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Loop:
    """Lines for each item of a list."""

    line: int
    name: Name
    body: tuple[Node, ...]


Node = TextNode | ColumnsNode | FixedNode | QRNode | BarcodeNode | LogoNode | Branch | Loop
