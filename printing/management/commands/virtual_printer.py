"""`manage.py virtual_printer`: a printer for those who have none at hand."""

from __future__ import annotations

import signal
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError

from printing.virtual import VirtualPrinter

if TYPE_CHECKING:
    from django.core.management.base import CommandParser

FAULTS = ("paper_out", "cover_open", "offline")


class Command(BaseCommand):
    help = (
        "Run a virtual ESC/POS receipt printer. Point a printer of kind 'network' or 'virtual' at "
        "its host and port: every job is kept as NNNN.bin (bytes), NNNN.png (picture) and "
        "NNNN.txt (text). Stop it with Ctrl-C."
    )
    # It serves before the database exists, and touches no table.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="address (default: %(default)s)")
        parser.add_argument(
            "--port", type=int, default=9100, help="TCP port, 0 for any (default: %(default)s)"
        )
        parser.add_argument(
            "--columns",
            type=int,
            choices=(32, 42, 48),
            default=48,
            help="characters per line: 32 (384 dots), 42 (512) or 48 (576) (default: %(default)s)",
        )
        parser.add_argument(
            "--folder",
            type=Path,
            default=Path("var/virtual_printer"),
            help="where jobs are kept (default: %(default)s)",
        )
        parser.add_argument(
            "--fault",
            action="append",
            choices=FAULTS,
            default=[],
            help="start with this fault, to see how senders cope; may be given more than once",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        printer = VirtualPrinter(
            options["folder"],
            host=options["host"],
            port=options["port"],
            columns=options["columns"],
        )
        for fault in options["fault"]:
            setattr(printer.faults, fault, True)
        # Before it says that it is there: whoever reads that may end it at once.
        done = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: done.set())
        try:
            printer.start()
        except (OSError, OverflowError) as error:
            message = f"Cannot listen on {options['host']}:{options['port']}: {error}."
            raise CommandError(message, returncode=1) from error
        self.stdout.write(f"Virtual printer on {printer.host}:{printer.port}, {printer.folder}")
        if options["fault"]:
            self.stdout.write(f"Faults: {', '.join(options['fault'])}")
        self.stdout.flush()
        self._serve(printer, done)

    def _serve(self, printer: VirtualPrinter, done: threading.Event) -> None:
        shown = printer.jobs
        # A wait with an end lets signals through on every platform.
        while not done.wait(0.2):
            while shown < printer.jobs:
                shown += 1
                self.stdout.write(f"Printed {printer.job_file(shown, 'png')}")
                self.stdout.flush()
        printer.stop()
        self.stdout.write("Stopped.")
