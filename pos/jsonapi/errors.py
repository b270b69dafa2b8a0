"""Errors in the form of JSON:API.

Everything below raises an `ApiError` (or a DRF exception); one handler turns any of them into an
errors document. An error carries its status, a code, where it lies (parameter, pointer or header)
and a sentence that says what to do.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import orjson
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from rest_framework import exceptions

from pos.jsonapi.media import MEDIA_TYPE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

logger = logging.getLogger("slipway.errors")

# The title of 422 is printed in the published guide; the rest are the standard's own words.
TITLES = {422: "Unprocessable Content"}


@dataclass(frozen=True, slots=True)
class Problem:
    """One error object. `status` is an HTTP status; at most one of the three places is set."""

    status: int
    code: str
    detail: str
    parameter: str | None = None
    pointer: str | None = None
    header: str | None = None
    title: str | None = None
    kind: str | None = None
    meta: Mapping[str, Any] = field(default_factory=dict)

    def as_object(self) -> dict[str, Any]:
        """Write the error object. `kind` becomes `links.type`, as profiles ask for."""
        title = self.title or TITLES.get(self.status) or HTTPStatus(self.status).phrase
        document: dict[str, Any] = {
            "status": str(self.status),
            "code": self.code,
            "title": title,
            "detail": self.detail,
        }
        places = {"parameter": self.parameter, "pointer": self.pointer, "header": self.header}
        source = {name: place for name, place in places.items() if place is not None}
        if source:
            document["source"] = source
        if self.kind:
            document["links"] = {"type": self.kind}
        if self.meta:
            document["meta"] = dict(self.meta)
        return document


class ApiError(Exception):
    """One or more problems with a request; the first one's status is the response's."""

    def __init__(self, *problems: Problem, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(problems[0].detail)
        self.problems = problems
        self.headers = dict(headers or {})


def bad_parameter(parameter: str, detail: str, *, code: str = "invalid_parameter") -> ApiError:
    """Refuse a query parameter: 400, naming it."""
    return ApiError(Problem(status=400, code=code, detail=detail, parameter=parameter))


def not_found(detail: str = "There is no such resource.") -> ApiError:
    """Say 404. Another workspace's row gets the same words as one that never was."""
    return ApiError(Problem(status=404, code="not_found", detail=detail))


def response(problems: Iterable[Problem], headers: Mapping[str, str] | None = None) -> HttpResponse:
    """Make the errors document."""
    objects = [problem.as_object() for problem in problems]
    answer = HttpResponse(
        orjson.dumps({"errors": objects}),
        status=int(objects[0]["status"]),
        content_type=MEDIA_TYPE,
    )
    for name, value in (headers or {}).items():
        answer[name] = value
    answer["Vary"] = "Accept"
    answer["Cache-Control"] = "no-store"
    return answer


def exception_handler(exc: Exception, context: Mapping[str, Any]) -> HttpResponse:
    """Turn any exception of a JSON:API view into an errors document (DRF calls this)."""
    if isinstance(exc, ApiError):
        return response(exc.problems, exc.headers)
    if isinstance(exc, Http404):
        return exception_handler(not_found(), context)
    if isinstance(exc, PermissionDenied):
        exc = exceptions.PermissionDenied()
    if isinstance(exc, exceptions.APIException):
        return _framework_error(exc)
    request = context.get("request")
    request_id = getattr(request, "request_id", None)
    logger.error("Unhandled error in request %s", request_id, exc_info=exc)
    return server_error(request_id)


def server_error(request_id: str | None) -> HttpResponse:
    """Say 500 with nothing but the id under which the log has the rest."""
    problem = Problem(
        status=500,
        code="internal_error",
        detail="Something went wrong on the server; its log has the details under this request id.",
        meta={"requestId": request_id} if request_id else {},
    )
    return response([problem])


def _framework_error(exc: exceptions.APIException) -> HttpResponse:
    headers: dict[str, str] = {}
    if challenge := getattr(exc, "auth_header", None):
        headers["WWW-Authenticate"] = challenge
    problem = Problem(status=exc.status_code, code=str(exc.default_code), detail=str(exc.detail))
    return response([problem], headers)
