"""Printers in the back office."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages

from printing.errors import PrintingError
from printing.interface import enqueue, printer_test_page
from printing.models import Printer

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

if TYPE_CHECKING:
    PrinterModelAdmin = admin.ModelAdmin[Printer]
else:
    PrinterModelAdmin = admin.ModelAdmin


@admin.register(Printer)
class PrinterAdmin(PrinterModelAdmin):
    """Find, set up and try printers."""

    list_display = ("name", "kind", "host", "port", "columns", "is_default", "workspace_id")
    list_filter = ("kind", "columns", "is_default", "confirms")
    search_fields = ("name", "host", "workspace_id")
    readonly_fields = ("id", "created_at", "updated_at")
    actions = ("print_test_page",)
    fieldsets = (
        (None, {"fields": ("workspace_id", "name", "is_default")}),
        ("Connection", {"fields": ("kind", "host", "port", "confirms")}),
        ("Paper and characters", {"fields": ("columns", "dots", "code_pages")}),
        ("Record", {"fields": ("id", "created_at", "updated_at")}),
    )

    @admin.action(description="Print a test page")
    def print_test_page(self, request: HttpRequest, queryset: QuerySet[Printer, Any]) -> None:
        for printer in queryset:
            try:
                ticket = enqueue(
                    printer_test_page(printer.name, printer.columns),
                    printer=printer.id,
                    workspace_id=printer.workspace_id,
                    reference="test page",
                )
            except PrintingError as error:
                self.message_user(request, f"{printer}: {error}", messages.ERROR)
                continue
            done = "printed" if ticket.outcome == "printed" else "sent, not confirmed"
            self.message_user(request, f"{printer}: {done}.", messages.SUCCESS)
