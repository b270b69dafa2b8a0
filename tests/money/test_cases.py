"""Published cases of other systems, each under the policy that it names.

`data/tax_cases.json` holds 76 cases with their sources. They disagree with each other on purpose;
the table below says by which policy and call each is expressed.
"""

from __future__ import annotations

import json
from decimal import Decimal as D
from pathlib import Path

import pytest

from pos import money
from pos.money import (
    Adjustment,
    AdjustmentKind,
    CashRounding,
    DiscountBase,
    DiscountMethod,
    Line,
    Policy,
    PriceMode,
    Rounding,
    Scope,
    Target,
    Tax,
    TaxKind,
)

CASES = {
    case["id"]: case
    for case in json.loads((Path(__file__).parent / "data" / "tax_cases.json").read_text())["cases"]
}
PERCENT = AdjustmentKind.PERCENTAGE
FIXED = AdjustmentKind.FIXED
EXCLUSIVE = PriceMode.EXCLUSIVE
GST = (
    Tax("6a", D("0.06"), increases_base=True),
    Tax("6b", D("0.06"), increases_base=True, on_plain_base=True),
    Tax("3", D("0.03")),
)


def rate(percent, **extra):
    return (Tax(str(percent), D(percent) / 100, **extra),) if percent is not None else ()


def lines_of(inputs, taxes=None):
    """Read a case's lines: a quantity at a price, or an amount as it stands."""
    found = []
    for place, row in enumerate(inputs["lines"] * inputs.get("repeat", 1)):
        price = next(D(row[name]) for name in ("unit_price", "gross", "net") if name in row)
        off = D(row.get("discount_pct", "0"))
        found.append(
            Line(
                key=str(place),
                quantity=D(row.get("qty", "1")),
                unit_price=price,
                taxes=taxes or rate(row.get("tax_rate", inputs.get("tax_rate"))),
                discount=Adjustment(PERCENT, off) if off else None,
            )
        )
    return found


def totals(priced):
    charged = priced.charged
    return {"net": charged.net, "tax": charged.tax, "gross": charged.gross}


def line(**policy):
    """One line: its quantity at its price, with one tax."""

    def compute(inputs):
        mode = PriceMode(inputs.get("price_mode", "inclusive"))
        unit = D(inputs.get("money_unit", "0.01"))
        one = Line(
            "1", D(inputs.get("qty", "1")), D(inputs["unit_price"]), rate(inputs["tax_rate"])
        )
        return totals(money.price([one], policy=Policy(unit=unit, price_mode=mode, **policy)))

    return compute


def document(taxes=None, **policy):
    """A document of lines with one tax each, or with the same several."""

    def compute(inputs):
        mode = PriceMode(inputs.get("price_mode", "exclusive"))
        unit = D(inputs.get("money_unit", "0.01"))
        found = Policy(**{"unit": unit, "price_mode": mode, **policy})
        discounts = [Adjustment(FIXED, D(one)) for one in inputs.get("order_discounts", ())]
        if "discount" in inputs:
            discounts.append(Adjustment(FIXED, D(inputs["discount"])))
        if "discount_pct" in inputs:
            discounts.append(Adjustment(PERCENT, D(inputs["discount_pct"])))
        return totals(money.price(lines_of(inputs, taxes), policy=found, discounts=discounts))

    return compute


def mixed(inputs):
    taxes = (Tax("1", D("0.15"), included=False), Tax("2", D("0.055"), included=True))
    priced = money.price(
        [Line("1", D(1), D(inputs["unit_price"]), taxes)], policy=Policy(target=Target.TAX)
    )
    amounts = {f"tax_{tax.code}": tax.tax for tax in priced.taxes}
    return totals(priced) | amounts


def fixed_tax(inputs):
    tax = Tax("deposit", kind=TaxKind.FIXED, amount=D(inputs["taxes"][0]["amount"]))
    one = Line("1", D(inputs["qty"]), D(inputs["unit_price"]), (tax,))
    return totals(money.price([one], policy=Policy(price_mode=EXCLUSIVE)))


def compound(_inputs):
    ten, twenty = Tax("10", D("0.10"), increases_base=True), Tax("20", D("0.20"))
    taxes = [(ten, twenty), (ten,), (twenty,)]
    found = [Line(str(at), D(1), D(1000), one) for at, one in enumerate(taxes)]
    return totals(money.price(found, policy=Policy(price_mode=EXCLUSIVE)))


def discount_and_refund(inputs):
    sold = Line("1", D(1), D(inputs["gross_before"]))
    off = Adjustment(PERCENT, D(inputs["discount_pct"]))
    priced = money.price([sold], policy=Policy(), discounts=[off])
    row = priced.lines[0]
    (back,) = money.refund([money.SoldLine("1", row.quantity, row.charged)], None, policy=Policy())
    return {
        "gross": priced.charged.gross,
        "discount_line": -priced.discount,
        "refund_gross": back.amounts.gross,
    }


def cash(inputs):
    gross = D(inputs["gross"]) if "gross" in inputs else D(inputs["net"]) + D(inputs["tax"])
    payable, rounding = money.cash_due(gross, CashRounding(D(inputs["rounding_unit"])))
    found = {"payable": payable, "rounding": rounding}
    return found | ({"tax": D(inputs["tax"])} if "tax" in inputs else {})


def business_or_not(inputs):
    policy = Policy(
        scope=Scope.DOCUMENT_KEEP_GROSS, business_scope=Scope.DOCUMENT_BY_NET, target=Target.NET
    )
    return {
        f"gross_{who}": money.price(
            lines_of(inputs), policy=policy.for_customer(business=who == "business")
        ).charged.gross
        for who in ("consumer", "business")
    }


def fee(inputs):
    basket = {name: D(gross) for name, gross in inputs["basket"].items()}
    shares = money.split_over_rates(D(inputs["fee_gross"]), basket, D("0.01"))
    return {f"rate_{name}": share for name, share in shares.items()}


def change(inputs):
    by_card = sum(D(one["amount"]) for one in inputs["tenders"] if one["type"] == "card")
    (by_cash,) = (D(one["amount"]) for one in inputs["tenders"] if one["type"] == "cash")
    return {"change": money.change_due(D(inputs["gross"]) - by_card, by_cash)}


def trap(inputs):
    found = {
        target: money.price(
            lines_of(inputs), policy=Policy(target=target, scope=scope)
        ).charged.gross
        for target in Target
        for scope in (Scope.LINE, Scope.DOCUMENT, Scope.DOCUMENT_KEEP_GROSS)
    }
    (gross,) = set(found.values())
    return {"gross": gross, "wrong_gross": None}


def negative_line(inputs):
    return {
        name: money.price(
            lines_of(inputs), policy=Policy(unit=D(1), scope=scope, target=Target.TAX)
        ).charged.gross
        for name, scope in (("pos_gross", Scope.LINE), ("invoice_gross", Scope.DOCUMENT))
    }


def raw_taxes(*names):
    def compute(inputs):
        (values,) = (
            [D(one) for one in value] for name, value in inputs.items() if name.startswith("raw_")
        )
        ways = {
            "per_line": True, "round_per_rate": True, "per_document": False, "sum_then_round": False,
        }  # fmt: skip
        return {name: money.round_sum(values, D("0.01"), each=ways[name]) for name in names}

    return compute


def half(inputs):
    value = D(inputs["value"])
    return {
        "half_up": money.round_to(value, D("0.01"), Rounding.HALF_UP),
        "bankers": money.round_to(value, D("0.01"), Rounding.HALF_EVEN),
    }


def einvoice(inputs):
    found = document(target=Target.NET)(inputs)
    again = money.round_to(found["net"] * D("0.19"), D("0.01"))
    return found | {"net_times_rate": again}


def einvoice_lines(inputs):
    summed = document(scope=Scope.DOCUMENT)(inputs)
    unrounded = document(scope=Scope.DOCUMENT_GROSS_FIRST)(inputs)
    return {
        "net": summed["net"],
        "gross_from_unrounded": unrounded["gross"],
        "gross_en16931": summed["gross"],
    }


odoo_line, net_first = line(target=Target.TAX), line(target=Target.NET)
scaled = document(GST, discount_method=DiscountMethod.SCALE)
portugal = document(scope=Scope.DOCUMENT_GROSS_FIRST)
sylius = document(target=Target.TAX)

EXPRESSED = {
    **dict.fromkeys(
        (
            "odoo-incl-perline-case2b",
            "odoo-incl-perline-case2c",
            "odoo-incl-perline-case6",
            "odoo-incl-perline-case7a",
            "odoo-incl-perline-case7b",
            "odoo-incl-perline-case7c",
            "odoo-excl-perline-case5d",
            "zuora-tax-first",
        ),
        odoo_line,
    ),
    "odoo-mixed-excl-incl-perline": mixed,
    "odoo-negative-price-negative-qty": fixed_tax,
    "odoo-negative-price-positive-qty": fixed_tax,
    **{case: portugal for case in CASES if case.startswith("odoo-pt-doc-")},
    "odoo-gst-excl-per-line": document(GST),
    "odoo-gst-excl-per-document": document(GST, scope=Scope.DOCUMENT),
    **{case: scaled for case in CASES if case.startswith("odoo-global-discount-")},
    "odoo-pos-discount-and-refund": discount_and_refund,
    "odoo-mixed-10base-20": compound,
    "odoo-cash-005-halfup": cash,
    "odoo-cash-005-refund": cash,
    "odoo-cash-005-document-line": cash,
    "pretix-100x5-line": document(target=Target.NET),
    "pretix-100x5-sum_by_net": document(scope=Scope.DOCUMENT_BY_NET),
    "pretix-100x5-sum_by_net_keep_gross": document(scope=Scope.DOCUMENT_KEEP_GROSS),
    "pretix-9998x5-sum_by_net": document(scope=Scope.DOCUMENT_BY_NET),
    "pretix-9998x5-sum_by_net_keep_gross": document(scope=Scope.DOCUMENT_KEEP_GROSS),
    "pretix-jpyx5-sum_by_net_keep_gross": document(scope=Scope.DOCUMENT_KEEP_GROSS),
    "pretix-only-business": business_or_not,
    "pretix-net100-10": net_first,
    "pretix-fee-split-22.60": fee,
    "erpnext-incl14": document(target=Target.NET),
    "erpnext-incl14-discount-net100": document(discount_base=DiscountBase.NET),
    "erpnext-incl14-discount-gross100": document(discount_method=DiscountMethod.CONVERT),
    "erpnext-six-lines-24-discount75": document(scope=Scope.DOCUMENT_BY_NET),
    "erpnext-whole-unit-rounding": cash,
    "erpnext-change": change,
    **{case: sylius for case in CASES if case.startswith("sylius-")},
    "odoo-6224-per-line": document(),
    "odoo-37896-per-line": document(),
    "odoo-37896-per-document": document(scope=Scope.DOCUMENT),
    "odoo-45701": document(scope=Scope.DOCUMENT),
    "odoo-34842-trap": trap,
    "odoo-230726-trap": trap,
    "odoo-283943-trap": negative_line,
    "odoo-24364": raw_taxes("per_line", "per_document"),
    "odoo-24400": raw_taxes("sum_then_round", "round_per_rate"),
    "scayle-per-line": raw_taxes("per_line"),
    "square-bankers": half,
    "gobl-incl15-line2": net_first,
    "gobl-incl15-document": document(target=Target.NET),
    "en16931-79.20": einvoice,
    "en16931-58.72": einvoice_lines,
    "en16931-696.22": document(),
}


def test_every_case_is_expressed():
    assert len(CASES) == 76
    assert set(EXPRESSED) == set(CASES)


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_case(case):
    found = EXPRESSED[case["id"]](case["inputs"])
    for name, figure in case["expected"].items():
        if name == "wrong_gross":
            assert found["gross"] != D(figure)
        else:
            assert found[name] == D(figure), (name, found)
