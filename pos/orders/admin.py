"""The back office of orders: to find and read, with notes to add."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import admin

from pos.orders.models import Order
from pos.workspaces.backoffice.admins import ScopedAdmin
from pos.workspaces.backoffice.display import listing, mark, money
from pos.workspaces.backoffice.listing import RelatedFilter

if TYPE_CHECKING:
    from decimal import Decimal

TONES: dict[str, str] = {
    Order.State.PAID: "good",
    Order.State.DISCARDED: "bad",
    Order.State.CART: "quiet",
    Order.State.DRAFT: "quiet",
}


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
        ("Where and who", {"fields": ("outlet", "revenue_center", "customer", "promo_code")}),
        (
            "Money",
            {
                "fields": (
                    "shown_deposit",
                    ("shown_surcharge", "surcharge_description"),
                    ("shown_discount", "discount_description"),
                )
            },
        ),
    )
    readonly_fields = (
        "state", "status", "table_status", "invoices", "outlet", "revenue_center", "customer",
        "promo_code", "shown_deposit", "shown_surcharge", "surcharge_description",
        "shown_discount", "discount_description",
    )  # fmt: skip

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
