"""Writes: one call of a service, answered with what it wrote, all in one transaction."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from django.db import Error, OperationalError
from django.http import HttpResponse
from psycopg import errors as postgres

from pos.database import one_transaction
from pos.jsonapi import body as bodies
from pos.jsonapi import idempotency, media
from pos.jsonapi.body import Body
from pos.jsonapi.database import Snapshot
from pos.jsonapi.document import Document
from pos.jsonapi.errors import ApiError, Problem
from pos.jsonapi.plans import plan

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Sequence
    from uuid import UUID

    from rest_framework.request import Request

    from pos.jsonapi.query import Query
    from pos.jsonapi.resource import Resource
    from pos.jsonapi.views import ResourceView

LARGEST_BODY = 1_048_576
ATTEMPTS = 3
# Two writers that crossed each other: the same write, tried again, goes through.
CROSSED = (postgres.SerializationFailure, postgres.DeadlockDetected)


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """What an operation is called with. `row_id` is the id in the address, where there is one."""

    workspace_id: UUID
    credentials: Any
    body: Body
    row_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """What an operation answers with: rows of its resource, in order; one, or a list of them."""

    ids: tuple[UUID, ...]
    many: bool = False


class Handler(Protocol):
    """Reads a body, calls one service, and says which rows to answer with."""

    def __call__(self, call: Call) -> Written: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """A write of the API.

    handler: what is done. It may raise ApiError, or what `translate` knows.
    answers: the resource that is answered with.
    scope: what a key needs, such as `orders:write`.
    status: of the answer.
    span: how long the answer to an Idempotency-Key is kept; None is for good.
    translate: turns a service's error into problems; None leaves it.
    dry: nothing is kept: the transaction is rolled back after the answer was read.
    """

    handler: Handler
    answers: Resource
    scope: str
    status: int = 201
    span: dt.timedelta | None = idempotency.A_DAY
    translate: Callable[[Exception, Body], Sequence[Problem] | None] = field(
        default=lambda _error, _body: None
    )
    dry: bool = False


class _Undo(Exception):  # noqa: N818 (it is a way out, not a failure)
    """Ends a transaction whose answer is known and whose writes are not wanted."""

    def __init__(self, response: HttpResponse) -> None:
        self.response = response


def perform(
    view: ResourceView, request: Request, operation: Operation, row_id: UUID | None = None
) -> HttpResponse:
    """Run an operation. Raises ApiError."""
    document = _document(request)
    query = view.query(request, collection=False, resource=operation.answers)
    attempt = idempotency.attempt(request, view.workspace, document)
    for tried in range(1, ATTEMPTS + 1):
        camel = view.dialect.case("a_b") == "aB"
        body = Body(document, view.registry, camel=camel)
        call = Call(workspace_id=view.workspace, credentials=request.auth, body=body, row_id=row_id)
        try:
            return _once(view, request, operation, call, query, attempt)
        except OperationalError as error:
            if not isinstance(error.__cause__, CROSSED) or tried == ATTEMPTS:
                raise _unavailable(error) from error
        except _Undo as undone:
            return undone.response
    raise AssertionError  # the last attempt returned or raised


def _document(request: Request) -> dict[str, Any]:
    length = request.META.get("CONTENT_LENGTH") or "0"
    if length.isdigit() and int(length) > LARGEST_BODY:
        detail = f"A body has at most {LARGEST_BODY} bytes."
        raise ApiError(Problem(status=413, code="too_large", detail=detail))
    raw: bytes = request._request.body  # noqa: SLF001 (DRF's parsers would read it by content type)
    return bodies.parse(raw) if raw.strip() else {}


def _unavailable(error: Error) -> ApiError | Error:
    if not isinstance(error.__cause__, CROSSED):
        return error
    detail = "Too many writes met at the same rows; try again in a moment."
    problem = Problem(status=503, code="unavailable", detail=detail)
    return ApiError(problem, headers={"Retry-After": "1"})


def _once(
    view: ResourceView,
    request: Request,
    operation: Operation,
    call: Call,
    query: Query,
    attempt: idempotency.Attempt | None,
) -> HttpResponse:
    with one_transaction():
        kept = idempotency.begin(attempt) if attempt else None
        if kept is not None:
            return _response(kept, replayed=True)
        written = _run(operation, call)
        kept = _answer(view, request, operation, written, query)
        if operation.dry:
            raise _Undo(_response(kept))
        if attempt:
            idempotency.keep(attempt, kept, span=operation.span)
    return _response(kept)


def _run(operation: Operation, call: Call) -> Written:
    try:
        return operation.handler(call)
    except ApiError:
        raise
    except Exception as error:
        problems = operation.translate(error, call.body)
        if not problems:
            raise
        raise ApiError(*problems) from error


def _answer(
    view: ResourceView, request: Request, operation: Operation, written: Written, query: Query
) -> idempotency.Kept:
    """Write the answer's document from the rows, as a read would."""
    resource = operation.answers
    base = view.base(request)
    node = plan(view.registry, resource, view.dialect, query, single=True)
    with Snapshot() as snapshot:
        document = Document(snapshot.read, view.workspace, base)
        if written.many:
            rows = document.read(
                node,
                node.select("t.id = any(%s)", " order by array_position(%s::uuid[], t.id)"),
                (list(written.ids), list(written.ids)),
            )
        else:
            rows = document.read(node, node.select("t.id = %s"), written.ids)
        data = b",".join(document.primary(node, rows))
    parts = [b'{"data":[', data, b"]"] if written.many else [b'{"data":', data]
    if query.include is not None:
        parts += [b',"included":[', b",".join(document.included), b"]"]
    created = operation.status == 201 and not written.many and not operation.dry
    location = f"{base}{resource.path(view.dialect)}/{written.ids[0]}" if created else ""
    return idempotency.Kept(operation.status, location, b"".join([*parts, b"}"]))


def _response(kept: idempotency.Kept, *, replayed: bool = False) -> HttpResponse:
    response = HttpResponse(kept.body, status=kept.status, content_type=media.MEDIA_TYPE)
    response["Cache-Control"] = "no-store"
    response["Vary"] = "Accept"
    if kept.location:
        response["Location"] = kept.location
    if replayed:
        response[idempotency.REPLAYED] = "true"
    return response
