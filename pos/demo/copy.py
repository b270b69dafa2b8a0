"""Rows to tables by COPY: the fastest way in, and never a model instance."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connection
from psycopg import sql
from psycopg.types.json import Jsonb

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django.db.models import Model


def escape(value: str) -> str:
    r"""Write a text as COPY reads it; a missing value is `\N`."""
    for raw, written in (("\\", r"\\"), ("\t", r"\t"), ("\n", r"\n"), ("\r", r"\r")):
        value = value.replace(raw, written)
    return value


def _statement(table: str, columns: Sequence[str]) -> sql.Composed:
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    return sql.SQL("copy {} ({}) from stdin").format(sql.Identifier(table), names)


def copy_lines(model: type[Model], columns: Sequence[str], lines: list[str]) -> None:
    """Load lines that are already in COPY's text format."""
    if not lines:
        return
    lines.append("")
    statement = _statement(model._meta.db_table, columns)
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        copy.write("\n".join(lines))


def copy_rows(model: type[Model], rows: Iterable[dict[str, Any]]) -> int:
    """Load rows by column name; returns how many there were.

    All name the same columns; what they do not name has the model's default.
    """
    rows = [{**_defaults(model), **row} for row in rows]
    if not rows:
        return 0
    columns = list(rows[0])
    statement = _statement(model._meta.db_table, columns)
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row([_adapt(row[column]) for column in columns])
    return len(rows)


def insert_missing(model: type[Model], rows: list[dict[str, Any]]) -> None:
    """Add the rows whose key is not there yet; what is there stays as it is."""
    columns = list(rows[0])
    statement = sql.SQL("insert into {} ({}) values ({}) on conflict (id) do nothing").format(
        sql.Identifier(model._meta.db_table),
        sql.SQL(", ").join(map(sql.Identifier, columns)),
        sql.SQL(", ").join([sql.Placeholder()] * len(columns)),
    )
    with connection.cursor() as cursor:
        cursor.executemany(statement, [[row[column] for column in columns] for row in rows])


def _defaults(model: type[Model]) -> dict[str, Any]:
    return {
        str(field.column): field.get_default()
        for field in model._meta.concrete_fields
        if not field.generated and not field.primary_key and field.has_default()
    }


def _adapt(value: Any) -> Any:
    return Jsonb(value) if isinstance(value, dict | list) else value
