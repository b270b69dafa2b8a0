"""The published dialects of one API: what they share is the resource, what differs stands here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pos.jsonapi.names import camel

if TYPE_CHECKING:
    from collections.abc import Callable


def _unchanged(name: str) -> str:
    return name


@dataclass(frozen=True, slots=True)
class Dialect:
    """How names and values are written.

    `root` is the path that its routes start with. `number_quantities` writes quantities as JSON
    numbers instead of text. `short_seconds` leaves the fraction out of a time on a whole second,
    as the document of November 2024 prints it; elsewhere it always has milliseconds.
    """

    name: str
    root: str
    case: Callable[[str], str]
    number_quantities: bool = False
    short_seconds: bool = False


V1 = Dialect(name="v1", root="/v1", case=camel)
V2 = Dialect(name="v2", root="/api/v2", case=_unchanged, number_quantities=True, short_seconds=True)
V2_CAMEL = Dialect(name="v2_camel", root="/api/v2", case=camel)

ALL = (V1, V2, V2_CAMEL)
