"""Sales under other policies and currencies, and for practice: sealed, and recomputed the same."""

from __future__ import annotations

from decimal import Decimal as D

import pytest

from pos import money
from pos.invoices import services as invoices
from pos.invoices.errors import InvoiceError
from pos.invoices.explaining import explain
from pos.invoices.models import Invoice
from pos.invoices.services import RefundDraft
from pos.ledger import services as ledger
from pos.ledger.models import SealedDocument, Series
from pos.ledger.verify import Verification
from tests.factories.products import ProductTaxFactory, TaxFactory
from tests.orders.shop import NOON, item, open_shop

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("currency", ["EUR", "JPY", "KWD"])
@pytest.mark.parametrize("price_mode", ["inclusive", "exclusive"])
@pytest.mark.parametrize("scope", ["line", "document_by_net", "document_keep_gross"])
@pytest.mark.parametrize("rounding", ["half_up", "half_even"])
def test_a_sale_is_recomputed_from_its_own_policy(currency, price_mode, scope, rounding):
    shop = open_shop(currency=currency, price_mode=price_mode, tax_scope=scope, rounding=rounding)
    unit = money.currency_unit(currency)
    one, other = shop.product(str(unit * 333)), shop.product(str(unit * 750), shop.reduced)
    order = shop.order(
        item(one, "3.00"), item(other, "2.00", discount=D(15), discount_type="percentage"),
        discount=D("7.50"), discount_type="percentage",
    )  # fmt: skip
    assert order.total % unit == 0
    sold = shop.pay(order, order.total).invoice
    # The outlet thinks otherwise now; what was sold does not.
    shop.outlet.price_mode = "exclusive" if price_mode == "inclusive" else "inclusive"
    invoice = Invoice.objects.get(pk=sold.pk)
    assert money.Policy.from_dict(invoice.policy).scope == scope
    assert explain(invoice).gross == invoice.total
    assert sum(line.charged_total for line in invoice.invoice_items.all()) == invoice.total
    assert sum(tax.tax for tax in invoice.taxes.all()) == invoice.tax
    draft = RefundDraft(invoice_id=invoice.pk, reason="All of it")
    back = invoices.refund(
        workspace_id=shop.workspace.pk, draft=draft, user_id=shop.user.pk, at=NOON
    )
    assert (back.total, back.tax) == (-invoice.total, -invoice.tax)
    assert Verification(shop.workspace).run().findings == []


def test_a_line_may_bear_several_taxes():
    shop = open_shop(price_mode="exclusive")
    city = TaxFactory.create(
        workspace=shop.workspace, rate=D("0.05"), label="City", increases_base=True
    )
    deposit = TaxFactory.create(workspace=shop.workspace, label="Deposit", fixed_amount=D("0.10"))
    bottle = shop.product("10.00", city, shop.standard)
    ProductTaxFactory.create(workspace=shop.workspace, product=bottle, tax=deposit)
    invoice = shop.sell(item(bottle, "2.00"))
    amounts = {tax.label: tax.tax for tax in invoice.taxes.all()}
    assert amounts == {"City": D("1.00"), "A": D("4.41"), "Deposit": D("0.20")}
    assert (invoice.subtotal, invoice.total) == (D("20.00"), D("25.61"))
    assert Verification(shop.workspace).run().findings == []


def test_practice_is_numbered_apart_and_never_counted():
    shop = open_shop()
    coffee = shop.product("3.30")
    shop.sell(item(coffee))
    shop.register.is_training = True
    shop.register.save()
    practice = shop.sell(item(coffee))
    assert (practice.kind, practice.number) == ("training", 1)
    series = Series.objects.get(kind="training")
    assert series.totals["gross"] == "0.00"
    draft = RefundDraft(invoice_id=practice.pk, reason="x")
    with pytest.raises(InvoiceError, match="not_refundable"):
        invoices.refund(workspace_id=shop.workspace.pk, draft=draft, user_id=shop.user.pk)
    assert Verification(shop.workspace).run().findings == []


def test_a_copy_is_a_document_of_its_own_that_names_its_original():
    shop = open_shop()
    sold = shop.sell(item(shop.product("3.30")))
    for number in (1, 2):
        ledger.append(
            workspace_id=shop.workspace.pk,
            register_id=shop.register.pk,
            kind="copy",
            subject_id=sold.pk,
            original_id=sold.pk,
            issued_at=NOON,
            business_date=sold.business_date,
            document={"type": "copy", "copy": number, "reason": "Guest asked"},
        )
    copies = SealedDocument.objects.filter(kind="copy").order_by("number")
    assert [(row.number, row.original_id) for row in copies] == [(1, sold.pk), (2, sold.pk)]
    assert Series.objects.get(kind="copy").totals["gross"] == "0.00"
    assert Verification(shop.workspace).run().findings == []
