"""Tells the kitchen of orders: what one holds, in the words of `pos.kitchen`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pos.database import Batch, rows_of
from pos.kitchen import services as kitchen
from pos.kitchen.dishes import Asked, Dish, Handed, Look
from pos.kitchen.slips import Routes, routes_asked
from pos.orders.models import Order
from pos.orders.states import FULFILLED_IN
from pos.products.models import ProductVariant
from pos.users.selectors import MEMBER

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping, Sequence
    from decimal import Decimal
    from uuid import UUID

    from pos.kitchen.services import Told
    from pos.orders.models import OrderItem
    from pos.orders.sheets import Sheet
    from pos.orders.splitting import Share

# A cart or a draft is nobody's wish yet. What was told once does not become one again.
TOLD_IN = FULFILLED_IN | {Order.State.DISCARDED}
CATEGORIES = """
select p.id, p.product_type_id from products_product p where p.workspace_id = %s and p.id = any(%s)
"""
VARIANTS = "t.workspace_id = %s and t.id = any(%s)"
TABLES = """
select t.id, t.name from orders_ordertable o
join registers_table t on t.workspace_id = o.workspace_id and t.id = o.table_id
where o.workspace_id = %s and o.order_id = %s order by o.position, o.id
"""


def tell(
    batch: Batch, sheet: Sheet, *, at: dt.datetime, tables: Mapping[UUID, str] | None = None
) -> None:
    """Add to a batch what the kitchen is to be told of an order. The caller holds its lock.

    The sheet is the order as it becomes. `tables` are the names of those that it gets, by id; None
    leaves it where it is. Costs one round trip where the workspace has a route, and nothing else.
    """
    routes = _routes(sheet)
    if not routes or sheet.order.state not in TOLD_IN:
        return
    facts = _Facts(sheet)
    asked = facts.asked(tables)
    kitchen.tell(batch, asked=asked, told=facts.told, routes=routes, at=at)


def split(batch: Batch, sheet: Sheet, parts: Sequence[tuple[Sheet, Sequence[Share]]]) -> None:
    """Add to a batch that what the kitchen knows goes with the parts of a bill: it prints nothing.

    The sheet is cut already; `parts` are the other bills, each with the shares that made its lines.
    """
    if not _routes(sheet) or sheet.order.state not in TOLD_IN:
        return
    own = {"workspace_id": sheet.order.workspace_id, "order_id": sheet.order.pk}
    asking = Batch()
    kitchen.ask_for(asking, **own)
    handed = list(_handed(sheet, parts))
    kitchen.split(batch, **own, told=kitchen.told_of(asking.send()), handed=handed)


def _routes(sheet: Sheet) -> Routes:
    """Return the routes of kitchen tickets, read now where the sheet came without them."""
    if sheet.routes is None:
        asking = Batch().ask(*routes_asked(sheet.order.workspace_id))
        sheet.routes = Routes.of(asking.send()[0])
    return sheet.routes


def _handed(sheet: Sheet, parts: Sequence[tuple[Sheet, Sequence[Share]]]) -> Iterator[Handed]:
    """Say what every line came to: those that stay, then those of the parts."""
    shared = {
        share.item.pk for _, shares in parts for share in shares if share.unit_price is not None
    }
    came = [(item, item) for item in sheet.items]
    for part, shares in parts:
        came += [(share.item, item) for item, share in zip(part.items, shares, strict=True)]
    for before, item in came:
        yield Handed(
            line_id=before.pk,
            to_order_id=item.order_id,
            to_line_id=item.pk,
            quantity=item.quantity * 0 if item.is_void else item.quantity,
            counted=before.pk not in shared,
        )


class _Facts:
    """What a ticket shows and a sheet does not hold, read in one round trip."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        order = sheet.order
        own = (order.workspace_id, order.pk)
        batch = Batch()
        kitchen.ask_for(batch, workspace_id=order.workspace_id, order_id=order.pk)
        batch.ask(CATEGORIES, (order.workspace_id, [item.product_id for item in sheet.items]))
        variants = [one.product_variant_id for one in sheet.items if one.product_variant_id]
        batch.read(ProductVariant, VARIANTS, (order.workspace_id, variants))
        batch.ask(TABLES, own)
        batch.ask(MEMBER, (order.user_id, order.workspace_id))
        answers = batch.send()
        self.told: Told = kitchen.told_of(answers[: kitchen.ASKED])
        categories, found, tables, servers = answers[kitchen.ASKED :]
        self.categories: dict[UUID, UUID | None] = dict(categories)
        self.variants: dict[UUID | None, str] = {
            row.pk: str(row) for row in rows_of(ProductVariant, found)
        }
        self.tables: dict[UUID, str] = dict(tables)
        self.servers: list[Any] = servers

    def asked(self, tables: Mapping[UUID, str] | None) -> Asked:
        order = self.sheet.order
        off = order.state == Order.State.DISCARDED or order.status == Order.Status.REJECTED
        return Asked(
            workspace_id=order.workspace_id,
            order_id=order.pk,
            outlet_id=order.outlet_id,
            dishes=tuple(self._dish(item, off=off) for item in self.sheet.items_in_place),
            tables=self.tables if tables is None else tables,
            covers=order.covers,
            server=self.servers[0][1] if self.servers else "",
            notes=order.notes or "",
            off=off,
        )

    def _dish(self, item: OrderItem, *, off: bool) -> Dish:
        look = Look(
            product_id=item.product_id,
            variant_id=item.product_variant_id,
            name=item.product_name,
            variant=self.variants.get(item.product_variant_id, "")[:255],
            modifiers=tuple(one.name for one in self.sheet.chosen.get(item.pk, [])),
            notes=item.notes or "",
            seat=item.seat,
        )
        quantity: Decimal = item.quantity * 0 if off or item.is_void else item.quantity
        return Dish(
            line_id=item.pk,
            quantity=quantity,
            look=look,
            category_id=self.categories.get(item.product_id),
        )
