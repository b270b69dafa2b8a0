"""An order with everything that its price depends on, read in one round trip."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pos import money
from pos.customers.models import PromoCode
from pos.database import Batch, rows_of
from pos.kitchen.slips import Routes, routes_asked
from pos.orders.errors import OrderError
from pos.orders.models import Order, OrderBundle, OrderItem, OrderItemModifier
from pos.registers.models import Outlet

if TYPE_CHECKING:
    from uuid import UUID

    from pos.workspaces.models import Workspace

OF_ORDER = "t.workspace_id = %s and t.order_id = %s"
OUTLET = """
t.workspace_id = %s and t.id = (
    select o.outlet_id from orders_order o where o.workspace_id = %s and o.id = %s)
"""
PROMO_CODE = OUTLET.replace("outlet_id", "promo_code_id")
CHOSEN = """
t.workspace_id = %s and t.order_item_id in (
    select i.id from orders_orderitem i where i.workspace_id = %s and i.order_id = %s)
"""


@dataclass(slots=True)
class Sheet:
    """One order as it stands. `chosen` are the modifiers of its lines, by the line's id.

    `routes` are those of kitchen tickets: without any, nothing else is read or written for them.
    None: not read yet, as a payment hardly ever needs them.
    """

    workspace: Workspace
    order: Order
    outlet: Outlet | None = None
    promo_code: PromoCode | None = None
    items: list[OrderItem] = field(default_factory=list)
    bundles: list[OrderBundle] = field(default_factory=list)
    chosen: dict[UUID, list[OrderItemModifier]] = field(default_factory=dict)
    routes: Routes | None = field(default_factory=Routes)

    @property
    def policy(self) -> money.Policy:
        return policy_of(self.workspace, self.outlet)

    @property
    def items_in_place(self) -> list[OrderItem]:
        return sorted(self.items, key=lambda item: item.position)


def ask_for(batch: Batch, *, workspace_id: UUID, order_id: UUID, lock: bool) -> None:
    """Add what a sheet is made of to a batch: six statements, whose rows come first to last.

    With `lock` the order's row is locked first, so that the rest is what the last writer left.
    """
    own = (workspace_id, order_id)
    batch.read(Order, "t.workspace_id = %s and t.id = %s", own, "for no key update" if lock else "")
    batch.read(OrderItem, OF_ORDER, own, "order by t.position")
    batch.read(OrderItemModifier, CHOSEN, (workspace_id, *own), "order by t.position, t.id")
    batch.read(OrderBundle, OF_ORDER, own, "order by t.position")
    batch.read(Outlet, OUTLET, (workspace_id, *own))
    batch.read(PromoCode, PROMO_CODE, (workspace_id, *own))


ASKED = 6


def sheet_of(workspace: Workspace, answers: list[list[tuple[object, ...]]]) -> Sheet:
    """Make the sheet of what `ask_for` asked, without routes. Raises OrderError `not_found`."""
    orders, items, chosen, bundles, outlets, codes = answers
    if not orders:
        raise OrderError("not_found", what="order")
    sheet = Sheet(
        workspace=workspace,
        order=rows_of(Order, orders)[0],
        outlet=next(iter(rows_of(Outlet, outlets)), None),
        promo_code=next(iter(rows_of(PromoCode, codes)), None),
        items=rows_of(OrderItem, items),
        bundles=rows_of(OrderBundle, bundles),
        routes=None,
    )
    for modifier in rows_of(OrderItemModifier, chosen):
        sheet.chosen.setdefault(modifier.order_item_id, []).append(modifier)
    return sheet


def load(*, workspace: Workspace, order_id: UUID, lock: bool = False) -> Sheet:
    """Read an order's sheet. Raises OrderError `not_found`."""
    batch = Batch()
    ask_for(batch, workspace_id=workspace.pk, order_id=order_id, lock=lock)
    batch.ask(*routes_asked(workspace.pk))
    answers = batch.send()
    sheet = sheet_of(workspace, answers[:ASKED])
    sheet.routes = Routes.of(answers[ASKED])
    return sheet


def policy_of(workspace: Workspace, outlet: Outlet | None) -> money.Policy:
    """Return the money policy of an outlet, in the currency of its workspace."""
    unit = money.currency_unit(workspace.currency)
    if outlet is None:
        return money.Policy(unit=unit, target=money.Target.TAX)
    coin = outlet.cash_rounding_unit
    rounding = money.Rounding(outlet.rounding)
    return money.Policy(
        unit=unit,
        price_mode=money.PriceMode(outlet.price_mode),
        rounding=rounding,
        scope=money.Scope(outlet.tax_scope),
        target=money.Target(outlet.tax_target),
        cash=money.CashRounding(unit=coin, rounding=rounding) if coin else None,
    )
