"""`manage.py virtual_printer`: a printer for those who have none at hand."""

from __future__ import annotations

import argparse
import signal
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError, DjangoHelpFormatter

from printing.errors import PrintingError
from printing.virtual import VirtualPrinter
from printing.virtual.faults import KINDS, Active, read
from printing.virtual.pages import read as read_page

if TYPE_CHECKING:
    from django.core.management.base import CommandParser

_WIDTHS = (32, 42, 48)


class _Formatter(DjangoHelpFormatter, argparse.RawDescriptionHelpFormatter):
    """The options of every command last, and lines as they are written here."""


class Command(BaseCommand):
    help = (
        "Run a virtual ESC/POS receipt printer. Point a printer of kind 'network' or 'virtual' at\n"
        "its host and port. Every job is kept as NNNN.bin (its bytes), NNNN.png (the paper),\n"
        "NNNN.txt (its text) and NNNN.json (what was decoded). Ctrl-C ends it.\n\n"
        "It exits with 0 when it is ended, and with 1 when a port is taken or an option is wrong."
    )
    # It serves before the database exists, and touches no table.
    requires_system_checks: list[str] = []

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        kwargs["formatter_class"] = _Formatter
        return super().create_parser(prog_name, subcommand, epilog=_faults(), **kwargs)

    def run_from_argv(self, argv: list[str]) -> None:
        try:
            super().run_from_argv(argv)
        except SystemExit as ended:
            # The parser ends with 2 where an option is wrong; here 1 means that, too.
            raise SystemExit(1 if ended.code == 2 else ended.code) from ended

    def add_arguments(self, parser: CommandParser) -> None:
        add = parser.add_argument
        add("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
        add("--port", type=int, default=9100, help="TCP port, 0 for any (default: %(default)s)")
        widths = "characters per line: 32 (384 dots), 42 (512) or 48 (576) (default: %(default)s)"
        add("--columns", type=int, choices=_WIDTHS, default=48, help=widths)
        add(
            "--dots",
            type=int,
            metavar="DOTS",
            help="width of the paper in dots, where it is another one",
        )
        folder = Path("var/virtual_printer")
        add("--folder", type=Path, default=folder, help="where jobs go (default: %(default)s)")
        fault = "start with a fault of the list below; may be given more than once"
        add("--fault", action="append", default=[], metavar="NAME[=VALUE][:once]", help=fault)
        control = "port on 127.0.0.1 to watch and change it while it runs, 0 for any"
        add("--control-port", type=int, metavar="PORT", help=control)
        page = "a code page beside the Epson ones, such as 33=CP775; may be given more than once"
        add("--code-page", action="append", default=[], metavar="SLOT=NAME", help=page)
        exclusive = "serve one connection at a time; others wait, or with 'refuse' are refused"
        add("--exclusive", nargs="?", const="wait", choices=("wait", "refuse"), help=exclusive)

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            printer = _printer(options)
            for name, active in map(read, options["fault"]):
                _set(printer, name, active)
        except PrintingError as error:
            raise CommandError(str(error), returncode=1) from error
        # Before it says that it is there: whoever reads that may end it at once.
        done = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: done.set())
        try:
            printer.start()
        except (OSError, OverflowError) as error:
            raise CommandError(_cannot(printer, error), returncode=1) from error
        self._say(f"Virtual printer on {printer.host}:{printer.port}, {printer.folder}")
        if printer.control_port is not None:
            self._say(f"Control on http://127.0.0.1:{printer.control_port}")
        if options["fault"]:
            self._say(f"Faults: {', '.join(options['fault'])}")
        self._serve(printer, done)

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        # Into a file or a pipe Python would keep it back until the end.
        self.stdout.flush()

    def _serve(self, printer: VirtualPrinter, done: threading.Event) -> None:
        shown = printer.jobs
        # A wait with an end lets signals through on every platform.
        while not done.wait(0.2):
            shown = min(shown, printer.jobs)
            while shown < printer.jobs:
                shown += 1
                self._say(f"Printed {printer.job_file(shown, 'png')}")
        printer.stop()
        self._say("Stopped.")


def _printer(options: dict[str, Any]) -> VirtualPrinter:
    return VirtualPrinter(
        options["folder"],
        host=options["host"],
        port=options["port"],
        columns=options["columns"],
        dots=options["dots"],
        code_pages=dict(map(read_page, options["code_page"])),
        exclusive=options["exclusive"] or "",
        control_port=options["control_port"],
    )


def _set(printer: VirtualPrinter, name: str, active: Active | None) -> None:
    if active is not None:
        printer.faults.set(name, active.value, once=active.once)


def _cannot(printer: VirtualPrinter, error: Exception) -> str:
    if isinstance(error, OSError) and error.filename:
        return f"Cannot keep jobs in {printer.folder}: {error.strerror}."
    ports = f"{printer.host}:{printer.port}"
    if printer.control_port is not None:
        ports += f" and 127.0.0.1:{printer.control_port}"
    return f"Cannot listen on {ports}: {error}."


def _faults() -> str:
    lines = ["faults (with :once, what it does happens the next time only):"]
    for name, kind in KINDS.items():
        shown = f"{name}=N" if kind.unit else name
        lines.append(f"  {shown:<20} {kind.says}{'' if kind.once else ' *'}")
    return "\n".join([*lines, "  * a state: it lasts until it is cleared, so not :once"])
