"""Statements without the ORM, for the few paths where each round trip and each object counts.

Everything runs on Django's connection, so inside `transaction.atomic()` it is part of that
transaction. Parameters are bound by the server and statements prepared once per connection.
"""

from __future__ import annotations

import time
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, wraps
from operator import attrgetter
from typing import TYPE_CHECKING, Any, ParamSpec, Self, TypeVar

import psycopg
from django.db import connection, transaction
from django.db.models import AutoField, DateTimeField, DecimalField, JSONField, Model
from psycopg.types.json import Jsonb

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

Row = TypeVar("Row", bound=Model)
Given = ParamSpec("Given")
Result = TypeVar("Result")

# Rows are inserted so many at a time: few shapes of statement, so that each is prepared once.
SIZES = (32, 8, 4, 3, 2, 1)

Statement = tuple[str, "Sequence[object]"]


_joined: ContextVar[bool] = ContextVar("joined", default=False)


@contextmanager
def one_transaction() -> Iterator[None]:
    """Open a transaction that services join: no savepoint of theirs costs two round trips.

    An error of theirs must leave it: what they did is only undone with the whole.
    """
    with transaction.atomic():
        token = _joined.set(True)
        try:
            yield
        finally:
            _joined.reset(token)


def transactional(service: Callable[Given, Result]) -> Callable[Given, Result]:
    """Run a service in a transaction: its caller's where that is `one_transaction`, else its own."""

    @wraps(service)
    def call(*args: Given.args, **kwargs: Given.kwargs) -> Result:
        if _joined.get():
            return service(*args, **kwargs)
        with transaction.atomic():
            return service(*args, **kwargs)

    return call


class Batch:
    """Statements that are sent in one round trip, in order."""

    def __init__(self) -> None:
        self._statements: list[tuple[str, Sequence[object], bool]] = []
        # Rows by table and columns: what is added to one table at several places goes in one
        # statement. Foreign keys are checked when the transaction ends, so order does not matter.
        self._inserts: dict[tuple[str, tuple[str, ...]], list[Sequence[object]]] = {}

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
            columns, getters = _written(type(rows[0]))
            known = self._inserts.setdefault((type(rows[0])._meta.db_table, columns), [])
            known += [[get(row) for get in getters] for row in rows]
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
            known = self._inserts.setdefault((model._meta.db_table, columns), [])
            known += [[row[column] for column in columns] for row in rows]
        return self

    def send(self) -> list[list[Any]]:
        """Run everything; return the rows of each statement that was asked, in order."""
        connection.ensure_connection()
        raw: Any = connection.connection
        asked: list[Any] = []
        self._statements += _insertions(self._inserts)
        started = time.perf_counter()
        with connection.wrap_database_errors, raw.pipeline():
            for statement, parameters, wanted in self._statements:
                cursor = psycopg.RawCursor(raw)
                cursor.execute(_numbered(statement), parameters, prepare=True)
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
def _written(model: type[Model]) -> tuple[tuple[str, ...], tuple[Callable[[Any], object], ...]]:
    """List the columns that an insert gives, each with what reads it from an instance.

    Not those that the database makes itself.
    """
    fields = [
        field
        for field in model._meta.concrete_fields
        if not field.generated and not isinstance(field, AutoField) and not field.has_db_default()
    ]
    return tuple(str(field.column) for field in fields), tuple(map(_getter, fields))


def _getter(field: Any) -> Callable[[Any], object]:
    """Return what Django's `get_db_prep_save` would, for the types of field that we have."""
    plain = attrgetter(field.attname)
    if isinstance(field, JSONField):
        return lambda row: Jsonb(plain(row))
    if isinstance(field, DateTimeField):
        return lambda row: field.get_db_prep_save(field.pre_save(row, add=True), connection)
    if isinstance(field, DecimalField):
        return lambda row: field.to_python(plain(row))
    return plain


def _insertions(
    pending: dict[tuple[str, tuple[str, ...]], list[Sequence[object]]],
) -> Iterator[tuple[str, Sequence[object], bool]]:
    for (table, columns), rows in pending.items():
        at = 0
        for size in SIZES:
            while len(rows) - at >= size:
                values = [value for row in rows[at : at + size] for value in row]
                yield _insertion(table, columns, size), values, False
                at += size


@cache
def _numbered(statement: str) -> bytes:
    """Write a statement's places as PostgreSQL numbers them: psycopg would, each time it is long."""
    texts = statement.split("%s")
    numbered = "".join(f"{text}${n}" for n, text in enumerate(texts[:-1], start=1))
    return (numbered + texts[-1]).encode()


@cache
def _insertion(table: str, columns: tuple[str, ...], rows: int) -> str:
    names = ", ".join(f'"{name}"' for name in columns)
    places = "(" + ", ".join(["%s"] * len(columns)) + ")"
    # Names come from models, never from a request.
    return f'insert into "{table}" ({names}) values {", ".join([places] * rows)}'  # noqa: S608
