"""Takes payments. The one that pays an order in full issues its invoice in the same transaction."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from pos import money
from pos.database import Batch, transactional
from pos.events import services as events
from pos.invoices.models import InvoiceTender
from pos.invoices.parts import issue
from pos.invoices.sales import Seller, Taken, invoice_of
from pos.orders import pricing
from pos.orders import services as orders
from pos.orders.errors import OrderError
from pos.orders.states import CHANGEABLE
from pos.payments.errors import PaymentError
from pos.payments.models import Payment, PaymentMethod
from pos.payments.tills import Till, open_till
from pos.workspaces.fields import now

if TYPE_CHECKING:
    import datetime as dt
    from uuid import UUID

    from pos.invoices.models import Invoice

ZERO = Decimal("0.00")
CASH = InvoiceTender.Kind.CASH
ROOM_CHARGE = InvoiceTender.Kind.ROOM_CHARGE
USE_PROMO_CODE = """
update customers_promocode set usages = usages + 1
where workspace_id = %s and id = %s and (max_usages is null or usages < max_usages)
returning id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentDraft:
    """Money that somebody wants to give for an order.

    `amount` is for the order's total, in the workspace's currency; in cash it may be more than what
    is due, and the rest is handed back. `tip_amount` is on top of it.
    """

    order_id: UUID
    payment_method_id: UUID
    register_id: UUID
    amount: Decimal
    tip_amount: Decimal | None = None
    notes: str | None = None
    room_number: str | None = None


@dataclass(frozen=True, slots=True)
class Paid:
    """A payment that was taken; `invoice` is set where it was the last one."""

    payment: Payment
    invoice: Invoice | None


@dataclass(frozen=True, slots=True)
class Applied:
    """How an amount handed over is used: `applied` to the total, and what goes back in coins."""

    applied: Decimal
    rounding: Decimal = ZERO
    change: Decimal = ZERO


@transactional
def pay(
    *, workspace_id: UUID, draft: PaymentDraft, user_id: UUID, at: dt.datetime | None = None
) -> Paid:
    """Take a payment for an order; issue its invoice where that pays it in full.

    Payments of one order wait for each other, so exactly one completes it. Raises PaymentError.
    """
    moment = at or now()
    till = open_till(
        workspace_id=workspace_id,
        order_id=draft.order_id,
        method_id=draft.payment_method_id,
        register_id=draft.register_id,
        user_id=user_id,
    )
    _check(till, draft)
    applied = apply_amount(till, draft)
    payment = _payment(till, draft, applied, moment)
    order = till.sheet.order
    order.paid += applied.applied
    order.version += 1
    batch = Batch().create([payment])
    _tell(batch, till, payment, moment)
    invoice = _complete(batch, till, payment, moment) if order.paid == order.total else None
    if invoice is None:
        batch.update(order, "paid", "version", "updated_at")
        batch.send()
    return Paid(payment, invoice)


def apply_amount(till: Till, draft: PaymentDraft) -> Applied:
    """Use an amount for what is due. Raises PaymentError `overpaid`: only cash gives change."""
    order = till.sheet.order
    due = order.total - order.paid
    if till.methods[draft.payment_method_id].kind != CASH:
        if draft.amount > due:
            raise PaymentError("overpaid", ("amount",), given=draft.amount, due=due)
        return Applied(draft.amount)
    payable, rounding = money.cash_due(due, till.sheet.policy.cash)
    if draft.amount == due:
        # A client that knows nothing of coins pays the exact amount: it gives what coins can pay.
        return Applied(due, rounding)
    if draft.amount >= payable:
        return Applied(due, rounding, money.change_due(payable, draft.amount))
    return Applied(draft.amount)


def _check(till: Till, draft: PaymentDraft) -> None:
    order, method = till.sheet.order, till.methods[draft.payment_method_id]
    if order.state not in CHANGEABLE:
        raise PaymentError("not_payable", ("order",), state=order.state)
    if not method.is_active:
        raise PaymentError("inactive", ("payment_method",), name=str(method))
    due = order.total - order.paid
    for name, value in (("amount", draft.amount), ("tip_amount", draft.tip_amount)):
        _check_amount(name, value, till.sheet.policy.unit)
    if draft.amount == 0 and due > 0:
        raise PaymentError("greater_than", ("amount",), limit=0)
    if draft.tip_amount and not method.is_tippable:
        raise PaymentError("present", ("tip_amount",), name=str(method))
    if draft.room_number and method.kind != ROOM_CHARGE:
        raise PaymentError("present", ("room_number",))
    if method.kind == ROOM_CHARGE and not draft.room_number:
        raise PaymentError("blank", ("room_number",))


def _check_amount(name: str, value: Decimal | None, unit: Decimal) -> None:
    if value is None:
        return
    if value < 0:
        raise PaymentError("greater_than", (name,), limit=0)
    if value % unit:
        raise PaymentError("too_precise", (name,), given=value, unit=unit)


def _payment(till: Till, draft: PaymentDraft, applied: Applied, at: dt.datetime) -> Payment:
    workspace = till.sheet.workspace
    return Payment(
        workspace=workspace,
        created_at=at,
        order=till.sheet.order,
        payment_method_id=draft.payment_method_id,
        register=till.register,
        user_id=till.user_id,
        amount=applied.applied,
        tip_amount=draft.tip_amount,
        rounding=applied.rounding,
        change=applied.change,
        notes=draft.notes,
        room_number=draft.room_number,
        business_date=orders.business_date_of(workspace, at),
    )


def _tell(batch: Batch, till: Till, payment: Payment, at: dt.datetime) -> None:
    order = till.sheet.order
    data = {"order_id": str(order.pk), "payment_id": str(payment.pk), "updated_at": at.isoformat()}
    events.record(
        batch,
        workspace_id=order.workspace_id,
        type="orders.payments.added",
        subject=("orders", order.pk),
        data=data,
        at=at,
    )
    if payment.tip_amount:
        orders.record_total(batch, order, tip=payment.tip_amount, at=at)


def _complete(batch: Batch, till: Till, payment: Payment, at: dt.datetime) -> Invoice:
    """Make the order paid and issue its invoice: the last statements of the transaction."""
    sheet = till.sheet
    order = sheet.order
    priced = pricing.price(sheet)
    if priced.charged.gross != order.total:
        # What was shown and what would be invoiced differ: nothing may be sold like that.
        raise OrderError("mismatch", ("total",), given=order.total, expected=priced.charged.gross)
    orders.settle(batch, sheet, at=at, business_day=payment.business_date)
    batch.update(order, "paid", "version", "state", "business_date", "updated_at")
    if order.promo_code_id is not None:
        batch.ask(USE_PROMO_CODE, (order.workspace_id, order.promo_code_id))
    parts = invoice_of(
        sheet,
        priced,
        seller=Seller(
            register=till.register,
            outlet=till.outlet,
            user_id=till.user_id,
            user_name=till.user_name,
        ),
        taken=[_taken(one, till.methods) for one in (*till.earlier, payment)],
        at=at,
        business_date=payment.business_date,
    )
    issue(batch, parts)
    answers = batch.send()
    if order.promo_code_id is not None and not answers[0]:
        code = sheet.promo_code.code if sheet.promo_code else ""
        raise PaymentError("exhausted", ("order",), name=code)
    return parts.invoice


def _taken(payment: Payment, methods: dict[UUID, PaymentMethod]) -> Taken:
    method = methods[payment.payment_method_id]
    return Taken(
        kind=method.kind,
        name=str(method),
        amount=payment.amount,
        tip=payment.tip_amount or ZERO,
        rounding=payment.rounding,
        change=payment.change,
        room_number=payment.room_number,
    )
