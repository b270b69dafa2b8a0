"""Phrases as functions: from the document and the items of the loops to words."""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from printing.markup.nodes import Name

if TYPE_CHECKING:
    from printing.markup.nodes import Choice, Phrase

# The document first, then the item of each loop around.
Frames = list[Any]
Words = Callable[[Frames], str]


def finder(name: Name) -> tuple[int, Callable[[Any], Any]]:
    """Return which frame holds a value, and what takes it out of that."""
    return name.depth, attrgetter(".".join(name.path)) if name.path else _itself


def _itself(item: Any) -> Any:
    return item


def _value(name: Name) -> Callable[[Frames], Any]:
    depth, get = finder(name)
    return lambda frames: get(frames[depth])


def words_of(phrase: Phrase) -> Words:
    """Return what writes a phrase. Values are written as they are, whatever they hold."""
    if all(isinstance(part, str) for part in phrase):
        text = "".join(map(str, phrase))
        return lambda frames: text  # noqa: ARG005 (every phrase takes the frames)
    parts = tuple(_part(part) for part in phrase)
    if len(parts) == 1:
        return parts[0]
    names = [part for part in phrase if isinstance(part, Name)]
    plain = all(isinstance(part, str) or (isinstance(part, Name) and part.path) for part in phrase)
    if plain and len({name.depth for name in names}) == 1:
        return _formatted(phrase, names)
    return lambda frames: "".join([part(frames) for part in parts])


def _formatted(phrase: Phrase, names: list[Name]) -> Words:
    """Write texts and values of one object, which most phrases are, in one step."""
    depth = names[0].depth
    # One name gives a text, several a tuple of texts; `%` takes both.
    get: Callable[[Any], Any] = attrgetter(*(".".join(name.path) for name in names))
    form = "".join(part.replace("%", "%%") if isinstance(part, str) else "%s" for part in phrase)
    return lambda frames: form % get(frames[depth])


def _part(part: str | Name | Choice) -> Words:
    if isinstance(part, str):
        return words_of((part,))
    if isinstance(part, Name):
        return _value(part)
    depth, get = finder(part.name)
    negated = part.negated
    then, otherwise = words_of(part.then), words_of(part.otherwise)

    def chosen(frames: Frames) -> str:
        wanted = bool(get(frames[depth])) is not negated
        return then(frames) if wanted else otherwise(frames)

    return chosen
