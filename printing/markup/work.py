"""A slip in the making, and how much it may become."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from printing.errors import PrintingError
from printing.slips.elements import MAX_ELEMENTS, Element

if TYPE_CHECKING:
    from printing.markup.nodes import ColumnsNode

# What one slip may become, whatever its template and its data are.
MAX_ROUNDS = 100_000
MAX_CHARACTERS = 400_000
MAX_SYMBOLS = 10


class Work:
    """What was made so far. `frames` holds the document and the item of each loop around.

    `grids` keeps the lines of each grid, whose widths are known when the last one is.
    """

    __slots__ = ("characters", "frames", "grids", "line", "logo", "made", "rounds", "symbols")

    def __init__(self, view: object, logo: bytes) -> None:
        self.frames: list[Any] = [view]
        self.logo = logo
        self.made: list[Element] = []
        self.grids: dict[int, list[tuple[int, ColumnsNode, list[str]]]] = {}
        self.characters = self.rounds = self.symbols = 0
        self.line = 1

    def check(self) -> None:
        """Refuse what grew too long."""
        if len(self.made) > MAX_ELEMENTS:
            raise too_long("lines", len(self.made), MAX_ELEMENTS)
        if self.characters > MAX_CHARACTERS:
            raise too_long("characters", self.characters, MAX_CHARACTERS)

    def symbol(self, line: int) -> None:
        """Count a code or a picture."""
        self.line = line
        self.symbols += 1
        if self.symbols > MAX_SYMBOLS:
            raise too_long("codes and pictures", self.symbols, MAX_SYMBOLS)


def too_long(what: str, value: int, limit: int) -> PrintingError:
    """Make the error of a slip that never ends."""
    return PrintingError("slip_too_long", what=what, value=value, limit=limit)


Step = Callable[[Work], None]
