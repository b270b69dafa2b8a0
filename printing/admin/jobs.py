"""Print jobs in the back office: the slip as it looks, what happened to it, and what to do."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe

from printing.admin.scoped import ScopedAdmin, WorkspaceFilter
from printing.errors import PrintingError
from printing.fiscal import kinds
from printing.fiscal.simulator.paper import NOTICE
from printing.models import Printer, PrintJob
from printing.scope import workspaces
from printing.slips.notices import sentence
from printing.spool import copying, deciding, looking
from printing.spool.needs import A_PERSON, HELD_UP
from printing.spool.states import OVER, State

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import Q, QuerySet
    from django.http import HttpRequest, HttpResponse

# Decisions by what they may follow: what the page offers is what the spool accepts.
OFFERS: dict[str, tuple[str, frozenset[str]]] = {
    "retry": ("Try again now", frozenset({State.QUEUED, State.FAILED})),
    "it_printed": ("It printed", frozenset({State.IN_DOUBT})),
    "print_again": ("Print again, marked as possible duplicate", frozenset({State.IN_DOUBT})),
    "not_printed": ("It did not print: print it", frozenset({State.IN_DOUBT})),
    "cancel": ("Cancel", frozenset({State.QUEUED, State.FAILED, State.IN_DOUBT})),
    "reprint": ("Print a marked copy", copying.ON_PAPER),
    "move": ("Move to", frozenset({State.QUEUED, State.FAILED, State.IN_DOUBT})),
}
# A fiscal device is asked before it prints anything again; only of it can be said what it has not.
FISCAL_TEXTS = {"print_again": "Ask the device, and print it if it was not closed"}
FISCAL_ONLY = frozenset({"not_printed"})
SAID = {
    "retry": "is tried again",
    "it_printed": "is noted as printed",
    "print_again": "is printed again, marked as a possible duplicate",
    "not_printed": "is printed, as it was not before",
    "cancel": "is cancelled",
    "reprint": "is queued once more, as a marked copy",
    "move": "goes to another printer",
}


TROUBLE: dict[str | None, Q] = {"person": A_PERSON, "held": HELD_UP}


class OverFilter(admin.SimpleListFilter):
    """What still needs paper, or a person."""

    title = "on paper"
    parameter_name = "over"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        del request, model_admin
        return [
            ("no", "Not yet"),
            ("held", "Held up by its printer"),
            ("person", "Needs a person"),
            ("yes", "Over"),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        del request
        if self.value() == "no":
            return queryset.exclude(state__in=OVER)
        if self.value() in TROUBLE:
            return queryset.filter(TROUBLE[self.value()])
        return queryset.filter(state__in=OVER) if self.value() == "yes" else queryset


class DecisionForm(forms.Form):
    """One decision; `printer` only where the job is moved."""

    decision = forms.ChoiceField(choices=[(name, name) for name in OFFERS])
    printer = forms.ModelChoiceField(Printer.objects.none(), required=False)


@admin.register(PrintJob)
class PrintJobAdmin(ScopedAdmin):
    """Look at jobs and decide about them; their rows are never edited."""

    list_display = ("created_at", "reference", "state", "printer", "workspace", "attempts", "error")
    list_filter = (OverFilter, WorkspaceFilter, "purpose", "state", "printer")
    list_select_related = ("printer",)
    search_fields = ("reference", "key")
    search_help_text = "What it belongs to, or its key"
    ordering = ("-created_at", "-id")
    show_full_result_count = False
    change_form_template = "admin/printing/job.html"
    fields = (
        "reference", "state", "printer", "moved_from", "error", "notes", "created_at", "printed_at",
        "fiscal", "slip_picture", "happened", "copy_of", "key", "workspace", "sha256", "bytes_sent",
    )  # fmt: skip
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).defer("content", "slip")

    def has_add_permission(self, request: HttpRequest) -> bool:
        del request
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        del request, obj
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        del request, obj
        return False

    def get_urls(self) -> list[Any]:
        decide = self.admin_site.admin_view(self.decide_view)
        own = [path("<uuid:pk>/decide/", decide, name="printing_printjob_decide")]
        return [*own, *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        job = self.get_object(request, object_id)
        offers: list[tuple[str, str]] = []
        printers: Any = Printer.objects.none()
        if job is not None and job.workspace_id in workspaces(request, "change"):
            offers = _offers(job)
            printers = _others(job)
        context = {"offers": offers, "printers": printers, **(extra_context or {})}
        return super().change_view(request, object_id, form_url, context)

    def decide_view(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        """Do what a person decided. Only by POST: a link decides nothing."""
        job = self.get_queryset(request).filter(pk=pk).first()
        if job is None:
            raise Http404
        if job.workspace_id not in workspaces(request, "change") or request.method != "POST":
            raise PermissionDenied
        form = DecisionForm(request.POST)
        printers: Any = form.fields["printer"]
        printers.queryset = _others(job)
        if form.is_valid():
            self._decide(request, job, form.cleaned_data)
        else:
            self.message_user(request, "Choose what to do, and where to.", messages.ERROR)
        return HttpResponseRedirect(reverse("admin:printing_printjob_change", args=[pk]))

    def _decide(self, request: HttpRequest, job: PrintJob, given: dict[str, Any]) -> None:
        name, options = given["decision"], {}
        if name == "move":
            if given["printer"] is None:
                self.message_user(request, "Choose a printer to move it to.", messages.ERROR)
                return
            options = {"printer": given["printer"]}
        try:
            decide = copying.reprint if name == "reprint" else getattr(deciding, name)
            decide(job=job, who=str(request.user)[:100], **options)
        except PrintingError as error:
            self.message_user(request, str(error), messages.ERROR)
            return
        asked = name == "print_again" and job.purpose == kinds.PURPOSE
        said = "is queued; its device is asked first" if asked else SAID[name]
        self.message_user(request, f"{job.reference} {said}.", messages.SUCCESS)

    @admin.display(description="slip")
    def slip_picture(self, job: PrintJob) -> str:
        try:
            looks = looking.look(job)
        except PrintingError as error:
            return str(error)
        picture = base64.b64encode(looks.png()).decode()
        note = "" if looks.sent else "Not rendered yet: as it would look now."
        return format_html(
            '<p>{}</p><img alt="{}" src="data:image/png;base64,{}">', note, looks.text(), picture
        )

    @admin.display(description="fiscal receipt")
    def fiscal(self, job: PrintJob) -> str:
        """Say what the fiscal device told, and that a simulator is none."""
        if job.purpose != kinds.PURPOSE:
            return "-"
        mark = format_html("<strong>{}</strong> ", NOTICE) if job.is_simulated else ""
        if not job.device_serial:
            return format_html("{}not known yet", mark)
        number, at = job.fiscal_number or "no number", job.fiscal_at or "time not told"
        return format_html("{}{} of {}, {}", mark, number, job.device_serial, at)

    @admin.display(description="warnings", empty_value="-")
    def notes(self, job: PrintJob) -> str | None:
        """Say what a person should know of it."""
        told = ((sentence(one),) for one in job.warnings)
        return format_html_join(mark_safe("<br>"), "{}", told) or None

    @admin.display(description="what happened")
    def happened(self, job: PrintJob) -> str:
        rows = (
            (
                f"{one.at:%Y-%m-%d %H:%M:%S}",
                one.get_state_display(),
                one.number or "",
                one.printer or "",
                one.who,
                one.detail or one.code,
                "" if one.sent is None else f"{one.sent} bytes",
            )
            for one in job.history.select_related("printer").order_by("id")
        )
        cells = "".join("<td>{}</td>" for _ in range(7))
        return format_html(
            "<table><tbody>{}</tbody></table>",
            format_html_join("", f"<tr>{cells}</tr>", rows),
        )

    @admin.display(description="bytes")
    def bytes_sent(self, job: PrintJob) -> str:
        try:
            looks = looking.look(job)
        except PrintingError as error:
            return str(error)
        lines = format_html_join(
            "", "<tr><td><code>{}</code></td><td>{}</td></tr>", looks.commands()
        )
        size = len(looks.content)
        return format_html(
            "<details><summary>{} bytes</summary><table>{}</table></details>", size, lines
        )


def _offers(job: PrintJob) -> list[tuple[str, str]]:
    """List what can be decided about a job, as its button says it."""
    fiscal = job.purpose == kinds.PURPOSE
    texts = FISCAL_TEXTS if fiscal else {}
    return [
        (name, texts.get(name, text))
        for name, (text, states) in OFFERS.items()
        if job.state in states and (fiscal or name not in FISCAL_ONLY)
    ]


def _others(job: PrintJob) -> QuerySet[Printer, Printer]:
    mine = Printer.objects.filter(workspace_id=job.workspace_id)
    return mine.exclude(pk=job.printer_id) if job.printer_id else mine
