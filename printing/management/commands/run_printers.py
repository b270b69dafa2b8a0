"""`manage.py run_printers`: the worker that prints what is queued."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError

from printing.models import Printer
from printing.spool.supervisor import Supervisor

if TYPE_CHECKING:
    from argparse import ArgumentParser
    from uuid import UUID

    from printing.spool.worker import Worker


class Command(BaseCommand):
    help = (
        "Print what is queued, on the printers of all workspaces, until stopped by Ctrl-C or "
        "SIGTERM. It then finishes the slips at hand. A worker that dies is replaced at once. Several "
        "may run, on several machines: each "
        "printer is served by one of them, and by another when that one ends."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--printer",
            metavar="NAME",
            action="append",
            default=[],
            help="serve only printers of this name; may be given more than once",
        )

        parser.add_argument("--quiet", action="store_true", help="say nothing but what is wrong")

    def handle(self, *args: Any, **options: Any) -> None:
        del args
        say = (lambda _: None) if options["quiet"] else self._say
        supervisor = Supervisor(only=self._only(options["printer"]), ready=say)
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: supervisor.stop())
        supervisor.run()
        if not options["quiet"]:
            self.stdout.write("Stopped.")

    def _only(self, names: list[str]) -> frozenset[UUID]:
        found = dict(Printer.objects.filter(name__in=names).values_list("pk", "name"))
        missing = sorted(set(names) - set(found.values()))
        if missing:
            raise CommandError(f"There is no printer named {', '.join(missing)}.")
        return frozenset(found)

    def _say(self, worker: Worker) -> None:
        count = len(worker.running)
        self.stdout.write(
            f"Printing for {count} printer{'' if count == 1 else 's'} (process {os.getpid()})."
        )
        self.stdout.flush()
