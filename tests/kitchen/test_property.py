"""Whatever is done to an order, what the kitchen was told adds up to what the order holds."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from decimal import Decimal as D

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from pos.kitchen.models import Ticket
from pos.orders import services as orders
from pos.orders import splitting
from pos.orders.drafts import ItemDraft, OrderDraft
from pos.orders.errors import OrderError
from pos.orders.models import Order, OrderItem
from printing.models import Route
from tests.factories.products import ModifierFactory, ProductModifierFactory
from tests.kitchen.place import open_kitchen
from tests.orders.shop import change, item

pytestmark = pytest.mark.django_db

UNTOLD = ["cart", "draft"]
AMOUNTS = st.sampled_from([D("0.50"), D("1.00"), D("2.00"), D("5.00")])
DISHES = st.sampled_from(["soup", "steak", "red", "coffee"])
PLACES = st.integers(0, 5)
STEPS = st.one_of(
    st.tuples(st.just("add"), DISHES, AMOUNTS),
    st.tuples(st.just("quantity"), PLACES, AMOUNTS),
    st.tuples(st.just("notes"), PLACES, st.sampled_from([None, "hot", "cold"])),
    st.tuples(st.just("seat"), PLACES, st.integers(1, 3)),
    st.tuples(st.just("modifiers"), PLACES, st.booleans()),
    st.tuples(st.just("product"), PLACES, DISHES),
    st.tuples(st.just("waive"), PLACES, st.sampled_from(["is_void", "is_comp", None])),
    st.tuples(st.just("split"), PLACES, AMOUNTS),
    st.tuples(st.just("move"), st.sampled_from(["open", "sent", "pending_payment", "draft"])),
    st.tuples(st.just("route"), st.sampled_from(["grill", "cellar"])),
    st.tuples(st.just("discard")),
)


@settings(max_examples=40, deadline=None)
@given(start=st.sampled_from(["cart", "draft", "open"]), steps=st.lists(STEPS, max_size=14))
def test_what_was_told_adds_up_to_what_is_held(start, steps):
    with transaction.atomic():
        house = House(start)
        for what, *with_ in steps:
            with suppress(OrderError):
                getattr(house, what)(*with_)
            assert house.told() == house.held(), (what, with_)
        transaction.set_rollback(True)


class House:
    """One order, the parts that are split off it, and what may be done to them."""

    def __init__(self, start):
        self.here = here = open_kitchen()
        self.bread = ModifierFactory.create(workspace=here.workspace, name="Bread")
        for one in (here.soup, here.steak, here.red, here.coffee):
            ProductModifierFactory.create(
                workspace=here.workspace, product=one, modifier=self.bread
            )
        draft = OrderDraft(items=(item(here.soup, "2.00"), item(here.red)))
        self.order = orders.create(workspace=here.workspace, draft=draft, state=start)
        self.own = {"workspace": here.workspace, "order_id": self.order.pk}

    def add(self, dish, quantity):
        self.here.update(self.order, item(getattr(self.here, dish), str(quantity)))

    def quantity(self, place, quantity):
        self.here.update(self.order, change(self.line(place).pk, quantity=quantity))

    def notes(self, place, notes):
        self.here.update(self.order, change(self.line(place).pk, notes=notes))

    def seat(self, place, seat):
        self.here.update(self.order, change(self.line(place).pk, seat=seat))

    def modifiers(self, place, bread):
        chosen = (self.bread.pk,) if bread else ()
        draft = ItemDraft(at=("items", 0), id=self.line(place).pk, modifiers=chosen)
        self.here.update(self.order, draft)

    def product(self, place, dish):
        product = getattr(self.here, dish).pk
        draft = ItemDraft(at=("items", 0), id=self.line(place).pk, product_id=product)
        self.here.update(self.order, draft)

    def waive(self, place, how):
        changes = {"is_void": False, "is_comp": False, "comp_void_reason": how and "Why not"}
        if how:
            changes[how] = True
        self.here.update(self.order, change(self.line(place).pk, **changes))

    def split(self, place, quantity):
        line = self.line(place)
        # What is given away stays on the first bill as well as on the part's.
        if not line.is_comp:
            part = {line.pk: min(quantity, line.quantity)}
            splitting.split_by_items(**self.own, parts=[part])

    def move(self, to):
        orders.move(**self.own, to=to)

    def route(self, printer):
        food = Route.objects.filter(category_id=self.here.food.pk)
        food.update(printer=getattr(self.here, printer))

    def discard(self):
        orders.void(**self.own, reason="They left")

    def line(self, place):
        lines = self.order.order_items.order_by("position")
        return lines[place % len(lines)]

    def told(self):
        found = Counter()
        for ticket in Ticket.objects.filter(workspace=self.here.workspace):
            for one in ticket.lines:
                key = one["product_id"], tuple(sorted(one["modifiers"])), one["notes"]
                found[key] += D(one["quantity"]) * (-1 if one["off"] else 1)
        return {key: quantity for key, quantity in found.items() if quantity}

    def held(self):
        found = Counter()
        family = Order.objects.filter(workspace=self.here.workspace)
        ordered = family.exclude(state__in=[*UNTOLD, "discarded"])
        lines = OrderItem.objects.filter(order__in=ordered, is_void=False)
        for one in lines.exclude(product=self.here.coffee).prefetch_related("chosen_modifiers"):
            chosen = tuple(sorted(each.name for each in one.chosen_modifiers.all()))
            found[str(one.product_id), chosen, one.notes or ""] += one.quantity
        return dict(found)
