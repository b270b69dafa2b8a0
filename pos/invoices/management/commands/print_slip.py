"""`manage.py print_slip`: print an invoice, or draw it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError

from pos.invoices import receipts, selectors
from pos.invoices.forms import COLUMNS, FORMS
from pos.invoices.management.printing import parse, report
from pos.invoices.models import Invoice
from pos.workspaces.models import Workspace

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    help = (
        "Print an invoice that is not on paper yet, and wait until it is. Without --printer, where "
        "its routes say. With --preview or --text nothing is printed. Exits with 1 when the slip "
        "is not known to be on paper, and says why; what was printed before is printed again by "
        "reprint_slip, as a marked copy."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        which = parser.add_mutually_exclusive_group(required=True)
        which.add_argument("--invoice", metavar="ID", help="the invoice's id, as in the API")
        which.add_argument(
            "--latest", action="store_true", help="the newest invoice of the workspace"
        )
        parser.add_argument(
            "--workspace",
            metavar="SLUG",
            help="the workspace (default for --latest: the only one, or `demo`)",
        )
        parser.add_argument("--printer", metavar="NAME", help="a printer of the workspace")
        parser.add_argument(
            "--wait",
            type=float,
            default=30.0,
            metavar="SECONDS",
            help="how long to wait for the paper (default 30); it stays queued after that",
        )
        parser.add_argument(
            "--preview",
            metavar="FILE",
            type=Path,
            help=f"write it to a file, in the form of its ending: {', '.join(FORMS)}",
        )
        parser.add_argument("--text", action="store_true", help="write it as text to the terminal")
        parser.add_argument(
            "--columns",
            type=int,
            choices=COLUMNS,
            default=48,
            help="the paper's width for --preview and --text (default 48)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        del args
        invoice = self._invoice(options)
        if options["preview"]:
            self._draw(invoice, options["preview"], options["columns"])
        if options["text"]:
            self.stdout.write(receipts.text(invoice, columns=options["columns"]))
        if not options["preview"] and not options["text"]:
            self._print(invoice, options["printer"], options["wait"])

    def _invoice(self, options: dict[str, Any]) -> Invoice:
        try:
            if options["latest"]:
                return selectors.latest(workspace=self._workspace(options["workspace"] or "demo"))
            slug = options["workspace"]
            workspace = self._workspace(slug) if slug else None
            return selectors.by_id(invoice_id=parse(options["invoice"]), workspace=workspace)
        except Invoice.DoesNotExist as error:
            message = "There is no such invoice. Its id is what the API calls `id`."
            raise CommandError(message) from error

    def _workspace(self, slug: str) -> Workspace:
        found = Workspace.objects.filter(slug=slug).first() or self._only_workspace(slug)
        if found is None:
            known = ", ".join(Workspace.objects.values_list("slug", flat=True)) or "none"
            raise CommandError(f"There is no workspace {slug!r}; there are: {known}.")
        return found

    def _only_workspace(self, slug: str) -> Workspace | None:
        known = list(Workspace.objects.all()[:2])
        return known[0] if slug == "demo" and len(known) == 1 else None

    def _draw(self, invoice: Invoice, path: Path, columns: int) -> None:
        form = FORMS.get(path.suffix.lower().removeprefix("."))
        if form is None:
            raise CommandError(f"{path} must end in one of: .{', .'.join(FORMS)}")
        try:
            path.write_bytes(form.make(invoice, columns=columns))
        except OSError as error:
            raise CommandError(f"Cannot write {path}: {error.strerror}.") from error
        except receipts.PrintingError as error:
            raise CommandError(f"{error} [{error.code}]") from error
        self.stdout.write(f"Drew invoice {invoice.number} to {path}")

    def _print(self, invoice: Invoice, printer: str | None, seconds: float) -> None:
        try:
            done = receipts.print_invoice(invoice, printer=printer, seconds=seconds)
        except receipts.PrintingError as error:
            raise CommandError(f"{error} [{error.code}]") from error
        report(self, done, f"invoice {invoice.number}")
