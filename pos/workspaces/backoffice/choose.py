"""Asks, before a new row's form, in which workspace it shall be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.template.response import TemplateResponse

from pos.workspaces.backoffice.access import access, within
from pos.workspaces.backoffice.forms import WorkspaceAutocomplete
from pos.workspaces.models import Workspace, WorkspaceModel

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

LONG = 50  # more than this is searched instead of listed
NOT_YOURS = "You cannot add to this workspace."


def posted_workspace(request: HttpRequest) -> UUID | None:
    """Read `?workspace=`; None where it is missing or no key."""
    try:
        return UUID(request.GET["workspace"])
    except (KeyError, ValueError):
        return None


def choose_workspace(page: Any, request: HttpRequest) -> Workspace | HttpResponse:
    """Find the workspace of a new row, or answer with a page that asks for it.

    Asked first, because every choice in the form depends on it.
    """
    open_here = within(
        Workspace.objects.all(), access(request).workspaces(page.opts.label_lower, "add")
    )
    wanted = posted_workspace(request)
    if wanted is None:
        two = list(open_here.order_by("pk")[:2])
        if len(two) == 1:
            first: Workspace = two[0]
            return first
        return _ask(page, request, open_here)
    found = open_here.filter(pk=wanted).first()
    return found if found is not None else _ask(page, request, open_here, error=NOT_YOURS)


def _ask(
    page: Any, request: HttpRequest, open_here: QuerySet[Any], *, error: str | None = None
) -> HttpResponse:
    field = forms.ModelChoiceField(open_here)
    if issubclass(page.model, WorkspaceModel) and open_here.order_by()[:51].count() > LONG:
        column = page.model._meta.get_field("workspace")
        field.widget = WorkspaceAutocomplete(column, page.admin_site, choices=field.choices)
    form_class = type("ChooseWorkspace", (forms.Form,), {"workspace": field})
    form = form_class()
    kept = [(name, value) for name, value in request.GET.items() if name != "workspace"]
    return TemplateResponse(
        request,
        "admin/choose_workspace.html",
        {
            **page.admin_site.each_context(request),
            "title": f"Add {page.opts.verbose_name}",
            "opts": page.opts,
            "form": form,
            "media": page.media + form.media,
            "kept": kept,
            "error": error,
        },
        status=403 if error else 200,
    )
