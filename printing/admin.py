"""Printers in the back office."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Case, Value, When

from printing.errors import PrintingError
from printing.interface import enqueue, printer_test_page
from printing.models import Printer
from printing.scope import Verb, workspaces

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

    PrinterModelAdmin = admin.ModelAdmin[Printer]
else:
    PrinterModelAdmin = admin.ModelAdmin


class WorkspaceFilter(admin.SimpleListFilter):
    """The workspaces that this person may see, by name."""

    title = "workspace"
    parameter_name = "workspace"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        del model_admin
        return [(str(key), name) for key, name in workspaces(request, "view").items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        seen = {str(key) for key in workspaces(request, "view")}
        return queryset.filter(workspace_id=self.value()) if self.value() in seen else queryset


@admin.register(Printer)
class PrinterAdmin(PrinterModelAdmin):
    """Find, set up and try the printers of one's workspaces."""

    list_display = ("name", "workspace", "kind", "host", "port", "columns", "is_default")
    list_filter = (WorkspaceFilter, "kind", "columns", "is_default", "confirms")
    search_fields = ("name", "host")
    search_help_text = "Name or host"
    readonly_fields = ("workspace", "id", "created_at", "updated_at")
    actions = ("print_test_page",)
    fieldsets = (
        (None, {"fields": ("workspace", "name", "is_default")}),
        ("Connection", {"fields": ("kind", "host", "port", "confirms")}),
        ("Paper and characters", {"fields": ("columns", "dots", "code_pages")}),
        ("Record", {"fields": ("id", "created_at", "updated_at")}),
    )
    add_fieldsets = ((None, {"fields": ("workspace_id", "name", "is_default")}), *fieldsets[1:3])

    def get_queryset(self, request: HttpRequest) -> QuerySet[Printer]:
        seen = workspaces(request, "view")
        names = [When(workspace_id=key, then=Value(name)) for key, name in seen.items()]
        mine = super().get_queryset(request).filter(workspace_id__in=seen)
        return mine.annotate(workspace_name=Case(*names, default=Value("")))

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        # A printer stays where it was set up: its slips are of that workspace.
        return self.add_fieldsets if obj is None else super().get_fieldsets(request, obj)

    def formfield_for_dbfield(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        if db_field.name != "workspace_id":
            return super().formfield_for_dbfield(db_field, request, **kwargs)
        choices = [(str(key), name) for key, name in workspaces(request, "add").items()]
        only = choices[0][0] if len(choices) == 1 else None
        return forms.TypedChoiceField(
            choices=choices, coerce=uuid.UUID, initial=only, label="Workspace"
        )

    def has_module_permission(self, request: HttpRequest) -> bool:
        return bool(workspaces(request, "view"))

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, "view", obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self._may(request, "add", None)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, "change", obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, "delete", obj)

    def _may(self, request: HttpRequest, verb: Verb, printer: Printer | None) -> bool:
        allowed = workspaces(request, verb)
        return bool(allowed) if printer is None else printer.workspace_id in allowed

    @admin.display(description="workspace", ordering="workspace_id")
    def workspace(self, printer: Printer) -> str:
        name: str = getattr(printer, "workspace_name", "")
        return name

    @admin.action(description="Print a test page", permissions=["change"])
    def print_test_page(self, request: HttpRequest, queryset: QuerySet[Printer, Any]) -> None:
        for printer in queryset:
            try:
                enqueue(
                    printer_test_page(printer.name, printer.columns),
                    printer=printer.id,
                    workspace_id=printer.workspace_id,
                    reference=f"Test page {printer.name}",
                    purpose="test",
                )
            except PrintingError as error:
                self.message_user(request, f"{printer}: {error}", messages.ERROR)
                continue
            self.message_user(request, f"{printer}: a test page is queued.", messages.SUCCESS)
