"""Which names stand for what at one place of a template."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from printing.markup.names import Sort, Value, closest
from printing.markup.nodes import Name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from printing.markup.refusal import Place

_WORD = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)*")
# Tags that do something: no loop may take their names.
RESERVED = frozenset(
    [
        "if",
        "not",
        "else",
        "end",
        "each",
        "as",
        "space",
        "bold",
        "underline",
        "invert",
        "plain",
        "width",
        "grid",
        "feed",
        "cut",
        "drawer",
        "qr",
        "barcode",
        "image",
    ]
)
_USE = {
    Sort.FLAG: "says yes or no and cannot be printed: ask for it with {{if {0}}}.",
    Sort.LIST: "is a list: print its items between {{each {0} as item}} and {{end}}.",
}


@dataclass(frozen=True, slots=True)
class Scope:
    """The names of a kind of slip, and the words of the loops around a place."""

    names: Mapping[str, Value]
    loops: tuple[tuple[str, Mapping[str, Value] | None], ...] = ()

    def find(self, text: str, place: Place) -> tuple[Name, Value]:
        """Look a name up; raises `template_refused` for an unknown one."""
        if not _WORD.fullmatch(text):
            raise place.refused(
                f"{{{text}}} is neither a name nor a command: write \\{{ to print a brace."
            )
        root, _, rest = text.partition(".")
        for depth, (word, items) in reversed(list(enumerate(self.loops, 1))):
            if word == root:
                return self._item(text, rest, depth, items, place)
        value = self.names.get(text)
        if value is None:
            known = {**self.names, **{word: None for word, _ in self.loops}}
            raise place.refused(f"There is no {text} on this slip{closest(text, known)}")
        return Name(0, tuple(text.split("."))), value

    def _item(
        self, text: str, rest: str, depth: int, items: Mapping[str, Value] | None, place: Place
    ) -> tuple[Name, Value]:
        if not items:
            if rest:
                raise place.refused(
                    f"{text.split('.', maxsplit=1)[0]} is a text: it has no {rest}."
                )
            return Name(depth, ()), Value(Sort.TEXT, "")
        value = items.get(rest)
        if value is None:
            word = text.split(".", maxsplit=1)[0]
            known = {f"{word}.{name}": None for name in items}
            raise place.refused(f"There is no {text} on this slip{closest(text, known)}")
        return Name(depth, (rest,)), value

    def text(self, text: str, place: Place) -> Name:
        """Look up a name that can be printed."""
        name, value = self.find(text, place)
        if value.sort is not Sort.TEXT:
            raise place.refused(f"{text} {_USE[value.sort].format(text)}")
        return name

    def condition(self, words: str, place: Place) -> tuple[Name, bool]:
        """Read what follows `if`: a name, or `not` and a name; returns whether it is negated."""
        parts = words.split()
        negated = parts[:1] == ["not"]
        if len(parts) != 1 + negated:
            raise place.refused("Write one name after if, as in {if copy} or {if not copy}.")
        return self.find(parts[-1], place)[0], negated

    def loop(self, words: str, place: Place) -> tuple[Name, Scope]:
        """Read what follows `each`: `lines as line`; returns the list and the scope inside."""
        parts = words.split()
        if len(parts) != 3 or parts[1] != "as":
            raise place.refused("Write a list and a word for one of it: {each lines as line}.")
        name, value = self.find(parts[0], place)
        if value.sort is not Sort.LIST:
            raise place.refused(f"{parts[0]} is not a list: ask for it with {{if {parts[0]}}}.")
        word = parts[2]
        taken = word in RESERVED or any(word == known.split(".")[0] for known in self.names)
        if taken or not _WORD.fullmatch(word) or "." in word or word in dict(self.loops):
            raise place.refused(f"{word} is taken or is not one small word: choose another one.")
        return name, Scope(self.names, (*self.loops, (word, value.items)))
