"""Cursor pagination, by the profile that the published API follows.

https://jsonapi.org/profiles/ethanresnick/cursor-pagination. A page is found by comparing rows with
the cursor's keys, which costs the same at any depth; nothing is counted and nothing skipped.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from pos.jsonapi import cursor
from pos.jsonapi.columns import field
from pos.jsonapi.errors import bad_parameter
from pos.jsonapi.query import DEFAULT_SIZE, MAX_SIZE

if TYPE_CHECKING:
    from django.db.models import Model

    from pos.jsonapi.cursor import Position
    from pos.jsonapi.filters import Condition
    from pos.jsonapi.query import Query, SortKey

Row = tuple[bytes, ...]
TIMES = frozenset({"created_at", "updated_at"})


@dataclass(frozen=True, slots=True)
class Order:
    """The order of a list. The id is its last key, in the direction of the one before it."""

    resource: str
    keys: tuple[SortKey, ...]

    @property
    def descending(self) -> bool:
        return self.keys[-1].descending

    @property
    def compact(self) -> bool:
        return len(self.keys) == 1 and self.keys[0].name in TIMES

    @property
    def signature(self) -> str:
        signs = ",".join(f"{'-' if key.descending else ''}{key.name}" for key in self.keys)
        return f"{self.resource}:{signs}"

    def columns(self) -> tuple[str, ...]:
        """Return the hidden columns that a cursor is made of."""
        return tuple(f't."{key.column}"::text' for key in self.keys)

    def clause(self, *, backwards: bool) -> str:
        terms = [
            f't."{key.column}"{" desc" if key.descending != backwards else ""}' for key in self.keys
        ]
        terms.append(f"t.id{' desc' if self.descending != backwards else ''}")
        return " order by " + ", ".join(terms)

    def position(self, row: Row) -> Position:
        """Return a row's place; its hidden columns follow its id."""
        keys = tuple(key.decode() for key in row[1 : 1 + len(self.keys)])
        return cursor.Position(keys, row[0].decode())


class Pager:
    """Finds one page of an ordered list."""

    def __init__(self, model: type[Model], query: Query, resource_type: str) -> None:
        self.order = Order(resource_type, query.sort)
        self.model = model
        self.query = query
        self.after = self._position("after", query.after)
        self.before = self._position("before", query.before)
        is_range = self.after is not None and self.before is not None
        self.size = query.size or (MAX_SIZE if is_range else DEFAULT_SIZE)
        self.backwards = self.before is not None and self.after is None
        self.truncated = False
        self.more = False

    def _position(self, name: str, text: str | None) -> Position | None:
        if text is None:
            return None
        try:
            place = cursor.decode(text, order=self.order.signature, compact=self.order.compact)
            pairs = zip(self.order.keys, place.keys, strict=True)
            keys = tuple(self._key(key.name, value) for key, value in pairs)
        except Exception as error:
            detail = "This is not a cursor of this list in this order; take one from a link."
            raise bad_parameter(f"page[{name}]", detail, code="invalid_cursor") from error
        return cursor.Position(keys, place.id)

    def _key(self, name: str, text: str) -> str:
        # Anybody can write a cursor: what Python reads otherwise than PostgreSQL must not reach it.
        member = field(self.model, name)
        value = member.to_python(text)
        member.run_validators(value)
        return str(value.astimezone(dt.UTC) if isinstance(value, dt.datetime) else value)

    def where(self) -> tuple[list[str], list[Any]]:
        """Return the conditions that filters and cursors set, with their values."""
        filters = [one for one in self.query.conditions if not self._implies(one)]
        conditions = [one.sql for one in filters]
        values = [one.value for one in filters]
        for place, later in ((self.after, True), (self.before, False)):
            if place is not None:
                text, bound = _beyond(self.order, place, later=later)
                conditions.append(text)
                values += bound
        return conditions, values

    def _implies(self, one: Condition) -> bool:
        """Tell whether a cursor says already what a filter on the first key asks for.

        PostgreSQL starts reading the index at the filter's bound and not at the cursor's where one
        is `>` and the other `>=`, which would make a page dearer the deeper it lies.
        """
        key = self.order.keys[0]
        rising = one.operator in {">", ">="}
        if one.column != key.column or one.operator == "=":
            return False
        place = self.after if rising != key.descending else self.before
        if place is None:
            return False
        there = field(self.model, key.name).to_python(place.keys[0])
        return bool(there > one.value if rising else there < one.value)

    def tail(self) -> str:
        return f"{self.order.clause(backwards=self.backwards)} limit {self.size + 1}"

    def cut(self, rows: list[Row]) -> list[Row]:
        """Take the page from rows read with `tail()`, in the list's own direction."""
        self.more = len(rows) > self.size
        self.truncated = self.more and self.after is not None and self.before is not None
        rows = rows[: self.size]
        return rows[::-1] if self.backwards else rows

    def links(self, rows: list[Row], url: str) -> tuple[str | None, str | None]:
        """Return the addresses of the pages before and after, None where there is none."""
        first, last = self._ends(rows)
        has_previous = self.more if self.backwards else self.after is not None
        has_next = True if self.before is not None else self.more
        return (
            self._link(url, "before", first) if has_previous and first else None,
            self._link(url, "after", last) if has_next and last else None,
        )

    def _ends(self, rows: list[Row]) -> tuple[Position | None, Position | None]:
        if rows:
            return self.order.position(rows[0]), self.order.position(rows[-1])
        # Nothing beyond the cursor. Its own row may lie on the page that the link leads to, so the
        # link starts one step off it.
        onward = "just_before" if self.order.descending else "just_after"
        back = "just_after" if self.order.descending else "just_before"
        first = getattr(self.after, onward)() if self.after else None
        last = getattr(self.before, back)() if self.before else None
        return first, last

    def _link(self, url: str, name: str, place: Position) -> str:
        text = cursor.encode(place, order=self.order.signature, compact=self.order.compact)
        parameters = [*self.query.kept, (f"page[{name}]", text)]
        if self.query.size is None:
            parameters.append(("page[size]", str(self.size)))
        return f"{url}?{urlencode(parameters, quote_via=quote, safe=',')}"


def _beyond(order: Order, place: Position, *, later: bool) -> tuple[str, list[Any]]:
    """Write the condition for the rows beyond a place, in the order's direction or against it.

    Keys of one direction compare as a row, which the index answers as a range. The first key is
    bounded once more by itself: a partitioned table prunes by it, and mixed directions need it.
    """
    columns = [f't."{key.column}"' for key in order.keys] + ["t.id"]
    values = [*place.keys, place.id]
    falling = [key.descending for key in order.keys] + [order.descending]
    first = f"{columns[0]} {'<=' if falling[0] == later else '>='} %s"
    if len(set(falling)) == 1:
        sign = "<" if falling[0] == later else ">"
        marks = ", ".join(["%s"] * len(values))
        return f"({', '.join(columns)}) {sign} ({marks}) and {first}", [*values, values[0]]
    alternatives, bound = [], []
    for i, column in enumerate(columns):
        equal = "".join(f"{earlier} = %s and " for earlier in columns[:i])
        alternatives.append(f"({equal}{column} {'<' if falling[i] == later else '>'} %s)")
        bound += values[: i + 1]
    return f"({' or '.join(alternatives)}) and {first}", [*bound, values[0]]
