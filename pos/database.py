"""Statements without the ORM, for the few paths where each round trip and each object counts.

Everything runs on Django's connection, so inside `transaction.atomic()` it is part of that
transaction. Parameters are bound by the server and statements prepared once per connection.
"""

from __future__ import annotations

import time
from functools import cache
from typing import TYPE_CHECKING, Any, Self, TypeVar

import psycopg
from django.db import connection
from django.db.models import AutoField, Model

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

Row = TypeVar("Row", bound=Model)

# Rows are inserted so many at a time: few shapes of statement, so that each is prepared once.
SIZES = (32, 8, 4, 2, 1)

Statement = tuple[str, "Sequence[object]"]


class Batch:
    """Statements that are sent in one round trip, in order."""

    def __init__(self) -> None:
        self._statements: list[tuple[str, Sequence[object], bool]] = []

    def add(self, statement: str, parameters: Sequence[object]) -> Self:
        """Add a statement whose rows are not asked for."""
        self._statements.append((statement, parameters, False))
        return self

    def ask(self, statement: str, parameters: Sequence[object]) -> Self:
        """Add a statement whose rows `send` returns."""
        self._statements.append((statement, parameters, True))
        return self

    def create(self, rows: Sequence[Model]) -> Self:
        """Add new rows of one model, as `bulk_create` would."""
        if rows:
            fields = _written(type(rows[0]))
            self.insert(
                type(rows[0]),
                [
                    {
                        column: field.get_db_prep_save(field.pre_save(row, add=True), connection)
                        for column, field in fields
                    }
                    for row in rows
                ],
            )
        return self

    def update(self, row: Model, *names: str) -> Self:
        """Write some fields of a row of a workspace, by name."""
        model = type(row)
        fields: list[Any] = [model._meta.get_field(name) for name in names]
        values = [
            field.get_db_prep_save(field.pre_save(row, add=False), connection) for field in fields
        ]
        places = ", ".join(f'"{field.column}" = %s' for field in fields)
        own: Any = row
        return self.add(
            f'update "{model._meta.db_table}" set {places} where workspace_id = %s and id = %s',  # noqa: S608
            [*values, own.workspace_id, row.pk],
        )

    def read(
        self, model: type[Model], where: str, parameters: Sequence[object], tail: str = ""
    ) -> Self:
        """Ask for whole rows of a model; `rows_of` makes instances of what `send` returns.

        `where` and `tail` are SQL over the table's alias `t`, never from a request.
        """
        columns = ", ".join(f't."{field.column}"' for field in model._meta.concrete_fields)
        table = model._meta.db_table
        return self.ask(f'select {columns} from "{table}" t where {where} {tail}', parameters)  # noqa: S608

    def insert(self, model: type[Model], rows: Sequence[Mapping[str, object]]) -> Self:
        """Add rows by column name. All have the columns of the first."""
        if rows:
            columns = tuple(rows[0])
            for part in _parts(rows):
                values = [row[column] for row in part for column in columns]
                self.add(_insertion(model._meta.db_table, columns, len(part)), values)
        return self

    def send(self) -> list[list[Any]]:
        """Run everything; return the rows of each statement that was asked, in order."""
        connection.ensure_connection()
        raw: Any = connection.connection
        asked: list[Any] = []
        started = time.perf_counter()
        with connection.wrap_database_errors, raw.pipeline():
            for statement, parameters, wanted in self._statements:
                cursor = psycopg.Cursor(raw)
                cursor.execute(statement.encode(), parameters, prepare=True)
                if wanted:
                    asked.append(cursor)
        rows = [cursor.fetchall() for cursor in asked]
        self._log(started)
        return rows

    def _log(self, started: float) -> None:
        """Note the statements in Django's query log, as its own cursors do."""
        if connection.queries_logged:
            took = f"{time.perf_counter() - started:.3f}"
            connection.queries_log.extend(
                {"sql": statement, "time": took} for statement, _, _ in self._statements
            )


def rows_of(model: type[Row], rows: Sequence[Sequence[Any]]) -> list[Row]:
    """Make instances of rows that `Batch.read` asked for."""
    names = [field.attname for field in model._meta.concrete_fields]
    converters = [
        (at, field)
        for at, field in enumerate(model._meta.concrete_fields)
        if hasattr(field, "from_db_value")
    ]
    instances = []
    for row in rows:
        values = list(row)
        for at, field in converters:
            values[at] = field.from_db_value(values[at], None, connection)
        instances.append(model.from_db(connection.alias, names, values))
    return instances


@cache
def _written(model: type[Model]) -> list[tuple[str, Any]]:
    """List the columns that an insert gives: not those that the database makes itself."""
    return [
        (str(field.column), field)
        for field in model._meta.concrete_fields
        if not field.generated and not isinstance(field, AutoField) and not field.has_db_default()
    ]


def _parts(rows: Sequence[Mapping[str, object]]) -> Iterator[Sequence[Mapping[str, object]]]:
    at = 0
    for size in SIZES:
        while len(rows) - at >= size:
            yield rows[at : at + size]
            at += size


def _insertion(table: str, columns: tuple[str, ...], rows: int) -> str:
    names = ", ".join(f'"{name}"' for name in columns)
    places = "(" + ", ".join(["%s"] * len(columns)) + ")"
    # Names come from models, never from a request.
    return f'insert into "{table}" ({names}) values {", ".join([places] * rows)}'  # noqa: S608
