"""Whole cents: rounding, splitting, writing."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pos.demo import cents

AMOUNT = st.integers(-10_000_000, 10_000_000)


@given(AMOUNT, st.sampled_from([0, 5, 12, 20, 21]))
def test_tax_is_rounded_half_away_from_zero(gross, percent):
    exact = Decimal(gross) * percent / (100 + percent)
    assert cents.tax_in(gross, percent) == exact.quantize(Decimal(1), ROUND_HALF_UP)


@given(AMOUNT, st.integers(-50_000, 50_000))
@example(-1750, 2)
def test_price_times_quantity(price, thousandths):
    exact = Decimal(price) * thousandths / 1000
    assert cents.times(price, thousandths) == exact.quantize(Decimal(1), ROUND_HALF_UP)


@given(st.integers(0, 100_000), st.lists(st.integers(0, 100_000), min_size=1, max_size=4))
def test_parts_add_up_and_none_is_a_cent_off(amount, weights):
    parts = cents.split(amount, weights)
    if sum(weights) == 0:
        assert parts == [0] * len(weights)
        return
    assert sum(parts) == amount
    for part, weight in zip(parts, weights, strict=True):
        assert abs(Decimal(part) - Decimal(amount) * weight / sum(weights)) < 1


@pytest.mark.parametrize(
    ("amount", "written"),
    [(0, "0.00"), (5, "0.05"), (-305, "-3.05"), (-5, "-0.05"), (12_345_678, "123456.78")],
)
def test_money_is_written_with_two_decimals(amount, written):
    assert cents.text(amount) == written


@pytest.mark.parametrize(
    ("thousandths", "written"),
    [(1000, "1.00"), (500, "0.50"), (-500, "-0.50"), (345, "0.345"), (12_000, "12.00")],
)
def test_quantity_is_written_with_two_or_three_decimals(thousandths, written):
    assert cents.quantity_text(thousandths) == written
