"""A shop with a kitchen: printers, routes by product type, and what was asked of whom."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal as D
from typing import TYPE_CHECKING, Any

from pos.kitchen.models import Ticket, ToldLine
from pos.orders import services as orders
from pos.orders.drafts import OrderDraft
from printing.models import PrintJob, Route
from tests.factories.printing import PrinterFactory
from tests.factories.products import ProductTypeFactory
from tests.factories.registers import TableFactory
from tests.orders.shop import Shop, open_shop

if TYPE_CHECKING:
    from printing.models import Printer


@dataclass
class Kitchen:
    """A shop whose food goes to `grill` and whose wine goes to `cellar`; coffee goes nowhere."""

    shop: Shop
    food: Any
    wine: Any
    grill: Printer
    cellar: Printer
    soup: Any
    steak: Any
    red: Any
    coffee: Any

    @property
    def workspace(self) -> Any:
        return self.shop.workspace

    def route(self, printer: Printer, **where: Any) -> Route:
        return Route.objects.create(
            workspace_id=self.workspace.pk, purpose="kitchen", printer=printer, **where
        )

    def table(self, name: str) -> Any:
        return TableFactory.create(workspace=self.workspace, name=name)

    def order(self, *items: Any, **extra: Any) -> Any:
        return self.shop.order(*items, **extra)

    def update(self, order: Any, *items: Any, tables: Any = None, **changes: Any) -> Any:
        """Change an order."""
        draft = OrderDraft(
            items=items,
            tables=None if tables is None else tuple(one.pk for one in tables),
            changes=changes,
        )
        return orders.update(workspace=self.workspace, order_id=order.pk, draft=draft)

    def tickets(self, order: Any) -> list[Ticket]:
        return list(Ticket.objects.filter(order_id=order.pk).order_by("number"))

    def said(self, order: Any, after: int = 0) -> list[str]:
        """Write what an order's tickets asked, one text a ticket: `grill: 2 Soup, -1 Steak`."""
        return [
            f"{one.station}: {', '.join(map(line, one.lines))}".strip(": ")
            for one in self.tickets(order)
            if one.number > after
        ]

    def knows(self, order: Any) -> dict[str, D]:
        """Say how much of what the printers know of an order."""
        known: dict[str, D] = {}
        for one in ToldLine.objects.filter(order_id=order.pk).exclude(printer_id=None):
            known[one.name] = known.get(one.name, D(0)) + one.quantity
        return known

    def jobs(self) -> list[PrintJob]:
        mine = PrintJob.objects.filter(workspace_id=self.workspace.pk, purpose="kitchen")
        return list(mine.order_by("position"))


def line(one: dict[str, Any]) -> str:
    """Write a ticket's line: `2 Soup + Bread * hot @1`, below zero where it is off."""
    extras = [f"+ {name}" for name in one["modifiers"]]
    extras += [f"* {one['notes']}"] if one["notes"] else []
    extras += [] if one["seat"] is None else [f"@{one['seat']}"]
    quantity = D(one["quantity"]).normalize() * (-1 if one["off"] else 1)
    name = " ".join(part for part in (one["name"], one["variant"]) if part)
    return " ".join([f"{quantity:f}", name, *extras])


def open_kitchen(*, routed: bool = True) -> Kitchen:
    """Open a shop; with routes for its food and wine where `routed`."""
    shop = open_shop()
    own = {"workspace": shop.workspace}
    food = ProductTypeFactory.create(**own, name="Food")
    wine = ProductTypeFactory.create(**own, name="Wine")
    drinks = ProductTypeFactory.create(**own, name="Hot drinks")
    found = Kitchen(
        shop=shop,
        food=food,
        wine=wine,
        grill=PrinterFactory.create(workspace_id=shop.workspace.pk, name="grill"),
        cellar=PrinterFactory.create(workspace_id=shop.workspace.pk, name="cellar"),
        soup=shop.product("5.00", name="Soup", product_type=food),
        steak=shop.product("20.00", name="Steak", product_type=food),
        red=shop.product("7.00", name="Red", product_type=wine),
        coffee=shop.product("3.00", name="Coffee", product_type=drinks),
    )
    if routed:
        found.route(found.grill, category_id=food.pk)
        found.route(found.cellar, category_id=wine.pk)
    return found
