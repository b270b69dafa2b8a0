"""The base of every admin page: rows, choices and permissions of the right workspaces only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib import admin, messages
from django.contrib.admin.utils import flatten_fieldsets, unquote
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from pos.workspaces.backoffice.access import Verb, access, within, workspace_of
from pos.workspaces.backoffice.choose import choose_workspace, posted_workspace
from pos.workspaces.backoffice.deletion import named_by
from pos.workspaces.backoffice.display import EMPTY, read_only
from pos.workspaces.backoffice.forms import (
    NOT_OF_THIS_WORKSPACE,
    WorkspaceAutocomplete,
    WorkspaceForm,
    WorkspaceFormSet,
    related_field_widget,
)
from pos.workspaces.backoffice.listing import (
    CappedPaginator,
    RelatedFilter,
    WorkspaceChangeList,
    chosen_workspace,
)
from pos.workspaces.models import WorkspaceModel

if TYPE_CHECKING:
    from uuid import UUID

    from django.contrib.admin.options import BaseModelAdmin
    from django.db.models import QuerySet

    _Scoped = BaseModelAdmin[Any]
    _ModelAdmin = admin.ModelAdmin[Any]
    _TabularInline = admin.TabularInline[Any, Any]
else:
    _Scoped = object
    _ModelAdmin = admin.ModelAdmin
    _TabularInline = admin.TabularInline


class Scoped(_Scoped):
    """What pages and the lines on them share."""

    form: type[Any] = WorkspaceForm
    empty_value_display = EMPTY
    # Foreign keys that lists and pages show, joined so that no row costs a query.
    joined: ClassVar[tuple[str, ...]] = ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        may_see = access(request).workspaces(self.opts.label_lower, "view")
        return within(super().get_queryset(request), may_see).select_related(*self.joined)

    def formfield_for_dbfield(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        formfield = super().formfield_for_dbfield(db_field, request, **kwargs)
        if formfield is not None:
            related_field_widget(formfield, db_field)
        return formfield

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        seen = access(request)
        remote = db_field.remote_field.model
        rows = within(remote.objects.all(), seen.workspaces(remote._meta.label_lower, "view"))
        if seen.form_workspace is not None:
            rows = within(rows, [seen.form_workspace])
        kwargs.setdefault("queryset", rows)
        kwargs.setdefault("error_messages", {"invalid_choice": NOT_OF_THIS_WORKSPACE})
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault(
                "widget",
                WorkspaceAutocomplete(db_field, self.admin_site, workspace_id=seen.form_workspace),
            )
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def _may(self, request: HttpRequest, verb: Verb, workspace_id: UUID | None) -> bool:
        return access(request).may(self.opts.label_lower, verb, workspace_id)


class ScopedAdmin(Scoped, _ModelAdmin):
    """The page of a noun."""

    paginator = CappedPaginator
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER  # a count for every choice of every filter
    list_per_page = 50
    save_on_top = False
    # Newest first, by the index that lists have anyway; other orders name their own index.
    ordered_by: ClassVar[tuple[str, ...]] = ()

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[Any]:
        del request, kwargs
        return WorkspaceChangeList if self._of_one_workspace else ChangeList

    @property
    def _of_one_workspace(self) -> bool:
        return issubclass(self.model, WorkspaceModel)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request)
        match = request.resolver_match
        if match is not None and match.url_name == "autocomplete":
            wanted = posted_workspace(request)
            return rows if wanted is None else within(rows, [wanted])
        return rows

    def get_ordering(self, request: HttpRequest) -> tuple[str, ...]:
        if self.ordered_by:
            return self.ordered_by
        # Keys are ordered by time, so over all workspaces the primary key serves.
        return ("-created_at", "-id") if chosen_workspace(request) else ("-id",)

    def get_list_display(self, request: HttpRequest) -> Any:
        shown = tuple(super().get_list_display(request))
        if self._of_one_workspace and chosen_workspace(request) is None:
            return (shown[0], "workspace", *shown[1:])
        return shown

    def get_list_filter(self, request: HttpRequest) -> Any:
        filters = tuple(super().get_list_filter(request))
        if self._of_one_workspace and access(request).only is None:
            return (("workspace", RelatedFilter), *filters)
        return filters

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        fieldsets = tuple(super().get_fieldsets(request, obj))
        if obj is None or not self._of_one_workspace:
            return fieldsets
        names = (("workspace", "id"), ("created_at", "updated_at"))
        fieldsets = (*fieldsets, ("Record", {"fields": names, "classes": ("collapse",)}))
        may_change = self.has_change_permission(request, obj)
        return fieldsets if may_change else read_only(self.model, fieldsets)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        record = {"workspace", "id", "created_at", "updated_at"}
        return [name for name in super().get_fields(request, obj) if name not in record]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        fields = tuple(super().get_readonly_fields(request, obj))
        workspace = ("workspace",) if self._of_one_workspace else ()
        return (*fields, *workspace, "id", "created_at", "updated_at") if obj else fields

    def get_form(self, request: Any, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:  # noqa: FBT001, FBT002 (Django's signature)
        seen = access(request)
        if obj is not None:
            seen.form_workspace = workspace_of(obj)
        form = super().get_form(request, obj, change=change, **kwargs)
        if obj is None and issubclass(form, WorkspaceForm):
            form.new_in = seen.form_workspace
        return form

    def get_actions(self, request: HttpRequest) -> Any:
        # Rows are deleted one by one, after a look at what names them.
        return {
            name: action
            for name, action in super().get_actions(request).items()
            if name != "delete_selected"
        }

    def chooses_workspace(self, request: HttpRequest) -> bool:
        """Tell whether a new row needs a workspace before its form can be shown."""
        del request
        return self._of_one_workspace

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        if self.chooses_workspace(request):
            chosen = choose_workspace(self, request)
            if isinstance(chosen, HttpResponse):
                return chosen
            access(request).form_workspace = chosen.pk
            extra_context = {**(extra_context or {}), "subtitle": chosen.name}
        return super().add_view(request, form_url, extra_context)

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        row = self.get_object(request, unquote(object_id))
        if row is not None and self.has_delete_permission(request, row):
            names = named_by(row)
            if names is not None:
                text = f"“{row}” stays: {names} name it. Take it out of use instead."
                self.message_user(request, text, messages.ERROR)
                page = f"admin:{self.opts.app_label}_{self.opts.model_name}_change"
                return HttpResponseRedirect(reverse(page, args=[row.pk]))
        return super().delete_view(request, object_id, extra_context)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self._may(request, "view", None)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, "view", workspace_of(obj))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self._may(request, "add", None)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, "change", workspace_of(obj))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, "delete", workspace_of(obj))


class ScopedInline(Scoped, _TabularInline):
    """Lines on a noun's page."""

    formset: type[Any] = WorkspaceFormSet
    exclude: ClassVar[Any] = ("workspace",)
    extra = 0
    show_change_link = False

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)
        may_change = self.has_change_permission(request, obj)
        return fieldsets if may_change else read_only(self.model, fieldsets)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        if self.has_change_permission(request, obj):
            return super().get_readonly_fields(request, obj)
        return flatten_fieldsets(self.get_fieldsets(request, obj))

    def _here(self, request: HttpRequest, obj: Any) -> UUID | None:
        return workspace_of(obj) or access(request).form_workspace

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, "view", self._here(request, obj))

    def has_add_permission(self, request: HttpRequest, obj: Any) -> bool:  # type: ignore[override]
        return self._may(request, "add", self._here(request, obj))

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, "change", self._here(request, obj))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, "delete", self._here(request, obj))
