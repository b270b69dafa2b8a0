"""What staff do with an issued invoice: give it back, cancel it, see how its amounts came about.

Each is a page of its own with a reason to give and a button to press; nothing happens on a link.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from pos import money
from pos.invoices import services
from pos.invoices.errors import InvoiceError
from pos.invoices.explaining import explain
from pos.invoices.models import Invoice
from pos.invoices.originals import lock
from pos.invoices.services import RefundDraft
from pos.workspaces.backoffice.access import access, may_act, within

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

SENTENCES = {
    "blank": "Give a reason.",
    "not_refundable": "Only a sale can be given back, and this is none.",
    "cancelled_already": "This invoice is cancelled already.",
    "refunded_already": "Something of it was given back before; refund the rest instead.",
    "exceeds": "More is asked for than is left of a line.",
    "nothing_left": "Everything on it has been given back.",
    "tip_exceeds": "More is asked for than is left of the tip.",
    "not_found": "You are not a member of this workspace, so nothing can be sold in your name.",
}


class CancelForm(forms.Form):
    """Why an invoice is cancelled."""

    reason = forms.CharField(max_length=255)


class RefundForm(forms.Form):
    """Why, and how many of each line; a line left empty is not given back."""

    reason = forms.CharField(max_length=255)
    tip = forms.DecimalField(
        min_value=Decimal(0), max_digits=12, decimal_places=3, required=False, label="Of the tip"
    )

    def __init__(self, *args: Any, left: dict[UUID, tuple[str, Decimal]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.left = left
        for key, (name, quantity) in left.items():
            self.fields[f"line-{key}"] = forms.DecimalField(
                min_value=Decimal(0),
                max_value=quantity,
                max_digits=12,
                decimal_places=3,
                required=False,
                label=f"{name} (up to {quantity.normalize():f})",
            )

    def quantities(self) -> dict[UUID, Decimal] | None:
        """Return what was asked for by line; None, for everything, where no line was named."""
        found = {key: self.cleaned_data.get(f"line-{key}") for key in self.left}
        named = {key: quantity for key, quantity in found.items() if quantity}
        return named or None


class InvoiceActions:
    """The pages that the admin of invoices has beside its own."""

    admin_site: Any
    opts: Any

    def get_urls(self) -> list[Any]:
        own: list[tuple[str, Callable[..., HttpResponse]]] = [
            ("refund", self.refund_view),
            ("cancel", self.cancel_view),
            ("rounding", self.rounding_view),
        ]
        urls = [
            path(
                f"<uuid:pk>/{name}/",
                self.admin_site.admin_view(view),
                name=f"invoices_invoice_{name}",
            )
            for name, view in own
        ]
        return [*urls, *super().get_urls()]  # type: ignore[misc]

    def refund_view(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        """Give an invoice back, whole or line by line."""
        invoice = self._invoice(request, pk, "refund")
        left = _left(invoice, request)
        form = RefundForm(_posted(request), left=left)
        if request.method == "POST" and form.is_valid():
            draft = RefundDraft(
                invoice_id=pk,
                reason=form.cleaned_data["reason"],
                quantities=form.quantities(),
                tip=form.cleaned_data["tip"] or Decimal("0.00"),
            )
            done = self._try(
                request,
                form,
                lambda: services.refund(
                    workspace_id=invoice.workspace_id, draft=draft, user_id=_user(request)
                ),
            )
            if done is not None:
                return done
        intro = (
            "Issues an invoice of its own that gives these lines back, to be paid out as it was "
            "paid. Leave all lines empty to give everything back that is left."
        )
        return self._page(request, invoice, form, "Refund", intro)

    def cancel_view(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        """Cancel an invoice by its counter-invoice."""
        invoice = self._invoice(request, pk, "cancel")
        form = CancelForm(_posted(request))
        if request.method == "POST" and form.is_valid():
            done = self._try(
                request,
                form,
                lambda: services.cancel(
                    workspace_id=invoice.workspace_id,
                    invoice_id=pk,
                    reason=form.cleaned_data["reason"],
                    user_id=_user(request),
                ),
            )
            if done is not None:
                return done
        intro = (
            "Marks the invoice as cancelled and issues the counter-invoice that takes all of it "
            "back, the tip included. This cannot be undone."
        )
        return self._page(request, invoice, form, "Cancel", intro)

    def rounding_view(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        """Show every rounding of an invoice, with before, after and rule."""
        invoice = self._invoice(request, pk, None)
        found = explain(invoice)
        context = {
            **self.admin_site.each_context(request),
            "title": f"How {invoice} came about",
            "opts": self.opts,
            "invoice": invoice,
            "explanation": found,
            "rows": [(found.line(step), step, _brief(step.before)) for step in found.steps],
            "policy": sorted((name, value) for name, value in invoice.policy.items() if value),
            "agrees": abs(found.gross) == abs(invoice.total) or invoice.is_refund,
        }
        return TemplateResponse(request, "admin/invoices/rounding.html", context)

    def _invoice(self, request: HttpRequest, pk: UUID, action: str | None) -> Invoice:
        """Find the invoice among those that this person sees. Another one is a 404."""
        seen = within(Invoice.objects.all(), access(request).workspaces("invoices.invoice", "view"))
        invoice = seen.filter(pk=pk).select_related("workspace", "original_invoice").first()
        if invoice is None:
            raise Http404
        if action is not None and not may_act(request, action, invoice.workspace_id):
            raise PermissionDenied
        found: Invoice = invoice
        return found

    def _try(
        self, request: HttpRequest, form: forms.Form, issue: Callable[[], Invoice]
    ) -> HttpResponse | None:
        try:
            counter = issue()
        except InvoiceError as error:
            form.add_error(None, SENTENCES.get(error.code, str(error)))
            return None
        text = f"Issued {counter.get_kind_display().lower()} {counter}."
        messages.success(request, text)
        return HttpResponseRedirect(reverse("admin:invoices_invoice_change", args=[counter.pk]))

    def _page(
        self, request: HttpRequest, invoice: Invoice, form: forms.Form, verb: str, intro: str
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": f"{verb} {invoice}",
            "opts": self.opts,
            "invoice": invoice,
            "form": form,
            "verb": verb,
            "intro": intro,
        }
        return TemplateResponse(request, "admin/invoices/act.html", context)


def _left(invoice: Invoice, request: HttpRequest) -> dict[UUID, tuple[str, Decimal]]:
    """List the lines of which something is left to give back, with how many."""
    try:
        with transaction.atomic():
            original = lock(
                workspace_id=invoice.workspace_id, invoice_id=invoice.pk, user_id=_user(request)
            )
    except InvoiceError:
        return {}
    by_key = {str(item.pk): item for item in original.refundable()}
    return {
        by_key[sold.key].pk: (
            by_key[sold.key].product_name,
            sold.quantity - sold.refunded_quantity,
        )
        for sold in original.sold("charged")
        if sold.quantity > sold.refunded_quantity
    }


def _brief(value: Decimal) -> str:
    """Write an exact amount to eight places: the digits behind them decide nothing."""
    return f"{money.round_to(value, Decimal('0.00000001')).normalize():f}"


def _posted(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _user(request: HttpRequest) -> UUID:
    found: UUID = request.user.pk  # type: ignore[assignment]
    return found
