"""The back office of workspaces, and its name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db.models import PROTECT

from pos.workspaces.backoffice.access import access
from pos.workspaces.backoffice.admins import ScopedAdmin
from pos.workspaces.fields import MoneyField
from pos.workspaces.models import Workspace

if TYPE_CHECKING:
    from django.http import HttpRequest

admin.site.site_header = "Slipway"
admin.site.site_title = "Slipway"
admin.site.index_title = "Back office"


@admin.register(Workspace)
class WorkspaceAdmin(ScopedAdmin):
    """One business and how it counts its days and prints its receipts."""

    list_display = ("name", "slug", "currency", "timezone", "language", "created_at")
    list_filter = ("currency", "language")
    search_fields = ("name", "slug", "legal_name")
    search_help_text = "Name, short name or legal name"
    ordered_by = ("name",)
    prepopulated_fields = {"slug": ("name",)}
    fieldsets = (
        (None, {"fields": ("name", "slug", "is_demo")}),
        (
            "Money and days",
            {
                "fields": ("currency", "timezone", "business_day_starts_at"),
                "description": "The currency is fixed by the first price or sale.",
            },
        ),
        ("Receipts", {"fields": ("language", "legal_name", "tax_number", "receipt_footer")}),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        fields = super().get_readonly_fields(request, obj)
        # Amounts carry no currency of their own: another one here would rewrite every sale.
        if obj is None:
            return fields
        # Nobody but those who keep the installation turns a business into a demo.
        fixed = () if access(request).superuser else ("is_demo",)
        return (*fields, *fixed, "currency") if holds_money(obj) else (*fields, *fixed)

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return super().get_prepopulated_fields(request, obj) if obj is None else {}


def holds_money(workspace: Workspace) -> bool:
    """Tell whether any row of this workspace has an amount in its currency."""
    relations = Workspace._meta.get_fields(include_hidden=True)
    for relation in relations:
        model: Any = relation.related_model
        if getattr(relation, "on_delete", None) is not PROTECT or relation.concrete:
            continue
        if not any(isinstance(column, MoneyField) for column in model._meta.get_fields()):
            continue
        if model.objects.filter(workspace=workspace).exists():
            return True
    return False
