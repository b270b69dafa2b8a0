"""`GET /health-check`: whether the service and its database answer. Needs no key."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import orjson
from django.db import Error, connection
from django.http import HttpResponse

from pos.api.permissions import Public
from pos.jsonapi.errors import bad_parameter
from pos.jsonapi.fields import format_time
from pos.jsonapi.media import MEDIA_TYPE
from pos.jsonapi.query import pairs
from pos.jsonapi.views import JsonApiView
from pos.workspaces.fields import now

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rest_framework.request import Request

    from pos.jsonapi.dialect import Dialect


class HealthCheckView(JsonApiView):
    """The published health check: 200 while all is well, 503 while a check fails."""

    # Set by the route, through `as_view`.
    dialects: Mapping[str, Dialect] = MappingProxyType({})
    authentication_classes = []
    permission_classes = [Public]
    http_method_names = ["get", "head", "options"]

    def get(self, request: Request) -> HttpResponse:
        for name, _ in pairs(request.META.get("QUERY_STRING", "")):
            detail = f"{name} is not a query parameter here; the health check takes none."
            raise bad_parameter(name, detail, code="unknown_parameter")
        dialect = self.dialects[""]
        works = _database_answers()
        body = orjson.dumps(_document(dialect, works=works))
        response = HttpResponse(
            body,
            status=200 if works else 503,
            content_type=MEDIA_TYPE,
        )
        response["Cache-Control"] = "no-store"
        response["Vary"] = "Accept"
        return response


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("select 1")
    except Error:
        return False
    return True


def _document(dialect: Dialect, *, works: bool) -> dict[str, Any]:
    status = "ok" if works else "error"
    check = {"type": dialect.case("checks"), "id": "database"}
    return {
        "data": {
            "type": dialect.case("health_checks"),
            "id": "current",
            "attributes": {"status": status, "timestamp": format_time(now(), dialect)},
            "relationships": {"checks": {"data": [check]}},
        },
        "included": [{**check, "attributes": {"status": status}}],
    }
