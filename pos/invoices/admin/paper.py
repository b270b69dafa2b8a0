"""An invoice on paper: how it looks, how often it was copied, and a button for another copy."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from pos.invoices import copies, fiscal, receipts, selectors
from pos.invoices.models import Invoice
from pos.workspaces.backoffice.access import access, may_act, within

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

COLUMNS = (32, 42, 48)


class CopyForm(forms.Form):
    """Why a copy is printed; it may be left empty."""

    reason = forms.CharField(max_length=255, required=False)


class PaperPage:
    """The page "On paper" that the admin of invoices has beside its own."""

    admin_site: Any
    opts: Any

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.paper_view)
        own = [path("<uuid:pk>/paper/", view, name="invoices_invoice_paper")]
        return [*own, *super().get_urls()]  # type: ignore[misc]

    def paper_view(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        """Show an invoice as it prints; on POST, print a marked copy."""
        seen = within(Invoice.objects.all(), access(request).workspaces("invoices.invoice", "view"))
        found = seen.filter(pk=pk).select_related("workspace").first()
        if found is None:
            raise Http404
        invoice = selectors.by_id(invoice_id=pk, workspace=found.workspace)
        form = CopyForm(request.POST if request.method == "POST" else None)
        may = may_act(request, "copy", invoice.workspace_id)
        if request.method == "POST":
            if not may:
                raise PermissionDenied
            if form.is_valid() and self._print(request, invoice, form.cleaned_data["reason"]):
                return HttpResponseRedirect(reverse("admin:invoices_invoice_paper", args=[pk]))
        columns = _columns(request)
        picture = receipts.picture(invoice, columns=columns)
        context = {
            **self.admin_site.each_context(request),
            "title": f"{invoice} on paper",
            "opts": self.opts,
            "invoice": invoice,
            "form": form,
            "may_copy": may,
            "copies": copies.copies(workspace_id=invoice.workspace_id, invoice_id=pk),
            "fiscal": fiscal.record(invoice),
            "columns": columns,
            "widths": COLUMNS,
            "text": receipts.text(invoice, columns=columns),
            "picture": base64.b64encode(picture).decode(),
        }
        return TemplateResponse(request, "admin/invoices/paper.html", context)

    def _print(self, request: HttpRequest, invoice: Invoice, reason: str) -> bool:
        try:
            with transaction.atomic():
                _, number = copies.reprint(
                    workspace_id=invoice.workspace_id,
                    invoice_id=invoice.pk,
                    reason=reason,
                    by=str(request.user),
                )
        except receipts.PrintingError as error:
            messages.error(request, str(error))
            return False
        messages.success(request, f"Copy {number} is queued.")
        return True


def _columns(request: HttpRequest) -> int:
    wanted = request.GET.get("columns", "")
    return int(wanted) if wanted in {str(one) for one in COLUMNS} else 48
