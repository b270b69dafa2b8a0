"""`manage.py create_api_key`: a key for an integrator, its secret shown once."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError

from pos.users import services
from pos.users.models import ApiKey, Flavour
from pos.users.scopes import READ_ALL, SCOPES
from pos.users.services import ApiKeyError
from pos.workspaces.models import Workspace

if TYPE_CHECKING:
    from django.core.management.base import CommandParser

SENTENCES = {
    "name_missing": "The key needs a --name that tells whose it is.",
    "name_too_long": "The --name has more than {limit} characters.",
    "scopes_missing": "The key needs at least one --scope.",
    "scope_unknown": "No such scope: {scopes}. --help lists those there are.",
    "expiry_past": "--expires {at:%Y-%m-%d} is over already.",
    "rate_limit_out_of_range": "--rate-limit is a number from 0 (no limit) to 2147483647.",
}


def date(text: str) -> dt.date:
    """Read a date; argparse tells what is wrong by this function's name."""
    return dt.date.fromisoformat(text)


class Command(BaseCommand):
    help = (
        "Make a key for an integrator. The secret is printed once, on standard output, and cannot "
        "be read again: only its hash is kept. Scopes: " + ", ".join(name for name, _ in SCOPES)
    )

    def add_arguments(self, parser: CommandParser) -> None:
        add = parser.add_argument
        add("--workspace", required=True, metavar="SLUG", help="The workspace that it opens.")
        add("--name", required=True, help="Whose key it is, such as 'Stock program'.")
        add(
            "--scope",
            action="append",
            metavar="SCOPE",
            help=f"What it may do; give it again for more (default: {READ_ALL}).",
        )
        add("--live", action="store_true", help="Make an sk_live_ key (default: sk_test_).")
        add(
            "--camel",
            action="store_true",
            help="Speak camelCase under /api/v2 (default: snake_case). /v1 is always camelCase.",
        )
        add(
            "--expires",
            type=date,
            metavar="YYYY-MM-DD",
            help="The day at whose start, by the workspace's clock, it stops working.",
        )
        add(
            "--rate-limit",
            type=int,
            metavar="N",
            help="Requests in a window; 0 is no limit (default: the server's own).",
        )
        add("--json", action="store_true", help="Print one JSON object, for scripts.")

    def handle(self, *_args: Any, **options: Any) -> None:
        workspace = Workspace.objects.filter(slug=options["workspace"]).first()
        if workspace is None:
            msg = f"There is no workspace {options['workspace']!r}."
            raise CommandError(msg)
        expires: dt.date | None = options["expires"]
        start = None if expires is None else dt.datetime.combine(expires, dt.time(), workspace.zone)
        try:
            key, secret = services.create_api_key(
                workspace=workspace,
                name=options["name"],
                scopes=options["scope"] or [READ_ALL],
                live=options["live"],
                v2_flavour=Flavour.CAMEL if options["camel"] else Flavour.SNAKE,
                expires_at=start,
                rate_limit=options["rate_limit"],
            )
        except ApiKeyError as error:
            raise CommandError(_sentence(error)) from error
        self._print(key, secret, as_json=options["json"])

    def _print(self, key: ApiKey, secret: str, *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(
                json.dumps({"id": str(key.id), "prefix": key.prefix, "secret": secret})
            )
            return
        self.stdout.write(secret)
        self.stderr.write(
            f"This is the secret of {key.name!r} for workspace {key.workspace.slug!r}. "
            "Keep it now: it cannot be shown again."
        )


def _sentence(error: ApiKeyError) -> str:
    data = {
        name: ", ".join(value) if isinstance(value, list) else value
        for name, value in error.data.items()
    }
    return SENTENCES[error.code].format(**data)
