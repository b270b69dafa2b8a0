"""What the kitchen is told when an order changes: the differences, and nothing else."""

from __future__ import annotations

from decimal import Decimal as D

import pytest

from pos.kitchen.models import Ticket, ToldLine, ToldOrder
from pos.orders import services as orders
from pos.orders.drafts import ItemDraft, OrderDraft
from pos.orders.models import Order
from printing.models import PrintJob, Route
from tests.factories.products import (
    ModifierFactory,
    ProductBundleFactory,
    ProductBundleItemFactory,
    ProductModifierFactory,
    ProductVariantFactory,
)
from tests.kitchen.place import open_kitchen
from tests.orders.shop import bundle, change, item

pytestmark = pytest.mark.django_db


@pytest.fixture
def here():
    return open_kitchen()


def lines(order):
    return list(order.order_items.order_by("position"))


def test_a_new_order_goes_to_the_printers_of_its_food(here):
    order = here.order(
        item(here.soup, "2.00"), item(here.coffee), item(here.red), item(here.steak), covers=2
    )
    assert here.said(order) == ["grill: 2 Soup, 1 Steak", "cellar: 1 Red"]
    first, second = here.tickets(order)
    assert (first.number, second.number) == (1, 2)
    assert first.covers == 2
    jobs = here.jobs()
    assert [job.printer for job in jobs] == [here.grill, here.cellar]
    assert [(job.source, job.source_id) for job in jobs] == [
        ("kitchen", first.pk),
        ("kitchen", second.pk),
    ]
    assert jobs[0].reference == f"Order {first.code}, ticket 1"


CHANGES = {
    "more": ({"quantity": D("3.00")}, ["grill: 2 Soup"]),
    "of less": ({"quantity": D("0.50")}, ["grill: -0.5 Soup"]),
    "void": ({"is_void": True, "comp_void_reason": "Wrong"}, ["grill: -1 Soup"]),
    "comp": ({"is_comp": True, "comp_void_reason": "Late"}, []),
    "cheaper": ({"discount": D("10.00"), "discount_type": "percentage"}, []),
    "notes": ({"notes": "hot"}, ["grill: -1 Soup, 1 Soup * hot"]),
    "seat": ({"seat": 2}, ["grill: -1 Soup, 1 Soup @2"]),
    "the same": ({"quantity": D("1.00"), "notes": None}, []),
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_changed_line(here, what):
    changes, expected = CHANGES[what]
    order = here.order(item(here.soup), item(here.steak))
    line = lines(order)[0]
    here.update(order, change(line.pk, **changes))
    assert here.said(order, after=1) == expected
    here.update(order, change(line.pk, **changes))
    assert here.said(order, after=1) == expected


def test_less_of_what_was_more(here):
    order = here.order(item(here.soup, "3.00"))
    here.update(order, change(lines(order)[0].pk, quantity=D("1.00")))
    assert here.said(order, after=1) == ["grill: -2 Soup"]


def test_a_void_line_that_comes_back_is_new(here):
    order = here.order(item(here.soup))
    line = lines(order)[0]
    here.update(order, change(line.pk, is_void=True, comp_void_reason="Wrong"))
    here.update(order, change(line.pk, is_void=False, comp_void_reason=None))
    assert here.said(order, after=1) == ["grill: -1 Soup", "grill: 1 Soup"]


def test_other_modifiers_another_variant_another_product(here):
    bread, cream = (
        ModifierFactory.create(workspace=here.workspace, name=name) for name in ("Bread", "Cream")
    )
    for one in (bread, cream):
        ProductModifierFactory.create(workspace=here.workspace, product=here.soup, modifier=one)
    large = ProductVariantFactory.create(
        workspace=here.workspace, product=here.soup, selector={"size": "large"}
    )
    order = here.order(item(here.soup, modifiers=(bread.pk,)))
    line = lines(order)[0]

    def becomes(**wanted):
        after = len(here.tickets(order))
        here.update(order, ItemDraft(at=("items", 0), id=line.pk, **wanted))
        return here.said(order, after)

    assert becomes(modifiers=(bread.pk, cream.pk)) == [
        "grill: -1 Soup + Bread, 1 Soup + Bread + Cream"
    ]
    assert becomes(modifiers=(cream.pk, bread.pk)) == []
    assert becomes(product_variant_id=large.pk) == [
        "grill: -1 Soup + Bread + Cream, 1 Soup large + Cream + Bread"
    ]
    assert becomes(product_id=here.steak.pk, modifiers=()) == [
        "grill: -1 Soup large + Cream + Bread, 1 Steak"
    ]
    assert becomes(product_id=here.red.pk) == ["grill: -1 Steak", "cellar: 1 Red"]
    assert becomes(product_id=here.coffee.pk) == ["cellar: -1 Red"]
    assert here.knows(order) == {}


def test_names_of_any_length_are_taken(here):
    odd = ProductVariantFactory.create(
        workspace=here.workspace, product=here.soup, selector={"size": "long " * 100}
    )
    tables = [here.table(f"{n:03} {'x' * 200}") for n in range(9)]
    order = here.order(
        item(here.soup, product_variant_id=odd.pk, notes="n" * 2048),
        notes="o" * 500,
        tables=tuple(one.pk for one in tables),
    )
    here.update(order, tables=())
    first, second = here.tickets(order)
    assert len(first.lines[0]["variant"]) == 255
    assert (len(first.tables), len(second.moved_from)) == (1000, 1000)
    assert here.jobs()[0].reference.startswith(f"Order {first.code}, ticket 1, table 000 x")


def test_a_product_that_is_renamed_is_the_same_food(here):
    order = here.order(item(here.soup))
    here.soup.name = "Broth"
    here.soup.save()
    here.update(order, item(here.soup, id=lines(order)[0].pk, modifiers=()))
    assert here.said(order, after=1) == []


def test_a_new_line_alone_is_told(here):
    order = here.order(item(here.soup))
    here.update(order, item(here.steak))
    here.update(order, discount=D("1.00"), discount_type="fixed")
    assert here.said(order) == ["grill: 1 Soup", "grill: 1 Steak"]


def test_a_bundle_is_told_by_its_lines(here):
    menu = ProductBundleFactory.create(workspace=here.workspace)
    parts = [
        ProductBundleItemFactory.create(
            workspace=here.workspace, product_bundle=menu, product=one, group_name=one.name
        )
        for one in (here.soup, here.red)
    ]
    order = here.order(
        *(
            ItemDraft(at=("items", n), product_bundle_item_id=one.pk, bundle="b")
            for n, one in enumerate(parts)
        ),
        bundles=(bundle(menu, quantity=D("2.00")),),
    )
    assert here.said(order) == ["grill: 2 Soup", "cellar: 2 Red"]


@pytest.mark.parametrize("state", ["cart", "draft"])
def test_a_cart_or_a_draft_is_told_when_it_becomes_an_order(here, state):
    draft = orders.create(
        workspace=here.workspace, draft=_draft(item(here.soup, "2.00")), state=state
    )
    here.update(draft, item(here.steak))
    assert here.tickets(draft) == []
    orders.move(workspace=here.workspace, order_id=draft.pk, to="open")
    assert here.said(draft) == ["grill: 2 Soup, 1 Steak"]
    for to in ("sent", "open", "pending_payment"):
        orders.move(workspace=here.workspace, order_id=draft.pk, to=to)
    assert here.said(draft, after=1) == []


def test_a_draft_that_is_paid_is_told_once(here):
    draft = orders.create(
        workspace=here.workspace, draft=_draft(item(here.soup)), state=Order.State.DRAFT
    )
    here.shop.pay(draft, "2.00")
    assert here.tickets(draft) == []
    here.shop.pay(draft, "3.00")
    assert here.said(draft) == ["grill: 1 Soup"]


def test_an_order_that_is_made_and_paid_at_once_is_told_once(here):
    sold = here.shop.sell(item(here.soup))
    assert here.said(sold.order) == ["grill: 1 Soup"]
    assert len(here.jobs()) == 1


def test_a_discarded_draft_says_nothing(here):
    draft = orders.create(
        workspace=here.workspace, draft=_draft(item(here.soup)), state=Order.State.DRAFT
    )
    orders.void(workspace=here.workspace, order_id=draft.pk, reason="Nobody came")
    assert here.tickets(draft) == []


def test_a_discarded_order_is_off_wherever_it_was_asked_for(here):
    order = here.order(item(here.soup, "2.00"), item(here.red), item(here.coffee))
    here.update(order, change(lines(order)[0].pk, is_comp=True, comp_void_reason="Late"))
    orders.void(workspace=here.workspace, order_id=order.pk, reason="They left")
    assert here.said(order, after=2) == ["grill: -2 Soup", "cellar: -1 Red"]
    assert [one.cancelled for one in here.tickets(order)] == [False, False, True, True]
    assert not ToldLine.objects.exists()


def test_a_web_order_that_is_rejected_is_off(here):
    order = here.order(item(here.soup))
    own = {"workspace": here.workspace, "order_id": order.pk}
    orders.fulfil(**own, status="received")
    assert here.said(order, after=1) == []
    orders.fulfil(**own, status="rejected")
    assert here.said(order, after=1) == ["grill: -1 Soup"]
    here.update(order, item(here.steak))
    assert here.said(order, after=2) == []


def test_an_order_that_moves_to_another_table(here):
    four, five, six = here.table("4"), here.table("5"), here.table("6")
    order = here.order(item(here.soup), item(here.coffee), tables=(four.pk,))
    assert here.tickets(order)[0].tables == "4"
    here.update(order, tables=(five, six))
    here.update(order, tables=(six, five))
    here.update(order, item(here.red), tables=(four,))
    moved = here.tickets(order)[1:]
    assert [(one.station, one.moved_from, one.tables) for one in moved] == [
        ("grill", "4", "5, 6"),
        ("grill", "5, 6", "4"),
        ("cellar", "", "4"),
    ]
    assert [len(one.lines) for one in moved] == [0, 0, 1]
    here.update(order, item(here.steak))
    last = here.tickets(order)[-1]
    assert (last.tables, last.moved_from) == ("4", "")


def test_notes_of_an_order_that_change_are_told(here):
    order = here.order(item(here.soup), notes="No nuts")
    here.update(order, notes="No nuts, no milk")
    here.update(order, notes=None)
    here.update(order, covers=5)
    assert [(one.notes, one.former_notes) for one in here.tickets(order)] == [
        ("No nuts", ""),
        ("No nuts, no milk", "No nuts"),
        ("", "No nuts, no milk"),
    ]


def test_who_asks_and_what_it_is_called(here):
    order = orders.create(
        workspace=here.workspace, draft=_draft(item(here.soup)), user_id=here.shop.user.pk
    )
    ticket = here.tickets(order)[0]
    assert ticket.server == here.shop.user.name
    assert len(ticket.code) == 4
    assert set(ticket.code) <= set("0123456789ABCDEFGHJKMNPQRSTVWXYZ")


def test_a_route_that_changes_leaves_what_is_known(here):
    order = here.order(item(here.soup, "2.00"))
    here.route(here.cellar, category_id=here.food.pk, outlet_id=here.shop.outlet.pk)
    here.update(order, covers=3)
    assert here.said(order, after=1) == []
    line = lines(order)[0]
    here.update(order, change(line.pk, quantity=D("5.00")))
    assert here.said(order, after=1) == ["cellar: 3 Soup"]
    here.update(order, change(line.pk, quantity=D("1.00")))
    assert here.said(order, after=2) == ["cellar: -3 Soup", "grill: -1 Soup"]


def test_a_line_stays_with_its_printer_when_its_route_is_gone(here):
    order = here.order(item(here.soup))
    Route.objects.filter(printer=here.grill).delete()
    line = lines(order)[0]
    here.update(order, change(line.pk, quantity=D("2.00")), item(here.steak))
    assert here.said(order, after=1) == ["grill: 1 Soup"]


def test_a_printer_that_is_gone_is_told_nothing(here):
    order = here.order(item(here.soup), item(here.red))
    Route.objects.filter(printer=here.grill).delete()
    PrintJob.objects.filter(printer=here.grill).delete()
    here.grill.delete()
    orders.void(workspace=here.workspace, order_id=order.pk, reason="They left")
    assert here.said(order, after=2) == ["cellar: -1 Red"]


def test_without_a_route_nothing_is_written():
    here = open_kitchen(routed=False)
    order = here.order(item(here.soup))
    here.update(order, item(here.steak))
    assert not Ticket.objects.exists()
    assert not ToldOrder.objects.exists()
    assert here.jobs() == []


def test_of_an_order_without_food_nothing_is_written(here):
    here.order(item(here.coffee))
    assert not Ticket.objects.exists()
    assert not ToldOrder.objects.exists()


def _draft(*items):
    return OrderDraft(items=items)
