"""From a sale to the receipt of one device: to the cent, or not at all."""

from __future__ import annotations

import uuid
from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printing.errors import PrintingError
from printing.fiscal.content import Action, Errand, read, write
from printing.fiscal.making import printable, receipt_of
from printing.fiscal.options import read_options
from printing.fiscal.receipt import CommentLine, FiscalLine, PaymentKind
from printing.fiscal.sale import (
    FiscalOriginal,
    FiscalSale,
    FiscalSaleLine,
    FiscalSaleNote,
    FiscalSalePayment,
)
from printing.fiscal.simulator.machine import Machine

OPTIONS = read_options({"tax_groups": {"21": 1, "12": 2, "0": 4}})
TIPPED = read_options({"tax_groups": {"21": 1, "12": 2, "0": 4}, "tip_group": 8})
ID = uuid.UUID(int=7)


def line(amount="3.50", **members):
    given = {"text": "Soup", "quantity": D(1), "unit_price": D("3.50"), "tax": "21", **members}
    return FiscalSaleLine(amount=D(amount), **given)


def sale(*lines, total=None, payments=None, **members):
    amount = (
        D(total) if total else sum((one.amount for one in lines if hasattr(one, "amount")), D(0))
    )
    paid = payments or (FiscalSalePayment(kind="card", amount=amount),)
    return FiscalSale(request_id=ID, number=12, lines=lines, payments=paid, total=amount, **members)


def refused(code, made, options=OPTIONS):
    with pytest.raises(PrintingError) as caught:
        receipt_of(made, options)
    assert caught.value.code == code
    return str(caught.value)


def test_a_plain_sale() -> None:
    receipt = receipt_of(sale(line("7.00", quantity=D(2), notes=("+ bread",))), OPTIONS)
    assert receipt.lines == (FiscalLine("Soup", D(2), D("3.50"), 1), CommentLine("+ bread"))
    assert (receipt.total, receipt.groups) == (D("7.00"), {1: D("7.00")})
    assert receipt.request_id == ID.hex
    assert receipt.unique_sale_number == "00000007-0001-0000012"
    with_law = read_options(
        {"tax_groups": {"21": 1}, "sale_prefix": "DT517985-0001", "operator": "1"}
    )
    receipt = receipt_of(sale(line()), with_law)
    assert (receipt.unique_sale_number, receipt.operator) == ("DT517985-0001-0000012", "1")


def test_what_took_part_in_a_price_is_a_modifier_of_its_line() -> None:
    receipt = receipt_of(sale(line("3.00"), line("3.75")), OPTIONS)
    assert [one.modifier.value for one in receipt.lines] == [D("-0.50"), D("0.25")]
    assert receipt.total == D("6.75")


def test_amounts_that_a_device_cannot_count_are_one_piece() -> None:
    made = sale(line("1.23", quantity=D("0.3333")), line("9.99", unit_price=D("3.333")))
    assert [(one.quantity, one.amount) for one in receipt_of(made, OPTIONS).lines] == [
        (D(1), D("1.23")),
        (D(1), D("9.99")),
    ]


def test_what_cannot_be_registered_is_refused_before_it_is_sent() -> None:
    assert "9 %" in refused("fiscal_tax_group", sale(line(tax="9")))
    assert "room_charge" in refused(
        "fiscal_payment",
        sale(line(), payments=(FiscalSalePayment(kind="room_charge", amount=D("3.50")),)),
    )
    assert "less than nothing" in refused("fiscal_amounts", sale(line("-1.00"), total="2.50"))
    assert "two decimals" in refused("fiscal_amounts", sale(line("1.005")))
    assert "invoice to 4" in refused("fiscal_amounts", sale(line(), total="4.00"))
    short = (FiscalSalePayment(kind="cash", amount=D("3.00")),)
    assert "3.00 is paid of 3.50" in refused("fiscal_amounts", sale(line(), payments=short))
    refused("fiscal_amounts", sale(FiscalSaleNote(text="free")))
    refused("invalid_receipt", sale(line("999999999.00", unit_price=D("999999999.00"))))


def test_tips_are_registered_where_they_have_a_group() -> None:
    paid = (FiscalSalePayment(kind="card", amount=D("3.50"), tip=D("0.50")),)
    plain = receipt_of(sale(line(), payments=paid), OPTIONS)
    assert plain.total == plain.payments[0].amount == D("3.50")
    assert plain.lines[-1] == CommentLine("Tip 0.50", footer=True)
    tipped = receipt_of(sale(line(), payments=paid, tip_text="Trinkgeld"), TIPPED)
    assert tipped.total == tipped.payments[0].amount == D("4.00")
    assert tipped.lines[-1] == FiscalLine("Trinkgeld", D(1), D("0.50"), 8)


def test_change_is_given_in_cash_and_last() -> None:
    paid = (
        FiscalSalePayment(kind="cash", amount=D("1.50"), change=D("8.50")),
        FiscalSalePayment(kind="card", amount=D("1.00")),
        FiscalSalePayment(kind="card", amount=D("1.00")),
    )
    receipt = receipt_of(sale(line(), payments=paid), OPTIONS)
    assert [(one.kind, one.amount) for one in receipt.payments] == [
        (PaymentKind.CARD, D("2.00")),
        (PaymentKind.CASH, D("10.00")),
    ]
    rounded = (FiscalSalePayment(kind="cash", amount=D("3.52"), change=D(1), rounding=D("-0.02")),)
    receipt = receipt_of(sale(line("3.52", unit_price=D("3.52")), payments=rounded), OPTIONS)
    assert receipt.payments[0].amount == D("3.52")


def test_a_refund_names_what_it_takes_back() -> None:
    back = FiscalOriginal(number="0000004", at="2026-11-21T08:45:00", memory="M1", mistake=True)
    receipt = receipt_of(sale(line(), original=back), OPTIONS)
    assert receipt.reversal is not None
    assert receipt.reversal.reason == "operator-error"
    assert receipt.reversal.receipt_datetime.isoformat() == back.at


def test_texts_are_made_printable() -> None:
    assert printable("  Soup\n\tof\x1b the day\u202e ") == "Soup of the day"
    assert printable("\x00") == printable("") == "-"
    assert len(printable("ä" * 300)) == 200


def test_content_is_read_as_it_was_written() -> None:
    receipt = receipt_of(sale(line("3.00")), OPTIONS)
    assert read(write(receipt)) == receipt
    for errand in (Errand(Action.Z), Errand(Action.CASH_IN, D("5.00"))):
        assert read(write(errand)) == errand
    for broken in (b"", b"[]", b"{}", b"\x1b@hello", b'{"action":"fire"}', b'{"action":"cash-in"}'):
        with pytest.raises(PrintingError) as caught:
            read(broken)
        assert caught.value.code == "invalid_receipt"
    with pytest.raises(PrintingError):
        Errand(Action.X, D(1))
    with pytest.raises(PrintingError):
        Errand(Action.CASH_OUT, D(-1))


cents = st.decimals("0.00", "9999.99", places=2)
lines = st.builds(
    FiscalSaleLine,
    text=st.text(max_size=30),
    quantity=st.decimals("0.001", "999", places=3),
    unit_price=st.decimals("0.000", "999", places=3),
    amount=cents,
    tax=st.sampled_from(["21", "12", "0"]),
    notes=st.lists(st.text(max_size=10), max_size=2).map(tuple),
)


@given(
    sold=st.lists(lines, min_size=1, max_size=12),
    tips=st.lists(cents, min_size=1, max_size=3),
    change=cents,
    split=st.integers(0, 100),
    options=st.sampled_from([OPTIONS, TIPPED]),
)
def test_any_sale_comes_to_what_was_sold(sold, tips, change, split, options) -> None:
    """Whatever a line cost and why: by group, in all and as it was paid, a device agrees."""
    total = sum((one.amount for one in sold), D(0))
    first = (total * split / 100).quantize(D("0.01"))
    cash = total - first
    paid = (
        FiscalSalePayment(kind="card", amount=first, tip=sum(tips, D(0))),
        FiscalSalePayment(kind="cash", amount=cash, change=change if cash else D(0)),
    )
    receipt = receipt_of(sale(*sold, total=total or "0.00", payments=paid), options)
    tip = sum(tips, D(0)) if options.tip_group else D(0)
    assert receipt.total == total + tip
    for name, group in options.tax_groups.items():
        assert receipt.groups.get(group, D(0)) == sum(
            (o.amount for o in sold if o.tax == name), D(0)
        )
    machine = Machine()
    machine.open()
    for entry in receipt.lines:
        machine.add(entry)
    for payment in receipt.payments:
        machine.pay(payment)
    if not receipt.payments:
        machine.pay_rest()
    closed = machine.close()
    assert closed.amount == total + tip
    assert closed.change == (change if cash else D(0))
    assert read(write(receipt)) == receipt
