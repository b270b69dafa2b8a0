"""The lines on an invoice's page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.utils.html import format_html_join

from pos.invoices.models import (
    InvoiceItem,
    InvoiceTax,
    InvoiceTender,
)
from pos.workspaces.backoffice.admins import ScopedInline
from pos.workspaces.backoffice.display import EMPTY, amount, link, mark, money, rate

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest


def treatment(row: InvoiceItem) -> str:
    """Mark an item that was printed but not charged."""
    if row.is_void:
        return mark("void", "bad")
    return mark("complimentary", "busy") if row.is_comp else EMPTY


class ItemInline(ScopedInline):
    """What was sold, with its modifiers."""

    model = InvoiceItem
    joined = ("workspace", "product")
    unit_price = amount("unit_price_incl_tax", "unit price")
    discounted = amount("discount_amount", "discount")
    total_paid = amount("total_incl_discount", "total")
    tax_percent = rate("tax_rate")
    fields = (
        "position", "product_link", "modifiers", "quantity", "unit_price", "tax_percent",
        "discounted", "total_paid", "treated",
    )  # fmt: skip
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).prefetch_related("invoice_item_modifiers")

    @admin.display(description="product")
    def product_link(self, row: InvoiceItem) -> str:
        return link(row.product, row.product_name)

    @admin.display(description="modifiers")
    def modifiers(self, row: InvoiceItem) -> str:
        sold = [
            (each.name, money(each.price, row.workspace.currency))
            for each in row.invoice_item_modifiers.all()
        ]
        return format_html_join("", "<div>{} {}</div>", sold) if sold else EMPTY

    @admin.display(description="not charged")
    def treated(self, row: InvoiceItem) -> str:
        return treatment(row)


class TaxInline(ScopedInline):
    """The tax table, as printed."""

    model = InvoiceTax
    joined = ("workspace",)
    tax_percent = rate("rate")
    shown_net = amount("net")
    shown_tax = amount("tax")
    shown_gross = amount("gross")
    fields = ("label", "tax_percent", "shown_net", "shown_tax", "shown_gross")
    readonly_fields = fields


class TenderInline(ScopedInline):
    """How it was paid, as printed."""

    model = InvoiceTender
    joined = ("workspace",)
    shown_amount = amount("amount")
    shown_change = amount("change", "given back")
    fields = ("position", "kind", "name", "shown_amount", "shown_change")
    readonly_fields = fields
