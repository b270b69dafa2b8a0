"""Orders, their lines and bundles as the API shows them."""

from __future__ import annotations

from typing import ClassVar

from rest_framework_json_api.relations import ResourceRelatedField

from pos.customers.resources import CustomerSerializer, PromoCodeSerializer
from pos.jsonapi.dialect import V1, V2, V2_CAMEL
from pos.jsonapi.fields import QuantityField, RespelledChoiceField
from pos.jsonapi.filters import IdFilter, ResourceFilterSet
from pos.jsonapi.resource import Resource
from pos.jsonapi.serializers import ResourceSerializer
from pos.orders.models import Order, OrderBundle, OrderBundleItem, OrderItem
from pos.products.resources import (
    ModifierSerializer,
    ProductBundleItemSerializer,
    ProductBundleSerializer,
    ProductSerializer,
    ProductVariantSerializer,
    TaxSerializer,
)
from pos.registers.resources import OutletSerializer, RevenueCenterSerializer, TableSerializer

TIMES = ("created_at", "updated_at")
SINCE_V1 = (
    "surcharge", "surcharge_type", "surcharge_description", "discount", "discount_type",
    "discount_description", "status", "state",
)  # fmt: skip


# The camelCase pages of /api/v2 print orders as they were before; the snake_case ones printed none.
NOT_CAMEL_V2 = frozenset({V1, V2})


class OrderBundleSerializer(ResourceSerializer):
    quantity = QuantityField(max_digits=15, decimal_places=3, read_only=True)

    included_serializers: ClassVar[dict[str, object]] = {"product_bundle": ProductBundleSerializer}

    class Meta:
        model = OrderBundle
        resource_name = "order_bundles"
        fields = ("quantity", "discount", "discount_type", *TIMES, "product_bundle")


class OrderItemSerializer(ResourceSerializer):
    quantity = QuantityField(max_digits=15, decimal_places=3, read_only=True)

    included_serializers: ClassVar[dict[str, object]] = {
        "product": ProductSerializer,
        "product_variant": ProductVariantSerializer,
        "modifiers": ModifierSerializer,
        "revenue_center": RevenueCenterSerializer,
    }

    class Meta:
        model = OrderItem
        resource_name = "order_items"
        fields = (
            "quantity", "unit_price_incl_tax", "subtotal", "tax", "total", "discount",
            "discount_type", "discount_description", "discount_amount", "is_comp", "is_void",
            "notes", "comp_void_reason", "comp_void_notes", "status", "seat", *TIMES,
            "product", "product_variant", "modifiers", "revenue_center",
        )  # fmt: skip


class OrderBundleItemSerializer(ResourceSerializer):
    quantity = QuantityField(max_digits=15, decimal_places=3, read_only=True)

    included_serializers: ClassVar[dict[str, object]] = {
        **OrderItemSerializer.included_serializers,
        "product_bundle_item": ProductBundleItemSerializer,
        "order_bundle": OrderBundleSerializer,
    }

    class Meta:
        model = OrderBundleItem
        resource_name = "order_bundle_items"
        fields = (
            "quantity", "unit_price_incl_tax", "total", "notes", *TIMES,
            "product", "product_variant", "modifiers", "revenue_center", "product_bundle_item",
            "order_bundle",
        )  # fmt: skip


class OrderSerializer(ResourceSerializer):
    invoice = ResourceRelatedField(read_only=True)
    table_status = RespelledChoiceField(
        choices=Order.TableStatus.choices,
        allow_null=True,
        required=False,
        respelled={V2_CAMEL: {"no_table": "noTable"}},
    )

    included_serializers: ClassVar[dict[str, object]] = {
        "invoice": "pos.invoices.resources.InvoiceSerializer",
        "customer": CustomerSerializer,
        "promo_code": PromoCodeSerializer,
        "outlet": OutletSerializer,
        "revenue_center": RevenueCenterSerializer,
        "tables": TableSerializer,
        "taxes": TaxSerializer,
        "order_items": OrderItemSerializer,
        "payments": "pos.payments.resources.PaymentSerializer",
    }

    class Meta:
        model = Order
        resource_name = "orders"
        # An order's invoice names its order, not the other way round.
        reverse_one: ClassVar[dict[str, str]] = {"invoice": "invoices"}
        fields = (
            "notes", "covers", "deposit_amount", "table_status", *SINCE_V1, "version", *TIMES,
            "invoice", "customer", "promo_code", "outlet", "revenue_center", "tables", "taxes",
            "order_items", "payments",
        )  # fmt: skip


class OrderFilterSet(ResourceFilterSet):
    table_id_eq = IdFilter(field_name="tables", lookup_expr="exact")


ORDERS = Resource(
    type="orders",
    serializer=OrderSerializer,
    scope="orders:read",
    filterset=OrderFilterSet,
    self_link="always",
    mixed={"order_items": ("order_items", "order_bundle_items")},
    only=dict.fromkeys(
        (*SINCE_V1, "version", "promo_code", "outlet", "revenue_center"), NOT_CAMEL_V2
    ),
    # Requests call them items.
    aliases={"items": "order_items"},
)
# The lines of an order share a table: those of a bundle are published as a type of their own.
ORDER_ITEMS = Resource(
    type="order_items",
    serializer=OrderItemSerializer,
    scope="orders:read",
    where="t.order_bundle_id is null",
    self_link="always",
)
ORDER_BUNDLE_ITEMS = Resource(
    type="order_bundle_items",
    serializer=OrderBundleItemSerializer,
    scope="orders:read",
    where="t.order_bundle_id is not null",
    self_link="always",
)
ORDER_BUNDLES = Resource(
    type="order_bundles",
    serializer=OrderBundleSerializer,
    scope="orders:read",
    self_link="always",
)
