"""A shop whose receipts a simulated fiscal device prints, over HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from printing.models import Printer, PrintJob, Route

if TYPE_CHECKING:
    from printing.fiscal.service import FiscalService
    from tests.orders.shop import Shop

OPTIONS: dict[str, Any] = {
    "tax_groups": {"21": 1, "12": 2, "0": 4},
    "payments": {"room_charge": "bank"},
}


def device(shop: Shop, service: FiscalService, **fields: Any) -> Printer:
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
