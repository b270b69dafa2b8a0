"""What the kitchen costs: one statement where there is none, one round trip where there is."""

from __future__ import annotations

import pytest

from pos import database
from pos.orders import services as orders
from tests.kitchen.place import open_kitchen
from tests.orders.shop import item, open_shop

pytestmark = pytest.mark.django_db


class Trips:
    """Counts the round trips of batches, and the statements in them."""

    def __init__(self, monkeypatch):
        self.sent = []
        send = database.Batch.send

        def counted(batch):
            answers = send(batch)
            self.sent.append([statement for statement, _, _ in batch._statements])
            return answers

        monkeypatch.setattr(database.Batch, "send", counted)

    def of(self, call):
        self.sent = []
        found = call()
        return found, len(self.sent), [one for sent in self.sent for one in sent]


def test_without_a_kitchen_no_round_trip_is_added(monkeypatch):
    shop, trips = open_shop(), Trips(monkeypatch)
    soup = shop.product("5.00")
    own = {"workspace": shop.workspace}
    made, count, said = trips.of(lambda: shop.order(item(soup)))
    assert (count, sum("printing_" in one for one in said)) == (3, 1)
    assert not any("kitchen_" in one for one in said)
    _, count, said = trips.of(lambda: orders.move(**own, order_id=made.pk, to="sent"))
    assert (count, sum("printing_" in one for one in said)) == (2, 1)
    paid, count, said = trips.of(lambda: shop.pay(made, "5.00"))
    # The till, the series' lock and head, and all that is written.
    assert count == 4
    assert not any("kitchen_" in one for one in said)
    assert paid.invoice is not None


def test_with_a_kitchen_one_is_added_where_something_may_be_said(monkeypatch):
    here, trips = open_kitchen(), Trips(monkeypatch)
    made, count, _ = trips.of(lambda: here.order(item(here.soup)))
    assert count == 4
    _, count, _ = trips.of(lambda: here.update(made, item(here.steak)))
    assert count == 5
    _, count, _ = trips.of(lambda: here.shop.pay(made, "25.00"))
    assert count == 4


def test_the_statements_do_not_grow_with_the_lines(monkeypatch):
    here, trips = open_kitchen(), Trips(monkeypatch)
    _, _, few = trips.of(lambda: here.order(item(here.soup)))
    _, _, many = trips.of(lambda: here.order(*[item(here.soup)] * 32))
    assert sum("kitchen_" in one for one in many) == sum("kitchen_" in one for one in few)


def test_every_statement_names_its_workspace(monkeypatch):
    here, trips = open_kitchen(), Trips(monkeypatch)
    made, _, first = trips.of(lambda: here.order(item(here.soup)))
    _, _, second = trips.of(lambda: here.update(made, item(here.steak)))
    read = [one for one in (*first, *second) if not one.strip().startswith("insert into")]
    assert [one for one in read if "workspace_id = %s" not in one] == []
