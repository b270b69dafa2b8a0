"""Writes the journal of a workspace for others: auditors, accountants, another verifier."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError

from pos.ledger.export import write_dsfinvk, write_jsonl
from pos.workspaces.models import Workspace

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    help = (
        "Writes the sealed documents of some business days: as JSON Lines, each with its hash and "
        "its content byte for byte, or as a zip of DSFinV-K tables with their index.xml."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        add = parser.add_argument
        add("--workspace", metavar="SLUG", required=True)
        add("--format", choices=("jsonl", "dsfinvk"), default="jsonl")
        add("--from", dest="first", type=dt.date.fromisoformat, required=True, metavar="DATE")
        add("--to", dest="last", type=dt.date.fromisoformat, required=True, metavar="DATE")
        add("--output", type=Path, required=True, metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        del args
        workspace = Workspace.objects.filter(slug=options["workspace"]).first()
        if workspace is None:
            raise CommandError(f"There is no workspace {options['workspace']!r}.", returncode=2)
        first, last, path = options["first"], options["last"], options["output"]
        if first > last:
            raise CommandError("--from is after --to.", returncode=2)
        if not path.parent.is_dir():
            raise CommandError(f"There is no folder {path.parent}.", returncode=2)
        if options["format"] == "jsonl":
            with path.open("wb") as out:
                count = write_jsonl(workspace=workspace, first=first, last=last, out=out)
            self.stdout.write(f"Wrote {count} documents to {path}.")
            return
        counts = write_dsfinvk(workspace=workspace, first=first, last=last, path=path)
        self.stdout.write(
            f"Wrote {counts.get('transactions.csv', 0)} documents in "
            f"{counts.get('cashpointclosing.csv', 0)} closings to {path}."
        )
