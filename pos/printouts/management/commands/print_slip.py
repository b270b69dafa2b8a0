"""`manage.py print_slip`: print an invoice, or a slip from a file, or draw it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError

from pos.invoices import receipts, selectors
from pos.invoices.management.printing import add_wait, parse, report
from pos.invoices.models import Invoice
from pos.printouts import files
from pos.workspaces.models import Workspace
from printing import interface

if TYPE_CHECKING:
    from argparse import ArgumentParser
    from collections.abc import Callable

COLUMNS = (32, 42, 48)
FORMS: dict[str, Callable[[interface.Slip, int], bytes]] = {
    "png": interface.preview_png,
    "svg": lambda slip, columns: interface.preview_svg(slip, columns).encode(),
    "html": lambda slip, columns: interface.preview_html(slip, columns).encode(),
    "txt": lambda slip, columns: interface.preview_text(slip, columns).encode(),
}


class Command(BaseCommand):
    help = (
        "Print an invoice that is not on paper yet, or a slip from a file, and wait until it is. "
        "Without --printer, where routes say. With --preview or --text nothing is printed. Exits with 1 when the slip "
        "is not known to be on paper, and says why; what was printed before is printed again by "
        "reprint_slip, as a marked copy."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        which = parser.add_mutually_exclusive_group(required=True)
        which.add_argument("--invoice", metavar="ID", help="the invoice's id, as in the API")
        which.add_argument(
            "--latest", action="store_true", help="the newest invoice of the workspace"
        )
        which.add_argument(
            "--file",
            metavar="FILE.json",
            help="a slip as JSON, or a MiniPOS request with `info.slip`; - for standard input",
        )
        parser.add_argument(
            "--workspace",
            metavar="SLUG",
            help="the workspace (default: the only one, or `demo`)",
        )
        parser.add_argument("--printer", metavar="NAME", help="a printer of the workspace")
        add_wait(parser)
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
        invoice = None if options["file"] else self._invoice(options)
        try:
            if invoice is None:
                what = options["file"]
                slip = files.read(self._read(what), columns=options["columns"])
            else:
                what, slip = f"invoice {invoice.number}", receipts.slip(invoice)
            if options["preview"]:
                self._draw(slip, what, options["preview"], options["columns"])
            if options["text"]:
                self.stdout.write(interface.preview_text(slip, options["columns"]))
            if options["preview"] or options["text"]:
                return
            done = self._print(invoice, options) if invoice else self._print_file(slip, options)
        except interface.PrintingError as error:
            place = error.data.get("at")
            where = f"{place}: " if place and str(place) not in str(error) else ""
            raise CommandError(f"{where}{error} [{error.code}]") from error
        report(self, done, what)

    def _read(self, name: str) -> str:
        try:
            return sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            reason = getattr(error, "strerror", None) or "it is not UTF-8"
            raise CommandError(f"Cannot read {name}: {reason}.") from error

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

    def _draw(self, slip: interface.Slip, what: str, path: Path, columns: int) -> None:
        make = FORMS.get(path.suffix.lower().removeprefix("."))
        if make is None:
            raise CommandError(f"{path} must end in one of: .{', .'.join(FORMS)}")
        try:
            path.write_bytes(make(slip, columns))
        except OSError as error:
            raise CommandError(f"Cannot write {path}: {error.strerror}.") from error
        self.stdout.write(f"Drew {what} to {path}")

    def _print(self, invoice: Invoice, options: dict[str, Any]) -> interface.Printed:
        return receipts.print_invoice(invoice, printer=options["printer"], seconds=options["wait"])

    def _print_file(self, slip: interface.Slip, options: dict[str, Any]) -> interface.Printed:
        workspace = self._workspace(options["workspace"] or "demo")
        ticket = interface.enqueue(
            slip,
            printer=options["printer"],
            workspace_id=workspace.pk,
            reference=slip.title or "Slip",
        )
        return interface.wait_for(ticket.job_id, workspace_id=workspace.pk, seconds=options["wait"])
