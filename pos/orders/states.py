"""What may follow what: the life of an order, and its way to the guest."""

from __future__ import annotations

from pos.orders.models import Order

S, F = Order.State, Order.Status

# An order is never opened again after it was paid or discarded: money goes back by a refund.
TRANSITIONS: dict[str, frozenset[str]] = {
    S.CART: frozenset({S.DRAFT, S.OPEN, S.OPEN_WEB, S.PENDING_PAYMENT, S.PAID, S.DISCARDED}),
    S.DRAFT: frozenset({S.CART, S.OPEN, S.SENT, S.PENDING_PAYMENT, S.PAID, S.DISCARDED}),
    S.OPEN: frozenset({S.SENT, S.PENDING_PAYMENT, S.PAID, S.DISCARDED}),
    S.OPEN_WEB: frozenset({S.OPEN, S.SENT, S.PENDING_PAYMENT, S.PAID, S.DISCARDED}),
    S.SENT: frozenset({S.OPEN, S.PENDING_PAYMENT, S.PAID, S.DISCARDED}),
    S.PENDING_PAYMENT: frozenset({S.OPEN, S.OPEN_WEB, S.SENT, S.PAID, S.DISCARDED}),
    S.PAID: frozenset(),
    S.DISCARDED: frozenset(),
}
CHANGEABLE = frozenset(state for state, following in TRANSITIONS.items() if following)

# Fulfilment. None is an order that nobody follows, such as one served at its table.
FULFILMENT: dict[str | None, frozenset[str]] = {
    None: frozenset({F.RECEIVED}),
    F.RECEIVED: frozenset({F.CONFIRMED, F.REJECTED}),
    F.CONFIRMED: frozenset({F.PREPARING, F.READY_FOR_DELIVERY, F.REJECTED}),
    F.PREPARING: frozenset({F.READY_FOR_DELIVERY, F.REJECTED}),
    F.READY_FOR_DELIVERY: frozenset({F.DISPATCHED, F.DELIVERED}),
    F.DISPATCHED: frozenset({F.IN_TRANSIT, F.DELIVERED}),
    F.IN_TRANSIT: frozenset({F.DELIVERED}),
    F.DELIVERED: frozenset(),
    F.REJECTED: frozenset(),
}
# The state constrains the fulfilment: nothing is prepared of what is not ordered yet, or no more.
FULFILLED_IN = frozenset({S.OPEN, S.OPEN_WEB, S.SENT, S.PENDING_PAYMENT, S.PAID})
