"""The parts of invoices on pages of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib import admin

from pos.invoices.admin.find import find
from pos.invoices.admin.inlines import treatment
from pos.invoices.models import (
    InvoiceItem,
    InvoiceItemModifier,
    InvoiceTax,
    InvoiceTender,
)
from pos.workspaces.backoffice.admins import ScopedAdmin
from pos.workspaces.backoffice.display import amount, link, rate

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest


class InvoicePart(ScopedAdmin):
    """A part of an invoice on a page of its own, to be found across invoices."""

    search_fields = ("invoice__number",)
    search_help_text = "Invoice number, or the invoice's whole key"
    joined: ClassVar[tuple[str, ...]] = ("workspace", "invoice")
    sortable_by = ()

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        return find(request, queryset, search_term, "invoice__", "invoice"), False


@admin.register(InvoiceItem)
class InvoiceItemAdmin(InvoicePart):
    """One line of an invoice."""

    total_paid = amount("total_incl_discount", "total")
    unit_price = amount("unit_price_incl_tax", "unit price")
    tax_percent = rate("tax_rate")
    list_display = (
        "product_name", "invoice", "quantity", "unit_price", "tax_percent", "total_paid",
        "treated", "created_at",
    )  # fmt: skip
    list_filter = ("is_void", "is_comp")
    date_hierarchy = "created_at"
    joined = ("workspace", "invoice", "product", "product_variant", "revenue_center")
    readonly_fields = ("tax_percent",)
    fieldsets = (
        (None, {"fields": ("invoice", "position", "product", "product_name", "product_variant")}),
        (
            "Sold",
            {"fields": (("quantity", "unit_price_incl_tax", "tax_percent"), "revenue_center")},
        ),
        (
            "Money",
            {
                "fields": (
                    ("subtotal", "tax", "total"),
                    ("discount", "discount_amount"),
                    ("subtotal_incl_discount", "tax_incl_discount", "total_incl_discount"),
                )
            },
        ),
        (
            "Not charged",
            {"fields": (("is_comp", "is_void"), "comp_void_reason", "comp_void_notes")},
        ),
    )

    @admin.display(description="not charged")
    def treated(self, row: InvoiceItem) -> str:
        return treatment(row)


@admin.register(InvoiceItemModifier)
class InvoiceItemModifierAdmin(InvoicePart):
    """A modifier as it was sold with an item."""

    shown_price = amount("price")
    list_display = ("name", "invoice_item", "invoice", "shown_price", "created_at")
    date_hierarchy = "created_at"
    joined = ("workspace", "invoice_item__invoice", "modifier")
    fields = ("invoice_item", "position", "modifier", "name", "price")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        path = "invoice_item__invoice"
        return find(request, queryset, search_term, f"{path}__", path), False

    @admin.display(description="invoice")
    def invoice(self, row: InvoiceItemModifier) -> str:
        return link(row.invoice_item.invoice)


@admin.register(InvoiceTax)
class InvoiceTaxAdmin(InvoicePart):
    """What an invoice holds of one tax rate, as printed."""

    tax_percent = rate("rate")
    shown_net = amount("net")
    shown_tax = amount("tax")
    shown_gross = amount("gross")
    list_display = ("tax_percent", "label", "invoice", "shown_net", "shown_tax", "shown_gross")
    ordered_by = ("-invoice_id", "-rate")
    readonly_fields = ("tax_percent",)
    fields = ("invoice", "label", "tax_percent", ("net", "tax", "gross"))


@admin.register(InvoiceTender)
class InvoiceTenderAdmin(InvoicePart):
    """How an invoice was paid, as printed."""

    shown_amount = amount("amount")
    shown_change = amount("change", "given back")
    list_display = ("name", "kind", "invoice", "shown_amount", "shown_change", "created_at")
    list_filter = ("kind",)
    ordered_by = ("-invoice_id", "position")
    fields = ("invoice", "position", ("kind", "name"), ("amount", "change"))
