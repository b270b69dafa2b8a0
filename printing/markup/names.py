"""The names that templates of one kind may use, read from the class that holds their values.

Each property of such a class is a name: its docstring is the help on the editing page, and its
type says what it is: a text, a yes or no, or a list of texts or of further such objects.
"""

from __future__ import annotations

import difflib
import types
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, get_args, get_type_hints

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


class Sort(StrEnum):
    """What a name stands for."""

    TEXT = "text"
    FLAG = "yes or no"
    LIST = "list"


@dataclass(frozen=True, slots=True)
class Value:
    """One name: what it is, what it says, and, of a list, the names of its items."""

    sort: Sort
    description: str
    items: Mapping[str, Value] | None = None


Names = dict[str, Value]


def names_of(view: type) -> Names:
    """Read the names of a class, those of its bases first."""
    members = {name: member for one in reversed(view.__mro__) for name, member in vars(one).items()}
    return {name: _value(one) for name, one in members.items() if isinstance(one, property)}


def _value(member: property) -> Value:
    description = " ".join((member.__doc__ or "").split())
    made: Any = get_type_hints(member.fget)["return"]
    if made is str:
        return Value(Sort.TEXT, description)
    if made is bool:
        return Value(Sort.FLAG, description)
    item = get_args(made)[0]
    return Value(Sort.LIST, description, None if item is str else names_of(item))


def words_of(labels: Mapping[str, str]) -> Names:
    """Return the names of fixed words, each described by its English."""
    return {
        f"label.{key}": Value(Sort.TEXT, f"“{word}”, in the language of the workspace.")
        for key, word in labels.items()
    }


def words(defaults: Mapping[str, str], own: Mapping[str, str]) -> types.SimpleNamespace:
    """Return fixed words as attributes, those of a document over the defaults."""
    return types.SimpleNamespace(**{**defaults, **own})


def listed(names: Mapping[str, Value], before: str = "") -> Iterator[tuple[str, Value]]:
    """List names as they are written, the ones inside a list under the loop's usual word.

    Items of `lines` are shown as `line.name`, as in `{each lines as line}`.
    """
    for name, value in names.items():
        yield f"{before}{name}", value
        if value.items:
            yield from listed(value.items, f"{singular(name)}.")


def singular(name: str) -> str:
    """Return the usual word for one item of a list: `tax` of `taxes`, `line` of `lines`."""
    for ending, one in (("ies", "y"), ("xes", "x"), ("s", "")):
        if name.endswith(ending):
            return name.removesuffix(ending) + one
    return name


def closest(name: str, known: Mapping[str, object]) -> str:
    """Return `: did you mean ...?` where a known name is like it, or nothing."""
    near = difflib.get_close_matches(name, known, n=1)
    return f": did you mean {near[0]}?" if near else "."
