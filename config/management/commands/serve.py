"""`manage.py serve`: migrate and serve, as in production."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import psycopg
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from config import processes, server
from config.env import env

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    help = (
        "Bring the database up to date, collect the static files, serve on HOST and PORT, and "
        "print what is queued, until interrupted."
    )
    requires_system_checks = "__all__"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--no-printers",
            action="store_true",
            help="do not print: `run_printers` runs on its own, here or elsewhere",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        del args
        require_free_port()
        require_database()
        call_command("migrate", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        sys.exit(processes.serve(env, ready=self._say, printers=not options["no_printers"]))

    def _say(self) -> None:
        self.stdout.write(f"Slipway serves on {server.url(env)}")
        # Into a file or a pipe Python would keep it back until the end.
        self.stdout.flush()


def require_database() -> None:
    """Refuse to start where DATABASE_URL leads nowhere. Raises CommandError."""
    if env.database_url is None:
        return
    try:
        psycopg.connect(env.database_url, connect_timeout=5).close()
    except psycopg.OperationalError as error:
        reason = " ".join(str(error).split())
        raise CommandError(f"Cannot use the database of DATABASE_URL: {reason}") from error


def require_free_port() -> None:
    """Refuse to start where something else listens. Raises CommandError."""
    if not server.is_free(env.host, env.port):
        raise CommandError(
            f"Port {env.port} on {env.host} is taken. "
            f"Stop what listens there, or choose another: PORT={env.port + 1} make run"
        )
