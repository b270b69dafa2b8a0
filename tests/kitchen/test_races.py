"""Changes at once, repeated and undone: every dish is asked for exactly once."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal as D

import pytest
from django.db import transaction

from pos.kitchen import services as kitchen
from pos.kitchen.models import Reprint, Ticket, ToldLine, ToldOrder
from pos.orders import services as orders
from printing.models import PrintJob
from tests.api import world
from tests.api.test_selling import document, line, order
from tests.kitchen.place import open_kitchen
from tests.orders.shop import change, item
from tests.payments.test_races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def here():
    return open_kitchen()


def asked():
    """Count what was asked of the kitchen, by name."""
    found = Counter()
    for ticket in Ticket.objects.all():
        for one in ticket.lines:
            found[one["name"]] += D(one["quantity"]) * (-1 if one["off"] else 1)
    return found


def failures(results):
    return [one for one in results if isinstance(one, Exception)]


def test_new_lines_at_once_are_each_asked_for_once(here):
    made = here.order(item(here.soup))
    results = at_once([lambda: here.update(made, item(here.steak)) for _ in range(12)])
    assert failures(results) == []
    assert asked() == {"Soup": 1, "Steak": 12}
    assert [one.number for one in here.tickets(made)] == list(range(1, 14))
    assert len(here.jobs()) == 13


def test_one_line_changed_at_once_ends_at_what_it_is(here):
    made = here.order(item(here.soup))
    (soup,) = made.order_items.all()
    results = at_once(
        [
            lambda n=n: here.update(made, change(soup.pk, quantity=D(f"{n}.00")))
            for n in range(1, 11)
        ]
    )
    assert failures(results) == []
    soup.refresh_from_db()
    assert asked() == {"Soup": soup.quantity}
    assert here.knows(made) == {"Soup": soup.quantity}


def test_an_order_discarded_while_it_changes_leaves_nothing_asked_for(here):
    made = here.order(item(here.soup))
    own = {"workspace": here.workspace, "order_id": made.pk}
    calls = [lambda: here.update(made, item(here.steak)) for _ in range(6)]
    at_once([*calls, lambda: orders.void(**own, reason="They left")])
    assert not +asked()
    assert not ToldLine.objects.exists()


def test_one_key_sent_at_once_asks_once(here):
    api = [world.client(here.workspace) for _ in range(6)]
    body = order(line(here.soup, "2.00"))
    key = {"Idempotency_Key": "0123456789abcdef"}
    results = at_once([lambda one=one: one.post("/v1/orders", body, **key) for one in api])
    assert {one.status_code for one in results} <= {201, 409}
    assert asked() == {"Soup": 2}
    assert PrintJob.objects.count() == 1


def test_a_change_that_is_undone_was_never_said(here):
    made = here.order(item(here.soup))
    with transaction.atomic():
        here.update(made, item(here.steak))
        assert len(here.jobs()) == 2
        transaction.set_rollback(True)
    assert asked() == {"Soup": 1}
    assert len(here.jobs()) == 1
    here.update(made, item(here.steak))
    assert asked() == {"Soup": 1, "Steak": 1}
    assert ToldOrder.objects.get().tickets == 2


def test_a_preview_prints_nothing(here):
    api = world.client(here.workspace)
    made = document(api.post("/v1/orders", order(line(here.soup))), 201)["data"]["id"]
    body = order(line(here.steak))
    body["data"]["id"] = made
    assert api.post(f"/v1/orders/{made}/preview", body).status_code == 200
    assert asked() == {"Soup": 1}
    assert api.patch(f"/v1/orders/{made}", body).status_code == 200
    assert asked() == {"Soup": 1, "Steak": 1}


def test_reprints_at_once_are_counted_apart(here):
    made = here.order(item(here.soup))
    (ticket,) = here.tickets(made)
    own = {"workspace_id": here.workspace.pk, "ticket_id": ticket.pk}
    results = at_once([lambda: kitchen.reprint(**own, by="Chef") for _ in range(6)])
    assert failures(results) == []
    assert sorted(number for _, number in results) == list(range(1, 7))
    assert Reprint.objects.count() == 6
    assert len(here.jobs()) == 7
