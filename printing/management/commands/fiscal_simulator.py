"""`manage.py fiscal_simulator`: a fiscal device to try things with, which is none."""

from __future__ import annotations

import signal
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError

from printing.errors import PrintingError
from printing.fiscal.service import FiscalService
from printing.fiscal.simulator import Simulator
from printing.fiscal.simulator.faults import CRASH_POINTS, NAMES
from printing.fiscal.simulator.paper import NOTICE

if TYPE_CHECKING:
    from django.core.management.base import CommandParser

LOST_REPLY = "lost_reply"


class Command(BaseCommand):
    help = (
        "Run a simulated fiscal device that speaks the HTTP protocol of ErpNet.FP. It keeps its "
        "memory (memory.json) and all it printed (journal.jsonl) in its folder. Everything it "
        "prints is worth nothing before the law. Stop it with Ctrl-C."
    )
    # It serves before the database exists, and touches no table.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="address (default: %(default)s)")
        parser.add_argument(
            "--port", type=int, default=8001, help="TCP port, 0 for any (default: %(default)s)"
        )
        parser.add_argument(
            "--folder",
            type=Path,
            default=Path("var/fiscal"),
            help="where memory and journal are kept (default: %(default)s)",
        )
        parser.add_argument(
            "--fault",
            action="append",
            choices=(*NAMES, *CRASH_POINTS, LOST_REPLY),
            default=[],
            help="start with this fault, to see how senders cope; may be given more than once",
        )
        parser.add_argument(
            "--latency", type=float, default=0.0, help="seconds each step of a receipt takes"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            simulator = Simulator(options["folder"], live=False)
        except PrintingError as error:
            raise CommandError(str(error), returncode=1) from error
        with simulator:
            self._break(simulator, options)
            service = FiscalService(simulator, host=options["host"], port=options["port"])
            try:
                service.start()
            except (OSError, OverflowError) as error:
                message = f"Cannot listen on {options['host']}:{options['port']}: {error}."
                raise CommandError(message, returncode=1) from error
            self._say(f"{NOTICE} on {service.url}, printer {service.printer}, {options['folder']}")
            if options["fault"]:
                self._say(f"Faults: {', '.join(options['fault'])}")
            self._serve(service)
            self._say("Stopped.")

    def _break(self, simulator: Simulator, options: dict[str, Any]) -> None:
        simulator.faults.latency = options["latency"]
        for fault in options["fault"]:
            if fault in CRASH_POINTS:
                simulator.faults.crash_at = fault
            elif fault == LOST_REPLY:
                simulator.faults.lost_replies += 1
            else:
                simulator.faults.set(fault)

    def _serve(self, service: FiscalService) -> None:
        done = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: done.set())
        shown = service.simulator.memory.sequence
        # A wait with an end lets signals through on every platform.
        while not done.wait(0.2):
            entry = service.simulator.memory.entry
            if entry is not None and entry["sequence"] != shown:
                shown = entry["sequence"]
                self._say(f"Printed {entry['kind']} {entry['number'] or ''}".rstrip())
        service.stop()

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
