"""The set-up of a fiscal device: what people write, and what they are told."""

from __future__ import annotations

from decimal import Decimal

import pytest

from printing.errors import PrintingError
from printing.fiscal.options import read_options, tax_name
from printing.fiscal.receipt import PaymentKind


def test_what_is_written_is_read() -> None:
    found = read_options(
        {
            "tax_groups": {"21": 1, "5.50": 2, "5+10": 3, "21+fixed": 4, "0": 8},
            "payments": {"room_charge": "bank", "voucher": "reserved1"},
            "tip_group": 8,
            "sale_prefix": "DT517985-0001",
            "operator": "1",
            "password": "0000",
        }
    )
    assert [found.group(tax) for tax in ("21", "5.5", "10+5", "21+fixed", "0")] == [1, 2, 3, 4, 8]
    assert found.payment("room_charge") is PaymentKind.BANK
    assert found.payment("voucher") is PaymentKind.RESERVED1
    assert found.payment("cash") is PaymentKind.CASH
    assert (found.tip_group, found.operator, found.password) == (8, "1", "0000")


def test_names_of_taxes() -> None:
    assert tax_name([Decimal("0.210000")]) == "21"
    assert tax_name([Decimal("0.055")]) == "5.5"
    assert tax_name([Decimal("0.05"), Decimal("0.1")], fixed=True) == "10+5+fixed"
    assert tax_name([]) == tax_name([Decimal("0.000000")]) == "0"
    assert tax_name([], fixed=True) == "fixed"


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (None, "a JSON object"),
        ({}, "tax_groups"),
        ({"tax_groups": {}}, "groups by per cent"),
        ({"tax_groups": []}, "groups by per cent"),
        ({"tax_groups": {"21": 9}}, "1 to 8"),
        ({"tax_groups": {"21": True}}, "1 to 8"),
        ({"tax_groups": {"21": "1"}}, "1 to 8"),
        ({"tax_groups": {"VAT": 1}}, "'VAT' is no rate"),
        ({"tax_groups": {"-1": 1}}, "no rate"),
        ({"tax_groups": {"": 1}}, "no rate"),
        ({"tax_groups": {"21": 1}, "payments": {"room": "gold"}}, "cash, card"),
        ({"tax_groups": {"21": 1}, "payments": {"Room!": "cash"}}, "no kind of tender"),
        ({"tax_groups": {"21": 1}, "payments": []}, "types by kind"),
        ({"tax_groups": {"21": 1}, "tip_group": 0}, "1 to 8"),
        ({"tax_groups": {"21": 1}, "sale_prefix": "a b"}, "letters, digits"),
        ({"tax_groups": {"21": 1}, "operator": ""}, "1 to 40"),
        ({"tax_groups": {"21": 1}, "password": 7}, "1 to 40"),
        ({"tax_groups": {"21": 1}, "timeout": 0}, "1 to 300"),
        ({"tax_groups": {"21": 1}, "timeout": True}, "1 to 300"),
        ({"tax_groups": {"21": 1}, "vat": 1}, "'vat'"),
    ],
)
def test_what_is_wrong_is_named(given: object, says: str) -> None:
    with pytest.raises(PrintingError) as caught:
        read_options(given)
    assert caught.value.code == "invalid_profile"
    assert says in str(caught.value)


def test_what_is_missing_is_told() -> None:
    options = read_options({"tax_groups": {"21": 1, "12": 2}})
    with pytest.raises(PrintingError) as caught:
        options.group("9")
    assert caught.value.code == "fiscal_tax_group"
    assert "9 %" in str(caught.value)
    assert "21, 12" in str(caught.value)
    with pytest.raises(PrintingError) as caught:
        options.payment("room_charge")
    assert caught.value.code == "fiscal_payment"
    assert "room_charge" in str(caught.value)
