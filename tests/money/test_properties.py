"""What holds for every document, whatever is on it and whatever the policy."""

from __future__ import annotations

from decimal import Decimal as D

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pos import money
from pos.money import (
    Adjustment,
    AdjustmentKind,
    CashRounding,
    DiscountMethod,
    Line,
    MoneyError,
    Policy,
    PriceMode,
    Rounding,
    Scope,
    SoldLine,
    Target,
    Tax,
    TaxedAmount,
    TaxKind,
    TaxShare,
)

UNITS = st.sampled_from([D("0.01"), D(1), D("0.001"), D("0.05")])
RATES = st.sampled_from([D(0), D("0.05"), D("0.07"), D("0.12"), D("0.21"), D("0.255")])


@st.composite
def policies(draw, **fixed):
    values = {
        "unit": draw(UNITS),
        "price_mode": draw(st.sampled_from(PriceMode)),
        "rounding": draw(st.sampled_from(Rounding)),
        "scope": draw(st.sampled_from(Scope)),
        "target": draw(st.sampled_from(Target)),
        "discount_method": draw(st.sampled_from(DiscountMethod)),
        **fixed,
    }
    return Policy(**values)


@st.composite
def taxes(draw):
    """No tax, one, or several: compound and fixed ones among them."""
    kind = draw(st.sampled_from(["none", "one", "one", "one", "several"]))
    if kind == "none":
        return ()
    if kind == "one":
        rate = draw(RATES)
        return (Tax(str(rate), rate),)
    return (
        Tax("a", draw(RATES), increases_base=draw(st.booleans())),
        Tax("b", draw(RATES), on_plain_base=draw(st.booleans())),
        *((Tax("f", kind=TaxKind.FIXED, amount=D("0.10")),) if draw(st.booleans()) else ()),
    )


@st.composite
def adjustments(draw, most=100):
    if draw(st.booleans()):
        return Adjustment(AdjustmentKind.PERCENTAGE, D(draw(st.integers(0, most))))
    return Adjustment(AdjustmentKind.FIXED, D(draw(st.integers(0, 300))))


@st.composite
def lines(draw, *, plain=False, most=6):
    found = []
    for place in range(draw(st.integers(1, most))):
        off = None if plain else draw(st.none() | adjustments())
        price = D(draw(st.integers(0, 100_000))) / 100
        quantity = D(draw(st.integers(1, 20)))
        if off is not None and off.kind is AdjustmentKind.FIXED:
            off = Adjustment(off.kind, min(off.value, price * quantity))
        found.append(
            Line(
                key=str(place),
                quantity=quantity,
                unit_price=price,
                taxes=draw(taxes()),
                discount=off,
                bundle=draw(st.sampled_from([None, "x"])),
                waived=False if plain else draw(st.integers(0, 9)) == 0,
            )
        )
    return found


@st.composite
def documents(draw):
    """Lines, a policy, and adjustments of the document and of a bundle on it."""
    policy = draw(policies())
    return {
        "lines": draw(lines()),
        "policy": policy,
        "discounts": draw(st.lists(adjustments(), max_size=2)),
        "surcharges": draw(st.lists(adjustments(), max_size=1)),
        "bundle_discounts": draw(st.sampled_from([{}, {"x": Adjustment("percentage", D(15))}])),
    }


def price(document):
    """Price a document; one whose discounts are larger than it is of no interest here."""
    try:
        return money.price(document.pop("lines"), **document)
    except MoneyError as error:
        if error.code == "discount_too_large":
            assume(False)
        raise


def added(amounts):
    return sum(amounts, D(0))


@given(documents())
def test_everything_adds_up(document):
    given_lines = document["lines"]
    priced = price(document)
    charged = [line.charged for line in priced.lines]
    for amount in (priced.charged, *charged, *(line.listed for line in priced.lines)):
        assert amount.net + amount.tax == amount.gross
    assert added(one.net for one in charged) == priced.charged.net
    assert added(one.tax for one in charged) == priced.charged.tax
    assert added(one.gross for one in charged) == priced.charged.gross
    for line in priced.lines:
        assert added(share.amount for share in line.taxes) == line.charged.tax
    assert added(tax.tax for tax in priced.taxes) == priced.charged.tax
    for line, asked in zip(priced.lines, given_lines, strict=True):
        if asked.waived:
            assert (line.charged.gross, line.taxes) == (0, ())
        elif len(line.taxes) == 1:
            assert line.taxes[0].base == line.charged.net


@given(documents())
def test_adjustments_lead_from_the_lines_to_what_is_charged(document):
    given_lines = document["lines"]
    priced = price(document)
    live = [one for one, asked in zip(priced.lines, given_lines, strict=True) if not asked.waived]
    discounted = added(line.discounted.gross for line in live)
    listed = added(line.listed.gross for line in live)
    assert listed - discounted == priced.item_discount
    # A scope over the document moves amounts by a few units before the discounts.
    moved = priced.charged.gross - (discounted - priced.discount + priced.surcharge)
    unit = document["policy"].unit
    assert abs(moved) <= unit * (2 * len(live) + 4)
    if document["policy"].scope is Scope.LINE:
        assert moved == 0


@given(documents())
def test_a_discount_never_turns_a_sign(document):
    priced = price(document)
    unit = document["policy"].unit
    assert priced.charged.gross >= 0
    for line in priced.lines:
        assert line.discounted.gross >= 0
        # What a scope moves is a unit; what a discount takes is at most the line.
        assert line.charged.gross >= -unit * 2


@given(lines(), policies(scope=Scope.LINE), st.randoms())
def test_the_order_of_lines_does_not_matter_where_each_stands_alone(found, policy, chance):
    shuffled = list(found)
    chance.shuffle(shuffled)
    one = money.price(found, policy=policy)
    other = money.price(shuffled, policy=policy)
    assert one.charged == other.charged
    assert {line.key: line for line in one.lines} == {line.key: line for line in other.lines}


@given(lines(plain=True), policies(), st.randoms())
def test_the_order_of_lines_does_not_move_the_document(found, policy, chance):
    shuffled = list(found)
    chance.shuffle(shuffled)
    one = money.price(found, policy=policy)
    other = money.price(shuffled, policy=policy)
    assert one.charged == other.charged


@pytest.mark.parametrize("scope", [Scope.LINE, Scope.DOCUMENT_KEEP_GROSS])
@given(data=st.data())
def test_a_price_that_is_promised_to_stay_stays(scope, data):
    policy = data.draw(policies(scope=scope, price_mode=PriceMode.INCLUSIVE, unit=D("0.01")))
    priced = money.price(found := data.draw(lines(plain=True)), policy=policy)
    for line, asked in zip(priced.lines, found, strict=True):
        assert line.charged.gross == asked.quantity * asked.unit_price


@given(lines(plain=True), policies(scope=Scope.DOCUMENT_BY_NET))
def test_by_net_keeps_the_nets(found, policy):
    priced = money.price(found, policy=policy)
    for line in priced.lines:
        assert line.charged.net == line.listed.net


@given(documents())
def test_everything_is_a_multiple_of_the_unit(document):
    priced = price(document)
    unit = document["policy"].unit
    for line in priced.lines:
        for amount in (line.charged.net, line.charged.tax, line.charged.gross):
            assert amount % unit == 0


@given(documents())
def test_explaining_changes_nothing_and_tells_each_rounding(document):
    found = dict(document)
    steps = []
    one = price({**document, "steps": steps})
    assert price(dict(found)) == one
    policy = document["policy"]
    for step in steps:
        if step.rule.startswith(policy.rounding):
            assert step.after == money.round_to(step.before, policy.unit, policy.rounding)
        assert set(step.as_dict()) == {"what", "line", "before", "after", "rule"}
    assert steps


@given(documents(), st.randoms())
def test_refunds_end_at_exactly_what_was_taken(document, chance):
    policy = document["policy"]
    priced = price(document)
    sold = {
        line.key: SoldLine(line.key, line.quantity, line.charged, line.taxes)
        for line in priced.lines
    }
    whole = money.refund(list(sold.values()), None, policy=policy)
    for line in whole:
        assert line.amounts == -sold[line.key].charged
    given_back = dict.fromkeys(sold, TaxedAmount(D(0), D(0), D(0)))
    for _ in range(60):
        left = [one for one in sold.values() if one.refunded_quantity < one.quantity]
        if not left:
            break
        one = chance.choice(left)
        quantity = D(chance.randint(1, int(one.quantity - one.refunded_quantity)))
        (back,) = money.refund(list(sold.values()), {one.key: quantity}, policy=policy)
        assert added(share.amount for share in back.taxes) in {back.amounts.tax, D(0)}
        given_back[one.key] += -back.amounts
        assert abs(given_back[one.key].gross) <= abs(one.charged.gross)
        earlier = one.refunded_taxes or [TaxShare(s.tax, D(0), D(0)) for s in one.taxes]
        sold[one.key] = SoldLine(
            one.key, one.quantity, one.charged, one.taxes,
            one.refunded_quantity + quantity, given_back[one.key],
            tuple(
                TaxShare(s.tax, s.base - b.base, s.amount - b.amount)
                for s, b in zip(earlier, back.taxes, strict=True)
            ),
        )  # fmt: skip
    for key, one in sold.items():
        if one.refunded_quantity == one.quantity:
            assert given_back[key] == one.charged
            with pytest.raises(MoneyError, match="refund_exceeds"):
                money.refund([one], {key: D(1)}, policy=policy)


@given(st.integers(-(10**6), 10**6), st.lists(st.integers(0, 1000), min_size=1, max_size=9), UNITS)
def test_shares_add_up_and_are_within_a_unit(units, weights, unit):
    amount = units * unit
    parts = [D(weight) for weight in weights]
    if not any(parts):
        assume(amount != 0)
        with pytest.raises(MoneyError, match="nothing_to_share"):
            money.allocate(amount, parts, unit)
        return
    shares = money.allocate(amount, parts, unit)
    assert added(shares) == amount
    for share, weight in zip(shares, parts, strict=True):
        assert abs(share - amount * weight / added(parts)) < unit
        assert weight or not share


@given(
    st.dictionaries(st.text(max_size=2), st.integers(0, 5000), min_size=1, max_size=5),
    st.lists(st.integers(0, 100), min_size=1, max_size=5),
)
def test_parts_of_a_bill_add_up_both_ways(cents, weights):
    gross = {key: D(value) / 100 for key, value in cents.items()}
    whole = added(gross.values())
    assume(any(weights))
    amounts = money.allocate(whole, [D(weight) for weight in weights], D("0.01"))
    parts = money.split_by_amounts(gross, amounts, D("0.01"))
    assert [added(part.values()) for part in parts] == amounts
    for key, value in gross.items():
        assert added(part[key] for part in parts) == value
        assert all(part[key] >= 0 for part in parts)


@given(st.integers(0, 10**6), st.integers(1, 30), UNITS)
def test_even_parts_differ_by_a_unit_at_most(units, count, unit):
    parts = money.split_evenly(units * unit, count, unit)
    assert added(parts) == units * unit
    assert max(parts) - min(parts) <= unit


@given(st.integers(-(10**6), 10**6), st.sampled_from([D("0.05"), D("0.10"), D(1)]))
def test_cash_mirrors(cents, coin):
    cash = CashRounding(coin)
    amount = D(cents) / 100
    payable, rounding = money.cash_due(amount, cash)
    assert payable == amount + rounding
    assert payable % coin == 0
    assert abs(rounding) <= coin / 2
    assert money.cash_due(-amount, cash) == (-payable, -rounding)


@given(policies(cash=CashRounding(D("0.05")), business_scope=Scope.LINE))
def test_a_policy_survives_being_stored(policy):
    assert Policy.from_dict(policy.as_dict()) == policy
    assert all(value is None or isinstance(value, str) for value in policy.as_dict().values())


@given(taxes())
def test_a_tax_survives_being_stored(found):
    for tax in found:
        assert Tax.from_dict(tax.as_dict()) == tax


@pytest.mark.parametrize(
    ("code", "attempt"),
    [
        ("does_not_add_up", lambda: TaxedAmount(D(1), D(1), D(3))),
        ("negative_adjustment", lambda: Adjustment(AdjustmentKind.FIXED, D(-1))),
        ("unknown_member", lambda: Policy.from_dict({"unit": "0.01", "mood": "good"})),
        ("invalid_policy", lambda: Policy.from_dict({"scope": "world"})),
        ("unknown_member", lambda: Tax.from_dict({"code": "a", "colour": "red"})),
        ("too_precise", lambda: money.allocate(D("0.001"), [D(1)], D("0.01"))),
        ("nothing_to_share", lambda: money.split_evenly(D(1), 0, D("0.01"))),
        ("does_not_add_up", lambda: money.split_by_amounts({"a": D(1)}, [D(2)], D("0.01"))),
        ("does_not_add_up", lambda: money.change_due(D(2), D(1))),
        ("unknown_line", lambda: money.refund([], {"a": D(1)}, policy=Policy())),
        (
            "invalid_quantity",
            lambda: money.refund(
                [SoldLine("a", D(1), TaxedAmount(D(1), D(0), D(1)))],
                {"a": D(0)},
                policy=Policy(),
            ),
        ),
        (
            "discount_too_large",
            lambda: money.price(
                [Line("a", D(1), D(1), discount=Adjustment(AdjustmentKind.FIXED, D(2)))],
                policy=Policy(),
            ),
        ),
        (
            "discount_too_large",
            lambda: money.price(
                [Line("a", D(1), D(1))],
                policy=Policy(),
                discounts=[Adjustment(AdjustmentKind.PERCENTAGE, D(101))],
            ),
        ),
    ],
)
def test_what_cannot_be_is_refused_with_a_code(code, attempt):
    with pytest.raises(MoneyError) as refused:
        attempt()
    assert refused.value.code == code


@pytest.mark.parametrize(("code", "unit"), [("EUR", "0.01"), ("JPY", "1"), ("KWD", "0.001")])
def test_a_currency_has_its_smallest_amount(code, unit):
    assert money.currency_unit(code) == D(unit)
