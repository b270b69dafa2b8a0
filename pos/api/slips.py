"""`GET /invoices/{id}/slip.{form}`: an invoice as it prints, to look at or to send on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.urls import path
from rest_framework.negotiation import BaseContentNegotiation

from pos.api.auth import ApiKeyAuthentication
from pos.api.permissions import HasScope, KeyLimit
from pos.invoices import receipts, selectors
from pos.invoices.forms import COLUMNS, DOTS, FORMS, HEADERS
from pos.invoices.models import Invoice
from pos.jsonapi.errors import ApiError, Problem, bad_parameter, not_found
from pos.jsonapi.query import pairs
from pos.jsonapi.views import READS, JsonApiView, answer
from pos.workspaces.models import Workspace

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpResponse
    from django.urls import URLPattern
    from rest_framework.request import Request

CHOICES = {"columns": COLUMNS, "dots": DOTS}


class AnyType(BaseContentNegotiation):
    """The address says which form is wanted, so `Accept` need not."""

    def select_parser(self, request: Request, parsers: Iterable[Any]) -> Any:
        del request
        return next(iter(parsers), None)

    def select_renderer(
        self, request: Request, renderers: Iterable[Any], format_suffix: str | None = None
    ) -> tuple[Any, str]:
        del request, format_suffix
        renderer = next(iter(renderers))
        return renderer, renderer.media_type


class SlipView(JsonApiView):
    """An invoice at `columns` characters a line, 48 unless asked otherwise, on `dots` of paper.

    Errors are JSON:API.
    """

    content_negotiation_class = AnyType
    authentication_classes = [ApiKeyAuthentication]
    permission_classes = [HasScope]
    throttle_classes = [KeyLimit]
    http_method_names = READS
    scope = "invoices:read"

    def get(self, request: Request, pk: str, form: str) -> HttpResponse:
        width = {"columns": 48, **_width(request)}
        if form not in FORMS:
            raise not_found(f"There is no such form of a slip; there are {', '.join(FORMS)}.")
        credentials: Any = request.auth
        invoice = _invoice(pk, credentials.workspace_id)
        try:
            body = FORMS[form].make(invoice, **width)
        except receipts.PrintingError as error:
            raise ApiError(Problem(status=422, code=error.code, detail=str(error))) from error
        response = answer(request, body, FORMS[form].content_type)
        for name, value in HEADERS.items():
            response[name] = value
        return response


def _width(request: Request) -> dict[str, int]:
    """Read the paper's width: in columns, in dots, or both."""
    width: dict[str, int] = {}
    for name, value in pairs(request.META.get("QUERY_STRING", "")):
        if name not in CHOICES:
            detail = f"{name} is not a query parameter here; there are columns and dots."
            raise bad_parameter(name, detail, code="unknown_parameter")
        least, middle, most = CHOICES[name]
        if value not in {str(one) for one in CHOICES[name]}:
            raise bad_parameter(name, f"{name} must be {least}, {middle} or {most}.")
        width[name] = int(value)
    return width


def _invoice(pk: str, workspace_id: UUID) -> Invoice:
    missing = not_found("There is no invoice with this id.")
    try:
        workspace = Workspace.objects.get(pk=workspace_id)
        return selectors.by_id(invoice_id=UUID(pk), workspace=workspace)
    except (ValueError, Invoice.DoesNotExist):
        raise missing from None


PATTERNS: list[URLPattern] = [path("invoices/<str:pk>/slip.<str:form>", SlipView.as_view())]
