"""A small kind of slip to try the markup with, and what a template of it gives."""

from __future__ import annotations

from types import SimpleNamespace

from printing.markup.fill import compiled, fill
from printing.markup.names import names_of, words_of
from printing.markup.parser import parse


class ItemView:
    def __init__(self, name="Tea", price="2.00", notes=()):
        self._values = (name, price, list(notes))

    @property
    def name(self) -> str:
        """What it is."""
        return self._values[0]

    @property
    def price(self) -> str:
        """What it costs."""
        return self._values[1]

    @property
    def notes(self) -> list[str]:
        """Notes."""
        return self._values[2]


class ShopView:
    def __init__(self, number="7", *, fresh=False, items=(), words=()):
        self._values = (number, fresh, list(items), list(words))
        self.label = SimpleNamespace(total="TOTAL")

    @property
    def number(self) -> str:
        """The number."""
        return self._values[0]

    @property
    def fresh(self) -> bool:
        """Whether it is fresh."""
        return self._values[1]

    @property
    def items(self) -> list[ItemView]:
        """What was sold."""
        return self._values[2]

    @property
    def words(self) -> list[str]:
        """Texts."""
        return self._values[3]


NAMES = {**names_of(ShopView), **words_of({"total": "TOTAL"})}


def made(text, view=None, logo=b""):
    """Return the elements that a template gives."""
    return fill(compiled(parse(text, NAMES)), view or ShopView(), logo)
