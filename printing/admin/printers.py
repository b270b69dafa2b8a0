"""Printers in the back office."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.db.models import Count, Q
from django.urls import reverse
from django.utils.html import format_html

from printing.admin.scoped import ScopedAdmin, WorkspaceFilter
from printing.errors import PrintingError
from printing.interface import enqueue, printer_test_page, slip_template
from printing.models import Printer
from printing.scope import workspaces
from printing.spool.states import OVER

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest


@admin.register(Printer)
class PrinterAdmin(ScopedAdmin):
    """Find, set up and try the printers of one's workspaces."""

    list_display = (
        "name", "workspace", "state", "queue", "kind", "host", "port", "columns", "is_default",
    )  # fmt: skip
    list_filter = (WorkspaceFilter, "kind", "columns", "is_default", "confirms")
    search_fields = ("name", "host")
    search_help_text = "Name or host"
    readonly_fields = (
        "workspace", "state", "queue", "condition_detail", "condition_at", "id", "created_at",
        "updated_at",
    )  # fmt: skip
    actions = ("print_test_page",)
    fieldsets = (
        (None, {"fields": ("workspace", "name", "is_default")}),
        ("Now", {"fields": ("state", "condition_detail", "condition_at", "queue", "is_paused")}),
        ("Connection", {"fields": ("kind", "host", "port", "device", "options", "confirms")}),
        ("Paper and characters", {"fields": ("columns", "dots", "code_pages")}),
        ("When it cannot print", {"fields": ("fallback", "fail_over_after", "in_doubt")}),
        ("Record", {"fields": ("id", "created_at", "updated_at")}),
    )
    add_fieldsets = ((None, {"fields": ("workspace_id", "name", "is_default")}), *fieldsets[2:5])

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        waiting = ~Q(jobs__state__in=OVER)
        printers = super().get_queryset(request)
        found: QuerySet[Any] = printers.annotate(waiting=Count("jobs", filter=waiting))
        return found

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        # A printer stays where it was set up: its slips are of that workspace.
        return self.add_fieldsets if obj is None else super().get_fieldsets(request, obj)

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        if db_field.name == "fallback":
            mine = workspaces(request, "change")
            kwargs["queryset"] = Printer.objects.filter(workspace_id__in=mine)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    @admin.display(description="state", ordering="condition")
    def state(self, printer: Printer) -> str:
        marks = [printer.condition.removeprefix("printer_").replace("_", " ")]
        marks += ["paused"] if printer.is_paused else []
        marks += ["paper near its end"] if printer.near_end else []
        return ", ".join(marks)

    @admin.display(description="waiting", ordering="waiting")
    def queue(self, printer: Any) -> str:
        page = reverse("admin:printing_printjob_changelist")
        where = f"{page}?printer__id__exact={printer.pk}&over=no"
        return format_html('<a href="{}">{}</a>', where, printer.waiting)

    @admin.action(description="Print a test page", permissions=["change"])
    def print_test_page(self, request: HttpRequest, queryset: QuerySet[Printer, Any]) -> None:
        for printer in queryset:
            looks = slip_template(workspace_id=printer.workspace_id, kind="test_page")
            try:
                enqueue(
                    printer_test_page(printer.name, printer.columns, looks),
                    printer=printer.id,
                    workspace_id=printer.workspace_id,
                    reference=f"Test page {printer.name}",
                    purpose="test",
                )
            except PrintingError as error:
                self.message_user(request, f"{printer}: {error}", messages.ERROR)
                continue
            self.message_user(request, f"{printer}: a test page is queued.", messages.SUCCESS)
