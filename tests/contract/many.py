"""Many rows of every noun, each with everything that it can have."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from pos.customers.models import Customer, PromoCode
from pos.invoices.models import Invoice, InvoiceItem, InvoiceItemModifier
from pos.orders.models import (
    Order,
    OrderBundle,
    OrderItem,
    OrderItemModifier,
    OrderTable,
    OrderTax,
)
from pos.payments.models import Payment, PaymentMethod
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
from pos.registers.models import Area, Outlet, Register, RevenueCenter, Table
from printing.models import Printer, PrintJob
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


def _printing(workspace: Any, name: str) -> None:
    own = {"workspace_id": workspace.pk}
    printer = rows.make(Printer, **own, name=name, kind="memory")
    rows.make(PrintJob, **own, key=name, reference=name, printer=printer)


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
    _order_lines(own, name, order, product, variant, center, user, register)
    # Every second invoice is the refund of the one before it; a refund has no order.
    refunds = earlier if number % 2 == 0 else None
    sign = -1 if refunds else 1
    invoice: Invoice = rows.make(
        Invoice, **own, register=register, user=user, promo_code=code, revenue_center=center,
        kind="refund" if refunds else "sale", number=number, business_date=dt.date(2025, 3, 30), original_invoice=refunds,
        order=None if refunds else order,
        **{column: sign * amount for column, amount in ADDS_UP.items()},
    )  # fmt: skip
    item = rows.make(
        InvoiceItem, **own, **ADDS_UP, invoice=invoice, position=1, product=product,
        product_variant=variant, revenue_center=center, product_name=name, quantity=1,
        tax_rate=Decimal("0.2"), unit_price_incl_tax=NET + TAX, subtotal_incl_discount=NET,
        tax_incl_discount=TAX, total_incl_discount=NET + TAX,
    )  # fmt: skip
    _printing(workspace, name)
    rows.make(InvoiceItemModifier, **own, invoice_item=item, position=1, name=name, price=TAX)
    return invoice


def _order_lines(
    own: dict[str, Any],
    name: str,
    order: Order,
    product: Product,
    variant: ProductVariant,
    center: RevenueCenter,
    user: Any,
    register: Register,
) -> None:
    area = rows.make(Area, **own, name=name)
    table = rows.make(Table, **own, name=name, area=area)
    OrderTable.objects.create(**own, order=order, table=table)
    tax = Tax.objects.get(**own, name=name)
    OrderTax.objects.create(**own, order=order, tax=tax, net=NET, amount=TAX)
    bundle = rows.make(ProductBundle, **own, name=name)
    part = rows.make(
        ProductBundleItem, **own, product_bundle=bundle, product=product, product_variant=variant,
        group_name=name,
    )  # fmt: skip
    sold = rows.make(OrderBundle, **own, order=order, product_bundle=bundle)
    for place, of_bundle in enumerate((None, sold), start=1):
        line = rows.make(
            OrderItem, **own, **ADDS_UP, order=order, position=place, product=product,
            product_variant=variant, revenue_center=center, product_name=name, quantity=1,
            unit_price=NET + TAX, unit_price_incl_tax=NET + TAX, order_bundle=of_bundle,
            product_bundle_item=part if of_bundle else None,
        )  # fmt: skip
        modifier = Modifier.objects.get(**own, name=name)
        OrderItemModifier.objects.create(
            **own, order_item=line, modifier=modifier, name=name, price=TAX
        )
    method = rows.make(PaymentMethod, **own, code=name)
    rows.make(
        Payment, **own, order=order, payment_method=method, register=register, user=user,
        amount=NET, business_date=dt.date(2025, 3, 30),
    )  # fmt: skip


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
