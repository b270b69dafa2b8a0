"""Pages of rows that belong to workspaces: a person sees those that `printing.scope` opens."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.db.models import Case, Value, When

from printing.scope import Verb, workspaces

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

    Base = admin.ModelAdmin[Any]
else:
    Base = admin.ModelAdmin


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


class ScopedAdmin(Base):
    """Rows of one's workspaces; one that exists stays in its own."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        seen = workspaces(request, "view")
        names = [When(workspace_id=key, then=Value(name)) for key, name in seen.items()]
        mine = super().get_queryset(request).filter(workspace_id__in=seen)
        found: QuerySet[Any] = mine.annotate(workspace_name=Case(*names, default=Value("")))
        return found

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
        return self.may(request, "view", obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.may(request, "add", None)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may(request, "change", obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may(request, "delete", obj)

    def may(self, request: HttpRequest, verb: Verb, row: Any) -> bool:
        """Tell whether this person may `verb` a row, or without one, any."""
        allowed = workspaces(request, verb)
        return bool(allowed) if row is None else row.workspace_id in allowed

    @admin.display(description="workspace", ordering="workspace_id")
    def workspace(self, row: Any) -> str:
        name: str = getattr(row, "workspace_name", "")
        return name
