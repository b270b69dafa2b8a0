"""Pages of integrators' keys."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.template.response import TemplateResponse
from django.utils.html import format_html

from pos.users import services
from pos.users.admin.forms import ApiKeyForm, NewApiKeyForm
from pos.workspaces.backoffice.access import access, within
from pos.workspaces.backoffice.admins import ScopedAdmin
from pos.workspaces.backoffice.display import mark

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

    from pos.users.models import ApiKey


class ApiKeyAdmin(ScopedAdmin):
    """An integrator's key. Its secret is shown once, when it is made; only a hash is kept."""

    form = ApiKeyForm
    list_display = ("name", "shown_prefix", "kind", "state", "scope_names", "last_used_at")
    list_filter = ("is_live", ("revoked_at", admin.EmptyFieldListFilter), "v2_flavour")
    search_fields = ("name", "prefix")
    search_help_text = "Name or the first characters of the key"
    date_hierarchy = "created_at"
    joined = ("workspace",)
    actions = ("revoke",)
    readonly_fields = ("shown_prefix", "kind", "state", "last_used_at", "revoked_at")
    fieldsets = (
        (None, {"fields": ("name", ("shown_prefix", "kind", "state"))}),
        ("May do", {"fields": ("scopes",)}),
        ("How", {"fields": ("v2_flavour", "rate_limit", "expires_at")}),
        ("Use", {"fields": (("last_used_at", "revoked_at"),)}),
    )
    add_fieldsets = (
        (
            None,
            {
                "fields": ("name", "live"),
                "description": "The secret is shown once, after saving.",
            },
        ),
        *fieldsets[1:3],
    )

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.add_fieldsets if obj is None else super().get_fieldsets(request, obj)

    def get_form(self, request: Any, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:  # noqa: FBT001, FBT002 (Django's signature)
        if obj is None:
            kwargs["form"] = NewApiKeyForm
        return super().get_form(request, obj, change=change, **kwargs)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        fields = super().get_readonly_fields(request, obj)
        # The limit protects the server, which is the operator's.
        return fields if access(request).superuser else (*fields, "rate_limit")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        revoked = obj is not None and obj.revoked_at is not None
        return super().has_change_permission(request, obj) and not revoked

    def lookup_allowed(self, lookup: str, value: str, request: Any = None) -> bool:
        # A filter by the start of a hash would tell it digit by digit.
        if lookup.startswith("secret_hash"):
            return False
        return super().lookup_allowed(lookup, value, request)

    def save_model(self, request: Any, obj: Any, form: Any, change: bool) -> None:  # noqa: FBT001 (Django's signature)
        if change:
            super().save_model(request, obj, form, change)
            return
        secret = services.issue_secret(key=obj, live=form.cleaned_data["live"])
        super().save_model(request, obj, form, change)
        text = format_html(
            "Copy the secret of “{}” now, it is not shown again: <code>{}</code>", obj.name, secret
        )
        self.message_user(request, text, messages.WARNING)

    @admin.action(permissions=["change"], description="Revoke the selected keys")
    def revoke(self, request: HttpRequest, queryset: QuerySet[ApiKey]) -> HttpResponse | None:
        own = within(queryset, access(request).workspaces("users.apikey", "change"))
        keys = list(own.filter(revoked_at__isnull=True))
        if not keys:
            self.message_user(request, "None of these keys can be revoked.", messages.ERROR)
            return None
        if request.POST.get("confirmed"):
            self._revoke(request, keys)
            return None
        context = {
            **self.admin_site.each_context(request),
            "title": "Revoke these keys?",
            "keys": keys,
            "opts": self.opts,
            "checkbox": ACTION_CHECKBOX_NAME,
            "media": self.media,
        }
        return TemplateResponse(request, "admin/revoke_keys.html", context)

    def _revoke(self, request: HttpRequest, keys: list[Any]) -> None:
        for key in keys:
            # Somebody else may have revoked it since the list was shown, which is just as well.
            with suppress(services.ApiKeyError):
                services.revoke_api_key(key=key)
                self.log_change(request, key, "Revoked.")
        self.message_user(request, f"Revoked: {len(keys)}.", messages.SUCCESS)

    @admin.display(description="key")
    def shown_prefix(self, row: ApiKey) -> str:
        return format_html("<code>{}…</code>", row.prefix)

    @admin.display(description="kind")
    def kind(self, row: ApiKey) -> str:
        return mark("live", "busy") if row.is_live else mark("test", "quiet")

    @admin.display(description="state")
    def state(self, row: ApiKey) -> str:
        if row.revoked_at is not None:
            return mark("revoked", "bad")
        return mark("usable", "good") if row.is_usable else mark("expired", "bad")

    @admin.display(description="scopes")
    def scope_names(self, row: ApiKey) -> str:
        return ", ".join(row.scopes)
