"""Which slip goes where, in the back office."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin

from printing.admin.scoped import ScopedAdmin, WorkspaceFilter
from printing.models import Printer, Route
from printing.scope import NOUNS, places, workspaces

if TYPE_CHECKING:
    from collections.abc import Collection

    from django.http import HttpRequest

    from printing.scope import Noun

LABELS: dict[Noun, str] = {
    "register": "register",
    "outlet": "outlet",
    "category": "product type",
}


def named(noun: Noun) -> Any:
    """Make a column that shows the register, outlet or product type of a route by its name."""

    def column(_page: Any, row: Route) -> str:
        key = getattr(row, f"{noun}_id")
        if key is None:
            return "all"
        # A list asks once for all of its rows.
        known = row.__dict__.get("known") or places([row.workspace_id]) or {}
        return known.get(noun, {}).get(key, (None, str(key)))[1]

    return admin.display(description=LABELS[noun])(column)


@admin.register(Route)
class RouteAdmin(ScopedAdmin):
    """Send slips of a purpose to a printer; the narrowest route that fits wins."""

    register = named("register")
    outlet = named("outlet")
    category = named("category")
    list_display = ("purpose", "workspace", "printer", "register", "outlet", "category")
    list_filter = (WorkspaceFilter, "purpose")
    list_select_related = ("printer",)
    search_fields = ("printer__name",)
    readonly_fields = ("workspace", "id", "created_at", "updated_at", *NOUNS)
    fieldsets = (
        (None, {"fields": ("workspace", "purpose", "printer")}),
        ("Only for", {"fields": ("register_id", "outlet_id", "category_id")}),
        ("Record", {"fields": ("id", "created_at", "updated_at")}),
    )
    add_fieldsets = (
        (None, {"fields": ("workspace_id", "purpose", "printer")}),
        fieldsets[1],
    )
    read_fieldsets = (fieldsets[0], ("Only for", {"fields": NOUNS}), fieldsets[2])

    def get_fieldsets(self, request: Any, obj: Any = None) -> Any:
        if obj is None:
            return self.add_fieldsets
        may_change = self.has_change_permission(request, obj)
        return self.fieldsets if may_change else self.read_fieldsets

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        found = super().get_changelist_instance(request)
        known = places({row.workspace_id for row in found.result_list})
        for row in found.result_list:
            row.__dict__["known"] = known
        return found

    def get_form(self, request: Any, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:  # noqa: FBT001, FBT002 (Django's signature)
        form = super().get_form(request, obj, change=change, **kwargs)
        names = {obj.workspace_id: ""} if obj else workspaces(request, "add")
        known = places(list(names))
        for noun in NOUNS:
            field = form.base_fields.get(f"{noun}_id")
            if field is not None and known is not None:
                rows = known[noun]
                form.base_fields[f"{noun}_id"] = _choice(
                    noun, rows.items(), names, str(field.help_text)
                )
        return form

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        if db_field.name == "printer":
            mine = workspaces(request, "change")
            kwargs["queryset"] = Printer.objects.filter(workspace_id__in=mine)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


def _choice(
    noun: Noun,
    rows: Collection[tuple[uuid.UUID, tuple[uuid.UUID, str]]],
    workspace_names: dict[uuid.UUID, str],
    help_text: str,
) -> forms.TypedChoiceField:
    """Make the field that chooses by name, workspace by workspace where there are several."""
    groups = [
        (name, [(str(key), text) for key, (owner, text) in rows if owner == workspace])
        for workspace, name in workspace_names.items()
    ]
    choices: list[Any] = groups[0][1] if len(groups) == 1 else groups
    return forms.TypedChoiceField(
        choices=[("", "all"), *choices],
        coerce=uuid.UUID,
        empty_value=None,
        required=False,
        label=LABELS[noun].capitalize(),
        help_text=help_text,
    )
