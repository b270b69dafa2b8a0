"""Slip templates in the back office: what there is, and a page to edit one beside its picture."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.forms import HiddenInput
from django.http import (
    Http404,
    HttpResponse,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
    JsonResponse,
)
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html

from printing.admin import template_pages
from printing.admin.scoped import ScopedAdmin
from printing.admin.template_forms import PreviewForm, TemplateForm
from printing.errors import PrintingError
from printing.markup.forms import SlipTemplate
from printing.models import Template
from printing.scope import workspaces
from printing.slips.kinds import COLUMNS, KINDS

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest

WORKSPACES_A_PAGE = 20


@admin.register(Template)
class TemplateAdmin(ScopedAdmin):
    """See what slips look like, and make them look one's own way."""

    form = TemplateForm
    change_form_template = "admin/printing/template.html"
    delete_confirmation_template = "admin/printing/template_default.html"
    actions = None

    class Media:
        css = {"all": ("printing/template.css",)}
        js = ("printing/template.js",)

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.preview_view)
        route = "<uuid:workspace_id>/<slug:kind>/preview/"
        return [path(route, view, name="printing_template_preview"), *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """List every kind of slip of each workspace, with its own template or the default."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        seen = sorted(workspaces(request, "view").items(), key=lambda one: (one[1], one[0]))
        page = Paginator(seen, WORKSPACES_A_PAGE).get_page(request.GET.get("p"))
        own = {
            (one.workspace_id, one.kind): one
            for one in Template.objects.filter(
                workspace_id__in=[key for key, _ in page.object_list]
            ).defer("logo")
        }
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": "What slips look like",
            "page": page,
            "workspaces": [
                (name, list(template_pages.kinds(request, key, own))) for key, name in page
            ],
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/printing/templates.html", context)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            fields: tuple[str, ...] = ("workspace_id", "kind", "text", "upload", "drop_logo")
        elif self.has_change_permission(request, obj):
            fields = ("text", "upload", "drop_logo")
        else:
            fields = ("workspace", "kind", "picture", "shown")
        return ((None, {"fields": fields}),)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        looks_only = obj is not None and not self.has_change_permission(request, obj)
        return ("workspace", "kind", "shown", "picture") if looks_only else ()

    def formfield_for_dbfield(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name in {"workspace_id", "kind"}:
            # Which slip it is was chosen on the page before.
            field.widget = HiddenInput()
        return field

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        workspace_id, kind = template_pages.asked(request)
        text = KINDS[kind].form.default.text
        return {"workspace_id": workspace_id, "kind": kind, "text": text}

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        if not {"workspace", "kind"} <= set(request.GET):
            # Which slip it is is chosen from the list.
            return HttpResponseRedirect(reverse("admin:printing_template_changelist"))
        workspace_id, kind = template_pages.asked(request)
        if workspace_id not in workspaces(request, "add"):
            raise PermissionDenied
        there = Template.objects.filter(workspace_id=workspace_id, kind=kind).first()
        if there is not None and request.method == "GET":
            return HttpResponseRedirect(reverse("admin:printing_template_change", args=[there.pk]))
        context = template_pages.editor(request, workspace_id, kind)
        return super().add_view(request, form_url, {**context, **(extra_context or {})})

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        row = self.get_object(request, object_id)
        context: dict[str, Any] = {}
        if row is not None and self.has_change_permission(request, row):
            context = {
                **template_pages.editor(request, row.workspace_id, row.kind),
                "has_logo": bool(row.logo),
            }
        return super().change_view(
            request, object_id, form_url, {**context, **(extra_context or {})}
        )

    def preview_view(self, request: HttpRequest, workspace_id: UUID, kind: str) -> HttpResponse:
        """Draw what was typed: a PNG, or JSON with `line`, `column` and `message`.

        A word that is half typed is no failure: it is answered like any other, and logged nowhere.
        """
        if workspace_id not in workspaces(request, "view") or kind not in KINDS:
            raise Http404
        if workspace_id not in workspaces(request, "change"):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        form = PreviewForm(kind, request.POST, request.FILES)
        if not form.is_valid():
            message = " ".join(str(one) for errors in form.errors.values() for one in errors)
            return JsonResponse({"line": None, "column": None, "message": message})
        stored = Template.objects.filter(workspace_id=workspace_id, kind=kind).first()
        logo = form.logo(stored.logo if stored else None)
        given = form.cleaned_data
        template = SlipTemplate(given["text"], logo or b"")
        try:
            png = KINDS[kind].picture(template, given["sample"], given["columns"])
        except PrintingError as error:
            place = {name: error.data[name] for name in ("line", "column")}
            return JsonResponse({**place, "message": str(error)})
        return HttpResponse(png, content_type="image/png")

    @admin.display(description="template")
    def shown(self, row: Template) -> str:
        return format_html("<pre>{}</pre>", row.text)

    @admin.display(description="looks like")
    def picture(self, row: Template) -> str:
        kind = KINDS[row.kind]
        try:
            png = kind.picture(row.template(), next(iter(kind.samples)), COLUMNS[1])
        except PrintingError as error:
            return str(error)
        return format_html(
            '<img alt="" src="data:image/png;base64,{}">', base64.b64encode(png).decode()
        )
