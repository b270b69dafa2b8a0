"""Writes of payments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pos.api.problems import translate
from pos.jsonapi.members import Amount, Text
from pos.jsonapi.writing import Call, Operation, Written
from pos.payments import services as payments
from pos.payments.resources import PAYMENTS
from pos.payments.services import PaymentDraft
from pos.users.services import acting_user
from pos.workspaces.fields import uuid7

if TYPE_CHECKING:
    from uuid import UUID

    from pos.jsonapi.body import Identifier, Object
    from pos.jsonapi.members import Member

PAYMENT: dict[str, Member] = {
    "amount": Amount(),
    "tip_amount": Amount(nullable=True),
    # The published schema forbids these letters.
    "notes": Text(500, nullable=True, forbidden="<>&"),
    "room_number": Text(255, nullable=True),
}


def create(call: Call) -> Written:
    """`POST /payments`: money for an order; the last one issues its invoice."""
    data = call.body.primary("payments")
    draft = payment_draft(data)
    call.body.check()
    known = call.credentials.user_id
    user_id = known or acting_user(workspace_id=call.workspace_id, key_id=call.credentials.id)
    paid = payments.pay(workspace_id=call.workspace_id, draft=draft, user_id=user_id)
    return Written((paid.payment.pk,))


def payment_draft(data: Object, *, order_id: UUID | None = None) -> PaymentDraft:
    """Read a payment; of the order that it came with, or of the one that it names."""
    given = data.read(PAYMENT, required=("amount",))
    data.close("status")
    order = None if order_id else data.one("order", "orders", required=True)
    method = data.one("payment_method", "payment_methods", required=True)
    register = data.one("register", "registers", required=True)
    return PaymentDraft(
        order_id=order_id or _id(order),
        payment_method_id=_id(method),
        register_id=_id(register),
        amount=given.get("amount", payments.ZERO),
        tip_amount=given.get("tip_amount"),
        notes=given.get("notes"),
        room_number=given.get("room_number"),
    )


def _id(end: Identifier | None) -> UUID:
    # Where an end is missing a problem is noted, and nothing is done with what is read.
    return end.id if end and end.id else uuid7()


CREATE = Operation(
    handler=create,
    answers=PAYMENTS,
    scope="payments:write",
    span=None,
    translate=translate,
)
