"""Invoices, their items and the items' modifiers as the API shows them."""

from __future__ import annotations

from typing import ClassVar

from rest_framework import serializers

from pos.customers.resources import PromoCodeSerializer
from pos.invoices.models import Invoice, InvoiceItem, InvoiceItemModifier
from pos.jsonapi.dialect import V2
from pos.jsonapi.fields import QuantityField
from pos.jsonapi.filters import IdFilter, ResourceFilterSet
from pos.jsonapi.resource import Resource
from pos.jsonapi.serializers import ResourceSerializer
from pos.orders.resources import OrderSerializer
from pos.products.resources import (
    ONLY_SNAKE,
    ONLY_V1,
    ProductSerializer,
    ProductVariantSerializer,
)
from pos.registers.resources import RegisterSerializer, RevenueCenterSerializer
from pos.users.resources import UserSerializer

TIMES = ("created_at", "updated_at")


class InvoiceItemModifierSerializer(ResourceSerializer):
    class Meta:
        model = InvoiceItemModifier
        resource_name = "invoice_item_modifiers"
        fields = ("name", "price", *TIMES)


class InvoiceItemSerializer(ResourceSerializer):
    quantity = QuantityField(max_digits=15, decimal_places=3, read_only=True)
    # The names of before 2025, deprecated but still published.
    comp = serializers.BooleanField(source="is_comp", read_only=True)
    void = serializers.BooleanField(source="is_void", read_only=True)

    included_serializers: ClassVar[dict[str, object]] = {
        "product": ProductSerializer,
        "product_variant": ProductVariantSerializer,
        "invoice_item_modifiers": InvoiceItemModifierSerializer,
        "revenue_center": RevenueCenterSerializer,
    }

    class Meta:
        model = InvoiceItem
        resource_name = "invoice_items"
        fields = (
            "product_name", "unit_price_incl_tax", "quantity", "subtotal", "tax", "total",
            "discount", "comp", "void", "is_comp", "is_void", "comp_void_reason",
            "comp_void_notes", "discount_amount", "subtotal_incl_discount", "tax_incl_discount",
            "total_incl_discount", *TIMES,
            "product", "product_variant", "revenue_center", "invoice_item_modifiers",
        )  # fmt: skip


class InvoiceSerializer(ResourceSerializer):
    included_serializers: ClassVar[dict[str, object]] = {
        "user": UserSerializer,
        "register": RegisterSerializer,
        "order": OrderSerializer,
        "original_invoice": "pos.invoices.resources.InvoiceSerializer",
        "promo_code": PromoCodeSerializer,
        "revenue_center": RevenueCenterSerializer,
        "invoice_items": InvoiceItemSerializer,
    }

    class Meta:
        model = Invoice
        resource_name = "invoices"
        fields = (
            "discount", "tax", "total", "subtotal", "cancelled", "cancel_reason",
            "discount_amount", "description", "item_discount_amount", *TIMES, "tip_amount",
            "user", "order", "original_invoice", "register", "promo_code", "revenue_center",
            "invoice_items",
        )  # fmt: skip


class InvoiceFilterSet(ResourceFilterSet):
    register_id_eq = IdFilter(field_name="register", lookup_expr="exact")
    order_id_eq = IdFilter(field_name="order", lookup_expr="exact")
    original_invoice_id_eq = IdFilter(field_name="original_invoice", lookup_expr="exact")


class InvoiceItemFilterSet(ResourceFilterSet):
    invoice_id_eq = IdFilter(field_name="invoice", lookup_expr="exact")


INVOICES = Resource(
    type="invoices",
    serializer=InvoiceSerializer,
    scope="invoices:read",
    filterset=InvoiceFilterSet,
    only=dict.fromkeys(("order", "promo_code", "revenue_center"), ONLY_V1),
    names={"invoice_items": {V2: "items"}},
    # The example prints originalInvoices, the table originalInvoice: readers of either find it.
    twins={"original_invoice": "original_invoices"},
    aliases={
        "registers": "register",
        "items": "invoice_items",
        # The page of November 2024 includes what its items link to, without a path.
        "product_variant": "invoice_items.product_variant",
        "invoice_item_modifier": "invoice_items.invoice_item_modifiers",
    },
)
INVOICE_ITEMS = Resource(
    type="invoice_items",
    serializer=InvoiceItemSerializer,
    scope="invoices:read",
    filterset=InvoiceItemFilterSet,
    only=dict.fromkeys(("is_comp", "is_void", "revenue_center"), ONLY_V1),
    aliases={"invoice_items_modifiers": "invoice_item_modifiers"},
    blanks={"discount": {V2: "0.00"}},
)
INVOICE_ITEM_MODIFIERS = Resource(
    type="invoice_item_modifiers",
    serializer=InvoiceItemModifierSerializer,
    scope="invoices:read",
    only=dict.fromkeys(TIMES, ONLY_SNAKE),
)
