"""The shop that sells in the benchmark: 32 registers, three products, open orders to pay."""

from __future__ import annotations

import uuid
from decimal import Decimal
from typing import Any

from bench.issuing.place import Shop
from pos.orders import services as orders
from pos.orders.drafts import ItemDraft, OrderDraft
from pos.payments.models import PaymentMethod
from pos.products.models import Product, ProductTax, ProductType, Tax
from pos.registers.models import Outlet, Register
from pos.users.models import Membership, User
from pos.workspaces.models import Workspace

REGISTERS = 32
PRICES = ("3.30", "7.50", "12.10")


def open_shop() -> Shop:
    """Make a workspace of its own for this run."""
    slug = f"bench-{uuid.uuid4().hex[:8]}"
    workspace = Workspace.objects.create(name="Bench", slug=slug)
    own: dict[str, Any] = {"workspace": workspace}
    outlet = Outlet.objects.create(**own, name="Bar")
    kind = ProductType.objects.create(**own, name="Drinks")
    tax = Tax.objects.create(**own, name="VAT", rate=Decimal("0.21"), label="A")
    products = [
        Product.objects.create(
            **own, name=f"Product {price}", product_type=kind, retail_price_incl_tax=Decimal(price),
            retail_price_excl_tax=Decimal(price),
        )
        for price in PRICES
    ]  # fmt: skip
    for product in products:
        ProductTax.objects.create(**own, product=product, tax=tax)
    user = User.objects.create_user(f"{slug}@example.invalid", name="Till")
    Membership.objects.create(**own, user=user)
    return Shop(
        workspace=workspace.pk,
        registers=tuple(
            Register.objects.create(**own, outlet=outlet, name=f"Till {n}").pk
            for n in range(REGISTERS)
        ),
        products=tuple(product.pk for product in products),
        method=PaymentMethod.objects.create(**own, code="card", name="Card", kind="card").pk,
        user=user.pk,
    )


def open_orders(shop: Shop, count: int) -> list[uuid.UUID]:
    """Open orders of three lines each."""
    workspace = Workspace.objects.get(pk=shop.workspace)
    draft = OrderDraft(
        items=tuple(
            ItemDraft(at=("items", n), product_id=product, changes={"quantity": Decimal(n + 1)})
            for n, product in enumerate(shop.products)
        )
    )
    return [orders.create(workspace=workspace, draft=draft).pk for _ in range(count)]


TOTAL = Decimal("54.60")
