"""The part of a printer's page for those that ask for their slips: address and login."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.urls import reverse
from django.utils.html import format_html

from printing.admin.scoped import ScopedAdmin
from printing.models.printers import PULLED
from printing.pull import logins
from printing.pull.urls import NAMES

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

    from printing.models import Printer

FIELDS = ("address", "user", "password", "poll_seconds", "seen_at")


class AskingPrinters(ScopedAdmin):
    """Shows what to put into the printer, and makes its password."""

    def with_asking(self, fieldsets: Any, request: HttpRequest, obj: Any) -> Any:
        """Put the fields beside the connection, for a printer that asks."""
        if obj.kind not in PULLED:
            return fieldsets
        obj.origin = request.build_absolute_uri("/").rstrip("/")
        return [*fieldsets[:3], ("Asks for its slips", {"fields": FIELDS}), *fieldsets[3:]]

    @admin.display(description="address to put into the printer")
    def address(self, printer: Any) -> str:
        path = reverse(NAMES[printer.kind], args=[printer.pk])
        return f"{getattr(printer, 'origin', '')}{path}"

    @admin.display(description="user name")
    def user(self, printer: Printer) -> str:
        del printer
        return logins.USER

    @admin.display(description="password")
    def password(self, printer: Printer) -> str:
        made = logins.fingerprint(printer)
        how = "Select the printer in the list and choose “Make a new password”."
        return f"Made; fingerprint {made}. {how}" if made else f"None yet. {how}"

    @admin.action(
        description="Make a new password (printers that ask for their slips)",
        permissions=["change"],
    )
    def make_password(self, request: HttpRequest, queryset: QuerySet[Printer, Any]) -> None:
        for printer in queryset:
            if not self.may(request, "change", printer):
                self.message_user(request, f"{printer}: not yours to change.", messages.ERROR)
            elif printer.kind not in PULLED:
                text = f"{printer}: it does not ask for its slips, and needs no password."
                self.message_user(request, text, messages.ERROR)
            else:
                text = format_html(
                    "{}: user <code>{}</code>, password <code>{}</code>. It is not shown again.",
                    printer, logins.USER, logins.make(printer),
                )  # fmt: skip
                self.message_user(request, text, messages.WARNING)
