"""`manage.py list_api_keys`: which keys there are, without their secrets."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError

from pos.users import selectors
from pos.workspaces.models import Workspace

if TYPE_CHECKING:
    import datetime as dt

    from django.core.management.base import CommandParser

    from pos.users.models import ApiKey


class Command(BaseCommand):
    help = "List keys with what they may do and whether they still work. Secrets are not kept."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--workspace", metavar="SLUG", help="Only this one (default: all).")
        parser.add_argument("--json", action="store_true", help="Print a JSON array, for scripts.")

    def handle(self, *_args: Any, **options: Any) -> None:
        keys = list(_found(options["workspace"]))
        if options["json"]:
            self.stdout.write(json.dumps([_as_dict(key) for key in keys], ensure_ascii=False))
            return
        for key in keys:
            used = _time(key.last_used_at) or "never"
            self.stdout.write(
                f"{key.prefix}…  {state(key):8}  {key.workspace.slug}  {key.name}  "
                f"[{', '.join(key.scopes)}]  last used: {used}"
            )
        if not keys:
            self.stderr.write("There are no keys.")


def state(key: ApiKey) -> str:
    """Say in a word whether a key works."""
    if key.revoked_at is not None:
        return "revoked"
    return "usable" if key.is_usable else "expired"


def _found(slug: str | None) -> Any:
    if slug is None:
        return selectors.all_keys()
    workspace = Workspace.objects.filter(slug=slug).first()
    if workspace is None:
        msg = f"There is no workspace {slug!r}."
        raise CommandError(msg)
    return selectors.keys_of(workspace=workspace).select_related("workspace")


def _as_dict(key: ApiKey) -> dict[str, Any]:
    return {
        "id": str(key.id),
        "prefix": key.prefix,
        "workspace": key.workspace.slug,
        "name": key.name,
        "state": state(key),
        "scopes": key.scopes,
        "live": key.is_live,
        "v2_flavour": key.v2_flavour,
        "rate_limit": key.rate_limit,
        "created_at": _time(key.created_at),
        "expires_at": _time(key.expires_at),
        "last_used_at": _time(key.last_used_at),
        "revoked_at": _time(key.revoked_at),
    }


def _time(moment: dt.datetime | None) -> str | None:
    return None if moment is None else moment.isoformat(timespec="milliseconds")
