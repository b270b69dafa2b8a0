"""Writes of print jobs: print an invoice, decide about a slip."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from pos.api.problems import pointer_to
from pos.invoices.models import Invoice
from pos.invoices.receipts import PrintingError
from pos.jsonapi.errors import Problem
from pos.jsonapi.members import Text
from pos.jsonapi.writing import Call, Operation, Written
from pos.printouts import services
from pos.printouts.resources import PRINT_JOBS
from pos.workspaces.fields import uuid7

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from pos.jsonapi.body import Body
    from pos.jsonapi.members import Member

PRINT: dict[str, Member] = {"reason": Text(255)}
SCOPE = "printing:write"
# code -> status and the relationship that it is about.
STATUSES: dict[str, tuple[int, tuple[str, ...]]] = {
    "unknown_job": (404, ()),
    "not_possible": (409, ()),
    "fiscal_ask_first": (409, ()),
    "unknown_printer": (422, ("printer",)),
    "no_printer": (422, ("printer",)),
    "fiscal_mismatch": (422, ("printer",)),
}


def create(call: Call) -> Written:
    """`POST /print-jobs`: print an invoice. What was printed before is printed as a marked copy."""
    data = call.body.primary("print_jobs")
    given = data.read(PRINT)
    data.close()
    invoice = data.one("invoice", "invoices", required=True)
    printer = data.one("printer", "printers")
    call.body.check()
    assert invoice is not None  # noqa: S101 (checked just now)
    job_id = services.print_invoice(
        workspace_id=call.workspace_id,
        invoice_id=invoice.id or uuid7(),
        printer_id=printer.id if printer else None,
        reason=given.get("reason", ""),
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
    return [Problem(status=status, code=code, detail=str(error), pointer=pointer)]


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


ACTIONS: Iterable[tuple[str, Operation]] = (
    ("retry", _decision("retry")),
    ("cancel", _decision("cancel")),
    ("it-printed", _decision("it_printed")),
    ("print-again", _decision("print_again")),
    ("it-did-not-print", _decision("not_printed")),
    (
        "move",
        Operation(handler=move, answers=PRINT_JOBS, scope=SCOPE, status=200, translate=translate),
    ),
)
