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


def value_of(name: Name) -> Callable[[Frames], Any]:
    """Return what finds a value."""
    depth = name.depth
    if not name.path:
        return lambda frames: frames[depth]
    get = attrgetter(".".join(name.path))
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
        return value_of(part)
    value, negated = value_of(part.name), part.negated
    then, otherwise = words_of(part.then), words_of(part.otherwise)

    def chosen(frames: Frames) -> str:
        wanted = bool(value(frames)) is not negated
        return then(frames) if wanted else otherwise(frames)

    return chosen
