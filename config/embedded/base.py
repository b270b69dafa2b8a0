"""Django's PostgreSQL backend, starting the embedded server at the first connection.

Lazy on purpose: `makemigrations --check`, mypy and `--help` read the settings and need no server.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.db.backends.postgresql import base

from config import postgres


class DatabaseWrapper(base.DatabaseWrapper):
    """Fills in host and user from the running embedded server; NAME stays as configured."""

    def get_connection_params(self) -> dict[str, Any]:
        data_dir = Path(self.settings_dict["EMBEDDED_DATA_DIR"])
        target = postgres.start(data_dir, disposable=self.settings_dict["EMBEDDED_DISPOSABLE"])
        self.settings_dict.update(HOST=target.host, PORT=target.port, USER=target.user)
        return super().get_connection_params()
