"""The back office of outlets, registers, areas, tables and revenue centers."""

from __future__ import annotations

from django.contrib import admin

from pos.registers.models import Area, Outlet, Register, RevenueCenter, Table
from pos.workspaces.backoffice.admins import ScopedAdmin
from pos.workspaces.backoffice.display import listing
from pos.workspaces.backoffice.listing import RelatedFilter


@admin.register(Outlet)
class OutletAdmin(ScopedAdmin):
    """A place of business."""

    list_display = ("name", "index", "city", "registers", "deleted_at")
    list_filter = (("deleted_at", admin.EmptyFieldListFilter),)
    search_fields = ("name", "city")
    search_help_text = "Name or city"
    date_hierarchy = "created_at"
    ordered_by = ("name",)
    fieldsets = (
        (None, {"fields": ("name", "index", "deleted_at")}),
        ("Address", {"fields": ("address1", "address2", "postal_code", "city", "state")}),
        (
            "Money",
            {
                "fields": (
                    ("price_mode", "rounding"),
                    ("tax_scope", "tax_target"),
                    "cash_rounding_unit",
                ),
                "description": "For new orders: what is invoiced keeps the policy it was made by.",
            },
        ),
    )

    @admin.display(description="registers")
    def registers(self, row: Outlet) -> str:
        return listing("registers_register", "Registers", outlet__id__exact=row.pk)


@admin.register(RevenueCenter)
class RevenueCenterAdmin(ScopedAdmin):
    """A part of the business that sales are counted under."""

    list_display = ("name", "is_active", "deleted_at", "created_at")
    list_filter = ("is_active", ("deleted_at", admin.EmptyFieldListFilter))
    search_fields = ("name",)
    search_help_text = "Name"
    date_hierarchy = "created_at"
    ordered_by = ("name",)
    fields = ("name", "is_active", "deleted_at")


@admin.register(Register)
class RegisterAdmin(ScopedAdmin):
    """A till. Its counter moves with its invoices and is never edited."""

    list_display = ("name", "outlet", "index", "virtual", "invoices_count", "invoices")
    list_filter = ("virtual", ("outlet", RelatedFilter))
    search_fields = ("name", "outlet__name")
    search_help_text = "Name of the register or its outlet"
    date_hierarchy = "created_at"
    ordered_by = ("name",)
    autocomplete_fields = ("outlet",)
    joined = ("workspace", "outlet")
    fields = ("name", "outlet", "index", "virtual", "is_training", "invoices_count", "invoices")
    readonly_fields = ("invoices_count", "invoices")

    @admin.display(description="invoices")
    def invoices(self, row: Register) -> str:
        return listing("invoices_invoice", "Invoices", register__id__exact=row.pk)


@admin.register(Area)
class AreaAdmin(ScopedAdmin):
    """A part of the house with tables."""

    list_display = ("name", "outlet", "is_active", "tables")
    list_filter = ("is_active", ("outlet", RelatedFilter))
    search_fields = ("name",)
    search_help_text = "Name"
    date_hierarchy = "created_at"
    ordered_by = ("name",)
    autocomplete_fields = ("outlet",)
    joined = ("workspace", "outlet")
    fields = ("name", "outlet", "is_active")

    @admin.display(description="tables")
    def tables(self, row: Area) -> str:
        return listing("registers_table", "Tables", area__id__exact=row.pk)


@admin.register(Table)
class TableAdmin(ScopedAdmin):
    """A table that guests sit at."""

    list_display = ("name", "area", "number_of_seats")
    list_filter = (("area", RelatedFilter),)
    search_fields = ("name", "area__name")
    search_help_text = "Name of the table or its area"
    date_hierarchy = "created_at"
    ordered_by = ("name",)
    autocomplete_fields = ("area",)
    joined = ("workspace", "area")
    fields = ("name", "area", "number_of_seats")
