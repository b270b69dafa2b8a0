"""The back office of the ledger: to read what was sealed. Nothing here is ever changed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.html import format_html

from pos.ledger.models import SealedDocument, Series, Signature, SigningKey
from pos.ledger.verify import Verification
from pos.workspaces.backoffice.access import access, within
from pos.workspaces.backoffice.admins import ScopedAdmin
from pos.workspaces.backoffice.display import EMPTY, listing, mark
from pos.workspaces.backoffice.listing import RelatedFilter
from pos.workspaces.models import Workspace

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse


class VerifyForm(forms.Form):
    """Which day, and whose."""

    workspace = forms.ModelChoiceField(queryset=Workspace.objects.none())
    day = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, places: QuerySet[Workspace], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["workspace"]
        choice.queryset = places


def short(digest: str) -> str:
    """Show the start of a hash; the whole one is its title."""
    return format_html('<code title="{}">{}…</code>', digest, digest[:12])


@admin.register(Series)
class SeriesAdmin(ScopedAdmin):
    """A series of documents, numbered without gaps."""

    list_display = ("register", "kind", "last_number", "head", "documents")
    list_filter = ("kind", ("register", RelatedFilter))
    search_fields = ("register__name",)
    search_help_text = "Name of the register"
    date_hierarchy = "created_at"
    sortable_by = ()
    joined = ("workspace", "register")
    readonly_fields = ("documents",)
    fields = (("register", "kind"), ("last_number", "last_hash"), "totals", "documents")

    @admin.display(description="last hash")
    def head(self, row: Series) -> str:
        return short(row.last_hash)

    @admin.display(description="documents")
    def documents(self, row: Series) -> str:
        return listing("ledger_sealeddocument", "Documents", series__id__exact=row.pk)


@admin.register(SealedDocument)
class SealedDocumentAdmin(ScopedAdmin):
    """One sealed document, with its place in the chain."""

    change_list_template = "admin/ledger/change_list.html"

    list_display = ("numbered", "kind", "register", "business_date", "created_at", "chained")
    list_filter = ("kind", ("register", RelatedFilter))
    search_fields = ("subject_id",)
    search_help_text = "The whole key of what is sealed, such as an invoice"
    date_hierarchy = "business_date"
    sortable_by = ()
    joined = ("workspace", "register", "series")
    readonly_fields = ("numbered", "pretty", "signed", "created_at")
    fields = (
        ("numbered", "kind", "register"),
        ("business_date", "created_at"),
        ("subject_id", "original_id"),
        ("previous_hash", "hash", "signed"),
        "pretty",
    )

    def get_urls(self) -> list[Any]:
        own = path("verify/", self.admin_site.admin_view(self.verify_view), name="ledger_verify")
        return [own, *super().get_urls()]

    def verify_view(self, request: HttpRequest) -> HttpResponse:
        """Verify a business day of a workspace that this person sees."""
        allowed = access(request).workspaces("ledger.sealeddocument", "view")
        if allowed == []:
            raise PermissionDenied
        form = VerifyForm(request.GET or None, places=within(Workspace.objects.all(), allowed))
        report = None
        if form.is_valid():
            given = form.cleaned_data
            report = Verification(given["workspace"], day=given["day"]).run()
        context = {
            **self.admin_site.each_context(request),
            "title": "Verify a day",
            "opts": self.opts,
            "form": form,
            "report": report,
        }
        return TemplateResponse(request, "admin/ledger/verify.html", context)

    @admin.display(description="number")
    def numbered(self, row: SealedDocument) -> str:
        return f"#{row.number}"

    @admin.display(description="hash")
    def chained(self, row: SealedDocument) -> str:
        return short(row.hash)

    @admin.display(description="content")
    def pretty(self, row: SealedDocument) -> str:
        text = json.dumps(json.loads(row.content), indent=2, ensure_ascii=False)
        return format_html('<pre style="white-space: pre-wrap">{}</pre>', text)

    @admin.display(description="signature")
    def signed(self, row: SealedDocument) -> str:
        found = Signature.objects.filter(workspace=row.workspace_id, document=row).first()
        return mark("signed", "good") if found else EMPTY


@admin.register(SigningKey)
class SigningKeyAdmin(ScopedAdmin):
    """A key that signs documents. The private half is not shown to anybody."""

    list_display = ("public_key", "is_active", "created_at")
    list_filter = ("is_active",)
    search_fields = ("public_key",)
    search_help_text = "The public key, in Base64"
    date_hierarchy = "created_at"
    joined = ("workspace",)
    fields = ("public_key", "is_active", "created_at")
    readonly_fields = ("created_at",)


@admin.register(Signature)
class SignatureAdmin(ScopedAdmin):
    """A signature of a document."""

    list_display = ("document", "key", "signed_at")
    list_filter = (("key", RelatedFilter),)
    search_fields = ("signature",)
    search_help_text = "The signature, in Base64"
    date_hierarchy = "signed_at"
    ordered_by = ("-signed_at",)
    joined = ("workspace", "document", "key")
    fields = ("document", "key", "signature", "signed_at")
    readonly_fields = ("signed_at",)
