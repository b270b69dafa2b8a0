"""Runs compiled statements on Django's connection, without the ORM."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, Self

import psycopg
from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import TracebackType

# Documents are put together as bytes: a text with one letter beyond Latin-1 takes two bytes a letter
# in Python, and would be encoded once more at the end.
BYTES: Any = psycopg.adapters.get_loader(
    psycopg.adapters.types["bytea"].oid, psycopg.pq.Format.BINARY
)
BEGIN = "begin isolation level repeatable read read only"


class Snapshot:
    """One consistent look at the database: every statement of a document sees the same moment.

    Django's own cursor binds on the client and prepares nothing; this one binds on the server, so
    that the few statements of the read path are planned once per connection.
    """

    def __enter__(self) -> Self:
        connection.ensure_connection()
        raw: Any = connection.connection
        self._cursor = psycopg.Cursor(raw)
        self._cursor.adapters.register_loader("text", BYTES)
        self._owns_transaction = not connection.in_atomic_block
        if self._owns_transaction:
            with connection.wrap_database_errors:
                self._cursor.execute(BEGIN, prepare=False)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._owns_transaction and not self._cursor.connection.closed:
            self._cursor.execute("commit" if kind is None else "rollback", prepare=False)
        self._cursor.close()

    def read(self, statement: str, parameters: Sequence[object]) -> list[Any]:
        """Run a statement and return its rows, texts as UTF-8 bytes.

        Counted by Django's query log when it is on.
        """
        started = time.perf_counter()
        with connection.wrap_database_errors:
            rows = self._cursor.execute(statement.encode(), parameters, binary=True).fetchall()
        _log(statement, started)
        return rows


def fetch(statement: str, parameters: Sequence[object]) -> list[Any]:
    """Run one statement outside a snapshot, prepared like the others."""
    connection.ensure_connection()
    raw: Any = connection.connection
    started = time.perf_counter()
    with connection.wrap_database_errors, psycopg.Cursor(raw) as cursor:
        rows = cursor.execute(statement.encode(), parameters).fetchall()
    _log(statement, started)
    return rows


def _log(statement: str, started: float) -> None:
    """Note a statement in Django's query log, as its own cursors do, so that tests can count it."""
    if connection.queries_logged:
        took = time.perf_counter() - started
        connection.queries_log.append({"sql": statement, "time": f"{took:.3f}"})
