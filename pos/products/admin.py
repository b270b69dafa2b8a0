"""The back office of the catalogue."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import JSONField

from pos.products.models import (
    Modifier,
    ModifierSet,
    ModifierSetModifier,
    Product,
    ProductBundle,
    ProductBundleItem,
    ProductModifier,
    ProductModifierSet,
    ProductTax,
    ProductType,
    ProductVariant,
    Tax,
)
from pos.workspaces.backoffice.admins import ScopedAdmin, ScopedInline
from pos.workspaces.backoffice.display import listing, mark, money
from pos.workspaces.backoffice.forms import WorkspaceForm
from pos.workspaces.backoffice.listing import RelatedFilter

if TYPE_CHECKING:
    from django.db.models import Field

PRICES = ("retail_price_excl_tax", "tax", "retail_price_incl_tax", "regular_retail_price")
PRICE_HELP = "The price without tax and the tax must add up to the price with tax."


class PriceForm(WorkspaceForm):
    """Says in words what the database would refuse."""

    def clean(self) -> dict[str, Any] | None:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        net, tax, gross = (cleaned.get(name) for name in PRICES[:3])
        if net is None or tax is None or gross is None:
            return cleaned
        if net + tax != gross:
            message = f"{net} without tax and {tax} of tax make {net + tax}, not {gross}."
            raise ValidationError({"retail_price_incl_tax": message})
        return cleaned


@admin.register(ProductType)
class ProductTypeAdmin(ScopedAdmin):
    """A category of products."""

    list_display = ("name", "products", "created_at")
    search_fields = ("name",)
    search_help_text = "Name"
    date_hierarchy = "created_at"
    ordered_by = ("name",)
    fields = ("name",)

    @admin.display(description="products")
    def products(self, row: ProductType) -> str:
        return listing("products_product", "Products", product_type__id__exact=row.pk)


@admin.register(Tax)
class TaxAdmin(ScopedAdmin):
    """A tax rate as law has it at some time. Sold items keep the rate they were sold with."""

    list_display = ("name", "percent", "tax_type", "label", "is_active", "created_at")
    list_filter = ("is_active", "tax_type")
    search_fields = ("name", "label")
    search_help_text = "Name or printed label"
    date_hierarchy = "created_at"
    ordered_by = ("name",)
    fields = (
        "name", "rate", "tax_type", "label", "is_active", ("fixed_amount", "increases_base"),
    )  # fmt: skip

    @admin.display(description="rate", ordering="rate")
    def percent(self, row: Tax) -> str:
        return money(row.rate_percent, "%")


@admin.register(Modifier)
class ModifierAdmin(ScopedAdmin):
    """Something a guest can add to a product."""

    list_display = ("name", "shown_price", "created_at")
    search_fields = ("name",)
    search_help_text = "Name"
    date_hierarchy = "created_at"
    joined = ("workspace",)
    fields = ("name", "price")

    @admin.display(description="price")
    def shown_price(self, row: Modifier) -> str:
        return money(row.price, row.workspace.currency)


class ModifierSetModifierInline(ScopedInline):
    """The answers of a set, in their order."""

    model = ModifierSetModifier
    autocomplete_fields = ("modifier",)
    joined = ("modifier",)
    fields = ("position", "modifier")


@admin.register(ModifierSet)
class ModifierSetAdmin(ScopedAdmin):
    """A question to the guest with modifiers as answers."""

    list_display = ("name", "selection", "minimum_count", "maximum_count", "created_at")
    list_filter = ("selection",)
    search_fields = ("name",)
    search_help_text = "Name"
    date_hierarchy = "created_at"
    fields = ("name", "selection", ("minimum_count", "maximum_count"))
    inlines = (ModifierSetModifierInline,)


class VariantInline(ScopedInline):
    """Sizes and flavours. A variant that was sold is marked deleted, so none is removed here."""

    model = ProductVariant
    form = PriceForm
    joined = ("workspace",)
    fields = ("selector", "sku", "barcode", *PRICES, "deleted")
    can_delete = False
    show_change_link = True
    formfield_overrides: ClassVar[dict[type[Field[Any, Any]], dict[str, Any]]] = {
        JSONField: {"widget": forms.Textarea(attrs={"rows": 1, "cols": 22})}
    }


class ProductModifierSetInline(ScopedInline):
    """The questions asked for a product, in their order."""

    model = ProductModifierSet
    autocomplete_fields = ("modifier_set",)
    joined = ("modifier_set",)
    fields = ("position", "modifier_set")


class ProductModifierInline(ScopedInline):
    """Modifiers offered without a set."""

    model = ProductModifier
    autocomplete_fields = ("modifier",)
    joined = ("modifier",)
    fields = ("position", "modifier")


class ProductTaxInline(ScopedInline):
    """The taxes due on a product."""

    model = ProductTax
    autocomplete_fields = ("tax",)
    joined = ("tax",)
    fields = ("position", "tax")


@admin.register(Product)
class ProductAdmin(ScopedAdmin):
    """Something that is sold."""

    form = PriceForm
    list_display = ("name", "product_type", "sku", "shown_price", "state", "created_at")
    list_filter = ("status", "is_available", ("product_type", RelatedFilter))
    search_fields = ("name", "sku", "barcode")
    search_help_text = "Name, SKU or barcode"
    date_hierarchy = "created_at"
    sortable_by = ("sku", "created_at")
    autocomplete_fields = ("product_type",)
    joined = ("workspace", "product_type")
    fieldsets = (
        (None, {"fields": ("name", "product_type", "description", ("sku", "barcode"))}),
        ("For sale", {"fields": (("status", "is_available"),)}),
        ("Price", {"fields": (PRICES[:3], PRICES[3]), "description": PRICE_HELP}),
    )
    inlines = (VariantInline, ProductModifierSetInline, ProductModifierInline, ProductTaxInline)

    @admin.display(description="price")
    def shown_price(self, row: Product) -> str:
        return money(row.retail_price_incl_tax, row.workspace.currency)

    @admin.display(description="state")
    def state(self, row: Product) -> str:
        if row.status == Product.Status.INACTIVE:
            return mark("inactive", "quiet")
        return mark("for sale", "good") if row.is_available else mark("sold out", "busy")


@admin.register(ProductVariant)
class ProductVariantAdmin(ScopedAdmin):
    """A size, flavour or vintage of a product."""

    form = PriceForm
    list_display = ("__str__", "product", "sku", "barcode", "shown_price", "deleted", "created_at")
    list_filter = ("deleted",)
    search_fields = ("sku", "barcode", "product__name")
    search_help_text = "SKU, barcode or the product's name"
    date_hierarchy = "created_at"
    sortable_by = ("created_at",)
    autocomplete_fields = ("product",)
    joined = ("workspace", "product")
    fieldsets = (
        (None, {"fields": ("product", "selector", ("sku", "barcode"), "deleted")}),
        ("Price", {"fields": (PRICES[:3], PRICES[3]), "description": PRICE_HELP}),
    )

    @admin.display(description="price")
    def shown_price(self, row: ProductVariant) -> str:
        return money(row.retail_price_incl_tax, row.workspace.currency)


class BundleItemInline(ScopedInline):
    """A choice in a group of a bundle."""

    model = ProductBundleItem
    autocomplete_fields = ("product", "product_variant")
    joined = ("workspace", "product", "product_variant")
    fields = ("position", "group_name", "product", "product_variant", "retail_price_incl_tax")


@admin.register(ProductBundle)
class ProductBundleAdmin(ScopedAdmin):
    """Several products sold together."""

    list_display = ("name", "price", "is_active", "created_at")
    list_filter = ("is_active",)
    search_fields = ("name",)
    search_help_text = "Name"
    date_hierarchy = "created_at"
    ordered_by = ("name",)
    joined = ("workspace",)
    fields = (
        "name", "description", "image_url", "retail_price_incl_tax", "price_range", "is_active",
    )  # fmt: skip
    inlines = (BundleItemInline,)

    @admin.display(description="price")
    def price(self, row: ProductBundle) -> str:
        return money(row.retail_price_incl_tax, row.workspace.currency)


@admin.register(ProductBundleItem)
class ProductBundleItemAdmin(ScopedAdmin):
    """A choice in a bundle, to be found across bundles."""

    list_display = ("product", "product_bundle", "group_name", "price")
    list_filter = (("product_bundle", RelatedFilter),)
    search_fields = ("group_name", "product__name")
    search_help_text = "Name of the group or the product"
    date_hierarchy = "created_at"
    autocomplete_fields = ("product_bundle", "product", "product_variant")
    joined = ("workspace", "product_bundle", "product", "product_variant")
    fields = (
        "product_bundle", "group_name", "product", "product_variant", "retail_price_incl_tax",
        "position",
    )  # fmt: skip

    @admin.display(description="price")
    def price(self, row: ProductBundleItem) -> str:
        return money(row.retail_price_incl_tax, row.workspace.currency)
