"""The floor: the statements of our page, fetched by psycopg, without writing a document."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import psycopg
from django.db import connection

from bench import calls

if TYPE_CHECKING:
    from collections.abc import Iterator

Statement = tuple[Any, Any, dict[str, Any]]


def record(query: str, key: str) -> list[Statement]:
    """Call our page once and return the statements that it sends, in order."""
    with _recording() as statements:
        calls.get(calls.OURS, query, key)
    # Once a minute a call also notes the key's use; that is no part of the page.
    return [statement for statement in statements if not _writes(statement)]


def _writes(statement: Statement) -> bool:
    text = statement[0]
    text = text.decode() if isinstance(text, bytes) else str(text)
    return text.lstrip().lower().startswith(("update", "insert"))


@contextmanager
def _recording() -> Iterator[list[Statement]]:
    statements: list[Statement] = []
    execute = psycopg.Cursor.execute

    def recorded(self: Any, statement: Any, parameters: Any = None, **options: Any) -> Any:
        statements.append((statement, parameters, options))
        return execute(self, statement, parameters, **options)

    psycopg.Cursor.execute = recorded  # type: ignore[method-assign]
    try:
        yield statements
    finally:
        psycopg.Cursor.execute = execute  # type: ignore[method-assign]


class Floor:
    """Runs recorded statements on a connection of its own, as our page's are run."""

    def __init__(self) -> None:
        connection.ensure_connection()
        where = connection.connection.info
        self._connection = psycopg.connect(
            where.dsn, prepare_threshold=connection.connection.prepare_threshold, autocommit=True
        )

    def run(self, statements: list[Statement]) -> int:
        """Run the statements and fetch every row; return how many there were."""
        rows = 0
        for statement, parameters, options in statements:
            with psycopg.Cursor(self._connection) as cursor:
                cursor.execute(statement, parameters, **options)
                if cursor.description is not None:
                    rows += len(cursor.fetchall())
        return rows

    def close(self) -> None:
        self._connection.close()
