"""The rival: a stock djangorestframework-jsonapi view over the project's own serializers.

Tuned as its documentation advises: everything prefetched, so the number of statements does not grow
with the page, and a cursor instead of counted pages. Authentication and permission are the
project's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import quote, urlencode

from django.db.models import Q
from rest_framework.pagination import BasePagination
from rest_framework.response import Response
from rest_framework_json_api.renderers import JSONRenderer
from rest_framework_json_api.views import ReadOnlyModelViewSet

from pos.api.auth import ApiKeyAuthentication
from pos.api.permissions import HasScope
from pos.api.table import REGISTRY
from pos.invoices.models import Invoice
from pos.invoices.resources import INVOICES, InvoiceSerializer
from pos.jsonapi import cursor
from pos.jsonapi.dialect import V1

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet
    from rest_framework.request import Request

ORDER = "invoices:created_at"

# The library recases what it derives from models, but not the names that serializers state.
for _resource in REGISTRY.by_type.values():
    _resource.serializer.Meta.resource_name = _resource.type_name(V1)


class KeysetPagination(BasePagination):
    """Pages by (created_at, id), in a form that the ORM can write and the index can answer."""

    def paginate_queryset(
        self,
        queryset: QuerySet[Any],
        request: Request,
        view: Any = None,
    ) -> list[Any]:
        del view
        self.request = request
        self.size = int(request.query_params.get("page[size]", "100"))
        self.after = request.query_params.get("page[after]")
        if self.after:
            place = cursor.decode(self.after, order=ORDER, compact=True)
            moment = place.keys[0]
            queryset = queryset.filter(created_at__gte=moment).exclude(
                Q(created_at=moment) & Q(id__lte=place.id)
            )
        rows = list(queryset.order_by("created_at", "id")[: self.size + 1])
        self.more = len(rows) > self.size
        self.rows = rows[: self.size]
        return self.rows

    def get_paginated_response(self, data: Any) -> Response:
        links = {
            "prev": self._link("before", self.rows[0]) if self.after and self.rows else None,
            "next": self._link("after", self.rows[-1]) if self.more else None,
        }
        return Response({"results": data, "links": links})

    def _link(self, name: str, row: Invoice) -> str:
        place = cursor.Position((row.created_at.isoformat(),), str(row.id))
        text = cursor.encode(place, order=ORDER, compact=True)
        given = self.request.query_params.items()
        kept = [pair for pair in given if pair[0] not in {"page[after]", "page[before]"}]
        query = urlencode([*kept, (f"page[{name}]", text)], quote_via=quote, safe=",")
        return f"{self.request.build_absolute_uri(self.request.path)}?{query}"


class StockInvoices(ReadOnlyModelViewSet):
    """`GET /bench/stock/invoices`: the list, by the library alone."""

    resource = INVOICES  # what the permission asks for
    serializer_class = InvoiceSerializer
    renderer_classes: ClassVar[Sequence[Any]] = [JSONRenderer]
    authentication_classes = [ApiKeyAuthentication]
    permission_classes = [HasScope]
    pagination_class = KeysetPagination
    filter_backends: ClassVar[Sequence[Any]] = []

    def get_queryset(self) -> QuerySet[Invoice]:
        rows: QuerySet[Invoice] = Invoice.objects.filter(
            workspace_id=self.request.auth.workspace_id
        )
        return rows.prefetch_related(
            "user", "register", "invoice_items", "invoice_items__invoice_item_modifiers"
        )
