"""Many tills at once, on real connections: nothing is lost, doubled, skipped or deadlocked."""

from __future__ import annotations

import threading
from collections import Counter
from decimal import Decimal as D

import pytest
from django.db import connection

from pos.invoices import services as invoices
from pos.invoices.errors import InvoiceError
from pos.invoices.models import Invoice
from pos.invoices.services import RefundDraft
from pos.ledger.models import Series
from pos.ledger.verify import Verification
from pos.payments.errors import PaymentError
from pos.payments.models import Payment
from tests.api import world
from tests.api.test_selling import payment
from tests.factories.registers import RegisterFactory
from tests.orders.shop import item, open_shop

pytestmark = pytest.mark.django_db(transaction=True)
TILLS = 32


def at_once(calls):
    """Run calls in threads that start together; return what each gave or raised."""
    gate = threading.Barrier(len(calls))
    results = [None] * len(calls)

    def run(place, call):
        try:
            gate.wait(30)
            results[place] = call()
        except Exception as error:  # noqa: BLE001 (a test looks at it)
            results[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
        assert not thread.is_alive()
    return results


@pytest.mark.parametrize("registers", [1, TILLS])
def test_tills_at_once_get_every_number_once(registers):
    shop = open_shop()
    coffee = shop.product("3.30")
    own = {"workspace": shop.workspace, "outlet": shop.outlet}
    places = [shop.register.pk, *(RegisterFactory.create(**own).pk for _ in range(registers - 1))]
    orders = [shop.order(item(coffee), item(coffee, "2.00")) for _ in range(TILLS * 2)]

    def sell(till):
        place = places[till % registers]
        return [shop.pay(one, "9.90", register_id=place) for one in orders[till::TILLS]]

    results = at_once([lambda till=till: sell(till) for till in range(TILLS)])
    assert [one for one in results if isinstance(one, Exception)] == []
    numbers = Counter(Invoice.objects.values_list("register_id", "number"))
    assert set(numbers.values()) == {1}
    for place in places:
        found = sorted(number for register, number in numbers if register == place)
        assert found == list(range(1, TILLS * 2 // registers + 1))
    assert Verification(shop.workspace).run().findings == []


def test_of_payments_racing_for_an_order_exactly_one_completes_it():
    shop = open_shop()
    order = shop.order(item(shop.product("10.00")))
    results = at_once([lambda: shop.pay(order, "10.00") for _ in range(8)])
    taken = [one for one in results if not isinstance(one, Exception)]
    refused = [one for one in results if isinstance(one, PaymentError)]
    assert (len(taken), len(refused)) == (1, 7)
    assert taken[0].invoice is not None
    assert Invoice.objects.count() == Payment.objects.count() == 1


def test_parts_of_a_bill_paid_at_once_complete_it_once():
    shop = open_shop()
    order = shop.order(item(shop.product("10.00")))
    results = at_once([lambda: shop.pay(order, "1.25") for _ in range(8)])
    assert [one.invoice is not None for one in results].count(True) == 1
    assert Invoice.objects.get().tenders.count() == 8


def test_refunds_at_once_never_give_back_more_than_was_sold():
    shop = open_shop()
    sold = shop.sell(item(shop.product("3.33"), "4.00"))
    line = sold.invoice_items.get()

    def back():
        draft = RefundDraft(invoice_id=sold.pk, reason="Cold", quantities={line.pk: D("1.00")})
        return invoices.refund(workspace_id=shop.workspace.pk, draft=draft, user_id=shop.user.pk)

    results = at_once([back] * 8)
    assert sum(isinstance(one, InvoiceError) for one in results) == 4
    given = Invoice.objects.filter(kind="refund")
    assert sum(one.total for one in given) == -sold.total
    assert sorted(given.values_list("number", flat=True)) == [1, 2, 3, 4]


def test_one_key_sent_twice_at_once_pays_once():
    shop = open_shop()
    order = shop.order(item(shop.product("10.00")))
    body = payment(shop, order.pk, "4.00")
    callers = [world.client(shop.workspace) for _ in range(6)]
    key = {"Idempotency_Key": "0123456789abcdef"}
    results = at_once(
        [lambda caller=caller: caller.post("/v1/payments", body, **key) for caller in callers]
    )
    statuses = Counter(one.status_code for one in results)
    assert set(statuses) <= {201, 409}
    assert Payment.objects.count() == 1
    for one in results:
        if one.status_code == 409:
            assert one["Retry-After"] == "1"
    assert len({one.content for one in results if one.status_code == 201}) == 1


def test_a_promo_code_is_used_as_often_as_it_may_be():
    shop = open_shop()
    code = shop.promo(amount=D("10.00"), max_usages=3)
    coffee = shop.product("10.00")
    orders = [shop.order(item(coffee), links={"promo_code": code.pk}) for _ in range(6)]
    results = at_once([lambda one=one: shop.pay(one, "9.00") for one in orders])
    assert sum(isinstance(one, PaymentError) for one in results) == 3
    code.refresh_from_db()
    assert code.usages == 3
    assert list(Series.objects.values_list("last_number", flat=True)) == [3]
