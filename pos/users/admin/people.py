"""Pages of people and their memberships."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.auth import admin as auth_admin
from django.db.models import Prefetch
from django.utils.html import format_html_join

from pos.users.admin.forms import MembershipLineForm, NewUserForm, UserForm
from pos.users.models import Membership, User
from pos.workspaces.backoffice.access import access, within
from pos.workspaces.backoffice.admins import ScopedAdmin, ScopedInline
from pos.workspaces.backoffice.display import EMPTY
from pos.workspaces.backoffice.forms import GuardedFormSet, WorkspaceAutocomplete
from pos.workspaces.models import Workspace

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

    _AuthUserAdmin = auth_admin.UserAdmin[User]
else:
    _AuthUserAdmin = auth_admin.UserAdmin

PERSON = "users.user"
MEMBERSHIP = "users.membership"


def is_self(request: HttpRequest, user_id: Any) -> bool:
    """Tell whether somebody looks at themselves. Nobody gives themselves a role, or loses it."""
    return not access(request).superuser and user_id == request.user.pk


class MembershipInline(ScopedInline):
    """Where a person works."""

    model = Membership
    form = MembershipLineForm
    formset = GuardedFormSet  # the workspace is chosen here, not taken from the person
    exclude = ()
    fields = ("workspace", "role", "is_active")
    autocomplete_fields = ("workspace",)
    joined = ("workspace", "user")
    can_delete = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        # With a role in several workspaces, only lines that may be changed stand in this form.
        rows = super().get_queryset(request)
        return within(rows, access(request).workspaces(MEMBERSHIP, "change") or None)

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        if db_field.name == "workspace":
            open_here = access(request).workspaces(MEMBERSHIP, "add")
            kwargs["queryset"] = within(Workspace.objects.all(), open_here)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def has_add_permission(self, request: HttpRequest, obj: Any) -> bool:  # type: ignore[override]
        return super().has_add_permission(request, obj) and not is_self(request, obj and obj.pk)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        mine = obj is not None and is_self(request, obj.pk)
        return super().has_change_permission(request, obj) and not mine


class UserAdmin(ScopedAdmin, _AuthUserAdmin):
    """A person. Shared by workspaces, so an owner edits only people who work nowhere else."""

    form = UserForm
    add_form = NewUserForm
    list_display = ("name", "email", "works_in", "is_staff", "is_active", "last_login")
    list_filter = ("is_staff", "is_active")
    search_fields = ("name", "email")
    search_help_text = "Name or e-mail"
    date_hierarchy = "created_at"
    filter_horizontal = ()
    ordering = ("-created_at",)
    sortable_by = ("email",)
    readonly_fields = ("last_login", "works_in")
    fieldsets = (
        (None, {"fields": ("email", "name", "password")}),
        ("Back office", {"fields": (("is_staff", "is_active", "is_superuser"),)}),
        ("Record", {"fields": (("last_login", "created_at", "updated_at"),)}),
    )
    add_fieldsets = (
        (None, {"fields": ("email", "name", "is_staff")}),
        ("Password", {"fields": ("usable_password", "password1", "password2")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        held = within(
            Membership.objects.select_related("workspace").order_by("created_at"),
            access(request).workspaces(MEMBERSHIP, "view"),
        )
        shown = Prefetch("memberships", queryset=held, to_attr="shown_memberships")
        return super().get_queryset(request).prefetch_related(shown)

    def chooses_workspace(self, request: HttpRequest) -> bool:
        return not access(request).superuser

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        del request
        return () if obj is None else (MembershipInline,)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            role = () if access(request).superuser else (("Here", {"fields": ("role",)}),)
            return (*self.add_fieldsets, *role)
        if self.has_change_permission(request, obj):
            return self.fieldsets
        # Not even the tail of a password hash for those who only look.
        return ((None, {"fields": ("email", "name")}), *self.fieldsets[1:])

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        fields = [*super().get_readonly_fields(request, obj)]
        if not access(request).superuser:
            fields.append("is_superuser")
        if obj is not None and is_self(request, obj.pk):
            fields += ["is_staff", "is_active"]
        return fields

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        if not super().has_change_permission(request, obj):
            return False
        if obj is None or access(request).superuser:
            return True
        # A password opens every workspace of its person: all of them must be the editor's own.
        mine = access(request).workspaces(PERSON, "change") or []
        elsewhere = obj.memberships.exclude(workspace__in=mine)
        return not obj.is_superuser and not elsewhere.exists()

    def save_model(self, request: Any, obj: Any, form: Any, change: bool) -> None:  # noqa: FBT001 (Django's signature)
        super().save_model(request, obj, form, change)
        here = access(request).form_workspace
        if not change and here is not None:
            role = form.cleaned_data.get("role") or Membership._meta.get_field("role").default
            Membership.objects.create(workspace_id=here, user=obj, role=role)

    @admin.display(description="works in")
    def works_in(self, row: Any) -> str:
        held = [
            (each.workspace, each.get_role_display(), "" if each.is_active else " (ended)")
            for each in row.shown_memberships
        ]
        return format_html_join("", "<div>{}: {}{}</div>", held) if held else EMPTY


class MembershipAdmin(ScopedAdmin):
    """A person's role in a workspace. Ended, never deleted: old sales name them."""

    list_display = ("user", "role", "is_active", "created_at")
    list_filter = ("role", "is_active")
    search_fields = ("user__name", "user__email")
    search_help_text = "Name or e-mail"
    date_hierarchy = "created_at"
    autocomplete_fields = ("user",)
    joined = ("workspace", "user")
    fields = ("user", "role", "is_active")

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        if db_field.name == "user":
            # Not yet of this workspace, so from all workspaces that the editor sees.
            seen = access(request).workspaces(PERSON, "view")
            kwargs["queryset"] = within(User.objects.all(), seen)
            kwargs["widget"] = WorkspaceAutocomplete(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        fields = super().get_readonly_fields(request, obj)
        return (*fields, "user") if obj is not None else fields

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        mine = obj is not None and is_self(request, obj.user_id)
        return super().has_change_permission(request, obj) and not mine
