"""Orders and their lines."""

from __future__ import annotations

from decimal import Decimal

import factory
from factory.django import DjangoModelFactory

from pos.orders.models import (
    Order,
    OrderBundle,
    OrderItem,
    OrderItemModifier,
    OrderTable,
    OrderTax,
)
from tests.factories.products import (
    ModifierFactory,
    ProductBundleFactory,
    ProductFactory,
    TaxFactory,
)
from tests.factories.registers import OutletFactory, TableFactory
from tests.factories.workspaces import WorkspaceFactory

SAME = factory.SelfAttribute("..workspace")
NET, TAX, GROSS = Decimal("10.00"), Decimal("2.10"), Decimal("12.10")


class OrderFactory(DjangoModelFactory[Order]):
    class Meta:
        model = Order

    workspace = factory.SubFactory(WorkspaceFactory)
    outlet = factory.SubFactory(OutletFactory, workspace=SAME)
    covers = 2


class OrderBundleFactory(DjangoModelFactory[OrderBundle]):
    class Meta:
        model = OrderBundle

    workspace = factory.SubFactory(WorkspaceFactory)
    order = factory.SubFactory(OrderFactory, workspace=SAME)
    product_bundle = factory.SubFactory(ProductBundleFactory, workspace=SAME)


class OrderItemFactory(DjangoModelFactory[OrderItem]):
    """A line over 12.10."""

    class Meta:
        model = OrderItem

    workspace = factory.SubFactory(WorkspaceFactory)
    order = factory.SubFactory(OrderFactory, workspace=SAME)
    product = factory.SubFactory(ProductFactory, workspace=SAME)
    position = factory.Sequence(lambda n: n % 30_000 + 1)
    product_name = factory.SelfAttribute("product.name")
    unit_price = GROSS
    unit_price_incl_tax = GROSS
    quantity = Decimal("1.00")
    subtotal = NET
    tax = TAX
    total = GROSS
    subtotal_incl_discount = NET
    tax_incl_discount = TAX
    total_incl_discount = GROSS


class OrderItemModifierFactory(DjangoModelFactory[OrderItemModifier]):
    class Meta:
        model = OrderItemModifier

    workspace = factory.SubFactory(WorkspaceFactory)
    order_item = factory.SubFactory(OrderItemFactory, workspace=SAME)
    modifier = factory.SubFactory(ModifierFactory, workspace=SAME)
    name = "Extra ice"
    price = Decimal("0.50")


class OrderTableFactory(DjangoModelFactory[OrderTable]):
    class Meta:
        model = OrderTable

    workspace = factory.SubFactory(WorkspaceFactory)
    order = factory.SubFactory(OrderFactory, workspace=SAME)
    table = factory.SubFactory(TableFactory, workspace=SAME)


class OrderTaxFactory(DjangoModelFactory[OrderTax]):
    class Meta:
        model = OrderTax

    workspace = factory.SubFactory(WorkspaceFactory)
    order = factory.SubFactory(OrderFactory, workspace=SAME)
    tax = factory.SubFactory(TaxFactory, workspace=SAME)
    net = NET
    amount = TAX
