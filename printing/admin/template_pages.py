"""What the pages of slip templates show beside the text itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import Http404
from django.urls import reverse

from printing.errors import PrintingError
from printing.markup.names import Sort, Value, listed, singular
from printing.scope import workspaces
from printing.slips.kinds import COLUMNS, KINDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpRequest

    from printing.models import Template


def asked(request: HttpRequest) -> tuple[UUID, str]:
    """Read which slip the address names; 404 where there is none such that one may see."""
    kind = request.GET["kind"]
    try:
        workspace_id = UUID(request.GET["workspace"])
    except ValueError as error:
        raise Http404 from error
    if kind not in KINDS or workspace_id not in workspaces(request, "view"):
        raise Http404
    return workspace_id, kind


def kinds(
    request: HttpRequest, workspace_id: UUID, own: dict[tuple[UUID, str], Template]
) -> Iterator[dict[str, Any]]:
    """Say of each kind of slip whether a workspace has its own template, and where it is edited."""
    may_add = workspace_id in workspaces(request, "add")
    may_change = workspace_id in workspaces(request, "change")
    add = reverse("admin:printing_template_add")
    for name, kind in KINDS.items():
        template = own.get((workspace_id, name))
        url = f"{add}?workspace={workspace_id}&kind={name}" if may_add else ""
        if template is not None:
            url = reverse("admin:printing_template_change", args=[template.pk])
        yield {
            "title": kind.title,
            "about": kind.about,
            "template": template,
            "fails": template is not None and _fails(template),
            "url": url,
            "edit": may_change,
        }


def _fails(template: Template) -> bool:
    """Tell whether a template that was fine once is refused now, as after an update."""
    try:
        KINDS[template.kind].form.compile(template.text)
    except PrintingError:
        return True
    return False


def editor(request: HttpRequest, workspace_id: UUID, kind: str) -> dict[str, Any]:
    """Return what the page shows beside the text: names, samples, the default."""
    names = KINDS[kind].form.names
    return {
        "workspace_name": workspaces(request, "view")[workspace_id],
        "kind_title": KINDS[kind].title,
        "samples": list(KINDS[kind].samples),
        "widths": COLUMNS,
        "default_text": KINDS[kind].form.default.text,
        "names": [(name, value, _insert(name, value)) for name, value in listed(names)],
        "preview_url": reverse("admin:printing_template_preview", args=[workspace_id, kind]),
        "show_delete": False,
        "show_save_and_add_another": False,
    }


def _insert(name: str, value: Value) -> str:
    """Return what a click on a name writes into the template."""
    if value.sort is Sort.FLAG:
        return f"{{if {name}}}\n\n{{end}}\n"
    if value.sort is Sort.LIST:
        word = singular(name.rpartition(".")[2])
        return f"{{each {name} as {word}}}\n\n{{end}}\n"
    return f"{{{name}}}"
