"""Django's connection as the queue's database: part of the transaction that runs, if one does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Sequence


class DjangoDatabase:
    """What the back office, the API and the commands hand to the queue."""

    def rows(self, statement: str, parameters: Sequence[Any]) -> list[Any]:
        """Run a statement; return its rows."""
        with connection.cursor() as cursor:
            cursor.execute(statement, tuple(parameters))
            return list(cursor.fetchall()) if cursor.description else []
