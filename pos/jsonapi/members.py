"""Kinds of members in request bodies: what each takes, and what is said where it does not fit.

Codes are those that the published errors are made of: `blank`, `invalid`, `too_long`, `inclusion`,
`greater_than_or_equal_to`, `less_than_or_equal_to`.
"""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection

AMOUNT = re.compile(r"-?[0-9]{1,12}(?:\.[0-9]{1,3})?")
ID_LENGTH = 36


class Wrong(Exception):  # noqa: N818 (it is a finding, not a failure)
    """A value that does not fit: a code, and the end of a sentence that starts with its name."""

    def __init__(self, code: str, message: str) -> None:
        self.code = code
        self.message = message
        super().__init__(message)


class Member(Protocol):
    """Reads one kind of value. Raises Wrong."""

    @property
    def nullable(self) -> bool: ...

    def read(self, value: Any) -> Any: ...


@dataclass(frozen=True, slots=True)
class Text:
    """A text. `forbidden` are letters that it may not have; `blank` allows an empty one."""

    max_length: int
    nullable: bool = False
    blank: bool = True
    forbidden: str = ""

    def read(self, value: Any) -> str:
        if not isinstance(value, str):
            raise Wrong("invalid", "must be a text")
        if not self.blank and not value.strip():
            raise Wrong("blank", "must not be blank")
        if len(value) > self.max_length:
            raise Wrong("too_long", f"must have at most {self.max_length} characters")
        if "\x00" in value or any(0xD800 <= ord(letter) <= 0xDFFF for letter in value):
            raise Wrong("invalid", "must not hold NUL or halves of surrogate pairs")
        found = sorted(set(value) & set(self.forbidden))
        if found:
            raise Wrong("invalid", f"must not hold {' '.join(found)}")
        return value


@dataclass(frozen=True, slots=True)
class Amount:
    """A decimal: a text such as "12.50", or an integer. A JSON number with a fraction is refused.

    JSON readers make floats of those, and 0.1 is not 0.1 any more.
    """

    nullable: bool = False
    minimum: Decimal | None = Decimal(0)
    maximum: Decimal = Decimal(9_999_999_999)

    def read(self, value: Any) -> Decimal:
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        if not isinstance(value, str) or not AMOUNT.fullmatch(value):
            raise Wrong("invalid", 'must be a decimal in a text, such as "12.50"')
        found = Decimal(value)
        if self.minimum is not None and found < self.minimum:
            raise Wrong("greater_than_or_equal_to", f"must be {self.minimum} or more")
        if found > self.maximum:
            raise Wrong("less_than_or_equal_to", f"must be {self.maximum} or less")
        return found


@dataclass(frozen=True, slots=True)
class Quantity(Amount):
    """A number of units. Where a dialect writes numbers, fractions are taken as well."""

    maximum: Decimal = Decimal(999_999)

    def read(self, value: Any) -> Decimal:
        if isinstance(value, Decimal):
            value = f"{value:f}"
        return Amount.read(self, value)


@dataclass(frozen=True, slots=True)
class Count:
    """A whole number."""

    nullable: bool = False
    minimum: int = 0
    maximum: int = 32_767

    def read(self, value: Any) -> int:
        if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 20:
            value = int(value)
        if not isinstance(value, int) or isinstance(value, bool):
            raise Wrong("invalid", "must be a whole number")
        if value < self.minimum:
            raise Wrong("greater_than_or_equal_to", f"must be {self.minimum} or more")
        if value > self.maximum:
            raise Wrong("less_than_or_equal_to", f"must be {self.maximum} or less")
        return value


@dataclass(frozen=True, slots=True)
class Flag:
    """True or false."""

    nullable: bool = False

    def read(self, value: Any) -> bool:
        if not isinstance(value, bool):
            raise Wrong("invalid", "must be true or false")
        return value


@dataclass(frozen=True, slots=True)
class Nested:
    """An object whose own members somebody else reads."""

    nullable: bool = False

    def read(self, value: Any) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise Wrong("invalid", "must be an object")
        return value


@dataclass(frozen=True, slots=True)
class Listed:
    """An array whose items somebody else reads."""

    nullable: bool = False

    def read(self, value: Any) -> list[Any]:
        if not isinstance(value, list):
            raise Wrong("invalid", "must be an array")
        return value


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of some words, in any case."""

    words: Collection[str]
    nullable: bool = False

    def read(self, value: Any) -> str:
        word = value.lower() if isinstance(value, str) else ""
        if word not in self.words:
            raise Wrong("inclusion", f"must be one of {', '.join(self.words)}")
        return word


def read_id(value: Any) -> uuid.UUID:
    """Read an id. Raises Wrong."""
    try:
        # Python reads more forms than the one that ids are written in.
        return uuid.UUID(value if isinstance(value, str) and len(value) == ID_LENGTH else "")
    except ValueError as error:
        raise Wrong("invalid", "must be the id of a resource, a UUID of 36 characters") from error
