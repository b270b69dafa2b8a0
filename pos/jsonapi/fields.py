"""Serializer fields that say twice how a value is written: in Python and in SQL.

The Python half serves the stock renderer (the oracle in tests, and writes); the SQL half is what
collections are served with. Both give the same text.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from rest_framework import serializers

from pos.jsonapi.dialect import V1, Dialect

if TYPE_CHECKING:
    from collections.abc import Mapping

MILLISECONDS = 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'


def dialect_of(field: serializers.Field[Any, Any, Any, Any]) -> Dialect:
    """Tell which dialect a serializer field is to write; `/v1` when nobody said."""
    dialect: Dialect = field.context.get("dialect", V1)
    return dialect


class DecimalText(serializers.DecimalField):
    """Money and rates: a JSON string with the digits that the column keeps."""

    def to_representation(self, value: Any) -> str:
        return str(Decimal(value))


class QuantityField(DecimalText):
    """A quantity: text such as "1.00", or a JSON number where the dialect says so."""

    def to_representation(self, value: Any) -> Any:
        if not dialect_of(self).number_quantities:
            return super().to_representation(value)
        number = Decimal(value)
        return int(number) if number == number.to_integral_value() else float(number)


class RespelledChoiceField(serializers.ChoiceField):
    """A choice that some dialects spell differently.

    `respelled` maps a dialect to those of our words that it writes otherwise.
    """

    def __init__(self, *, respelled: Mapping[Dialect, Mapping[str, str]], **options: Any) -> None:
        super().__init__(**options)
        self.respelled = respelled

    def to_representation(self, value: Any) -> Any:
        words = self.respelled.get(dialect_of(self), {})
        return words.get(str(value), super().to_representation(value))


class TimestampField(serializers.DateTimeField):
    """A time in UTC, RFC 3339 with milliseconds: 24 characters, within the published 25."""

    def to_representation(self, value: Any) -> str:
        return format_time(value, dialect_of(self))


def format_time(moment: dt.datetime, dialect: Dialect) -> str:
    """Write a time as `dialect` does."""
    text = moment.astimezone(dt.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return text.replace(".000Z", "Z") if dialect.short_seconds else text


def sql_text(field: Any, column: str, dialect: Dialect) -> tuple[str, bool]:
    """Write a column as JSON text.

    Returns an SQL expression and whether its result still wants quotes around it; the expression
    is null where the value is.
    """
    if isinstance(field, QuantityField) and dialect.number_quantities:
        return f"trim_scale({column})::text", False
    if isinstance(field, RespelledChoiceField):
        return _respelled(column, field.respelled.get(dialect, {})), False
    for kind, write in _WRITERS:
        if isinstance(field, kind):
            written: tuple[str, bool] = write(column, dialect)
            return written
    msg = f"No SQL is known for the serializer field {field!r}; add it to pos.jsonapi.fields."
    raise TypeError(msg)


def _respelled(column: str, words: Mapping[str, str]) -> str:
    cases = "".join(f" when '{ours}' then '{theirs}'" for ours, theirs in words.items())
    spelled = f"case {column}{cases} else {column} end" if cases else column
    return f"to_json({spelled})::text"


def _time(column: str, dialect: Dialect) -> tuple[str, bool]:
    text = f"to_char({column} at time zone 'UTC', '{MILLISECONDS}')"
    return (f"replace({text}, '.000Z', 'Z')" if dialect.short_seconds else text), True


def _quoted(column: str, _dialect: Dialect) -> tuple[str, bool]:
    return f"{column}::text", True


def _bare(column: str, _dialect: Dialect) -> tuple[str, bool]:
    return f"{column}::text", False


def _string(column: str, _dialect: Dialect) -> tuple[str, bool]:
    return f"to_json({column})::text", False


# The first that fits.
_WRITERS: list[tuple[type | tuple[type, ...], Any]] = [
    (serializers.DateTimeField, _time),
    ((serializers.DecimalField, serializers.DateField, serializers.UUIDField), _quoted),
    ((serializers.BooleanField, serializers.IntegerField, serializers.JSONField), _bare),
    ((serializers.ChoiceField, serializers.CharField), _string),
]
