"""From an open order to a sealed invoice, and back."""

from __future__ import annotations

from decimal import Decimal as D

import pytest

from pos.invoices import services as invoices
from pos.invoices.errors import InvoiceError
from pos.invoices.models import Invoice
from pos.invoices.services import RefundDraft
from pos.ledger.models import SealedDocument
from pos.orders.models import Order
from pos.payments.errors import PaymentError
from tests.orders.shop import item, open_shop

pytestmark = pytest.mark.django_db


def test_paying_in_full_issues_the_invoice():
    shop = open_shop()
    coffee = shop.product("3.30")
    wine = shop.product("7.50", shop.reduced)
    order = shop.order(item(coffee, "3.00"), item(wine))
    assert (order.subtotal, order.tax, order.total) == (D("14.88"), D("2.52"), D("17.40"))
    first = shop.pay(order, "10.00")
    assert first.invoice is None
    paid = shop.pay(order, "7.40", tip_amount=D("2.00"))
    assert paid.invoice is not None
    invoice = Invoice.objects.get(pk=paid.invoice.pk)
    assert (invoice.number, invoice.total, invoice.tip_amount) == (1, D("17.40"), D("2.00"))
    assert invoice.invoice_items.count() == 2
    assert [str(t.rate) for t in invoice.taxes.all()] == ["0.210000", "0.120000"]
    assert sum(t.amount for t in invoice.tenders.all()) == D("19.40")
    order = Order.objects.get(pk=order.pk)
    assert (order.state, order.paid) == ("paid", D("17.40"))
    sealed = SealedDocument.objects.get(subject_id=invoice.pk)
    assert (sealed.number, sealed.kind) == (1, "sale")
    with pytest.raises(PaymentError, match="not_payable"):
        shop.pay(order, "1.00")


def test_refunds_end_at_exactly_what_was_taken():
    shop = open_shop()
    coffee = shop.product("3.33")
    invoice = shop.sell(item(coffee, "3.00"), discount=D("10.00"), discount_type="percentage")
    line = invoice.invoice_items.get()
    total = D(0)
    for _ in range(3):
        back = invoices.refund(
            workspace_id=shop.workspace.pk,
            draft=RefundDraft(
                invoice_id=invoice.pk, reason="Cold", quantities={line.pk: D("1.00")}
            ),
            user_id=shop.user.pk,
        )
        total += back.total
    assert total == -invoice.total
    with pytest.raises(InvoiceError, match="exceeds"):
        invoices.refund(
            workspace_id=shop.workspace.pk,
            draft=RefundDraft(
                invoice_id=invoice.pk, reason="Cold", quantities={line.pk: D("1.00")}
            ),
            user_id=shop.user.pk,
        )


def test_cancelling_takes_all_of_it_back():
    shop = open_shop(cash_rounding_unit=D("0.05"))
    coffee = shop.product("3.33")
    order = shop.order(item(coffee))
    invoice = shop.pay(order, "5.00", "cash").invoice
    assert (invoice.rounding, invoice.tenders.get().change) == (D("0.02"), D("1.65"))
    counter = invoices.cancel(
        workspace_id=shop.workspace.pk, invoice_id=invoice.pk, reason="Wrong", user_id=shop.user.pk
    )
    assert (counter.total, counter.rounding) == (D("-3.33"), D("-0.02"))
    assert Invoice.objects.get(pk=invoice.pk).cancelled
    with pytest.raises(InvoiceError, match="cancelled_already"):
        invoices.cancel(
            workspace_id=shop.workspace.pk,
            invoice_id=invoice.pk,
            reason="Wrong",
            user_id=shop.user.pk,
        )
