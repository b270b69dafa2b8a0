"""`manage.py revoke_api_key`: close a key for good."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError

from pos.users import selectors, services
from pos.users.services import ApiKeyError

if TYPE_CHECKING:
    from django.core.management.base import CommandParser

    from pos.users.models import ApiKey


class Command(BaseCommand):
    help = (
        "Close a key for good: from now on it answers 401. Name it by its id, or by the start of "
        "its secret as list_api_keys shows it."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("key", metavar="PREFIX_OR_ID", help="Such as sk_test_1a2b, or an id.")

    def handle(self, *_args: Any, **options: Any) -> None:
        key = _find(options["key"])
        try:
            services.revoke_api_key(key=key)
        except ApiKeyError as error:
            msg = f"{key.prefix}… is revoked already, since {error.data['at']:%Y-%m-%d %H:%M} UTC."
            raise CommandError(msg) from error
        self.stdout.write(
            f"Revoked {key.prefix}… ({key.name}) of workspace {key.workspace.slug!r}."
        )


def _find(named: str) -> ApiKey:
    try:
        keys = list(selectors.all_keys().filter(pk=uuid.UUID(named)))
    except ValueError:
        keys = list(selectors.keys_named(named.rstrip("…"))[:10])
    if not keys:
        msg = f"There is no key {named!r}; list_api_keys shows those there are."
        raise CommandError(msg)
    if len(keys) > 1:
        found = "; ".join(f"{key.prefix}… {key.name} (id {key.id})" for key in keys)
        msg = f"{named!r} fits several keys, give an id: {found}."
        raise CommandError(msg)
    return keys[0]
