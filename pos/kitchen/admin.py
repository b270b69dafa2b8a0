"""Kitchen tickets in the back office: what was asked, what became of it, and once more on paper."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.urls import reverse
from django.utils.html import format_html, format_html_join

from pos.kitchen import services
from pos.kitchen.models import Ticket
from pos.kitchen.slips import PrintingError
from pos.workspaces.backoffice.access import may_act
from pos.workspaces.backoffice.admins import ScopedAdmin
from pos.workspaces.backoffice.display import EMPTY, mark

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet
    from django.http import HttpRequest


def job_link(job_id: UUID, text: str) -> str:
    """Link to a print job's page; jobs of tickets and reprints have their ids."""
    url = reverse("admin:printing_printjob_change", args=[job_id])
    return format_html('<a href="{}">{}</a>', url, text)


def jobs(ticket: Ticket) -> str:
    """Link to the print job of a ticket, and to those of its reprints."""
    links = [job_link(ticket.pk, "slip")]
    links += [job_link(one.pk, f"reprint {one.number}") for one in ticket.reprints.all()]
    return format_html_join(", ", "{}", ((each,) for each in links))


@admin.register(Ticket)
class TicketAdmin(ScopedAdmin):
    """What a printer in the kitchen was asked. Never edited: the order is, and the rest follows."""

    actions = ("print_again",)
    list_display = (
        "created_at", "code", "number", "station", "tables", "asked", "server", "slips",
    )  # fmt: skip
    list_filter = ("cancelled",)
    search_fields = ("=code", "tables", "station")
    search_help_text = "The order's code, a table, or a printer"
    date_hierarchy = "created_at"
    sortable_by = ()
    joined = ("workspace",)
    fieldsets = (
        (None, {"fields": (("code", "number", "station"), "asked", "slips")}),
        ("Order", {"fields": (("tables", "moved_from"), ("covers", "server"), "notes")}),
    )
    readonly_fields = ("asked", "slips")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).prefetch_related("reprints")

    @admin.display(description="asked")
    def asked(self, row: Ticket) -> str:
        lines = ((self._tone(line), line["quantity"], line["name"]) for line in row.lines)
        found = format_html_join("", "<div>{}{} x {}</div>", lines)
        head = mark("order cancelled", "bad") if row.cancelled else ""
        return format_html("{}{}", head, found) if row.lines or head else EMPTY

    @staticmethod
    def _tone(line: dict[str, Any]) -> str:
        return format_html("{} ", mark("off", "bad")) if line["off"] else ""

    @admin.display(description="print jobs")
    def slips(self, row: Ticket) -> str:
        return jobs(row)

    @admin.action(permissions=["view"], description="Print again, marked REPRINT")
    def print_again(self, request: HttpRequest, queryset: QuerySet[Ticket]) -> None:
        mine = [one for one in queryset if may_act(request, "copy", one.workspace_id)]
        if not mine:
            messages.error(request, "You may not print any of these tickets again.")
        for ticket in reversed(mine):
            try:
                _, number = services.reprint(
                    workspace_id=ticket.workspace_id, ticket_id=ticket.pk, by=str(request.user)
                )
            except PrintingError as error:
                messages.error(request, f"{ticket}: {error}")
            else:
                messages.success(request, f"{ticket}: reprint {number} is queued.")
