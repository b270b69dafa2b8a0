"""Printers and print jobs as the API shows them."""

from __future__ import annotations

from typing import ClassVar

from pos.jsonapi.filters import IdFilter, ResourceFilterSet, TextFilter
from pos.jsonapi.resource import Resource
from pos.jsonapi.serializers import ResourceSerializer
from printing.models import Printer, PrintJob

TIMES = ("created_at", "updated_at")


class PrinterSerializer(ResourceSerializer):
    class Meta:
        model = Printer
        resource_name = "printers"
        fields = (
            "name", "kind", "columns", "dots", "condition", "condition_detail", "near_end",
            "drawer_open",            "is_default", "is_paused", *TIMES,
        )  # fmt: skip


class PrintJobSerializer(ResourceSerializer):
    included_serializers: ClassVar[dict[str, object]] = {"printer": PrinterSerializer}

    class Meta:
        model = PrintJob
        resource_name = "print_jobs"
        fields = (
            "reference", "purpose", "state", "attempts", "doubts", "error_code", "error", "warnings",
            "sha256", "printed_at", "fiscal_number", "device_serial", "fiscal_at", "is_simulated", *TIMES,
            "printer",
        )  # fmt: skip


class PrintJobFilterSet(ResourceFilterSet):
    state_eq = TextFilter(field_name="state", lookup_expr="exact")
    printer_id_eq = IdFilter(field_name="printer", lookup_expr="exact")
    invoice_id_eq = IdFilter(field_name="source_id", lookup_expr="exact")


PRINTERS = Resource(type="printers", serializer=PrinterSerializer, scope="printing:read")
PRINT_JOBS = Resource(
    type="print_jobs",
    serializer=PrintJobSerializer,
    scope="printing:read",
    filterset=PrintJobFilterSet,
)
