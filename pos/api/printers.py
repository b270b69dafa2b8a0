"""Writes of printers: set one up, change it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pos.api.problems import pointer_to
from pos.jsonapi.errors import Problem
from pos.jsonapi.members import Count, Flag, Listed, Nested, OneOf, Text
from pos.jsonapi.writing import Call, Operation, Written
from pos.printouts import printers
from pos.printouts.printers import DRAWER_SENSORS, IN_DOUBT, KINDS, PrinterError
from pos.printouts.resources import PRINTERS
from pos.workspaces.fields import uuid7

if TYPE_CHECKING:
    from pos.jsonapi.body import Body, Object
    from pos.jsonapi.members import Member

SCOPE = "printing:write"
PRINTER: dict[str, Member] = {
    "name": Text(100, blank=False),
    "kind": OneOf(KINDS),
    "host": Text(253),
    "port": Count(minimum=1, maximum=65_535),
    "device": Text(255),
    "options": Nested(),
    "columns": Count(),
    "dots": Count(),
    "code_pages": Listed(),
    "confirms": Flag(),
    "fail_over_after": Count(maximum=86_400),
    "in_doubt": OneOf(IN_DOUBT),
    "poll_seconds": Count(minimum=1, maximum=3_600),
    "drawer_sensor": OneOf(DRAWER_SENSORS),
    "is_paused": Flag(),
    "is_default": Flag(),
}
# What a printer says of itself: responses hold it, and requests may repeat it.
ECHOED = ("condition", "condition_detail", "near_end", "drawer_open")


def create(call: Call) -> Written:
    """`POST /printers`: set a printer up."""
    data = call.body.primary("printers")
    given = _read(data, required=("name", "kind"))
    return Written((printers.create(workspace_id=call.workspace_id, given=given),))


def update(call: Call) -> Written:
    """`PATCH /printers/{id}`: change what is given."""
    assert call.row_id is not None  # noqa: S101 (the route has one)
    data = call.body.primary("printers", row_id=call.row_id)
    given = _read(data)
    printers.update(workspace_id=call.workspace_id, printer_id=call.row_id, given=given)
    return Written((call.row_id,))


def _read(data: Object, required: tuple[str, ...] = ()) -> dict[str, Any]:
    given = data.read(PRINTER, required=required)
    data.close(*ECHOED)
    other = data.one("fallback", "printers")
    data.body.check()
    if data.has("fallback"):
        given["fallback_id"] = None if other is None else other.id or uuid7()
    return given


def translate(error: Exception, body: Body) -> list[Problem] | None:
    """Turn what is wrong with a printer into problems with their pointers."""
    if not isinstance(error, PrinterError):
        return None
    if not error.wrong:
        return [Problem(status=404, code="not_found", detail="There is no printer with this id.")]
    return [
        Problem(status=422, code="invalid", detail=said, pointer=pointer_to(body, _place(name)))
        for name, sentences in error.wrong.items()
        for said in sentences
    ]


def _place(name: str) -> tuple[str, ...]:
    return (name,) if name else ()


CREATE = Operation(handler=create, answers=PRINTERS, scope=SCOPE, translate=translate)
UPDATE = Operation(handler=update, answers=PRINTERS, scope=SCOPE, status=200, translate=translate)
