"""The back office of orders: to find and read, with notes to add, and lines to give away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.utils.html import format_html_join

from pos.kitchen import selectors as kitchen
from pos.kitchen.admin import jobs
from pos.kitchen.codes import code_of
from pos.orders import services
from pos.orders.comping import Comping
from pos.orders.drafts import OrderDraft
from pos.orders.models import Order, OrderBundle, OrderItem, OrderTax
from pos.orders.states import CHANGEABLE
from pos.workspaces.backoffice.admins import ScopedAdmin, ScopedInline
from pos.workspaces.backoffice.display import EMPTY, amount, link, listing, mark, money
from pos.workspaces.backoffice.listing import RelatedFilter
from pos.workspaces.fields import now

if TYPE_CHECKING:
    from decimal import Decimal

    from django.http import HttpRequest

TONES: dict[str, str] = {
    Order.State.PAID: "good",
    Order.State.DISCARDED: "bad",
    Order.State.CART: "quiet",
    Order.State.DRAFT: "quiet",
}


def treatment(row: OrderItem) -> str:
    """Mark a line that is not charged."""
    if row.is_void:
        return mark("void", "bad")
    return mark("complimentary", "busy") if row.is_comp else EMPTY


class LineInline(ScopedInline):
    """What was ordered."""

    model = OrderItem
    joined = ("workspace", "product")
    unit_price = amount("unit_price_incl_tax", "unit price")
    discounted = amount("discount_amount", "discount")
    total_due = amount("total_incl_discount", "total")
    fields = (
        "position", "product_name", "quantity", "unit_price", "discounted", "total_due", "seat",
        "treated",
    )  # fmt: skip
    readonly_fields = fields

    @admin.display(description="not charged")
    def treated(self, row: OrderItem) -> str:
        return treatment(row)


class TaxInline(ScopedInline):
    """What the order holds of each tax."""

    model = OrderTax
    joined = ("workspace", "tax")
    shown_net = amount("net")
    shown_amount = amount("amount", "tax amount")
    fields = ("tax", "shown_net", "shown_amount")
    readonly_fields = fields


@admin.register(Order)
class OrderAdmin(ScopedAdmin):
    """What a table or a web guest asked for. Its state is moved by tills and integrators only."""

    list_display = (
        "__str__",
        "shown_state",
        "status",
        "outlet",
        "customer",
        "covers",
        "invoices",
    )
    list_filter = ("state", "status", "table_status", ("outlet", RelatedFilter))
    search_fields = ("customer__full_name", "customer__email", "notes")
    search_help_text = "The customer's name or e-mail, or words of the notes"
    date_hierarchy = "created_at"
    sortable_by = ()
    joined = ("workspace", "outlet", "customer", "revenue_center", "promo_code")
    fieldsets = (
        (
            None,
            {"fields": (("state", "status", "table_status"), "covers", "notes", "invoices")},
        ),
        ("Kitchen", {"fields": ("code", "tickets")}),
        ("Where and who", {"fields": ("outlet", "revenue_center", "customer", "promo_code")}),
        (
            "Money",
            {
                "fields": (
                    ("shown_total", "shown_paid", "payments"),
                    "shown_deposit",
                    ("shown_surcharge", "surcharge_description"),
                    ("shown_discount", "discount_description"),
                )
            },
        ),
    )
    readonly_fields = (
        "state", "status", "table_status", "invoices", "outlet", "revenue_center", "customer",
        "promo_code", "shown_total", "shown_paid", "payments", "shown_deposit", "shown_surcharge", "surcharge_description",
        "shown_discount", "discount_description", "code", "tickets",
    )  # fmt: skip

    inlines = (LineInline, TaxInline)
    shown_total = amount("total")
    shown_paid = amount("paid")

    def save_model(self, request: HttpRequest, obj: Order, form: Any, change: bool) -> None:  # noqa: FBT001 (Django's signature)
        """Write notes and covers as a till would: under the order's lock, and the kitchen hears."""
        del request, change
        given = {name: form.cleaned_data[name] for name in form.changed_data}
        own = Order.objects.filter(workspace_id=obj.workspace_id, pk=obj.pk)
        if own.select_for_update(no_key=True).filter(state__in=CHANGEABLE).exists():
            draft = OrderDraft(changes=given)
            services.update(workspace=obj.workspace, order_id=obj.pk, draft=draft)
        else:
            own.update(**given, updated_at=now())

    @admin.display(description="payments")
    def payments(self, row: Order) -> str:
        return listing("payments_payment", "Payments", order__id__exact=row.pk)

    @admin.display(description="called out by")
    def code(self, row: Order) -> str:
        return code_of(row.pk)

    @admin.display(description="kitchen tickets")
    def tickets(self, row: Order) -> str:
        found = kitchen.tickets_of(workspace_id=row.workspace_id, order_id=row.pk)
        zone = row.workspace.zone
        rows = [
            (link(one, f"{one.number}: {one.station}, {at:%H:%M}"), jobs(one))
            for one, at in ((one, one.created_at.astimezone(zone)) for one in found)
        ]
        return format_html_join("", "<div>{} ({})</div>", rows) or EMPTY

    @admin.display(description="state")
    def shown_state(self, row: Order) -> str:
        return mark(row.get_state_display(), TONES.get(row.state, "busy"))

    @admin.display(description="deposit")
    def shown_deposit(self, row: Order) -> str:
        return money(row.deposit_amount, row.workspace.currency)

    @admin.display(description="surcharge")
    def shown_surcharge(self, row: Order) -> str:
        return self._adjustment(row, row.surcharge, row.surcharge_type)

    @admin.display(description="discount")
    def shown_discount(self, row: Order) -> str:
        return self._adjustment(row, row.discount, row.discount_type)

    def _adjustment(self, row: Order, value: Decimal | None, kind: str | None) -> str:
        in_percent = kind == Order.AdjustmentType.PERCENTAGE
        return money(value, "%" if in_percent else row.workspace.currency)

    @admin.display(description="invoices")
    def invoices(self, row: Order) -> str:
        return listing("invoices_invoice", "Invoices", order__id__exact=row.pk)


@admin.register(OrderItem)
class OrderItemAdmin(Comping, ScopedAdmin):
    """One line of an order."""

    actions = ("comp",)

    unit_price = amount("unit_price_incl_tax", "unit price")
    total_due = amount("total_incl_discount", "total")
    list_display = (
        "product_name", "order", "quantity", "unit_price", "total_due", "treated", "created_at",
    )  # fmt: skip
    list_filter = ("is_comp", "is_void")
    search_fields = ("product_name",)
    search_help_text = "Name of what was ordered"
    date_hierarchy = "created_at"
    sortable_by = ()
    joined = ("workspace", "order", "product", "product_variant", "order_bundle")
    fieldsets = (
        (None, {"fields": ("order", "product", "product_variant", "product_name", "order_bundle")}),
        ("Ordered", {"fields": (("quantity", "unit_price_incl_tax"), ("seat", "status"), "notes")}),
        (
            "Money",
            {
                "fields": (
                    ("subtotal", "tax", "total"),
                    ("discount", "discount_type", "discount_amount"),
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
    def treated(self, row: OrderItem) -> str:
        return treatment(row)


@admin.register(OrderBundle)
class OrderBundleAdmin(ScopedAdmin):
    """A bundle in an order."""

    list_display = ("product_bundle", "order", "quantity", "discount", "created_at")
    list_filter = ("discount_type",)
    search_fields = ("product_bundle__name",)
    search_help_text = "Name of the bundle"
    date_hierarchy = "created_at"
    sortable_by = ()
    joined = ("workspace", "order", "product_bundle")
    fields = ("order", "product_bundle", "quantity", ("discount", "discount_type"))
