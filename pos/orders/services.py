"""Makes, changes, voids and moves orders."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from pos.database import Batch, transactional
from pos.events import services as events
from pos.orders import kitchen, pricing, sheets
from pos.orders.catalogue import Catalogue, look_up
from pos.orders.errors import OrderError
from pos.orders.lines import Assembler
from pos.orders.models import Order
from pos.orders.sheets import Sheet
from pos.orders.states import CHANGEABLE, FULFILLED_IN, FULFILMENT, TRANSITIONS
from pos.orders.writing import LINE_FIELDS, ORDER_FIELDS, write_lines, write_tables, write_taxes
from pos.workspaces.business_day import business_date
from pos.workspaces.fields import now

if TYPE_CHECKING:
    import datetime as dt
    from uuid import UUID

    from pos.orders.drafts import OrderDraft
    from pos.workspaces.models import Workspace

ZERO = Decimal("0.00")


@transactional
def create(
    *,
    workspace: Workspace,
    draft: OrderDraft,
    user_id: UUID | None = None,
    state: str = Order.State.OPEN,
    at: dt.datetime | None = None,
) -> Order:
    """Make an order, priced by the policy of its outlet. Raises OrderError."""
    moment = at or now()
    order = Order(workspace=workspace, user_id=user_id, state=state, created_at=moment)
    catalogue = look_up(workspace_id=workspace.pk, draft=draft, routes=True)
    sheet = Sheet(workspace=workspace, order=order, routes=catalogue.routes)
    _link(sheet, draft, catalogue, moment)
    if sheet.outlet is None:
        # Every sale has an outlet: its policy says how the prices are meant.
        sheet.outlet = order.outlet = catalogue.first_outlet
    assembler = _assemble(sheet, draft, catalogue)
    batch = Batch().create([order])
    write_lines(batch, sheet, assembler)
    tables = write_tables(batch, sheet, draft, catalogue)
    kitchen.tell(batch, sheet, at=moment, tables=tables)
    batch.send()
    return order


@transactional
def update(
    *, workspace: Workspace, order_id: UUID, draft: OrderDraft, at: dt.datetime | None = None
) -> Order:
    """Change an order. Lines that the draft does not name stay as they are. Raises OrderError.

    `draft.version`, where it is given, must be the order's: `stale` says that somebody else was
    faster.
    """
    moment = at or now()
    sheet = sheets.load(workspace=workspace, order_id=order_id, lock=True)
    order, before = sheet.order, sheet.order.total
    _check_changeable(order, draft.version)
    products = [item.product_id for item in sheet.items]
    catalogue = look_up(workspace_id=workspace.pk, draft=draft, also=products)
    _link(sheet, draft, catalogue, moment)
    assembler = _assemble(sheet, draft, catalogue)
    if order.total < order.paid:
        raise OrderError("paid_already", paid=order.paid, total=order.total)
    order.version += 1
    batch = Batch().update(order, *ORDER_FIELDS)
    write_lines(batch, sheet, assembler)
    tables = write_tables(batch, sheet, draft, catalogue)
    kitchen.tell(batch, sheet, at=moment, tables=tables)
    if order.total != before and _adjusts(draft):
        record_total(batch, order, correction=order.total - before, at=moment)
    batch.send()
    return order


@transactional
def void(
    *,
    workspace: Workspace,
    order_id: UUID,
    reason: str,
    notes: str | None = None,
    at: dt.datetime | None = None,
) -> Order:
    """Discard an order of which nothing is paid. Its lines stay to be read, each marked void.

    Raises OrderError: `blank` without a reason, `not_changeable`, `has_payments`.
    """
    if not reason.strip():
        raise OrderError("blank", ("reason",))
    moment = at or now()
    sheet = sheets.load(workspace=workspace, order_id=order_id, lock=True)
    order = sheet.order
    _check_changeable(order, None)
    if order.paid:
        raise OrderError("has_payments", paid=order.paid)
    for item in sheet.items:
        if not item.is_comp:
            item.is_void = True
            item.comp_void_reason = item.comp_void_reason or reason
            item.comp_void_notes = item.comp_void_notes or notes
    pricing.apply(sheet, pricing.price(sheet))
    order.void_reason, order.void_notes = reason, notes
    order.business_date = business_date_of(workspace, moment)
    order.version += 1
    batch = Batch()
    _move(batch, order, Order.State.DISCARDED, moment)
    batch.update(order, *ORDER_FIELDS)
    for item in sheet.items:
        batch.update(item, *LINE_FIELDS)
    write_taxes(batch, sheet, pricing.price(sheet))
    kitchen.tell(batch, sheet, at=moment)
    batch.send()
    return order


@transactional
def move(*, workspace: Workspace, order_id: UUID, to: str, at: dt.datetime | None = None) -> Order:
    """Move an order to another state. Raises OrderError `transition`.

    To `paid` it is moved by its payments, to `discarded` by `void`.
    """
    sheet = sheets.load(workspace=workspace, order_id=order_id, lock=True)
    order = sheet.order
    if to in {Order.State.PAID, Order.State.DISCARDED}:
        raise OrderError("transition", ("state",), **{"from": order.state, "to": to})
    moment = at or now()
    batch = Batch()
    _move(batch, order, to, moment)
    order.version += 1
    batch.update(order, "state", "version", "updated_at")
    kitchen.tell(batch, sheet, at=moment)
    batch.send()
    return order


@transactional
def fulfil(
    *, workspace: Workspace, order_id: UUID, status: str, at: dt.datetime | None = None
) -> Order:
    """Tell how far an order is on its way to the guest. Raises OrderError `transition`."""
    moment = at or now()
    sheet = sheets.load(workspace=workspace, order_id=order_id, lock=True)
    order = sheet.order
    if order.state not in FULFILLED_IN or status not in FULFILMENT[order.status]:
        raise OrderError("transition", ("status",), **{"from": order.status, "to": status})
    order.status = status
    order.version += 1
    batch = Batch().update(order, "status", "version", "updated_at")
    data = {"status": status, "updated_at": order.updated_at.isoformat()}
    _record(batch, order, "order.status.updated", data, moment)
    if status == Order.Status.REJECTED:
        kitchen.tell(batch, sheet, at=moment)
    batch.send()
    return order


def settle(batch: Batch, sheet: Sheet, *, at: dt.datetime, business_day: dt.date) -> None:
    """Add to a batch what makes an order paid. The caller holds its lock.

    A cart or a draft becomes an order by it, so the kitchen hears of it now; of others it knows.
    """
    order = sheet.order
    ordered = order.state in FULFILLED_IN
    _move(batch, order, Order.State.PAID, at)
    order.business_date = business_day
    if not ordered:
        kitchen.tell(batch, sheet, at=at)


def record_total(
    batch: Batch,
    order: Order,
    *,
    at: dt.datetime,
    tip: Decimal | None = None,
    correction: Decimal | None = None,
) -> None:
    """Record that what is owed changed by a tip or an adjustment, as the published event has it."""
    data = {
        "tip_amount": None if tip is None else str(tip),
        "correction_amount": None if correction is None else str(correction),
        "total": str(order.total),
        "updated_at": at.isoformat(),
    }
    _record(batch, order, "order.total.updated", data, at)


def business_date_of(workspace: Workspace, moment: dt.datetime) -> dt.date:
    """Return the business date of a moment in a workspace."""
    starts_at = workspace.business_day_starts_at
    return business_date(moment, zone=workspace.zone, starts_at=starts_at)


def _move(batch: Batch, order: Order, to: str, at: dt.datetime) -> None:
    if to not in TRANSITIONS[order.state]:
        raise OrderError("transition", ("state",), **{"from": order.state, "to": to})
    order.state = to
    data = {"state": to, "updated_at": at.isoformat()}
    _record(batch, order, "order.state.updated", data, at)


def _record(batch: Batch, order: Order, kind: str, data: dict[str, Any], at: dt.datetime) -> None:
    subject = ("orders", order.pk)
    events.record(
        batch, workspace_id=order.workspace_id, type=kind, subject=subject, data=data, at=at
    )


def _check_changeable(order: Order, version: int | None) -> None:
    if order.state not in CHANGEABLE:
        raise OrderError("not_changeable", state=order.state)
    if version is not None and version != order.version:
        raise OrderError("stale", ("version",), given=version, current=order.version)


def _adjusts(draft: OrderDraft) -> bool:
    adjustments = {"discount", "discount_type", "surcharge", "surcharge_type"}
    return bool(adjustments & set(draft.changes)) or "promo_code" in draft.links


def _link(sheet: Sheet, draft: OrderDraft, catalogue: Catalogue, moment: dt.datetime) -> None:
    """Give an order its attributes and what it points at."""
    order = sheet.order
    for name, key in draft.links.items():
        found = catalogue.linked[name].get(key) if key else None
        if key is not None and (found is None or getattr(found, "deleted_at", None)):
            raise OrderError("not_found", (name,), what=name)
        setattr(order, f"{name}_id", key)
        if name in {"outlet", "promo_code"}:
            setattr(sheet, name, found)
    if draft.links.get("promo_code") is not None:
        _check_promo_code(sheet, moment)
    for name, value in draft.changes.items():
        setattr(order, name, value)
    for name in ("discount", "surcharge"):
        _check_adjustment(order, name)


def _check_promo_code(sheet: Sheet, moment: dt.datetime) -> None:
    code = sheet.promo_code
    assert code is not None  # noqa: S101 (for the type checker)
    at = ("promo_code",)
    if not code.active:
        raise OrderError("inactive", at, name=code.code)
    if (code.starts_at and moment < code.starts_at) or (code.ends_at and moment >= code.ends_at):
        raise OrderError("expired", at, name=code.code)
    if code.max_usages is not None and code.usages >= code.max_usages:
        raise OrderError("exhausted", at, name=code.code, most=code.max_usages)


def _check_adjustment(order: Order, name: str) -> None:
    value, kind = getattr(order, name), getattr(order, f"{name}_type")
    if value is None:
        return
    if value and kind is None:
        raise OrderError("blank", (f"{name}_type",))
    if value < 0:
        raise OrderError("greater_than", (name,), limit=0)
    if name == "discount" and kind == "percentage" and value > 100:
        raise OrderError("discount_too_large", (name,), given=value, most=100)


def _assemble(sheet: Sheet, draft: OrderDraft, catalogue: Catalogue) -> Assembler:
    assembler = Assembler(sheet, catalogue)
    assembler.put(draft.items, draft.bundles)
    priced = pricing.price(sheet)
    pricing.apply(sheet, priced)
    _check_claims(assembler)
    return assembler


def _check_claims(assembler: Assembler) -> None:
    """Compare the amounts that the client computed with ours: a till must not show another price."""
    for item, draft in assembler.drafted:
        for name, given in draft.claims.items():
            expected = getattr(item, name)
            if given != expected:
                raise OrderError("mismatch", (*draft.at, name), given=given, expected=expected)
