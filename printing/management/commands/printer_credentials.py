"""`manage.py printer_credentials`: give a printer that asks for its slips a password."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from printing.models import Printer
from printing.models.printers import PULLED
from printing.pull import logins
from printing.pull.urls import NAMES

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    help = (
        "Make a new password for a Star CloudPRNT or Epson Server Direct Print printer and show it, "
        "once, with the address and the user name to put into the printer. The old one is closed."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("printer", metavar="NAME", help="the printer's name or id")

    def handle(self, *args: Any, **options: Any) -> None:
        del args
        wanted = options["printer"]
        asking = Printer.objects.filter(kind__in=PULLED)
        found = [one for one in asking if wanted in {one.name, str(one.pk)}]
        if len(found) != 1:
            names = ", ".join(f"{one.name} ({one.pk})" for one in asking) or "none"
            many = "more than one printer" if found else "no printer"
            raise CommandError(f"{many} {wanted!r} asks for its slips; these do: {names}.")
        printer = found[0]
        address = reverse(NAMES[printer.kind], args=[printer.pk])
        self.stdout.write(
            f"Address   https://YOUR-SERVER{address}\nUser      {logins.USER}\n"
            f"Password  {logins.make(printer)}\nIt is not shown again."
        )
