"""The back office of customers and promo codes."""

from __future__ import annotations

from django.contrib import admin

from pos.customers.models import Customer, PromoCode
from pos.workspaces.backoffice.admins import ScopedAdmin
from pos.workspaces.backoffice.display import listing, mark, money
from pos.workspaces.fields import now


@admin.register(Customer)
class CustomerAdmin(ScopedAdmin):
    """A guest or company known by name."""

    list_display = ("__str__", "company_name", "email", "phone", "city", "orders", "created_at")
    search_fields = ("full_name", "company_name", "email", "phone", "mobile", "tax_number")
    search_help_text = "Name, company, e-mail, phone or tax number"
    date_hierarchy = "created_at"
    sortable_by = ("email", "created_at")
    fieldsets = (
        (None, {"fields": ("full_name", "company_name", "date_of_birth", "orders")}),
        ("Contact", {"fields": (("email", "phone", "mobile"),)}),
        (
            "Address",
            {"fields": ("address1", "address2", ("postal_code", "city"), ("state", "country"))},
        ),
        ("For the books", {"fields": ("tax_number", "country_specific_code", "notes")}),
    )
    readonly_fields = ("orders",)

    @admin.display(description="orders")
    def orders(self, row: Customer) -> str:
        return listing("orders_order", "Orders", customer__id__exact=row.pk)


@admin.register(PromoCode)
class PromoCodeAdmin(ScopedAdmin):
    """A code that lowers the price of an order."""

    list_display = ("code", "worth", "state", "channel", "starts_at", "ends_at", "max_usages")
    list_filter = (
        "active",
        "discount_type",
        "channel",
        ("deleted_at", admin.EmptyFieldListFilter),
    )
    search_fields = ("code", "description")
    search_help_text = "Code or description"
    date_hierarchy = "created_at"
    ordered_by = ("code",)
    joined = ("workspace",)
    fieldsets = (
        (None, {"fields": ("code", "description", "active", "channel")}),
        ("Discount", {"fields": (("discount_type", "amount"), "max_usages")}),
        ("When", {"fields": ("starts_at", "ends_at", "deleted_at")}),
    )

    @admin.display(description="worth")
    def worth(self, row: PromoCode) -> str:
        if row.discount_type == PromoCode.DiscountType.ABSOLUTE:
            return money(row.amount, row.workspace.currency)
        if row.discount_type == PromoCode.DiscountType.FREE_SHIPPING:
            return "free shipping"
        return money(row.amount, "%")

    @admin.display(description="state")
    def state(self, row: PromoCode) -> str:
        moment = now()
        if row.deleted_at is not None:
            return mark("deleted", "quiet")
        if not row.active:
            return mark("off", "quiet")
        if row.ends_at is not None and row.ends_at < moment:
            return mark("over", "bad")
        if row.starts_at is not None and row.starts_at > moment:
            return mark("to come", "busy")
        return mark("valid", "good")
