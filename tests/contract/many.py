"""Many rows of every noun, each with everything that it can have."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from pos.customers.models import Customer, PromoCode
from pos.invoices.models import Invoice, InvoiceItem, InvoiceItemModifier
from pos.orders.models import Order
from pos.products.models import (
    Modifier,
    ModifierSet,
    ModifierSetModifier,
    Product,
    ProductModifier,
    ProductModifierSet,
    ProductTax,
    ProductType,
    ProductVariant,
    Tax,
)
from pos.registers.models import Outlet, Register, RevenueCenter
from tests.contract import rows

NET, TAX = Decimal("8.33"), Decimal("1.67")
ADDS_UP = {"subtotal": NET, "tax": TAX, "total": NET + TAX}


def fill(count: int) -> SimpleNamespace:
    """Make a workspace with `count` rows of every noun."""
    workspace = rows.place("Many")
    earlier = None
    for number in range(1, count + 1):
        earlier = _one_of_each(workspace, number, earlier)
    return SimpleNamespace(keys=rows.keys(workspace))


def _one_of_each(workspace: Any, number: int, earlier: Invoice | None) -> Invoice:
    own, name = {"workspace": workspace}, f"Number {number:03}"
    user = rows.person(workspace, name)
    outlet = rows.make(Outlet, **own, name=name)
    center = rows.make(RevenueCenter, **own, name=name)
    register = rows.make(Register, **own, name=name, outlet=outlet)
    product, variant = _product(own, name)
    code = rows.make(PromoCode, **own, code=name)
    customer = rows.make(Customer, **own, full_name=name)
    order = rows.make(
        Order, **own, outlet=outlet, revenue_center=center, customer=customer, promo_code=code
    )
    # Every second invoice is the refund of the one before it; a refund has no order.
    refunds = earlier if number % 2 == 0 else None
    sign = -1 if refunds else 1
    invoice: Invoice = rows.make(
        Invoice, **own, register=register, user=user, promo_code=code, revenue_center=center,
        number=number, business_date=dt.date(2025, 3, 30), original_invoice=refunds,
        order=None if refunds else order,
        **{column: sign * amount for column, amount in ADDS_UP.items()},
    )  # fmt: skip
    item = rows.make(
        InvoiceItem, **own, **ADDS_UP, invoice=invoice, position=1, product=product,
        product_variant=variant, revenue_center=center, product_name=name, quantity=1,
        tax_rate=Decimal("0.2"), unit_price_incl_tax=NET + TAX, subtotal_incl_discount=NET,
        tax_incl_discount=TAX, total_incl_discount=NET + TAX,
    )  # fmt: skip
    rows.make(InvoiceItemModifier, **own, invoice_item=item, position=1, name=name, price=TAX)
    return invoice


def _product(own: dict[str, Any], name: str) -> tuple[Product, ProductVariant]:
    kind = rows.make(ProductType, **own, name=name)
    tax = rows.make(Tax, **own, name=name, rate=Decimal("0.2"))
    modifier = rows.make(Modifier, **own, name=name)
    question = rows.make(ModifierSet, **own, name=name)
    product = rows.make(Product, **own, name=name, product_type=kind)
    variant = rows.make(ProductVariant, **own, product=product)
    ModifierSetModifier.objects.create(**own, modifier_set=question, modifier=modifier)
    ProductModifierSet.objects.create(**own, product=product, modifier_set=question)
    ProductModifier.objects.create(**own, product=product, modifier=modifier)
    ProductTax.objects.create(**own, product=product, tax=tax)
    return product, variant
