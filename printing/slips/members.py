"""Reading the members of JSON objects: every complaint names its place, such as `elements/3/width`."""

from __future__ import annotations

from contextlib import contextmanager
from enum import Enum
from typing import TYPE_CHECKING, TypeVar

from printing.errors import PrintingError

if TYPE_CHECKING:
    from collections.abc import Iterator

T = TypeVar("T", bound=Enum)


def wrong(at: str, reason: str) -> PrintingError:
    """Make the error for a value that cannot stand at this place."""
    return PrintingError("invalid_element", element=at or "slip", reason=reason, at=at)


@contextmanager
def placed(at: str) -> Iterator[None]:
    """Add the place to errors raised inside that name none yet."""
    try:
        yield
    except PrintingError as error:
        if "at" in error.data:
            raise
        raise PrintingError(error.code, **error.data, at=at) from None


def beside(at: str, name: str | int) -> str:
    """Write the place of a member or an index below another place."""
    return f"{at}/{name}" if at else str(name)


def items(value: object, at: str, limit: int) -> list[tuple[str, object]]:
    """Return the items of a list with their places; raises `slip_too_long` past `limit`."""
    if not isinstance(value, list | tuple):
        raise wrong(at, "a list is expected")
    if len(value) > limit:
        raise PrintingError("slip_too_long", what="elements", value=len(value), limit=limit, at=at)
    return [(beside(at, index), item) for index, item in enumerate(value)]


class Members:
    """The members of one object, taken out one by one; `finish` refuses what nobody took."""

    def __init__(self, value: object, at: str) -> None:
        if not isinstance(value, dict) or not all(isinstance(key, str) for key in value):
            raise wrong(at, "an object is expected")
        self.at = at
        self._rest: dict[str, object] = dict(value)

    def __contains__(self, name: str) -> bool:
        return name in self._rest

    def __iter__(self) -> Iterator[str]:
        return iter(tuple(self._rest))

    def place(self, name: str) -> str:
        return beside(self.at, name)

    def take(self, name: str, default: object = None) -> object:
        """Take a member that may be missing, unread."""
        return self._rest.pop(name, default)

    def need(self, name: str) -> object:
        """Take a member that must be there, unread."""
        if name not in self._rest:
            raise wrong(self.place(name), "it is missing")
        return self._rest.pop(name)

    def text(self, name: str, default: str | None = None, *, limit: int) -> str:
        """Take a text of at most `limit` characters that UTF-8 can carry."""
        value = self.need(name) if default is None else self.take(name, default)
        if not isinstance(value, str):
            raise wrong(self.place(name), "a text is expected")
        if len(value) > limit:
            raise wrong(self.place(name), f"at most {limit} characters")
        if any("\ud800" <= char <= "\udfff" for char in value):
            raise wrong(self.place(name), "half a character (a lone surrogate)")
        return value

    def integer(self, name: str, default: int | None, low: int, high: int) -> int:
        """Take a whole number from `low` to `high`; without a default it must be there."""
        value = self.need(name) if default is None else self.take(name, default)
        # In Python true is a number; in JSON it is not.
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            raise wrong(self.place(name), f"a whole number from {low} to {high} is expected")
        return value

    def flag(self, name: str, *, default: bool) -> bool:
        value = self.take(name, default)
        if not isinstance(value, bool):
            raise wrong(self.place(name), "true or false is expected")
        return value

    def choice(self, name: str, choices: type[T], default: T) -> T:
        """Take one of the values of an Enum of texts."""
        value = self.take(name, default.value)
        found = next((choice for choice in choices if choice.value == value), None)
        if not isinstance(value, str) or found is None:
            known = ", ".join(str(choice.value) for choice in choices)
            raise wrong(self.place(name), f"one of {known} is expected")
        return found

    def finish(self) -> None:
        for name in self._rest:
            raise wrong(self.place(name), "there is no such member here")
