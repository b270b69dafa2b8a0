"""`manage.py print_queue`: what waits, and what a person decides about it."""

from __future__ import annotations

import getpass
import json
import uuid
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError

from printing.errors import PrintingError
from printing.models import Printer, PrintJob
from printing.spool import copying, deciding
from printing.spool.states import OVER, State

if TYPE_CHECKING:
    from argparse import ArgumentParser
    from collections.abc import Callable

    from django.db.models import QuerySet

DECISIONS: dict[str, tuple[str, Callable[..., object]]] = {
    "retry": ("try a failed slip again, or one that waits for its next attempt", deciding.retry),
    "cancel": ("take a slip off the queue, or settle one in doubt unprinted", deciding.cancel),
    "printed": ("settle a slip in doubt: it is on paper", deciding.it_printed),
    "again": ("print a slip in doubt again, marked POSSIBLE DUPLICATE", deciding.print_again),
    "reprint": ("print a slip that is on paper once more, as a marked copy", copying.reprint),
}
SAID = {
    "retry": "Queued again",
    "cancel": "Cancelled",
    "printed": "Noted as printed",
    "again": "Queued again, marked POSSIBLE DUPLICATE",
    "reprint": "A marked copy is queued",
}


class Command(BaseCommand):
    help = (
        "List the slips that are not on paper, or decide about one. Exit code 0: done, and for "
        "`list` nothing needs a person; 3: `list` found slips in doubt, failed, or without a "
        "printer; 1: refused."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", metavar="ACTION")
        actions.required = True
        listing = actions.add_parser("list", help="show what is not on paper")
        listing.add_argument("--printer", metavar="NAME", help="only of this printer")
        listing.add_argument("--all", action="store_true", help="also the newest 50 that are over")
        listing.add_argument("--json", action="store_true", help="as JSON, one slip a line")
        for name, (help_text, _) in DECISIONS.items():
            one = actions.add_parser(name, help=help_text)
            one.add_argument("job", metavar="JOB", help="the job's id, as `list` shows it")
        move = actions.add_parser("move", help="send a slip to another printer")
        move.add_argument("job", metavar="JOB", help="the job's id, as `list` shows it")
        move.add_argument("printer", metavar="NAME", help="a printer of the same workspace")

    def handle(self, *args: Any, **options: Any) -> None:
        del args
        action = options["action"]
        if action == "list":
            self._list(options)
            return
        job = self._job(options["job"])
        who = f"command ({getpass.getuser()})"
        try:
            if action == "move":
                deciding.move(job=job, printer=self._printer(options["printer"], job), who=who)
                self.stdout.write(f"{job.reference}: goes to {options['printer']}.")
                return
            DECISIONS[action][1](job=job, who=who)
        except PrintingError as error:
            raise CommandError(f"{error} [{error.code}]") from error
        self.stdout.write(f"{job.reference}: {SAID[action]}.")

    def _list(self, options: dict[str, Any]) -> None:
        jobs = PrintJob.objects.select_related("printer").defer("content", "slip")
        if options["printer"]:
            jobs = jobs.filter(printer__name=options["printer"])
        waiting = list(jobs.exclude(state__in=OVER).order_by("position"))
        over = self._newest(jobs) if options["all"] else []
        for job in [*over, *waiting]:
            self.stdout.write(_json(job) if options["json"] else _line(job))
        if not options["json"]:
            self.stdout.write(f"{len(waiting)} not on paper.")
        if any(_needs_a_person(job) for job in waiting):
            raise SystemExit(3)

    def _newest(self, jobs: QuerySet[PrintJob, PrintJob]) -> list[PrintJob]:
        return list(reversed(jobs.filter(state__in=OVER).order_by("-position")[:50]))

    def _job(self, text: str) -> PrintJob:
        try:
            found = PrintJob.objects.filter(pk=uuid.UUID(text)).first()
        except ValueError as error:
            raise CommandError(
                f"{text!r} is not a job's id; `print_queue list` shows them."
            ) from error
        if found is None:
            raise CommandError("There is no such job; `print_queue list` shows those there are.")
        return found

    def _printer(self, name: str, job: PrintJob) -> Printer:
        found = Printer.objects.filter(workspace_id=job.workspace_id, name=name).first()
        if found is None:
            raise CommandError(f"There is no printer {name!r} in the workspace of this job.")
        return found


def _needs_a_person(job: PrintJob) -> bool:
    return job.state in {State.IN_DOUBT, State.FAILED} or job.printer_id is None


def _line(job: PrintJob) -> str:
    printer = job.printer.name if job.printer else "no printer"
    told = f"  {job.error}" if job.error else ""
    return f"{job.pk}  {job.created_at:%Y-%m-%d %H:%M:%S}  {printer}  {job.state}  {job.reference}{told}"


def _json(job: PrintJob) -> str:
    return json.dumps(
        {
            "id": str(job.pk),
            "printer": job.printer.name if job.printer else None,
            "state": job.state,
            "reference": job.reference,
            "attempts": job.attempts,
            "error_code": job.error_code or None,
            "error": job.error or None,
            "created_at": job.created_at.isoformat(),
        }
    )
