"""An invoice on paper: how it looks, how often it was copied, and a button for another copy."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from pos.invoices import copies, fiscal, receipts, selectors
from pos.invoices.forms import COLUMNS, FORMS, HEADERS
from pos.invoices.models import Invoice
from pos.workspaces.backoffice.access import access, may_act, within

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest


class CopyForm(forms.Form):
    """Why a copy is printed; it may be left empty."""

    reason = forms.CharField(max_length=255, required=False)


class PaperPage:
    """The page "On paper" that the admin of invoices has beside its own."""

    admin_site: Any
    opts: Any

    def get_urls(self) -> list[Any]:
        page, form = map(self.admin_site.admin_view, (self.paper_view, self.form_view))
        own = [
            path("<uuid:pk>/paper/", page, name="invoices_invoice_paper"),
            path("<uuid:pk>/paper/slip.<str:form>", form, name="invoices_invoice_slip"),
        ]
        return [*own, *super().get_urls()]  # type: ignore[misc]

    def paper_view(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        """Show an invoice as it prints; on POST, print a marked copy."""
        invoice = _seen(request, pk)
        form = CopyForm(request.POST if request.method == "POST" else None)
        may = may_act(request, "copy", invoice.workspace_id)
        if request.method == "POST":
            if not may:
                raise PermissionDenied
            if form.is_valid() and self._print(request, invoice, form.cleaned_data["reason"]):
                return HttpResponseRedirect(reverse("admin:invoices_invoice_paper", args=[pk]))
        columns = _columns(request)
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
            "forms": [name for name in FORMS if name != "escpos"],
            **_shown(request, invoice, columns),
        }
        return TemplateResponse(request, "admin/invoices/paper.html", context)

    def form_view(self, request: HttpRequest, pk: UUID, form: str) -> HttpResponse:
        """Hand an invoice's slip out as a document of its own, to who may see the invoice."""
        if form not in FORMS:
            raise Http404
        try:
            body = FORMS[form].make(_seen(request, pk), columns=_columns(request))
        except receipts.PrintingError as error:
            return HttpResponse(str(error), status=422, content_type="text/plain; charset=utf-8")
        headers = {**HEADERS, "Cache-Control": "private, no-store"}
        return HttpResponse(body, content_type=FORMS[form].content_type, headers=headers)

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


def _seen(request: HttpRequest, pk: UUID) -> Invoice:
    """Find the invoice among those that this person sees. Another one is a 404."""
    seen = within(Invoice.objects.all(), access(request).workspaces("invoices.invoice", "view"))
    found = seen.filter(pk=pk).select_related("workspace").first()
    if found is None:
        raise Http404
    return selectors.by_id(invoice_id=pk, workspace=found.workspace)


def _shown(request: HttpRequest, invoice: Invoice, columns: int) -> dict[str, str]:
    """Draw an invoice as it prints; nothing, and the reason said, where it cannot be printed."""
    try:
        picture = receipts.picture(invoice, columns=columns)
        text = receipts.text(invoice, columns=columns)
    except receipts.PrintingError as error:
        messages.error(request, str(error))
        return {}
    return {"text": text, "picture": base64.b64encode(picture).decode()}


def _columns(request: HttpRequest) -> int:
    wanted = request.GET.get("columns", "")
    return int(wanted) if wanted in {str(one) for one in COLUMNS} else 48
