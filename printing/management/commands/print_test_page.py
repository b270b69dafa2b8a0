"""`manage.py print_test_page`: see on paper whether a printer is set up right."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError

from printing.errors import PrintingError
from printing.interface import enqueue, printer_test_page, slip_template, wait_for, warning_sentence
from printing.models import Printer

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    help = (
        "Print a page that shows whether a printer's width, code pages and symbols are set up "
        "right, after what waits for it. Exits with 1 when it is not known to be on paper."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("printer", metavar="NAME", help="the printer's name")
        parser.add_argument(
            "--wait",
            type=float,
            default=30.0,
            metavar="SECONDS",
            help="how long to wait for the paper (default 30); it stays queued after that",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        del args
        found = list(Printer.objects.filter(name=options["printer"])[:2])
        if len(found) != 1:
            names = ", ".join(Printer.objects.values_list("name", flat=True)) or "none"
            many = "more than one printer" if found else "no printer"
            raise CommandError(f"There is {many} {options['printer']!r}; there are: {names}.")
        printer = found[0]
        looks = slip_template(workspace_id=printer.workspace_id, kind="test_page")
        try:
            ticket = enqueue(
                printer_test_page(printer.name, printer.columns, looks),
                printer=printer.pk,
                workspace_id=printer.workspace_id,
                reference=f"Test page {printer.name}",
                purpose="test",
            )
            done = wait_for(
                ticket.job_id, workspace_id=printer.workspace_id, seconds=options["wait"]
            )
        except PrintingError as error:
            raise CommandError(f"{error} [{error.code}]") from error
        for warning in done.warnings:
            self.stderr.write(f"warning: {warning_sentence(warning)}")
        if done.state != "printed":
            raise CommandError(f"{done.state}: {done.error or 'no answer yet'} [job {done.job_id}]")
        self.stdout.write(f"Printed a test page on {printer.name}")
