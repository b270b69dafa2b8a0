"""What a payment needs to know, read in one round trip under the order's lock."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pos.database import Batch, rows_of
from pos.invoices.originals import OUTLET
from pos.orders import sheets
from pos.orders.errors import OrderError
from pos.payments.errors import PaymentError
from pos.payments.models import Payment, PaymentMethod
from pos.registers.models import Outlet, Register
from pos.users.selectors import MEMBER
from pos.workspaces.models import Workspace

if TYPE_CHECKING:
    from uuid import UUID

    from pos.orders.sheets import Sheet

METHODS = """
t.workspace_id = %s and (t.id = %s or t.id in (
    select p.payment_method_id from payments_payment p
    where p.workspace_id = %s and p.order_id = %s))
"""


@dataclass(slots=True, kw_only=True)
class Till:
    """An order about to be paid, and by what, where and whom."""

    sheet: Sheet
    register: Register
    outlet: Outlet
    user_id: UUID
    user_name: str
    methods: dict[UUID, PaymentMethod]
    earlier: list[Payment]


def open_till(
    *, workspace_id: UUID, order_id: UUID, method_id: UUID, register_id: UUID, user_id: UUID
) -> Till:
    """Lock an order and read all that paying it takes. Raises PaymentError `not_found`."""
    own = (workspace_id, order_id)
    batch = Batch()
    sheets.ask_for(batch, workspace_id=workspace_id, order_id=order_id, lock=True)
    batch.read(Workspace, "t.id = %s", (workspace_id,))
    batch.read(Register, "t.workspace_id = %s and t.id = %s", (workspace_id, register_id))
    batch.read(Outlet, OUTLET, (workspace_id, workspace_id, register_id))
    batch.read(PaymentMethod, METHODS, (workspace_id, method_id, *own))
    batch.read(
        Payment, "t.workspace_id = %s and t.order_id = %s", own, "order by t.created_at, t.id"
    )
    batch.ask(MEMBER, (user_id, workspace_id))
    answers = batch.send()
    return _till(answers[: sheets.ASKED], *answers[sheets.ASKED :], method_id=method_id)


def _till(
    ordered: list[list[Any]],
    workspaces: list[Any],
    registers: list[Any],
    outlets: list[Any],
    methods: list[Any],
    payments: list[Any],
    members: list[Any],
    *,
    method_id: UUID,
) -> Till:
    try:
        sheet = sheets.sheet_of(rows_of(Workspace, workspaces)[0], ordered)
    except OrderError as error:
        raise PaymentError("not_found", ("order",), what="order") from error
    known = {method.pk: method for method in rows_of(PaymentMethod, methods)}
    if method_id not in known:
        raise PaymentError("not_found", ("payment_method",), what="payment_method")
    if not registers:
        raise PaymentError("not_found", ("register",), what="register")
    if not members:
        raise PaymentError("not_found", ("user",), what="user")
    return Till(
        sheet=sheet,
        register=rows_of(Register, registers)[0],
        outlet=rows_of(Outlet, outlets)[0],
        user_id=members[0][0],
        user_name=members[0][1],
        methods=known,
        earlier=rows_of(Payment, payments),
    )
