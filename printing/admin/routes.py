"""Which slip goes where, in the back office."""

from __future__ import annotations

from typing import Any

from django.contrib import admin

from printing.admin.scoped import ScopedAdmin, WorkspaceFilter
from printing.models import Printer, Route
from printing.scope import workspaces


@admin.register(Route)
class RouteAdmin(ScopedAdmin):
    """Send slips of a purpose to a printer; the narrowest route that fits wins."""

    list_display = ("purpose", "workspace", "printer", "register_id", "outlet_id", "category_id")
    list_filter = (WorkspaceFilter, "purpose")
    list_select_related = ("printer",)
    search_fields = ("printer__name",)
    readonly_fields = ("workspace", "id", "created_at", "updated_at")
    fieldsets = (
        (None, {"fields": ("workspace", "purpose", "printer")}),
        ("Only for", {"fields": ("register_id", "outlet_id", "category_id")}),
        ("Record", {"fields": ("id", "created_at", "updated_at")}),
    )
    add_fieldsets = (
        (None, {"fields": ("workspace_id", "purpose", "printer")}),
        fieldsets[1],
    )

    def get_fieldsets(self, request: Any, obj: Any = None) -> Any:
        return self.add_fieldsets if obj is None else super().get_fieldsets(request, obj)

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        if db_field.name == "printer":
            mine = workspaces(request, "change")
            kwargs["queryset"] = Printer.objects.filter(workspace_id__in=mine)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)
