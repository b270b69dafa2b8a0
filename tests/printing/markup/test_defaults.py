"""The default templates give the slips that were built by hand before, element by element."""

from __future__ import annotations

import dataclasses
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from printing.render.encoder import encode
from printing.render.layout import lay_out
from printing.render.profile import profile_for
from printing.render.text import cells
from printing.slips.elements import Direction
from printing.slips.kitchen import Change, KitchenTicket, TicketLine, kitchen_slip
from printing.slips.money import Money
from printing.slips.sale import Line, Modifier, SaleDocument, TaxRow, Tender, sale_slip
from printing.slips.test_page import printer_test_page
from tests.printing.markup import builders

# The builders counted characters; a template gives wide ones (CJK) the two cells that they take.
NARROW = st.characters(exclude_categories=["Cs"]).filter(lambda char: cells(char) == 1)
TEXT = st.text(NARROW, max_size=30)
WORD = st.text(NARROW, min_size=1, max_size=30)
AMOUNT = st.decimals(-99999, 9999999, places=2)
COUNT = st.sampled_from([Decimal(n) for n in ("1", "2", "-1", "0.5", "12", "1000", "0", "1.250")])
MANY = {"max_size": 3}


def tuples(strategy):
    return st.lists(strategy, **MANY).map(tuple)


LINES = st.builds(
    Line,
    name=TEXT,
    quantity=COUNT,
    unit_price=AMOUNT,
    total=AMOUNT,
    modifiers=tuples(
        st.builds(Modifier, name=TEXT, total=st.none() | AMOUNT, quantity=COUNT),
    ),
    discount=st.just(Decimal(0)) | AMOUNT,
    discount_name=TEXT,
    notes=tuples(TEXT),
    comp=st.booleans(),
    void=st.booleans(),
)
DOCUMENTS = st.builds(
    SaleDocument,
    number=TEXT,
    date=TEXT,
    lines=tuples(LINES),
    total=AMOUNT,
    header=tuples(TEXT),
    cashier=TEXT,
    register=TEXT,
    meta=tuples(st.tuples(TEXT, TEXT)),
    subtotal=st.none() | AMOUNT,
    discount=st.just(Decimal(0)) | AMOUNT,
    discount_name=TEXT,
    taxes=tuples(st.builds(TaxRow, label=TEXT, net=AMOUNT, tax=AMOUNT, gross=AMOUNT)),
    tip=st.just(Decimal(0)) | AMOUNT,
    tenders=tuples(st.builds(Tender, name=TEXT, amount=AMOUNT, details=tuples(TEXT))),
    change=st.just(Decimal(0)) | AMOUNT,
    refund=st.booleans(),
    original_number=TEXT,
    cancelled=st.booleans(),
    copy=st.integers(0, 3),
    footer=tuples(TEXT),
    qr=TEXT,
    qr_caption=TEXT,
    open_drawer=st.booleans(),
    money=st.sampled_from([Money(), Money(2, ",", ".", "€"), Money(0), Money(3, ".", " ", "BHD")]),
    labels=st.just({})
    | st.just({"total": "SUMME", "tax": "USt.", "gross": "Mehrwertsteuer", "customer": "Gast"}),
    direction=st.sampled_from(Direction),
)
TICKETS = st.builds(
    KitchenTicket,
    order=TEXT,
    number=TEXT,
    date=TEXT,
    lines=tuples(
        st.builds(
            TicketLine,
            quantity=st.sampled_from(["1", "0.5", "12", "1000"]),
            name=WORD,
            modifiers=tuples(TEXT),
            notes=tuples(TEXT),
            seat=TEXT,
            change=st.sampled_from(Change),
        )
    ),
    station=TEXT,
    table=TEXT,
    moved_from=TEXT,
    covers=TEXT,
    server=TEXT,
    notes=tuples(TEXT),
    cancelled=st.booleans(),
    labels=st.just({}) | st.fixed_dictionaries({"order": TEXT}),
    direction=st.sampled_from(Direction),
)


def same(made, before):
    assert made == before
    for columns in (32, 42, 48):
        profile = profile_for(columns)
        laid, old = lay_out(made, profile), lay_out(before, profile)
        assert laid == old
        assert encode(laid, profile) == encode(old, profile)


# Large documents take a while to make up, on a busy machine longer than one is allowed.
SLOW = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@SLOW
@given(DOCUMENTS)
def test_a_receipt_is_as_it_was(document):
    assert sale_slip(document) == builders.sale_slip(document)


@SLOW
@given(TICKETS)
def test_a_kitchen_ticket_is_as_it_was(ticket):
    assert kitchen_slip(ticket) == builders.kitchen_slip(ticket)


@pytest.mark.parametrize("columns", [32, 42, 48])
def test_a_test_page_is_as_it_was(columns):
    same(printer_test_page("Ēdnīca", columns), builders.printer_test_page("Ēdnīca", columns))


SWITCHES = [
    {},
    {"header": ()},
    {"header": ("", "Only a street")},
    {"refund": True, "original_number": "7"},
    {"cancelled": True},
    {"copy": 2, "header": ()},
    {"taxes": ()},
    {"tenders": ()},
    {"tenders": (), "change": Decimal(0)},
    {"subtotal": None, "discount": Decimal(0), "tip": Decimal(0)},
    {"subtotal": Decimal("1234.50"), "discount": Decimal(0), "tip": Decimal(0)},
    {"qr": ""},
    {"qr_caption": ""},
    {"footer": ()},
    {"lines": ()},
    {"open_drawer": False, "meta": (("Customer", "A. Guest"), ("Empty", ""))},
]


@pytest.mark.parametrize("direction", Direction)
@pytest.mark.parametrize("fields", SWITCHES)
def test_every_part_of_a_receipt_comes_and_goes(sale, fields, direction):
    document = dataclasses.replace(sale, direction=direction, **fields)
    same(sale_slip(document), builders.sale_slip(document))
