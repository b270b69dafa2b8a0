"""Turns the errors of services into error objects: one table from codes to status and sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pos.invoices.errors import InvoiceError
from pos.jsonapi.errors import Problem
from pos.orders.errors import OrderError
from pos.payments.errors import PaymentError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pos.jsonapi.body import Body

# code -> status, what is wrong and what to do. `{name}` is the member, the rest are the error's data.
SENTENCES: dict[str, tuple[int, str]] = {
    "not_found": (422, "{name} names no {what} of this workspace."),
    "mismatch": (422, "{name} is {given}, but the server computed {expected}."),
    "blank": (422, "{name} must be given."),
    "present": (422, "{name} must be blank."),
    "taken": (422, "{name} is named twice."),
    "greater_than": (422, "{name} must be greater than {limit}."),
    "too_precise": (422, "{name} is {given}; the smallest amount of this currency is {unit}."),
    "not_changeable": (409, "The order is {state}; it cannot be changed any more."),
    "not_payable": (409, "The order is {state}; nothing can be paid for it."),
    "transition": (409, "{name} cannot go from {from} to {to}."),
    "stale": (409, "The order is at version {current}, not {given}; read it and try again."),
    "unavailable": (422, "{value} is not on sale now."),
    "inactive": (422, "{value} is not active."),
    "expired": (422, "{value} is not valid now."),
    "exhausted": (422, "{value} has been used as often as it may be; take it off the order."),
    "wrong_product": (422, "{name} does not belong to the product or bundle of this line."),
    "not_offered": (422, "{value} is not offered with {product}."),
    "count": (422, "{value} takes {minimum} to {maximum} modifiers, not {given}."),
    "group_missing": (422, "The bundle needs a choice in each group; missing: {groups}."),
    "not_both": (422, "A line is complimentary or void, not both."),
    "paid_already": (422, "{paid} are paid already, more than the new total of {total}."),
    "has_payments": (409, "{paid} are paid already; refund the invoice instead."),
    "discount_too_large": (422, "The discount of {given} is more than {most}."),
    "too_large": (422, "The order, or a line of it, comes to more than {limit}."),
    "empty": (422, "A part needs at least one line."),
    "exceeds": (422, "{given} is asked for, but only {left} is left."),
    "parts": (422, "The order cannot be split like that; at least two parts need something."),
    "overpaid": (422, "{name} is {given}, but only {due} is due."),
    "not_refundable": (409, "This invoice cannot be refunded: it is a {why}."),
    "cancelled_already": (409, "This invoice is cancelled already."),
    "refunded_already": (409, "Something of this invoice was refunded; refund the rest instead."),
    "nothing_left": (409, "Everything on this invoice has been given back."),
    "tip_exceeds": (422, "The tip to give back is {given}, but only {left} is left of it."),
}


def translate(error: Exception, body: Body) -> list[Problem] | None:
    """Turn an error of orders, payments or invoices into a problem with its pointer."""
    if not isinstance(error, OrderError | PaymentError | InvoiceError):
        return None
    pointer = pointer_to(body, error.at)
    if error.code == "not_found" and not error.at:
        what = str(error.data.get("what", "resource")).replace("_", " ")
        detail = f"There is no {what} with this id."
        return [Problem(status=404, code="not_found", detail=detail)]
    status, sentence = SENTENCES[error.code]
    return [
        Problem(
            status=status,
            code=error.code,
            detail=sentence.format_map(_words(error.at, error.data)),
            pointer=pointer,
        )
    ]


def pointer_to(body: Body, at: tuple[str | int, ...]) -> str | None:
    """Return the JSON pointer of a member that a service names; None for the whole.

    What the handlers hand over as places of lines are pointers already.
    """
    if not at:
        return None
    head, *rest = at
    base = str(head) if isinstance(head, str) and head.startswith("/") else "/data"
    names = rest if base == head else [head, *rest]
    if not names:
        return base
    member = str(names[0])
    kind = "relationships" if member in RELATIONSHIPS else "attributes"
    place = f"{base}/{kind}/{body.case(member)}"
    tail = [f"data/{part}" if isinstance(part, int) else body.case(part) for part in names[1:]]
    return "/".join([place, *tail])


RELATIONSHIPS = frozenset(
    {
        "customer", "outlet", "revenue_center", "promo_code", "tables", "items", "payments", "order",
        "payment_method", "register", "product", "product_variant", "modifiers", "product_bundle",
        "product_bundle_item", "order_bundle", "invoice_items", "invoice", "printer", "fallback",
    }
)  # fmt: skip


def _words(at: tuple[str | int, ...], data: Mapping[str, Any]) -> _Words:
    named = [part for part in at if isinstance(part, str) and not part.startswith("/")]
    member = (named[-1] if named else "it").replace("_", " ")
    words = {key: _word(value) for key, value in data.items()}
    words["value"] = words.get("name", "it")
    words["name"] = member.capitalize()
    return _Words(words)


def _word(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return str(value).replace("_", " ")


class _Words(dict[str, str]):
    """Words for a sentence; one that an error does not give is left out."""

    def __missing__(self, key: str) -> str:
        return "…"
