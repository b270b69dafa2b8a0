"""Writes of print jobs: print an invoice or a slip, decide about one, open a drawer."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from pos.api.problems import pointer_to
from pos.invoices.models import Invoice
from pos.invoices.receipts import PrintingError
from pos.jsonapi.errors import Problem
from pos.jsonapi.members import Count, Nested, Text
from pos.jsonapi.writing import Call, Operation, Written
from pos.printouts import services
from pos.printouts.resources import PRINT_JOBS
from pos.workspaces.fields import uuid7

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from uuid import UUID

    from pos.jsonapi.body import Body, Identifier
    from pos.jsonapi.members import Member

PRINT: dict[str, Member] = {"reason": Text(255), "reference": Text(255), "slip": Nested()}
DRAWER: dict[str, Member] = {"pin": Count(minimum=2, maximum=5)}
SCOPE = "printing:write"
# code -> status and the relationship that it is about.
STATUSES: dict[str, tuple[int, tuple[str, ...]]] = {
    "unknown_job": (404, ()),
    "not_possible": (409, ()),
    "unknown_printer": (422, ("printer",)),
    "no_printer": (422, ("printer",)),
}


def create(call: Call) -> Written:
    """`POST /print-jobs`: print an invoice, or a slip that the caller wrote.

    An invoice that was printed before is printed as a marked copy.
    """
    data = call.body.primary("print_jobs")
    given = data.read(PRINT)
    data.close()
    written = "slip" in data.attributes
    invoice = data.one("invoice", "invoices", required=not written)
    printer = data.one("printer", "printers")
    if written and invoice is not None:
        call.body.note("present", "Give a slip or an invoice, not both.", data.at("slip"))
    call.body.check()
    if invoice is None:
        return Written((_print_slip(call, given, printer),))
    job_id = services.print_invoice(
        workspace_id=call.workspace_id,
        invoice_id=invoice.id or uuid7(),
        printer_id=printer.id if printer else None,
        reason=given.get("reason", ""),
        by=_who(call),
    )
    return Written((job_id,))


def _print_slip(call: Call, given: Mapping[str, Any], printer: Identifier | None) -> UUID:
    return services.print_slip(
        workspace_id=call.workspace_id,
        slip=given["slip"],
        printer_id=printer.id or uuid7() if printer else None,
        reference=given.get("reference", ""),
    )


def open_drawer(call: Call) -> Written:
    """`POST /printers/{id}/open-drawer`: kick the drawer at a printer; answers with the job."""
    given: dict[str, Any] = {}
    if call.body.document:
        data = call.body.primary("printers", row_id=call.row_id)
        given = data.read(DRAWER)
        data.close()
        call.body.check()
    job_id = services.open_drawer(
        workspace_id=call.workspace_id,
        printer_id=_row(call),
        pin=given.get("pin", 2),
        by=_who(call),
    )
    return Written((job_id,))


def decide(decision: str, call: Call) -> Written:
    """`POST /print-jobs/{id}/{decision}`: what a person decided about a slip."""
    data = call.body.primary("print_jobs", row_id=call.row_id)
    data.read({})
    data.close()
    call.body.check()
    services.decide(
        workspace_id=call.workspace_id, job_id=_row(call), decision=decision, by=_who(call)
    )
    return Written((_row(call),))


def reprint(call: Call) -> Written:
    """`POST /print-jobs/{id}/reprint`: print a slip once more, as a marked copy: a new job."""
    if call.body.document:
        data = call.body.primary("print_jobs", row_id=call.row_id)
        data.read({})
        data.close()
        call.body.check()
    job_id = services.reprint(workspace_id=call.workspace_id, job_id=_row(call), by=_who(call))
    return Written((job_id,))


def move(call: Call) -> Written:
    """`POST /print-jobs/{id}/move`: send a slip to another printer."""
    data = call.body.primary("print_jobs", row_id=call.row_id)
    data.read({})
    data.close()
    printer = data.one("printer", "printers", required=True)
    call.body.check()
    assert printer is not None  # noqa: S101 (checked just now)
    services.move(
        workspace_id=call.workspace_id,
        job_id=_row(call),
        printer_id=printer.id or uuid7(),
        by=_who(call),
    )
    return Written((_row(call),))


def translate(error: Exception, body: Body) -> list[Problem] | None:
    """Turn an error of printing into a problem with its pointer."""
    if isinstance(error, Invoice.DoesNotExist):
        pointer = pointer_to(body, ("invoice",))
        detail = "Invoice names no invoice of this workspace."
        return [Problem(status=422, code="not_found", detail=detail, pointer=pointer)]
    if not isinstance(error, PrintingError):
        return None
    status, at = STATUSES.get(error.code, (422, ()))
    code = "not_found" if status == 404 else error.code
    pointer = pointer_to(body, at)
    if not at and status == 422 and "slip" in _attributes(body):
        place = str(error.data.get("at", ""))
        pointer = f"/data/attributes/slip/{place}".rstrip("/")
    return [Problem(status=status, code=code, detail=str(error), pointer=pointer)]


def _attributes(body: Body) -> dict[str, Any]:
    data = body.document.get("data")
    found = data.get("attributes") if isinstance(data, dict) else None
    return found if isinstance(found, dict) else {}


def _who(call: Call) -> str:
    return f"API key {call.credentials.id}"


def _row(call: Call) -> UUID:
    assert call.row_id is not None  # noqa: S101 (the route has one)
    return call.row_id


CREATE = Operation(handler=create, answers=PRINT_JOBS, scope=SCOPE, span=None, translate=translate)


def _decision(name: str) -> Operation:
    return Operation(
        handler=partial(decide, name),
        answers=PRINT_JOBS,
        scope=SCOPE,
        status=200,
        translate=translate,
    )


def open_drawer_errors(error: Exception, body: Body) -> list[Problem] | None:
    """Turn an error of opening a drawer into a problem: the printer is the one of the address."""
    if not isinstance(error, PrintingError):
        return None
    if error.code == "unknown_printer":
        return [Problem(status=404, code="not_found", detail=str(error))]
    pointer = pointer_to(body, ("pin",))
    return [Problem(status=422, code=error.code, detail=str(error), pointer=pointer)]


OPEN_DRAWER = Operation(
    handler=open_drawer, answers=PRINT_JOBS, scope=SCOPE, translate=open_drawer_errors
)
ACTIONS: Iterable[tuple[str, Operation]] = (
    ("retry", _decision("retry")),
    ("cancel", _decision("cancel")),
    ("it-printed", _decision("it_printed")),
    ("print-again", _decision("print_again")),
    (
        "reprint",
        Operation(handler=reprint, answers=PRINT_JOBS, scope=SCOPE, translate=translate),
    ),
    (
        "move",
        Operation(handler=move, answers=PRINT_JOBS, scope=SCOPE, status=200, translate=translate),
    ),
)
