"""The page of an invoice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.utils.html import format_html_join

from pos.invoices.admin.actions import InvoiceActions
from pos.invoices.admin.find import find
from pos.invoices.admin.inlines import ItemInline, TaxInline, TenderInline
from pos.invoices.admin.paper import PaperPage
from pos.invoices.models import (
    Invoice,
)
from pos.ledger.models import SealedDocument
from pos.workspaces.backoffice.access import may_act
from pos.workspaces.backoffice.admins import ScopedAdmin
from pos.workspaces.backoffice.display import EMPTY, amount, link, mark
from pos.workspaces.backoffice.listing import RelatedFilter

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse


class StateFilter(admin.SimpleListFilter):
    """Sales, refunds, and what was cancelled."""

    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        del request, model_admin
        return [("sale", "Sales"), ("refund", "Refunds"), ("cancelled", "Cancelled")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        del request
        if self.value() == "cancelled":
            return queryset.filter(cancelled=True)
        if self.value() in {"sale", "refund"}:
            return queryset.filter(original_invoice__isnull=self.value() == "sale")
        return queryset


@admin.register(Invoice)
class InvoiceAdmin(InvoiceActions, PaperPage, ScopedAdmin):
    """One issued sale or refund."""

    change_form_template = "admin/invoices/change_form.html"

    shown_subtotal = amount("subtotal", "without tax")
    shown_tax = amount("tax")
    shown_total = amount("total")
    shown_discount = amount("discount", "discount on the bill")
    shown_discounts = amount("discount_amount", "all discounts")
    shown_item_discounts = amount("item_discount_amount", "discounts on items")
    shown_tip = amount("tip_amount", "tip")
    shown_surcharge = amount("surcharge_amount", "surcharge")
    shown_rounding = amount("rounding", "cash rounding")

    list_display = (
        "numbered", "register", "business_date", "created_at", "shown_total",
        "state", "user", "customer",
    )  # fmt: skip
    list_filter = (
        StateFilter,
        ("register", RelatedFilter),
        ("revenue_center", RelatedFilter),
    )
    search_fields = ("number",)
    search_help_text = "Invoice number, or the whole key as integrators see it"
    date_hierarchy = "business_date"
    sortable_by = ("created_at", "business_date")
    joined = (
        "workspace", "register", "user", "customer", "order", "revenue_center", "promo_code",
        "original_invoice",
    )  # fmt: skip
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("numbered", "state", "register"),
                    ("business_date", "user", "revenue_center"),
                    ("customer", "order", "description"),
                    ("original", "refunds", "cancel_reason", "refund_reason"),
                    "chain",
                ),
                "description": "An issued invoice is never edited: a refund is one of its own.",
            },
        ),
        (
            "Money",
            {
                "fields": (
                    ("shown_subtotal", "shown_tax", "shown_total", "shown_tip"),
                    ("shown_discount", "shown_item_discounts", "shown_discounts", "promo_code"),
                    ("shown_surcharge", "shown_rounding"),
                )
            },
        ),
    )
    readonly_fields = (
        "numbered", "state", "original", "refunds", "shown_subtotal", "shown_tax", "shown_total",
        "chain", "shown_rounding", "shown_surcharge", "shown_tip", "shown_discount", "shown_item_discounts", "shown_discounts",
    )  # fmt: skip
    inlines = (ItemInline, TaxInline, TenderInline)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        return find(request, queryset, search_term, "", "pk"), False

    @admin.display(description="number")
    def numbered(self, row: Invoice) -> str:
        return f"#{row.number}"

    @admin.display(description="state")
    def state(self, row: Invoice) -> str:
        if row.cancelled:
            return mark("cancelled", "bad")
        return mark("refund", "busy") if row.is_refund else mark("issued", "good")

    @admin.display(description="refund of")
    def original(self, row: Invoice) -> str:
        return link(row.original_invoice)

    @admin.display(description="refunds")
    def refunds(self, row: Invoice) -> str:
        back = Invoice.objects.filter(workspace=row.workspace_id, original_invoice=row)
        links = [(link(each),) for each in back.order_by("created_at")]
        return format_html_join(", ", "{}", links) if links else EMPTY

    @admin.display(description="ledger")
    def chain(self, row: Invoice) -> str:
        """Show the sealed document: its number in its series, and the start of its hash."""
        sealed = SealedDocument.objects.filter(
            workspace=row.workspace_id, subject_id=row.pk, kind=row.kind
        ).first()
        if sealed is None:
            return mark("not sealed", "bad")
        return link(sealed, f"{sealed.kind} {sealed.number}, {sealed.hash[:12]}…")

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        row = self.get_object(request, unquote(object_id))
        offered = {}
        if row is not None:
            sale = row.kind == Invoice.Kind.SALE and not row.cancelled
            offered = {
                f"may_{action}": sale and may_act(request, action, row.workspace_id)
                for action in ("refund", "cancel")
            }
        return super().change_view(
            request, object_id, form_url, {**(extra_context or {}), **offered}
        )
