"""The catalogue."""

from __future__ import annotations

from decimal import Decimal

import factory
from factory.django import DjangoModelFactory

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
from tests.factories.workspaces import WorkspaceFactory

SAME = factory.SelfAttribute("..workspace")


class ProductTypeFactory(DjangoModelFactory[ProductType]):
    class Meta:
        model = ProductType

    workspace = factory.SubFactory(WorkspaceFactory)
    name = factory.Sequence(lambda n: f"Type {n}")


class TaxFactory(DjangoModelFactory[Tax]):
    class Meta:
        model = Tax

    workspace = factory.SubFactory(WorkspaceFactory)
    name = factory.Sequence(lambda n: f"VAT {n}")
    rate = Decimal("0.210000")
    label = "A"


class ModifierFactory(DjangoModelFactory[Modifier]):
    class Meta:
        model = Modifier

    workspace = factory.SubFactory(WorkspaceFactory)
    name = factory.Sequence(lambda n: f"Modifier {n}")
    price = Decimal("0.50")


class ModifierSetFactory(DjangoModelFactory[ModifierSet]):
    class Meta:
        model = ModifierSet

    workspace = factory.SubFactory(WorkspaceFactory)
    name = factory.Sequence(lambda n: f"Set {n}")


class ProductFactory(DjangoModelFactory[Product]):
    """A product at 12.10 with 21 % tax."""

    class Meta:
        model = Product

    workspace = factory.SubFactory(WorkspaceFactory)
    product_type = factory.SubFactory(ProductTypeFactory, workspace=SAME)
    name = factory.Sequence(lambda n: f"Product {n}")
    sku = factory.Sequence(lambda n: f"SKU-{n:04d}")
    tax = Decimal("2.10")
    retail_price_excl_tax = Decimal("10.00")
    retail_price_incl_tax = Decimal("12.10")
    regular_retail_price = Decimal("12.10")


class ProductVariantFactory(DjangoModelFactory[ProductVariant]):
    class Meta:
        model = ProductVariant

    workspace = factory.SubFactory(WorkspaceFactory)
    product = factory.SubFactory(ProductFactory, workspace=SAME)
    selector = factory.LazyFunction(lambda: {"size": "0.5 l"})
    sku = factory.Sequence(lambda n: f"SKU-V-{n:04d}")
    tax = Decimal("2.10")
    retail_price_excl_tax = Decimal("10.00")
    retail_price_incl_tax = Decimal("12.10")
    regular_retail_price = Decimal("12.10")


class ModifierSetModifierFactory(DjangoModelFactory[ModifierSetModifier]):
    class Meta:
        model = ModifierSetModifier

    workspace = factory.SubFactory(WorkspaceFactory)
    modifier_set = factory.SubFactory(ModifierSetFactory, workspace=SAME)
    modifier = factory.SubFactory(ModifierFactory, workspace=SAME)


class ProductModifierSetFactory(DjangoModelFactory[ProductModifierSet]):
    class Meta:
        model = ProductModifierSet

    workspace = factory.SubFactory(WorkspaceFactory)
    product = factory.SubFactory(ProductFactory, workspace=SAME)
    modifier_set = factory.SubFactory(ModifierSetFactory, workspace=SAME)


class ProductModifierFactory(DjangoModelFactory[ProductModifier]):
    class Meta:
        model = ProductModifier

    workspace = factory.SubFactory(WorkspaceFactory)
    product = factory.SubFactory(ProductFactory, workspace=SAME)
    modifier = factory.SubFactory(ModifierFactory, workspace=SAME)


class ProductTaxFactory(DjangoModelFactory[ProductTax]):
    class Meta:
        model = ProductTax

    workspace = factory.SubFactory(WorkspaceFactory)
    product = factory.SubFactory(ProductFactory, workspace=SAME)
    tax = factory.SubFactory(TaxFactory, workspace=SAME)


class ProductBundleFactory(DjangoModelFactory[ProductBundle]):
    class Meta:
        model = ProductBundle

    workspace = factory.SubFactory(WorkspaceFactory)
    name = factory.Sequence(lambda n: f"Bundle {n}")
    retail_price_incl_tax = Decimal("20.00")


class ProductBundleItemFactory(DjangoModelFactory[ProductBundleItem]):
    class Meta:
        model = ProductBundleItem

    workspace = factory.SubFactory(WorkspaceFactory)
    product_bundle = factory.SubFactory(ProductBundleFactory, workspace=SAME)
    product = factory.SubFactory(ProductFactory, workspace=SAME)
    group_name = "Main"
    retail_price_incl_tax = Decimal("12.10")
