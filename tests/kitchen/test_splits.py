"""A bill that is split: the food is the same, so nothing is printed, and it is known on each part."""

from __future__ import annotations

from decimal import Decimal as D

import pytest

from pos.orders import services as orders
from pos.orders import splitting
from pos.orders.drafts import OrderDraft
from pos.orders.models import Order
from tests.kitchen.place import open_kitchen
from tests.orders.shop import change, item

pytestmark = pytest.mark.django_db


@pytest.fixture
def here():
    return open_kitchen()


def own(here, order):
    return {"workspace": here.workspace, "order_id": order.pk}


def test_lines_that_move_are_known_where_they_went(here):
    order = here.order(item(here.soup, "3.00"), item(here.steak), item(here.coffee), notes="Quick")
    soup, steak, coffee = order.order_items.order_by("position")
    (part,) = splitting.split_by_items(
        **own(here, order), parts=[{soup.pk: D("1.00"), steak.pk: D("1.00"), coffee.pk: D("1.00")}]
    )
    assert (len(here.tickets(order)), here.tickets(part)) == (1, [])
    assert here.knows(order) == {"Soup": D("2.00")}
    assert here.knows(part) == {"Soup": D("1.00"), "Steak": D("1.00")}
    here.update(order, covers=1)
    here.update(part, covers=1)
    assert (len(here.tickets(order)), here.tickets(part)) == (1, [])

    here.update(order, change(soup.pk, quantity=D("4.00")))
    assert here.said(order, after=1) == ["grill: 2 Soup"]
    orders.void(**own(here, part), reason="They left")
    assert here.said(part) == ["grill: -1 Soup, -1 Steak"]
    assert here.tickets(part)[0].number == 1
    here.shop.pay(order, Order.objects.get(pk=order.pk).total)
    assert len(here.tickets(order)) == 2


def test_by_seats(here):
    order = here.order(item(here.soup, seat=1), item(here.steak, seat=2), item(here.red))
    (part,) = splitting.split_by_seats(**own(here, order))
    assert here.knows(order) == {"Soup": D("1.00"), "Red": D("1.00")}
    assert here.knows(part) == {"Steak": D("1.00")}
    orders.void(**own(here, order), reason="They left")
    assert here.said(order, after=2) == ["grill: -1 Soup @1", "cellar: -1 Red"]


def test_shares_of_a_bill_are_no_number_of_dishes(here):
    order = here.order(item(here.soup, "2.00"), item(here.coffee))
    (part,) = splitting.split_by_amounts(**own(here, order), amounts=None, ways=2)
    assert here.knows(order) == here.knows(part) == {}
    orders.void(**own(here, part), reason="They left")
    here.update(order, item(here.steak))
    assert here.tickets(part) == []
    assert here.said(order, after=1) == ["grill: 1 Steak"]


def test_lines_that_cost_nothing_have_no_share_and_are_not_told_off(here):
    bread = here.shop.product("0.00", name="Bread", product_type=here.food)
    order = here.order(item(here.soup), item(here.steak), item(bread))
    steak = order.order_items.get(position=2)
    here.update(order, change(steak.pk, is_comp=True, comp_void_reason="Late"))
    (part,) = splitting.split_by_amounts(
        **own(here, order), amounts=[D("2.00"), D("3.00")], ways=None
    )
    for one in (order, part):
        here.update(one, covers=1)
    assert (len(here.tickets(order)), here.tickets(part)) == (1, [])
    orders.void(**own(here, order), reason="They left")
    assert here.said(order, after=1) == ["grill: -1 Steak"]


def test_what_is_given_away_stays_known_once(here):
    order = here.order(item(here.soup), item(here.steak))
    soup = order.order_items.get(position=1)
    here.update(order, change(soup.pk, is_comp=True, comp_void_reason="Late"))
    (part,) = splitting.split_by_items(**own(here, order), parts=[{soup.pk: D("1.00")}])
    here.update(order, covers=1)
    here.update(part, covers=1)
    assert (len(here.tickets(order)), here.tickets(part)) == (1, [])


def test_parts_of_a_draft_are_told_when_they_become_orders(here):
    draft = orders.create(
        workspace=here.workspace,
        draft=OrderDraft(items=(item(here.soup), item(here.steak))),
        state="draft",
    )
    soup = draft.order_items.get(position=1)
    (part,) = splitting.split_by_items(**own(here, draft), parts=[{soup.pk: D("1.00")}])
    assert (here.tickets(draft), here.tickets(part)) == ([], [])
    for one in (draft, part):
        orders.move(**own(here, one), to="open")
    assert here.said(draft) == ["grill: 1 Steak"]
    assert here.said(part) == ["grill: 1 Soup"]
