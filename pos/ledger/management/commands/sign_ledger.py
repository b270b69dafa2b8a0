"""Signs what could not be signed when it was sealed, in the original order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cryptography.fernet import InvalidToken
from django.core.management.base import BaseCommand, CommandError

from pos.ledger import signing
from pos.workspaces.models import Workspace

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    help = (
        "Signs the documents of a workspace that have no signature, series by series in the order "
        "of their numbers, with its active key. Says how many it signed."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--workspace", metavar="SLUG", required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        del args
        workspace = Workspace.objects.filter(slug=options["workspace"]).first()
        if workspace is None:
            raise CommandError(f"There is no workspace {options['workspace']!r}.", returncode=2)
        try:
            signed = signing.sign_missing(workspace=workspace)
        except signing.NoKeyError as error:
            raise CommandError(
                f"{workspace.slug} has no signing key; make one with create_signing_key."
            ) from error
        except InvalidToken as error:
            raise CommandError(
                "The key was made under another SECRET_KEY and cannot be opened with this one."
            ) from error
        self.stdout.write(f"Signed {signed} documents.")
