"""Verifies the ledger: exit status 0 when it is whole, 1 when something is not as it was sealed."""

from __future__ import annotations

import datetime as dt
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from pos.ledger.models import SealedDocument
from pos.ledger.verify import Verification
from pos.registers.models import Register
from pos.workspaces.models import Workspace

if TYPE_CHECKING:
    from argparse import ArgumentParser

    from pos.ledger.findings import Report


class Command(BaseCommand):
    help = (
        "Checks every sealed document: numbers without gaps, the chain of hashes, running totals, "
        "signatures, and that invoices still say what was sealed. Names the first row that does "
        "not. Exit status: 0 whole, 1 something found, 2 wrong arguments."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--workspace", metavar="SLUG", help="only this workspace")
        parser.add_argument("--register", metavar="NAME", help="only this register")
        parser.add_argument("--day", type=dt.date.fromisoformat, help="only this business date")
        parser.add_argument(
            "--head",
            metavar="FILE",
            type=Path,
            help="write the last number and hash of each series here, to be kept elsewhere",
        )
        parser.add_argument(
            "--expect",
            metavar="FILE",
            type=Path,
            help="a file that --head wrote before: what it names must still be there",
        )
        parser.add_argument("--json", action="store_true", help="write the findings as JSON")
        parser.add_argument("--no-progress", action="store_true", help="show no progress bar")

    def handle(self, *args: Any, **options: Any) -> None:
        del args
        if options["day"] and (options["head"] or options["expect"]):
            raise CommandError(
                "--head and --expect are of whole series, not of a day.", returncode=2
            )
        expected = _read(options["expect"]) if options["expect"] else {}
        reports = {}
        for workspace in _workspaces(options["workspace"]):
            reports[workspace.slug] = self._verify(workspace, options, expected)
        if options["head"]:
            heads = {slug: report.heads for slug, report in reports.items()}
            options["head"].write_text(json.dumps(heads, indent=2) + "\n")
        self._tell(reports, as_json=options["json"])
        if any(not report.is_clean for report in reports.values()):
            sys.exit(1)

    def _verify(
        self, workspace: Workspace, options: dict[str, Any], expected: dict[str, Any]
    ) -> Report:
        register = _register(workspace, options["register"])
        shown = not options["no_progress"] and sys.stderr.isatty()
        total = SealedDocument.objects.filter(workspace=workspace).count() if shown else None
        with tqdm(total=total, unit=" documents", disable=not shown, desc=workspace.slug) as bar:
            run = Verification(
                workspace,
                register_id=register.pk if register else None,
                day=options["day"],
                progress=bar.update,
            )
            return run.run(expected.get(workspace.slug, ()))

    def _tell(self, reports: dict[str, Report], *, as_json: bool) -> None:
        if as_json:
            found = {
                slug: {
                    "documents": report.documents,
                    "signatures": report.signatures,
                    "findings": [one.as_dict() for one in report.findings],
                }
                for slug, report in reports.items()
            }
            self.stdout.write(json.dumps(found, indent=2))
            return
        for slug, report in reports.items():
            read = f"{report.documents} documents in {report.series} series"
            if report.is_clean:
                self.stdout.write(f"{slug}: {read}, all as they were sealed.")
                continue
            self.stdout.write(f"{slug}: {read}. The first that is not as it was sealed:")
            for finding in report.findings[:20]:
                self.stdout.write(f"  {finding}")
            more = len(report.findings) - 20
            if more > 0 or report.cut:
                self.stdout.write(f"  … and {'at least ' if report.cut else ''}{more} more.")


def _workspaces(slug: str | None) -> list[Workspace]:
    found = Workspace.objects.order_by("slug")
    rows = list(found.filter(slug=slug) if slug else found)
    if slug and not rows:
        raise CommandError(f"There is no workspace {slug!r}.", returncode=2)
    return rows


def _register(workspace: Workspace, name: str | None) -> Register | None:
    if name is None:
        return None
    found: Register | None = Register.objects.filter(workspace=workspace, name=name).first()
    if found is None:
        raise CommandError(f"{workspace.slug} has no register {name!r}.", returncode=2)
    return found


def _read(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text())
    except (OSError, ValueError) as error:
        raise CommandError(f"{path} cannot be read: {error}.", returncode=2) from error
    if not isinstance(found, dict):
        raise CommandError(f"{path} was not written by --head.", returncode=2)
    return found
