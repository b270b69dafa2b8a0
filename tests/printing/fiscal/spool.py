"""A shop whose receipts a simulated fiscal device prints, over HTTP."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from config.env import ROOT
from printing.models import Printer, PrintJob, Route

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from printing.fiscal.service import FiscalService
    from tests.orders.shop import Shop

OPTIONS: dict[str, Any] = {
    "tax_groups": {"21": 1, "12": 2, "0": 4},
    "payments": {"room_charge": "bank"},
}


@dataclass
class At:
    """Where a device of another process is found."""

    port: int
    printer: str


@contextmanager
def simulator_process(
    folder: Path, port: int, *words: str
) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Run a simulator as a process of its own; gives it and the id of its printer."""
    with subprocess.Popen(
        [sys.executable, "manage.py", "fiscal_simulator", "--port", str(port), "--folder", folder, *words],
        cwd=ROOT, env={**os.environ, "PYTHONUNBUFFERED": "1"}, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL, text=True,
    ) as process:  # fmt: skip
        try:
            said = process.stdout.readline()
            yield process, said.split("printer ")[1].split(",")[0]
        finally:
            if process.poll() is None:
                process.kill()


def device(shop: Shop, service: FiscalService | At, **fields: Any) -> Printer:
    """Set a simulator up for a shop, marked as a demo, with a route of the whole workspace."""
    shop.workspace.is_demo = True
    shop.workspace.save()
    route = fields.pop("route", True)
    given = {"name": "Fiscal", "kind": "fiscal_simulator", "options": OPTIONS, **fields}
    printer = Printer(
        workspace_id=shop.workspace.pk,
        host="127.0.0.1",
        port=service.port,
        device=service.printer,
        **given,
    )
    printer.full_clean()
    printer.save()
    if route:
        Route.objects.create(workspace_id=shop.workspace.pk, purpose="fiscal", printer=printer)
    return printer


def job_of(invoice: Any) -> PrintJob:
    return PrintJob.objects.get(key=f"invoice:{invoice.pk}")


def journal(service: FiscalService, *kinds: str) -> list[dict[str, Any]]:
    """List what the simulator printed, of these kinds."""
    return [one for one in service.simulator.journal() if one["kind"] in kinds]
