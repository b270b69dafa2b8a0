"""`manage.py fiscal_report`: X and Z reports, cash in and out, duplicates on a fiscal device."""

from __future__ import annotations

import contextlib
import getpass
import json
import uuid
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q

from printing.errors import PrintingError
from printing.fiscal.content import MONEY, Action, Errand
from printing.fiscal.simulator.paper import NOTICE
from printing.models import Printer
from printing.spool import errands
from printing.spool.states import State

if TYPE_CHECKING:
    from argparse import ArgumentParser

    from printing.models import PrintJob


class Command(BaseCommand):
    help = (
        "Print a report on a fiscal device, after the receipts that wait for it. x: totals since "
        "the last Z report, changes nothing. z: closes the day and sets its totals to zero; it "
        "cannot be undone. cash-in, cash-out: register cash put into the drawer or taken out. "
        "duplicate: a marked copy of the last receipt. Exit code 0: printed; 1: refused, or not "
        "begun in time (it is taken back then); 3: somebody has to look, because a receipt is in "
        "doubt and must be settled first (print_queue list), or because the answer was lost."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "printer", metavar="PRINTER", help="the fiscal device's name, or its id"
        )
        parser.add_argument("action", choices=[str(one) for one in Action], help="what to print")
        parser.add_argument(
            "amount", nargs="?", metavar="AMOUNT", help="for cash-in and cash-out, like 100.00"
        )
        parser.add_argument(
            "--wait",
            type=float,
            default=60.0,
            metavar="SECONDS",
            help="how long to wait for the device and what is printed before (default 60)",
        )
        parser.add_argument("--json", action="store_true", help="what it answered, as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        del args
        errand = _errand(options["action"], options["amount"])
        printer = _printer(options["printer"])
        who = f"command ({getpass.getuser()})"
        try:
            job = errands.run(printer, errand, seconds=options["wait"], who=who)
        except PrintingError as error:
            code = 3 if error.code == "fiscal_unsettled" else 1
            raise CommandError(f"{error} [{error.code}]", returncode=code) from error
        if options["json"]:
            self.stdout.write(json.dumps(_document(printer, job)))
        elif job.state == State.PRINTED:
            self._tell(printer, job)
        if job.state != State.PRINTED:
            code = 3 if job.state in {State.IN_DOUBT, State.SENDING, State.CLAIMED} else 1
            told = job.error or "the device did not answer in time"
            raise CommandError(f"{job.reference}: {_STATES[job.state]}: {told}", returncode=code)

    def _tell(self, printer: Printer, job: PrintJob) -> None:
        if job.is_simulated:
            self.stdout.write(NOTICE)
        self.stdout.write(f"{printer.name}: {job.reference} printed.")
        for message in (job.fiscal_result or {}).get("messages", ()):
            if message["text"] != NOTICE:
                self.stdout.write(
                    " ".join(one for one in (message["code"], message["text"]) if one)
                )


def _errand(action: str, amount: str | None) -> Errand:
    wanted = Action(action)
    if (wanted in MONEY) != (amount is not None):
        raise CommandError(
            f"{action} needs an amount, like 100.00."
            if wanted in MONEY
            else f"{action} takes no amount."
        )
    try:
        return Errand(wanted, None if amount is None else Decimal(amount))
    except InvalidOperation as error:
        raise CommandError(f"{amount!r} is no amount; write it like 100.00.") from error
    except PrintingError as error:
        raise CommandError(f"{amount} cannot be registered: {error.data['reason']}.") from error


def _printer(name: str) -> Printer:
    named = Q(name=name)
    with contextlib.suppress(ValueError):
        named |= Q(pk=uuid.UUID(name))
    found = [one for one in Printer.objects.filter(named) if one.is_fiscal]
    if len(found) == 1:
        return found[0]
    known = ", ".join(one.name for one in Printer.objects.order_by("name") if one.is_fiscal)
    many = "more than one fiscal device" if found else "no fiscal device"
    raise CommandError(f"There is {many} {name!r}; there are: {known or 'none'}.")


def _document(printer: Printer, job: PrintJob) -> dict[str, Any]:
    return {
        "printer": printer.name,
        "report": job.reference,
        "job": str(job.pk),
        "state": job.state,
        "simulated": job.is_simulated,
        "error_code": job.error_code or None,
        "error": job.error or None,
        "answer": job.fiscal_result,
    }


_STATES: dict[str, str] = {
    State.CANCELLED: "not begun, and taken back",
    State.FAILED: "refused",
    State.IN_DOUBT: "look at the paper, then decide with print_queue",
    State.SENDING: "still being printed",
    State.CLAIMED: "still being printed",
}
