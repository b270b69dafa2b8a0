"""`manage.py printer_status`: how the printers are."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Count, Q

from printing.drivers.registry import driver_for
from printing.errors import PrintingError
from printing.models import Printer
from printing.models.printers import PULLED
from printing.spool.states import OVER

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    help = (
        "Show how each printer was last seen and how many slips wait for it. With --ask the "
        "printers are asked now. Exit code 0: all can print; 3: at least one cannot, or a slip "
        "of it is in doubt; 1: there is no such printer."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--printer", metavar="NAME", help="only this one")
        parser.add_argument("--ask", action="store_true", help="ask the printers now")
        parser.add_argument("--json", action="store_true", help="as JSON, one printer a line")

    def handle(self, *args: Any, **options: Any) -> None:
        del args
        printers = Printer.objects.order_by("workspace_id", "name").annotate(
            waiting=Count("jobs", filter=~Q(jobs__state__in=OVER)),
            doubtful=Count("jobs", filter=Q(jobs__state="in_doubt")),
        )
        if options["printer"]:
            printers = printers.filter(name=options["printer"])
            if not printers:
                raise CommandError(f"There is no printer {options['printer']!r}.")
        troubled = False
        for printer in printers:
            code, detail = (
                _asked(printer) if options["ask"] else (printer.condition, printer.condition_detail)
            )
            troubled |= code not in {"ready", "unknown"} or bool(printer.doubtful)
            self._show(printer, code, detail, as_json=options["json"])
        if troubled:
            raise SystemExit(3)

    def _show(self, printer: Any, code: str, detail: str, *, as_json: bool) -> None:
        seen = printer.condition_at
        if as_json:
            row = {
                "name": printer.name,
                "kind": printer.kind,
                "condition": code,
                "detail": detail,
                "paper_near_end": printer.near_end,
                "drawer_open": printer.drawer_open,
                "paused": printer.is_paused,
                "waiting": printer.waiting,
                "in_doubt": printer.doubtful,
                "seen_at": seen.isoformat() if seen else None,
            }
            self.stdout.write(json.dumps(row))
            return
        marks = [
            text
            for text, wanted in (
                ("paper near its end", printer.near_end),
                ("drawer open", printer.drawer_open),
                ("paused", printer.is_paused),
            )
            if wanted
        ]
        told = " ".join(part for part in (code, detail, *(f"({mark})" for mark in marks)) if part)
        self.stdout.write(
            f"{printer.name}: {told}; {printer.waiting} waiting, {printer.doubtful} in doubt"
        )


def _asked(printer: Printer) -> tuple[str, str]:
    """Ask a printer how it is. Its worker may have it: many take one connection at a time.

    One that asks for its slips cannot be asked: it said how it is when it asked last.
    """
    if printer.kind in PULLED:
        return printer.condition, printer.condition_detail
    try:
        with driver_for(printer.kind, printer.target()).open() as link:
            link.check()
    except PrintingError as error:
        return error.code, str(error)
    return "ready", ""
