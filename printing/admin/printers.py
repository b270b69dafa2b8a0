"""Printers in the back office."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.db.models import Count, Q
from django.urls import reverse
from django.utils.html import format_html

from printing.admin.asking import AskingPrinters
from printing.admin.scoped import WorkspaceFilter
from printing.errors import PrintingError
from printing.fiscal import kinds
from printing.fiscal.simulator.paper import NOTICE
from printing.interface import enqueue, open_drawer, printer_test_page, slip_template
from printing.models import Printer
from printing.scope import workspaces
from printing.spool.states import OVER

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import QuerySet
    from django.http import HttpRequest


@admin.register(Printer)
class PrinterAdmin(AskingPrinters):
    """Find, set up and try the printers of one's workspaces."""

    list_display = (
        "name", "workspace", "state", "condition_detail", "queue", "kind", "host", "port",
        "columns", "is_default",
    )  # fmt: skip
    list_filter = (WorkspaceFilter, "kind", "columns", "is_default", "confirms")
    search_fields = ("name", "host")
    search_help_text = "Name or host"
    readonly_fields = (
        "workspace", "state", "queue", "condition_detail", "condition_at", "id", "created_at",
        "updated_at", "address", "user", "password", "seen_at",
    )  # fmt: skip
    actions = ("print_test_page", "open_drawer", "make_password")
    fieldsets = (
        (None, {"fields": ("workspace", "name", "is_default")}),
        ("Now", {"fields": ("state", "condition_detail", "condition_at", "queue", "is_paused")}),
        ("Connection", {"fields": ("kind", "host", "port", "device", "options", "confirms")}),
        ("Paper and characters", {"fields": ("columns", "dots", "code_pages")}),
        ("When it cannot print", {"fields": ("fallback", "fail_over_after", "in_doubt")}),
        ("Cash drawer", {"fields": ("drawer_sensor",)}),
        ("Record", {"fields": ("id", "created_at", "updated_at")}),
    )
    add_fieldsets = ((None, {"fields": ("workspace_id", "name", "is_default")}), *fieldsets[2:6])

    class Media:
        js = ("printing/live.js",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        waiting = ~Q(jobs__state__in=OVER)
        printers = super().get_queryset(request)
        found: QuerySet[Any] = printers.annotate(waiting=Count("jobs", filter=waiting))
        return found

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        # A printer stays where it was set up: its slips are of that workspace.
        if obj is None:
            return self.add_fieldsets
        return self.with_asking(super().get_fieldsets(request, obj), request, obj)

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        if db_field.name == "fallback":
            mine = workspaces(request, "change")
            kwargs["queryset"] = Printer.objects.filter(workspace_id__in=mine)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    @admin.display(description="state", ordering="condition")
    def state(self, printer: Printer) -> str:
        marks = [printer.condition.removeprefix("printer_").replace("_", " ")]
        marks += [NOTICE] if printer.kind == kinds.SIMULATOR else []
        marks += ["paused"] if printer.is_paused else []
        marks += ["paper near its end"] if printer.near_end else []
        marks += ["drawer open"] if printer.drawer_open else []
        return ", ".join(marks)

    @admin.display(description="waiting", ordering="waiting")
    def queue(self, printer: Any) -> str:
        page = reverse("admin:printing_printjob_changelist")
        where = f"{page}?printer__id__exact={printer.pk}&over=no"
        return format_html('<a href="{}">{}</a>', where, printer.waiting)

    @admin.action(description="Print a test page", permissions=["change"])
    def print_test_page(self, request: HttpRequest, queryset: QuerySet[Printer, Any]) -> None:
        self._for_each(request, queryset, _test_page, "a test page is queued")

    @admin.action(description="Open the drawer", permissions=["change"])
    def open_drawer(self, request: HttpRequest, queryset: QuerySet[Printer, Any]) -> None:
        def kick(printer: Printer) -> None:
            open_drawer(
                printer=printer.id,
                workspace_id=printer.workspace_id,
                reference=f"Drawer opened by {request.user}",
            )

        self._for_each(request, queryset, kick, "the drawer opens after what waits")

    def _for_each(
        self,
        request: HttpRequest,
        queryset: QuerySet[Printer, Any],
        act: Callable[[Printer], None],
        said: str,
    ) -> None:
        for printer in queryset:
            try:
                act(printer)
            except PrintingError as error:
                self.message_user(request, f"{printer}: {error}", messages.ERROR)
                continue
            self.message_user(request, f"{printer}: {said}.", messages.SUCCESS)


def _test_page(printer: Printer) -> None:
    looks = slip_template(workspace_id=printer.workspace_id, kind="test_page")
    enqueue(
        printer_test_page(printer.name, printer.columns, looks),
        printer=printer.id,
        workspace_id=printer.workspace_id,
        reference=f"Test page {printer.name}",
        purpose="test",
    )
