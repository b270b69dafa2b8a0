"""The back office of ways to pay, and of payments, which are read only."""

from __future__ import annotations

from django.contrib import admin

from pos.payments.models import Payment, PaymentMethod
from pos.workspaces.backoffice.admins import ScopedAdmin
from pos.workspaces.backoffice.display import amount
from pos.workspaces.backoffice.listing import RelatedFilter


@admin.register(PaymentMethod)
class PaymentMethodAdmin(ScopedAdmin):
    """A way to pay. One that was used is taken out of use, not deleted."""

    list_display = ("__str__", "code", "kind", "is_tippable", "is_active")
    list_filter = ("is_active", "kind")
    search_fields = ("name", "code")
    search_help_text = "Name or code"
    date_hierarchy = "created_at"
    ordered_by = ("code",)
    joined = ("workspace",)
    fields = ("name", "code", "kind", "is_tippable", "is_active")


@admin.register(Payment)
class PaymentAdmin(ScopedAdmin):
    """Money taken for an order. It is given back by a refund, never by a change."""

    shown_amount = amount("amount")
    shown_tip = amount("tip_amount", "tip")
    shown_rounding = amount("rounding")
    shown_change = amount("change", "given back")
    list_display = (
        "created_at", "payment_method", "shown_amount", "shown_tip", "register", "user",
        "business_date",
    )  # fmt: skip
    list_filter = (("payment_method", RelatedFilter), ("register", RelatedFilter))
    search_fields = ("room_number", "notes")
    search_help_text = "Room number, or words of the notes"
    date_hierarchy = "business_date"
    sortable_by = ()
    joined = ("workspace", "payment_method", "register", "user", "order")
    readonly_fields = ("shown_amount", "shown_tip", "shown_rounding", "shown_change")
    fields = (
        ("order", "payment_method", "register"),
        ("shown_amount", "shown_tip", "shown_rounding", "shown_change"),
        ("user", "business_date"),
        ("room_number", "notes"),
    )
