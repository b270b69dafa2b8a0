"""From the nodes of a template and the values of a document to the elements of a slip."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from printing.errors import PrintingError
from printing.markup.nodes import (
    BarcodeNode,
    Branch,
    CellNode,
    Choice,
    ColumnsNode,
    FixedNode,
    LogoNode,
    Loop,
    Name,
    Node,
    Phrase,
    QRNode,
    TextNode,
)
from printing.render.text import cells as cells_of
from printing.slips.elements import (
    MAX_ELEMENTS,
    QR,
    Barcode,
    Cell,
    Columns,
    Element,
    Feed,
    Image,
    Text,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

# What one slip may become, whatever its template and its data are.
MAX_ROUNDS = 20_000
MAX_CHARACTERS = 400_000
MAX_SYMBOLS = 20


def fill(nodes: Sequence[Node], view: object, logo: bytes = b"") -> tuple[Element, ...]:
    """Put the values of a document into a template; `view` has an attribute for each name.

    Values are printed as they are. Raises PrintingError: `slip_too_long`, or what an element does
    not accept (`invalid_barcode`); its data then hold the `line` of the template.
    """
    work = _Fill(view, logo)
    work.nodes(nodes)
    return work.elements()


class _Fill:
    """One slip in the making. `frames` holds the document and the items of the loops around."""

    def __init__(self, view: object, logo: bytes) -> None:
        self.frames: list[Any] = [view]
        self.logo = logo
        self.made: list[Element] = []
        self.grids: dict[int, list[tuple[int, ColumnsNode, list[str]]]] = {}
        self.rounds = self.characters = self.symbols = 0

    def nodes(self, nodes: Sequence[Node]) -> None:
        for node in nodes:
            try:
                _HANDLERS[type(node)](self, node)
            except PrintingError as error:
                if "line" in error.data:
                    raise
                raise PrintingError(error.code, **error.data, line=node.line) from error
            if len(self.made) > MAX_ELEMENTS:
                raise _too_long("lines", len(self.made), MAX_ELEMENTS)

    def elements(self) -> tuple[Element, ...]:
        for rows in self.grids.values():
            self._align(rows)
        return tuple(self.made)

    def value(self, name: Name) -> Any:
        found = self.frames[name.depth]
        for attribute in name.path:
            found = getattr(found, attribute)
        return found

    def words(self, phrase: Phrase) -> str:
        if len(phrase) == 1 and isinstance(phrase[0], str):
            text = phrase[0]
        else:
            text = "".join([self._part(part) for part in phrase])
        self.characters += len(text)
        if self.characters > MAX_CHARACTERS:
            raise _too_long("characters", self.characters, MAX_CHARACTERS)
        return text

    def _part(self, part: str | Name | Choice) -> str:
        if isinstance(part, str):
            return part
        if isinstance(part, Name):
            found: str = self.value(part)
            return found
        chosen = part.otherwise if bool(self.value(part.name)) is part.negated else part.then
        return "".join([self._part(one) for one in chosen])

    def text(self, node: TextNode) -> None:
        self.made.append(Text(self.words(node.phrase), node.style, node.align))

    def columns(self, node: ColumnsNode) -> None:
        texts = [self.words(cell.phrase) for cell in node.cells]
        if node.grid is not None:
            # Its widths are known when the last line of the grid is.
            self.grids.setdefault(node.grid, []).append((len(self.made), node, texts))
            self.made.append(_LATER)
            return
        while len(texts) > 1 and not texts[-1]:
            texts.pop()
        self.made.append(
            Columns(
                tuple(
                    Cell(
                        text,
                        _grown(cell, text) if cell.grows else cell.width,
                        cell.align,
                        cell.style,
                    )
                    for cell, text in zip(node.cells, texts, strict=False)
                )
            )
        )

    def _align(self, rows: list[tuple[int, ColumnsNode, list[str]]]) -> None:
        columns = zip(*(row[1].cells for row in rows), strict=True)
        texts = zip(*(row[2] for row in rows), strict=True)
        widths = [
            max(map(_grown, cells, words)) if cells[0].grows else cells[0].width
            for cells, words in zip(columns, texts, strict=True)
        ]
        for at, node, words in rows:
            cells = zip(node.cells, words, widths, strict=True)
            made = tuple(Cell(text, width, one.align, one.style) for one, text, width in cells)
            self.made[at] = Columns(made)

    def fixed(self, node: FixedNode) -> None:
        self.made.append(node.element)

    def branch(self, node: Branch) -> None:
        wanted = bool(self.value(node.name)) is not node.negated
        self.nodes(node.then if wanted else node.otherwise)

    def loop(self, node: Loop) -> None:
        for item in self.value(node.name):
            self.rounds += 1
            if self.rounds > MAX_ROUNDS:
                raise _too_long("repeated lines", self.rounds, MAX_ROUNDS)
            self.frames.append(item)
            self.nodes(node.body)
            self.frames.pop()

    def qr(self, node: QRNode) -> None:
        data = self.words(node.phrase)
        self._symbol(QR(_encodable(data), node.size, node.error, node.align))

    def barcode(self, node: BarcodeNode) -> None:
        data = self.words(node.phrase)
        self._symbol(Barcode(data, node.kind, node.height, node.width, align=node.align))

    def picture(self, node: LogoNode) -> None:
        if not self.logo:
            raise PrintingError("invalid_image", reason="no picture is stored with the template")
        self._symbol(Image(self.logo, node.align))

    def _symbol(self, symbol: QR | Barcode | Image) -> None:
        self.symbols += 1
        if self.symbols > MAX_SYMBOLS:
            raise _too_long("codes and pictures", self.symbols, MAX_SYMBOLS)
        self.made.append(symbol)


def _grown(cell: CellNode, text: str) -> int:
    """Return the width that a growing column needs for its words, at least its own."""
    least = cell.width or 1
    longest = max(map(cells_of, text.split("\n"))) if "\n" in text else cells_of(text)
    return max(least, longest * cell.style.width)


def _encodable(text: str) -> str:
    """Take out what UTF-8 cannot carry, as the layout does for words."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def _too_long(what: str, value: int, limit: int) -> PrintingError:
    return PrintingError("slip_too_long", what=what, value=value, limit=limit)


_LATER = Feed()
_HANDLERS: dict[type[Node], Callable[[_Fill, Any], None]] = {
    TextNode: _Fill.text,
    ColumnsNode: _Fill.columns,
    FixedNode: _Fill.fixed,
    Branch: _Fill.branch,
    Loop: _Fill.loop,
    QRNode: _Fill.qr,
    BarcodeNode: _Fill.barcode,
    LogoNode: _Fill.picture,
}
