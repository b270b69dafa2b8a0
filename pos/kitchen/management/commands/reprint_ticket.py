"""`manage.py reprint_ticket`: print a lost kitchen ticket again, marked."""

from __future__ import annotations

import getpass
import uuid
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError

from pos.kitchen import services, slips
from pos.kitchen.models import Ticket

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    help = (
        "Print a kitchen ticket again, marked REPRINT with its number, on the printer that it was "
        "for or another. Exits with 1 when it is not known to be on paper, and says why."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("ticket", type=uuid.UUID, help="the ticket's id, which its job has too")
        parser.add_argument("--printer", metavar="NAME", help="another printer of its workspace")
        parser.add_argument(
            "--wait",
            type=float,
            default=30.0,
            metavar="SECONDS",
            help="how long to wait for the paper (default 30); it stays queued after that",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        del args
        ticket = Ticket.objects.filter(pk=options["ticket"]).first()
        if ticket is None:
            message = "There is no such kitchen ticket. The back office lists them, with their ids."
            raise CommandError(message)
        try:
            job_id, number = services.reprint(
                workspace_id=ticket.workspace_id,
                ticket_id=ticket.pk,
                by=f"command ({getpass.getuser()})",
                printer=options["printer"],
            )
            done = slips.wait(job_id, workspace_id=ticket.workspace_id, seconds=options["wait"])
        except slips.PrintingError as error:
            raise CommandError(f"{error} [{error.code}]") from error
        if done.state != "printed":
            told = done.error or "It is not known to be on paper; look there."
            raise CommandError(f"{done.state}: {told} [job {done.job_id}]")
        self.stdout.write(f"Printed reprint {number} of {ticket} on {done.printer_name}")
