"""Makes a workspace's signing key, and prints the public half of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError

from pos.ledger import signing
from pos.workspaces.models import Workspace

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    help = (
        "Makes the Ed25519 key that signs a workspace's documents from now on, and prints its public "
        "half, in Base64, for those who verify. An earlier key is kept to verify what it signed."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--workspace", metavar="SLUG", required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        del args
        workspace = Workspace.objects.filter(slug=options["workspace"]).first()
        if workspace is None:
            raise CommandError(f"There is no workspace {options['workspace']!r}.", returncode=2)
        self.stdout.write(signing.new_key(workspace=workspace).public_key)
