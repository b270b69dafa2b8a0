"""The worker's own connection to PostgreSQL: it holds the locks, and every change goes through it.

Whoever holds the lock of a printer is the only one that sends to it. The lock lives as long as the
connection, so a change of a job's state that succeeds on it proves that nobody else sends.
"""

from __future__ import annotations

import select
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import psycopg
from django.db import connections

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

# An advisory lock is a number: 64 bits of a hash, so that no two printers share one.
LOCK = "select pg_try_advisory_lock(hashtextextended(%s, 0))"
UNLOCK = "select pg_advisory_unlock(hashtextextended(%s, 0))"


class SessionLostError(Exception):
    """The connection is gone, and with it every lock."""


class Session:
    """One connection that many threads use in turn."""

    def __init__(self) -> None:
        self.lost = threading.Event()
        self._raw = connect("slipway printers")

    def rows(self, statement: str, parameters: Sequence[Any]) -> list[Any]:
        """Run one statement on its own; raises SessionLostError when the connection is gone."""
        try:
            cursor = self._raw.execute(statement, parameters, prepare=True)
            return cursor.fetchall() if cursor.description else []
        except psycopg.OperationalError as error:
            self.lost.set()
            raise SessionLostError(str(error)) from error

    def lock(self, printer_id: UUID) -> bool:
        """Become the only one that sends to a printer; False while somebody else is."""
        rows = self.rows(LOCK, (f"slipway printer {printer_id}",))
        return bool(rows[0][0])

    def unlock(self, printer_id: UUID) -> None:
        """Let others send to a printer."""
        self.rows(UNLOCK, (f"slipway printer {printer_id}",))

    def beat(self) -> None:
        """Find out whether the connection lives."""
        self.rows("select 1", ())

    def lives(self) -> bool:
        """Tell whether the locks are still ours; asks the server only where something came from it.

        Nothing comes unasked on this connection but its end.
        """
        if not self.lost.is_set():
            with suppress(SessionLostError):
                if self._something_came():
                    self.beat()
        return not self.lost.is_set()

    def _something_came(self) -> bool:
        poll = select.poll()
        try:
            poll.register(self._raw.fileno(), select.POLLIN)
        except psycopg.OperationalError:
            return True
        return bool(poll.poll(0))

    def close(self) -> None:
        """Give up all locks."""
        self.lost.set()
        self._raw.close()


def connect(name: str) -> psycopg.Connection[Any]:
    """Open a connection of our own to Django's database, committing each statement.

    Not through a pooler that hands out connections per transaction: locks would not hold.
    """
    connection = connections["default"]
    unused = connection.connection is None
    connection.ensure_connection()  # starts the embedded server where that is used
    wanted = {
        key: value
        for key, value in connection.get_connection_params().items()
        if key not in {"cursor_factory", "context", "prepare_threshold", "pool"}
    }
    if unused:
        connection.close()
    extra = {"keepalives_idle": 5, "keepalives_interval": 2, "keepalives_count": 3}
    return psycopg.connect(**{**wanted, **extra, "application_name": name}, autocommit=True)
