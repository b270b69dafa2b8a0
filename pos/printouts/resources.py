"""Printers and print jobs as the API shows them."""

from __future__ import annotations

from typing import ClassVar

from pos.jsonapi.filters import IdFilter, ResourceFilterSet, TextFilter
from pos.jsonapi.resource import Resource
from pos.jsonapi.serializers import ResourceSerializer
from printing.models import Printer, PrintJob

TIMES = ("created_at", "updated_at")


class PrinterSerializer(ResourceSerializer):
    # Options are not read back: they may hold the password of a fiscal device.
    included_serializers: ClassVar[dict[str, object]] = {
        "fallback": "pos.printouts.resources.PrinterSerializer"
    }

    class Meta:
        model = Printer
        resource_name = "printers"
        fields = (
            "name", "kind", "host", "port", "device", "columns", "dots", "confirms", "in_doubt",
            "fail_over_after", "poll_seconds", "drawer_sensor", "is_default", "is_paused",
            "condition", "condition_detail", "near_end", "drawer_open", *TIMES, "fallback",
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
