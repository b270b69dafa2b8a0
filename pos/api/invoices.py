"""Writes of invoices: refunds and cancellations."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from pos.api.problems import translate
from pos.invoices import services as invoices
from pos.invoices.errors import InvoiceError
from pos.invoices.pay_back import PayBack
from pos.invoices.resources import INVOICES
from pos.invoices.services import RefundDraft
from pos.jsonapi.members import Amount, Quantity, Text, Wrong
from pos.jsonapi.writing import Call, Operation, Written
from pos.payments.models import PaymentMethod
from pos.users.services import acting_user

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from pos.jsonapi.body import Identifier, Object
    from pos.jsonapi.members import Member

REFUND: dict[str, Member] = {
    "refund_reason": Text(255, blank=False),
    "tip_amount": Amount(),
    "room_number": Text(255, nullable=True),
}
CANCEL: dict[str, Member] = {"cancel_reason": Text(255, blank=False)}
NO_ROW = "There is no invoice with this id."


def refund(call: Call) -> Written:
    """`POST /invoices/{id}/refunds`: give lines back, or (without `invoiceItems`) all that is left.

    The relationship's identifiers say how many: `{"type", "id", "meta": {"quantity": "1.00"}}`;
    without it the whole line.
    """
    data = call.body.primary("invoices")
    given = data.read(REFUND, required=("refund_reason",))
    data.close()
    lines = data.many("items" if data.has("items") else "invoice_items", "invoice_items")
    register = data.one("register", "registers")
    method = data.one("payment_method", "payment_methods")
    quantities = None if lines is None else _quantities(call, data, lines)
    call.body.check()
    draft = RefundDraft(
        invoice_id=_row(call),
        reason=given["refund_reason"],
        quantities=quantities,
        places={line.id: (line.pointer,) for line in lines or () if line.id},
        tip=given.get("tip_amount", Decimal("0.00")),
        pay_back=_pay_back(call, method, given.get("room_number")),
        register_id=register.id if register else None,
    )
    found = invoices.refund(workspace_id=call.workspace_id, draft=draft, user_id=_user(call))
    return Written((found.pk,))


def cancel(call: Call) -> Written:
    """`POST /invoices/{id}/cancel`: mark it, and answer with the counter-invoice."""
    data = call.body.primary("invoices", row_id=call.row_id)
    given = data.read(CANCEL, required=("cancel_reason",))
    data.close()
    call.body.check()
    found = invoices.cancel(
        workspace_id=call.workspace_id,
        invoice_id=_row(call),
        reason=given["cancel_reason"],
        user_id=_user(call),
    )
    return Written((found.pk,))


def _quantities(call: Call, data: Object, lines: list[Identifier]) -> dict[UUID, Decimal]:
    """Read how many of each line; a line without a quantity is given back whole."""
    found: dict[UUID, Decimal] = {}
    for line in lines:
        if line.id is None:
            continue
        if line.id in found:
            data.body.note("taken", "The line is named twice.", line.pointer)
        if "quantity" not in line.meta:
            found[line.id] = invoices.WHOLE
            continue
        try:
            found[line.id] = Quantity().read(line.meta["quantity"])
        except Wrong as wrong:
            pointer = f"{line.pointer}/meta/quantity"
            data.body.note(wrong.code, f"Quantity {wrong.message}.", pointer)
    del call
    return found


def _pay_back(call: Call, method: Identifier | None, room: str | None) -> PayBack | None:
    if method is None or method.id is None:
        return None
    found = PaymentMethod.objects.filter(workspace_id=call.workspace_id, pk=method.id).first()
    if found is None:
        raise InvoiceError("not_found", ("payment_method",), what="payment_method")
    return PayBack(kind=found.kind, name=str(found), room_number=room)


def _user(call: Call) -> UUID:
    known: UUID | None = call.credentials.user_id
    return known or acting_user(workspace_id=call.workspace_id, key_id=call.credentials.id)


def _row(call: Call) -> UUID:
    assert call.row_id is not None  # noqa: S101 (the route has one)
    return call.row_id


ACTIONS: Iterable[tuple[str, Operation]] = (
    (
        "refunds",
        Operation(
            handler=refund,
            answers=INVOICES,
            scope="invoices:write",
            span=None,
            translate=translate,
        ),
    ),
    (
        "cancel",
        Operation(
            handler=cancel,
            answers=INVOICES,
            scope="invoices:write",
            span=None,
            translate=translate,
        ),
    ),
)
