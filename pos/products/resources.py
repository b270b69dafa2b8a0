"""The catalogue as the API shows it."""

from __future__ import annotations

from typing import ClassVar

from pos.jsonapi.dialect import V1, V2, V2_CAMEL
from pos.jsonapi.fields import DecimalText
from pos.jsonapi.resource import Resource
from pos.jsonapi.serializers import ResourceSerializer
from pos.products.models import (
    Modifier,
    ModifierSet,
    Product,
    ProductBundle,
    ProductBundleItem,
    ProductType,
    ProductVariant,
    Tax,
)

TIMES = ("created_at", "updated_at")
PRICES = ("tax", "retail_price_excl_tax", "retail_price_incl_tax", "regular_retail_price")

ONLY_V1 = frozenset({V1})
ONLY_SNAKE = frozenset({V2})
BEFORE_V1 = frozenset({V2, V2_CAMEL})


class ProductTypeSerializer(ResourceSerializer):
    class Meta:
        model = ProductType
        resource_name = "product_types"
        fields = ("name", *TIMES)


class TaxSerializer(ResourceSerializer):
    class Meta:
        model = Tax
        resource_name = "taxes"
        fields = ("name", "rate", "tax_type", "is_active", "label", "rate_percent", *TIMES)


class ModifierSerializer(ResourceSerializer):
    class Meta:
        model = Modifier
        resource_name = "modifiers"
        fields = ("name", "price", *TIMES)


class ModifierSetSerializer(ResourceSerializer):
    included_serializers: ClassVar[dict[str, object]] = {"modifiers": ModifierSerializer}

    class Meta:
        model = ModifierSet
        resource_name = "modifier_sets"
        fields = ("name", "selection", "maximum_count", "minimum_count", *TIMES, "modifiers")


class ProductVariantSerializer(ResourceSerializer):
    class Meta:
        model = ProductVariant
        resource_name = "product_variants"
        fields = ("sku", "barcode", "selector", "deleted", *PRICES, *TIMES)


class ProductSerializer(ResourceSerializer):
    unit_price = DecimalText(
        max_digits=15, decimal_places=3, source="retail_price_incl_tax", read_only=True
    )

    included_serializers: ClassVar[dict[str, object]] = {
        "product_type": ProductTypeSerializer,
        "modifier_sets": ModifierSetSerializer,
        "modifiers": ModifierSerializer,
        "product_variants": ProductVariantSerializer,
        "taxes": TaxSerializer,
    }

    class Meta:
        model = Product
        resource_name = "products"
        fields = (
            "name", "description", "sku", "is_available", "barcode", "status",
            *PRICES, "unit_price", *TIMES,
            "product_type", "modifier_sets", "modifiers", "product_variants", "taxes",
        )  # fmt: skip


class ProductBundleItemSerializer(ResourceSerializer):
    included_serializers: ClassVar[dict[str, object]] = {
        "product": ProductSerializer,
        "product_variant": ProductVariantSerializer,
    }

    class Meta:
        model = ProductBundleItem
        resource_name = "product_bundle_items"
        fields = ("retail_price_incl_tax", "group_name", *TIMES, "product", "product_variant")


class ProductBundleSerializer(ResourceSerializer):
    included_serializers: ClassVar[dict[str, object]] = {
        "product_bundle_items": ProductBundleItemSerializer
    }

    class Meta:
        model = ProductBundle
        resource_name = "product_bundles"
        fields = (
            "name", "description", "image_url", "price_range", "retail_price_incl_tax", *TIMES,
            "product_bundle_items",
        )  # fmt: skip


PRODUCT_TYPES = Resource(
    type="product_types",
    serializer=ProductTypeSerializer,
    scope="products:read",
    sorts=("name", *TIMES),
)
TAXES = Resource(
    type="taxes", serializer=TaxSerializer, scope="products:read", sorts=("name", "rate", *TIMES)
)
MODIFIERS = Resource(
    type="modifiers",
    serializer=ModifierSerializer,
    scope="products:read",
    sorts=("name", *TIMES),
)
MODIFIER_SETS = Resource(
    type="modifier_sets",
    serializer=ModifierSetSerializer,
    scope="products:read",
    sorts=("name", *TIMES),
    # Its page prints the link on the single read.
    self_link="single",
    only={"modifiers": ONLY_V1},
)
PRODUCT_VARIANTS = Resource(
    type="product_variants",
    serializer=ProductVariantSerializer,
    scope="products:read",
    sorts=("sku", *TIMES),
    only={
        "selector": ONLY_V1,
        "regular_retail_price": BEFORE_V1,
        "tax": ONLY_SNAKE,
        "deleted": ONLY_SNAKE,
    },
)
PRODUCTS = Resource(
    type="products",
    serializer=ProductSerializer,
    scope="products:read",
    sorts=("name", "sku", *TIMES),
    self_link="single",
    only={
        "is_available": ONLY_V1,
        "modifiers": ONLY_V1,
        "taxes": ONLY_V1,
        "regular_retail_price": BEFORE_V1,
        "unit_price": BEFORE_V1,
    },
)
PRODUCT_BUNDLES = Resource(
    type="product_bundles",
    serializer=ProductBundleSerializer,
    scope="products:read",
    sorts=("name", *TIMES),
    listed={"is_active": True},
)
PRODUCT_BUNDLE_ITEMS = Resource(
    type="product_bundle_items", serializer=ProductBundleItemSerializer, scope="products:read"
)
