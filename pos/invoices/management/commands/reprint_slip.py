"""`manage.py reprint_slip`: print a marked copy of an invoice."""

from __future__ import annotations

import getpass
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError

from pos.invoices import copies, receipts, selectors
from pos.invoices.management.printing import add_wait, parse, report
from pos.invoices.models import Invoice

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    help = (
        "Print a copy of an invoice: marked COPY with its number, counted, and a document of the "
        "ledger of its own that names the original. Exits with 1 when it is not known to be on "
        "paper, and says why; the copy is counted all the same."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--invoice", metavar="ID", required=True, help="the invoice's id")
        parser.add_argument("--reason", default="", help="why, for the ledger")
        parser.add_argument("--printer", metavar="NAME", help="a printer of its workspace")
        add_wait(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        del args
        try:
            invoice = selectors.by_id(invoice_id=parse(options["invoice"]))
        except Invoice.DoesNotExist as error:
            message = "There is no such invoice. Its id is what the API calls `id`."
            raise CommandError(message) from error
        try:
            job_id, number = copies.reprint(
                workspace_id=invoice.workspace_id,
                invoice_id=invoice.pk,
                reason=options["reason"],
                by=f"command ({getpass.getuser()})",
                printer=options["printer"],
            )
            done = receipts.wait(job_id, workspace_id=invoice.workspace_id, seconds=options["wait"])
        except receipts.PrintingError as error:
            raise CommandError(f"{error} [{error.code}]") from error
        report(self, done, f"copy {number} of invoice {invoice.number}")
