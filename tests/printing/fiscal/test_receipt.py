"""Receipts refuse to be wrong, add up to the cent, and survive JSON."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from printing.errors import PrintingError
from printing.fiscal.amounts import share
from printing.fiscal.codec import receipt_from_dict, to_dict
from printing.fiscal.receipt import (
    CommentLine,
    DocumentModifier,
    FiscalLine,
    FiscalPayment,
    FiscalReceipt,
    Modifier,
    PaymentKind,
    Reversal,
    ReversalReason,
)

D = Decimal
FULL = FiscalReceipt(
    "req-1",
    "DT279013-0001-0000001",
    (
        FiscalLine("Käse", D("0.333"), D("11.99"), 1, Modifier(D("-12.5"), percent=True)),
        FiscalLine("Milk", D(2), D("1.20"), 2, Modifier(D("0.10"))),
        FiscalLine("Bread", D(1), D("2.00"), 8),
        CommentLine("Table 4"),
        DocumentModifier(D("-1.00")),
        CommentLine("Thank you", footer=True),
    ),
    (FiscalPayment(PaymentKind.CARD, D("3.00")), FiscalPayment(PaymentKind.CASH, D(10))),
    "1",
    Reversal(
        "0000085", datetime.fromisoformat("2026-11-21T08:45:01"), "02517985", ReversalReason.REFUND
    ),
)


def test_groups_and_total() -> None:
    # 0.333 x 11.99 = 3.99; 12.5 % of it are 0.50; 3.49 + 2.50 + 2.00 - 1.00 = 6.99
    assert [line.amount for line in FULL.lines[:3]] == [D("3.49"), D("2.50"), D("2.00")]
    assert FULL.groups == {1: D("3.05"), 2: D("2.19"), 8: D("1.75")}
    assert FULL.total == D("6.99")


def test_halves_go_away_from_zero() -> None:
    line = FiscalLine("x", D("0.5"), D("0.01"), 1)
    assert line.amount == D("0.01")
    off = Modifier(D(-50), percent=True)
    assert FiscalLine("x", D(1), D("0.01"), 1, off).amount == D("0.00")


def test_json_round_trip() -> None:
    written = json.loads(json.dumps(to_dict(FULL)))
    assert receipt_from_dict(written) == FULL
    assert written["lines"][0] == {
        "type": "sale",
        "text": "Käse",
        "quantity": "0.333",
        "unit_price": "11.99",
        "tax_group": 1,
        "modifier": {"value": "-12.5", "percent": True},
    }
    assert written["reversal"]["receipt_datetime"] == "2026-11-21T08:45:01"


def _changed(path: str, value: object) -> object:
    document = to_dict(FULL)
    *steps, last = path.split("/")
    at = document
    for step in steps:
        at = at[int(step) if step.isdigit() else step]
    if value is None:
        del at[last]
    else:
        at[last] = value
    return document


@pytest.mark.parametrize(
    ("path", "value", "member"),
    [
        ("request_id", "", "request_id"),
        ("request_id", "a b", "request_id"),
        ("request_id", "x" * 61, "request_id"),
        ("request_id", 7, "request_id"),
        ("request_id", None, "request_id"),
        ("unique_sale_number", " ", "unique_sale_number"),
        ("operator", 1, "operator"),
        ("surprise", 1, "surprise"),
        ("lines", [], "lines"),
        ("lines", {}, "lines"),
        ("lines", ["x"], "lines[0]"),
        ("lines/0/type", "gift", "lines[0].type"),
        ("lines/0/type", ["sale"], "lines[0].type"),
        ("lines/0/text", "a\nb", "lines[0].text"),
        ("lines/0/text", "a\x1b@", "lines[0].text"),
        ("lines/0/text", {"a": 1}, "lines[0].text"),
        ("lines/0/quantity", 1.5, "lines[0].quantity"),
        ("lines/0/quantity", 1, "lines[0].quantity"),
        ("lines/0/quantity", "-1", "lines[0].quantity"),
        ("lines/0/quantity", "0", "lines[0].quantity"),
        ("lines/0/quantity", "1.2345", "lines[0].quantity"),
        ("lines/0/quantity", "NaN", "lines[0].quantity"),
        ("lines/0/quantity", "1E+999999", "lines[0].quantity"),
        ("lines/0/quantity", "one", "lines[0].quantity"),
        ("lines/0/quantity", None, "lines[0].quantity"),
        ("lines/0/unit_price", "-0.01", "lines[0].unit_price"),
        ("lines/0/unit_price", "0.001", "lines[0].unit_price"),
        ("lines/0/unit_price", "Infinity", "lines[0].unit_price"),
        ("lines/0/tax_group", 0, "lines[0].tax_group"),
        ("lines/0/tax_group", 9, "lines[0].tax_group"),
        ("lines/0/tax_group", True, "lines[0].tax_group"),
        ("lines/0/tax_group", "1", "lines[0].tax_group"),
        ("lines/0/modifier", 3, "lines[0].modifier"),
        ("lines/0/modifier/value", "0", "lines[0].modifier.value"),
        ("lines/0/modifier/value", "-101", "lines[0].modifier.value"),
        ("lines/0/modifier/percent", 1, "lines[0].modifier.percent"),
        ("lines/1/modifier/value", "-2.41", "lines[1].modifier"),
        ("lines/0/note", "x", "lines[0].note"),
        ("lines/3/footer", "yes", "lines[3].footer"),
        ("lines/4/amount", "0.00", "lines[4].amount"),
        ("lines/4/amount", "-8.00", "lines"),
        ("payments/0/kind", "gold", "payments[0].kind"),
        ("payments/0/amount", "0", "payments[0].amount"),
        ("payments/1", [], "payments[1]"),
        ("reversal/reason", "mood", "reversal.reason"),
        ("reversal/receipt_datetime", "yesterday", "reversal.receipt_datetime"),
        ("reversal/receipt_datetime", "2026-11-21T08:45:01+02:00", "reversal.receipt_datetime"),
        ("reversal/receipt_number", "", "reversal.receipt_number"),
        ("reversal/fiscal_memory_serial", None, "reversal.fiscal_memory_serial"),
    ],
)  # fmt: skip
def test_refuses_and_names_the_member(path: str, value: object, member: str) -> None:
    if path == "payments/1":
        document = to_dict(FULL)
        document["payments"][1] = value
    else:
        document = _changed(path, value)
    with pytest.raises(PrintingError) as caught:
        receipt_from_dict(document)
    assert (caught.value.code, caught.value.data["member"]) == ("invalid_receipt", member)
    assert str(caught.value).startswith(f"The receipt's {member} is not usable: ")


@pytest.mark.parametrize("value", [None, [], "x", 3, {}])
def test_refuses_what_is_no_receipt(value: object) -> None:
    with pytest.raises(PrintingError, match=r"receipt|request_id"):
        receipt_from_dict(value)


def test_refuses_wrong_types_from_code() -> None:
    for change in ({"lines": [*FULL.lines]}, {"payments": ("cash",)}, {"lines": ("x",)}):
        with pytest.raises(PrintingError):
            replace(FULL, **change)
    with pytest.raises(PrintingError):
        FiscalLine("x", 1.5, D(1), 1)
    with pytest.raises(PrintingError):
        Reversal("1", datetime(2026, 1, 1, tzinfo=UTC), "x", ReversalReason.REFUND)


def test_a_discount_needs_something_before_it() -> None:
    with pytest.raises(PrintingError, match="subtotal"):
        replace(FULL, lines=(DocumentModifier(D("1.00")), *FULL.lines))


@settings(max_examples=150, deadline=None)
@given(
    st.dictionaries(st.integers(1, 8), st.integers(0, 10**10), min_size=1),
    st.integers(-(10**10), 10**10),
)
def test_shares_add_up(cents: dict[int, int], amount: int) -> None:
    weights = {group: D(value) / 100 for group, value in cents.items()}
    if not sum(weights.values()):
        return
    parts = share(D(amount) / 100, weights)
    assert sum(parts.values()) == D(amount) / 100
    if amount < 0 and -D(amount) / 100 <= sum(weights.values()):
        assert all(weights[group] + part >= 0 for group, part in parts.items())
