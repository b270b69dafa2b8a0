"""Splits a bill: by lines, by seats, or by amounts. The parts are orders of their own.

Whatever the way, the parts add up to the whole: what the discounts and surcharges of the whole come
to is shared out as fixed amounts first, so that no part rounds them anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from pos import money
from pos.database import Batch, transactional
from pos.orders import kitchen, pricing, sheets
from pos.orders.errors import OrderError
from pos.orders.models import Order, OrderBundle, OrderItem, OrderItemModifier
from pos.orders.sheets import Sheet
from pos.orders.states import CHANGEABLE
from pos.orders.writing import LINE_FIELDS, ORDER_FIELDS, write_taxes
from pos.workspaces.fields import now, uuid7

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping, Sequence
    from uuid import UUID

    from pos.workspaces.models import Workspace

ZERO = Decimal("0.00")
ONE = Decimal("1.00")
MOST_PARTS = 100
COPIED = (
    "outlet_id", "revenue_center_id", "customer_id", "user_id", "state", "status", "table_status",
    "notes",
)  # fmt: skip
COPIED_LINE = (
    "product_id", "product_variant_id", "product_bundle_item_id", "revenue_center_id",
    "product_name", "unit_price", "price_includes_tax", "unit_price_incl_tax", "quantity", "taxes",
    "discount_description", "is_comp", "is_void", "comp_void_reason", "comp_void_notes", "notes",
    "status", "seat",
)  # fmt: skip


@dataclass(slots=True)
class Share:
    """What a part takes of a line: a quantity of it, and how much of its amounts that is.

    `discount` is what the line's and its bundle's discount take off this share, `adjustment` what
    those of the whole bill take off (below zero: add).
    """

    item: OrderItem
    quantity: Decimal
    discount: Decimal
    adjustment: Decimal
    unit_price: Decimal | None = None


Portions = list[dict["UUID", Decimal]]


def split_by_items(
    *, workspace: Workspace, order_id: UUID, parts: Sequence[Mapping[UUID, Decimal]]
) -> list[Order]:
    """Move quantities of lines into new orders, one for each part; the rest stays.

    Returns the new orders. Raises OrderError: `empty`, `not_found`, `exceeds`, `parts` where nothing
    would be left.
    """

    def cut(sheet: Sheet) -> Portions:
        left = {item.pk: item.quantity for item in sheet.items}
        for place, part in enumerate(parts):
            if not part:
                raise OrderError("empty", ("parts", place))
            for key, quantity in part.items():
                at = ("parts", place, "items")
                if key not in left:
                    raise OrderError("not_found", at, what="order_item")
                if not 0 < quantity <= left[key]:
                    raise OrderError("exceeds", at, given=quantity, left=left[key])
                left[key] -= quantity
        return [left, *(dict(part) for part in parts)]

    return _split(workspace, order_id, cut)


def split_by_seats(*, workspace: Workspace, order_id: UUID) -> list[Order]:
    """Make an order for each seat but the first; lines without a seat stay with it.

    Raises OrderError `parts` where fewer than two seats have something.
    """

    def cut(sheet: Sheet) -> Portions:
        seats = sorted({item.seat for item in sheet.items if item.seat is not None})
        portions: Portions = [{} for _ in seats] or [{}]
        for item in sheet.items:
            place = seats.index(item.seat) if item.seat is not None else 0
            portions[place][item.pk] = item.quantity
        return portions

    return _split(workspace, order_id, cut)


@transactional
def split_by_amounts(
    *, workspace: Workspace, order_id: UUID, amounts: Sequence[Decimal] | None, ways: int | None
) -> list[Order]:
    """Split an order into given amounts, or into so many equal ones; every part has of every line.

    The amounts must add up to the order's total. Returns the new orders: the first part stays in
    the order itself. Raises OrderError `parts` or `mismatch`.
    """
    sheet, priced = _locked(workspace, order_id)
    total = priced.charged.gross
    wanted = list(amounts or ()) or money.split_evenly(total, ways or 0, sheet.policy.unit)
    if sum(wanted, ZERO) != total:
        raise OrderError("mismatch", ("amounts",), given=sum(wanted, ZERO), expected=total)
    if len(wanted) < 2 or min(wanted) <= 0:
        raise OrderError("parts", ("amounts",), parts=len(wanted))
    gross = {line.key: line.charged.gross for line in priced.lines if line.charged.gross}
    grid = money.split_by_amounts(gross, wanted, sheet.policy.unit)
    return _deal(sheet, [_by_amount(sheet, column) for column in grid])


@transactional
def _split(workspace: Workspace, order_id: UUID, cut: Callable[[Sheet], Portions]) -> list[Order]:
    sheet, priced = _locked(workspace, order_id)
    portions = cut(sheet)
    if len(portions) < 2 or not all(any(part.values()) for part in portions):
        raise OrderError("parts", ("parts",), parts=len(portions))
    return _deal(sheet, _shares(sheet, priced, portions))


def _locked(workspace: Workspace, order_id: UUID) -> tuple[Sheet, money.Priced]:
    sheet = sheets.load(workspace=workspace, order_id=order_id, lock=True)
    order = sheet.order
    if order.state not in CHANGEABLE:
        raise OrderError("not_changeable", state=order.state)
    if order.paid:
        raise OrderError("has_payments", paid=order.paid)
    return sheet, pricing.price(sheet)


def _shares(sheet: Sheet, priced: money.Priced, portions: Portions) -> list[list[Share]]:
    """Give each part its quantities, with its share of every discount to the cent."""
    parts: list[list[Share]] = [[] for _ in portions]
    unit = sheet.policy.unit
    for item, line in zip(sheet.items_in_place, priced.lines, strict=True):
        quantities = [portion.get(item.pk, ZERO) for portion in portions]
        waived = item.is_comp or item.is_void
        off_line = line.listed.gross - line.discounted.gross
        off_bill = ZERO if waived else line.discounted.gross - line.charged.gross
        discounts = money.allocate(off_line, quantities, unit)
        adjustments = money.allocate(off_bill, quantities, unit)
        for part, quantity, off, moved in zip(
            parts, quantities, discounts, adjustments, strict=True
        ):
            if quantity:
                part.append(Share(item, quantity, off, moved))
    return parts


def _by_amount(sheet: Sheet, column: Mapping[str, Decimal]) -> list[Share]:
    """Take an amount of each line: one piece of it at that price, taxes and all included."""
    shares = []
    for item in sheet.items_in_place:
        amount = column.get(str(item.pk), ZERO)
        if amount:
            shares.append(Share(item, ONE, ZERO, ZERO, unit_price=amount))
    return shares


def _deal(sheet: Sheet, parts: list[list[Share]]) -> list[Order]:
    """Write the parts: the first one into the order itself, each other one into a new order."""
    if len(parts) > MOST_PARTS:
        raise OrderError("parts", ("parts",), parts=len(parts), most=MOST_PARTS)
    moment = now()
    total = sheet.order.total
    batch = Batch()
    others = [_part(sheet, shares, moment) for shares in parts[1:]]
    for part in others:
        _price(part)
        batch.create([part.order]).create(part.bundles).create(part.items)
        batch.create([one for chosen in part.chosen.values() for one in chosen])
        write_taxes(batch, part, pricing.price(part))
    _keep(sheet, parts[0], batch)
    shared = sum((part.order.total for part in others), sheet.order.total)
    if shared != total:
        raise OrderError("mismatch", ("parts",), given=shared, expected=total)
    kitchen.split(batch, sheet, list(zip(others, parts[1:], strict=True)))
    batch.send()
    return [part.order for part in others]


def _part(sheet: Sheet, shares: list[Share], moment: dt.datetime) -> Sheet:
    order = Order(workspace=sheet.workspace, created_at=moment, split_from=sheet.order)
    for name in COPIED:
        setattr(order, name, getattr(sheet.order, name))
    part = Sheet(workspace=sheet.workspace, order=order, outlet=sheet.outlet)
    bundles: dict[UUID, OrderBundle] = {}
    for place, share in enumerate(shares, start=1):
        item = OrderItem(id=uuid7(), workspace=sheet.workspace, order=order, position=place)
        for name in COPIED_LINE:
            setattr(item, name, getattr(share.item, name))
        _bundle(sheet, part, item, share.item, bundles)
        part.chosen[item.pk] = [
            OrderItemModifier(
                workspace=sheet.workspace,
                order_item=item,
                modifier_id=one.modifier_id,
                position=one.position,
                name=one.name,
                price=one.price,
            )
            for one in sheet.chosen.get(share.item.pk, [])
        ]
        _resize(item, share)
        part.items.append(item)
    _adjust(order, shares)
    return part


def _bundle(
    sheet: Sheet,
    part: Sheet,
    item: OrderItem,
    of: OrderItem,
    bundles: dict[UUID, OrderBundle],
) -> None:
    """Let a line of a bundle have its bundle in the part too, without the discount: lines have it."""
    if of.order_bundle_id is None:
        return
    if of.order_bundle_id not in bundles:
        known = next(one for one in sheet.bundles if one.pk == of.order_bundle_id)
        bundles[known.pk] = OrderBundle(
            workspace=sheet.workspace,
            order=part.order,
            product_bundle_id=known.product_bundle_id,
            position=known.position,
            quantity=known.quantity,
        )
        part.bundles.append(bundles[known.pk])
    item.order_bundle = bundles[of.order_bundle_id]


def _resize(item: OrderItem, share: Share) -> None:
    item.quantity = share.quantity
    item.discount = share.discount or None
    item.discount_type = "fixed"
    if share.unit_price is not None:
        item.unit_price = item.unit_price_incl_tax = share.unit_price
        item.price_includes_tax = True
        item.taxes = [{**tax, "included": True} for tax in item.taxes]


def _adjust(order: Order, shares: list[Share]) -> None:
    """Turn the shares of the bill's adjustments into one fixed discount, or surcharge, of the part."""
    off = sum((share.adjustment for share in shares), ZERO)
    order.promo_code_id = None
    order.discount, order.discount_type = (off, "fixed") if off > 0 else (None, None)
    order.surcharge, order.surcharge_type = (-off, "fixed") if off < 0 else (None, None)


def _keep(sheet: Sheet, shares: list[Share], batch: Batch) -> None:
    """Cut the order itself down to the first part. Lines that moved away whole are void in it."""
    kept = {share.item.pk: share for share in shares}
    for item in sheet.items:
        if item.pk in kept:
            _resize(item, kept[item.pk])
        elif not item.is_comp:
            item.is_void, item.comp_void_reason = True, "Moved to another part of a split bill."
    for bundle in sheet.bundles:
        bundle.discount = None
        batch.update(bundle, "discount", "discount_type", "updated_at")
    sheet.promo_code = None
    _adjust(sheet.order, shares)
    _price(sheet)
    sheet.order.version += 1
    batch.update(sheet.order, *ORDER_FIELDS)
    for item in sheet.items:
        batch.update(item, *LINE_FIELDS)
    write_taxes(batch, sheet, pricing.price(sheet))


def _price(sheet: Sheet) -> None:
    pricing.apply(sheet, pricing.price(sheet))
