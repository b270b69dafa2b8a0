"""A shop to sell in: one workspace with a catalogue, ways to pay and a register."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal as D
from typing import TYPE_CHECKING, Any

from pos.orders import services as orders
from pos.orders.drafts import BundleDraft, ItemDraft, OrderDraft
from pos.payments import services as payments
from pos.payments.services import PaymentDraft
from tests.factories.customers import PromoCodeFactory
from tests.factories.payments import PaymentMethodFactory
from tests.factories.products import (
    ModifierFactory,
    ProductFactory,
    ProductModifierFactory,
    ProductTaxFactory,
    TaxFactory,
)
from tests.factories.registers import OutletFactory, RegisterFactory
from tests.factories.users import MembershipFactory
from tests.factories.workspaces import WorkspaceFactory

if TYPE_CHECKING:
    from uuid import UUID

    from pos.orders.models import Order
    from pos.products.models import Product
    from pos.workspaces.models import Workspace

NOON = dt.datetime(2026, 3, 14, 11, 0, tzinfo=dt.UTC)


@dataclass
class Shop:
    """Prices contain 21 % (`standard`) or 12 % (`reduced`)."""

    workspace: Workspace
    outlet: Any
    register: Any
    user: Any
    standard: Any
    reduced: Any
    ways: dict[str, Any] = field(default_factory=dict)

    def product(self, price: str = "12.10", *taxes: Any, **extra: Any) -> Product:
        """Put a product on sale; at the standard rate where no tax is named."""
        found = ProductFactory.create(
            workspace=self.workspace,
            retail_price_incl_tax=D(price),
            retail_price_excl_tax=D(price),
            tax=D("0.00"),
            **extra,
        )
        for tax in taxes or (self.standard,):
            ProductTaxFactory.create(workspace=self.workspace, product=found, tax=tax)
        return found

    def modifier(self, product: Product, price: str) -> Any:
        row = ModifierFactory.create(workspace=self.workspace, price=D(price))
        ProductModifierFactory.create(workspace=self.workspace, product=product, modifier=row)
        return row

    def promo(self, **extra: Any) -> Any:
        return PromoCodeFactory.create(workspace=self.workspace, **extra)

    def order(self, *items: ItemDraft, **extra: Any) -> Order:
        """Open an order with these lines."""
        links = extra.pop("links", {})
        draft = OrderDraft(
            items=items,
            bundles=extra.pop("bundles", ()),
            links=links,
            tables=extra.pop("tables", None),
            changes=extra,
        )
        return orders.create(workspace=self.workspace, draft=draft, at=NOON)

    def pay(self, order: Order, amount: str | D, way: str = "card", **extra: Any) -> payments.Paid:
        """Pay an order, or a part of it."""
        at = extra.pop("at", NOON)
        draft = PaymentDraft(
            order_id=order.pk,
            payment_method_id=self.ways[way].pk,
            register_id=extra.pop("register_id", self.register.pk),
            amount=D(amount),
            **extra,
        )
        return payments.pay(
            workspace_id=self.workspace.pk, draft=draft, user_id=self.user.pk, at=at
        )

    def sell(self, *items: ItemDraft, way: str = "card", **extra: Any) -> Any:
        """Sell something for its price; returns the invoice."""
        order = self.order(*items, **extra)
        return self.pay(order, order.total, way).invoice


def item(product: Any, quantity: str = "1.00", **extra: Any) -> ItemDraft:
    """Ask for some of a product. Further arguments are of `ItemDraft`, or its changes."""
    own = {
        name: extra.pop(name)
        for name in (
            "modifiers", "claims", "bundle", "product_variant_id", "product_bundle_item_id", "id",
            "revenue_center_id",
        )
        if name in extra
    }  # fmt: skip
    return ItemDraft(
        at=("items", 0),
        product_id=getattr(product, "pk", product),
        changes={"quantity": D(quantity), **extra},
        **own,
    )


def change(line: UUID, **changes: Any) -> ItemDraft:
    """Ask for a change of a line that is there."""
    return ItemDraft(at=("items", 0), id=line, changes=changes)


def bundle(product_bundle: Any, key: str = "b", **changes: Any) -> BundleDraft:
    """Ask for a bundle."""
    return BundleDraft(
        at=("bundles", 0), key=key, product_bundle_id=product_bundle.pk, changes=changes
    )


def open_shop(**outlet: Any) -> Shop:
    """Open a shop; `outlet` is its policy."""
    workspace = WorkspaceFactory.create(currency=outlet.pop("currency", "EUR"))
    place = OutletFactory.create(workspace=workspace, **outlet)
    own = {"workspace": workspace}
    shop = Shop(
        workspace=workspace,
        outlet=place,
        register=RegisterFactory.create(**own, outlet=place),
        user=MembershipFactory.create(workspace=workspace).user,
        standard=TaxFactory.create(**own, rate=D("0.210000"), label="A"),
        reduced=TaxFactory.create(**own, rate=D("0.120000"), label="B"),
    )
    for kind, tippable in (("cash", False), ("card", True), ("room_charge", True)):
        shop.ways[kind] = PaymentMethodFactory.create(
            **own, code=kind, name=kind.title(), kind=kind, is_tippable=tippable
        )
    return shop
