"""The life of an order, as a table."""

from __future__ import annotations

import itertools
from contextlib import suppress

import pytest

from pos.events.models import Event
from pos.orders import services as orders
from pos.orders.errors import OrderError
from pos.orders.models import Order
from pos.orders.states import CHANGEABLE, FULFILMENT, TRANSITIONS
from tests.orders.shop import item, open_shop

pytestmark = pytest.mark.django_db
STATES = [state.value for state in Order.State]
# From each state where it may go by itself; paid and discarded have verbs of their own.
MOVES = {
    "cart": {"draft", "open", "open_web", "pending_payment"},
    "draft": {"cart", "open", "sent", "pending_payment"},
    "open": {"sent", "pending_payment"},
    "open_web": {"open", "sent", "pending_payment"},
    "sent": {"open", "pending_payment"},
    "pending_payment": {"open", "open_web", "sent"},
    "paid": set(),
    "discarded": set(),
}


def test_the_tables_name_every_state():
    assert set(TRANSITIONS) == set(STATES)
    assert set(FULFILMENT) == {None, *(status.value for status in Order.Status)}
    assert set(STATES) - {"paid", "discarded"} == CHANGEABLE
    for state in CHANGEABLE:
        assert {"paid", "discarded"} <= TRANSITIONS[state]


def test_orders_move_as_the_table_says():
    shop = open_shop()
    order = shop.order(item(shop.product("3.30")))
    for before, after in itertools.product(STATES, STATES):
        Order.objects.filter(pk=order.pk).update(state=before)
        with suppress(OrderError):
            moved = False
            orders.move(workspace=shop.workspace, order_id=order.pk, to=after)
            moved = True
        assert moved == (after in MOVES[before]), (before, after)


def test_fulfilment_goes_its_way_while_the_state_lets_it():
    shop = open_shop()
    order = shop.order(item(shop.product("3.30")))
    own = {"workspace": shop.workspace, "order_id": order.pk}
    for status in ("received", "confirmed", "preparing", "ready_for_delivery", "dispatched"):
        orders.fulfil(**own, status=status)
    with pytest.raises(OrderError, match="transition"):
        orders.fulfil(**own, status="confirmed")
    Order.objects.filter(pk=order.pk).update(state="discarded")
    with pytest.raises(OrderError, match="transition"):
        orders.fulfil(**own, status="delivered")
    types = list(Event.objects.order_by("position").values_list("type", flat=True))
    assert types == ["order.status.updated"] * 5
    assert Order.objects.get(pk=order.pk).version == order.version + 5


def test_a_sale_is_told_in_events_in_order():
    shop = open_shop()
    order = shop.order(item(shop.product("3.30")))
    shop.pay(order, "3.30", tip_amount=1)
    found = list(Event.objects.order_by("position").values_list("type", flat=True))
    assert found == [
        "orders.payments.added", "order.total.updated", "order.state.updated", "invoice.issued",
    ]  # fmt: skip
    assert not Event.objects.filter(transaction=0).exists()
