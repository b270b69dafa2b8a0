"""Staff give invoices back, cancel them, and see how their amounts came about."""

from __future__ import annotations

from decimal import Decimal as D

import pytest
from django.urls import reverse

from pos.invoices.models import Invoice
from pos.ledger.verify import Verification
from tests.backoffice import rows
from tests.factories.sealed import unsealed
from tests.orders.shop import item, open_shop

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop():
    return open_shop()


@pytest.fixture
def sale(shop):
    coffee, wine = shop.product("3.33"), shop.product("7.50", shop.reduced)
    return shop.sell(item(coffee, "3.00"), item(wine), discount=D(10), discount_type="percentage")


def address(invoice, action):
    return reverse(f"admin:invoices_invoice_{action}", args=[invoice.pk])


def test_one_line_and_then_the_rest_is_given_back(shop, sale):
    client = rows.staff(shop.workspace, "manager")
    page = client.get(rows.url("invoices.invoice", "change", sale.pk)).content.decode()
    assert address(sale, "refund") in page
    assert "sale 1, " in page
    line = sale.invoice_items.order_by("position").first()
    page = client.get(address(sale, "refund")).content.decode()
    assert f"{line.product_name} (up to 3)" in page
    done = client.post(address(sale, "refund"), {"reason": "Cold", f"line-{line.pk}": "1"})
    first = Invoice.objects.get(kind="refund")
    assert done.url == rows.url("invoices.invoice", "change", first.pk)
    assert first.invoice_items.get().quantity == D(-1)
    assert "(up to 2)" in client.get(address(sale, "refund")).content.decode()
    client.post(address(sale, "refund"), {"reason": "Cold"})
    refunds = Invoice.objects.filter(kind="refund")
    assert sum(one.total for one in refunds) == -sale.total
    again = client.post(address(sale, "refund"), {"reason": "Cold"})
    assert "Everything on it has been given back." in again.content.decode()
    assert Verification(shop.workspace).run().findings == []


@pytest.mark.parametrize(
    ("posted", "said"),
    [({}, "This field is required"), ({"reason": "x", "LINE": "9"}, "less than or equal to 3")],
)
def test_a_wrong_refund_is_told_on_the_page(shop, sale, posted, said):
    line = sale.invoice_items.order_by("position").first()
    data = {name.replace("LINE", f"line-{line.pk}"): value for name, value in posted.items()}
    client = rows.staff(shop.workspace, "owner")
    page = client.post(address(sale, "refund"), data).content.decode()
    assert said in page
    assert not Invoice.objects.filter(kind="refund").exists()


def test_an_invoice_is_cancelled_once(shop, sale):
    client = rows.operator()
    assert client.post(address(sale, "cancel"), {}).status_code == 200
    client.post(address(sale, "cancel"), {"reason": "Wrong table"})
    sale.refresh_from_db()
    assert (sale.cancelled, sale.cancel_reason) == (True, "Wrong table")
    assert Invoice.objects.get(kind="refund").total == -sale.total
    page = client.post(address(sale, "cancel"), {"reason": "Again"}).content.decode()
    assert "cancelled already" in page
    page = client.get(rows.url("invoices.invoice", "change", sale.pk)).content.decode()
    assert address(sale, "refund") not in page


def test_every_rounding_is_shown(shop, sale):
    client = rows.staff(shop.workspace, "accountant")
    page = client.get(address(sale, "rounding")).content.decode()
    assert "half_up to 0.01" in page
    assert "price_mode" in page
    assert "Computed again" not in page
    name = sale.invoice_items.first().product_name
    assert f"<td>{name}</td>" in page


@pytest.mark.parametrize(("role", "status"), [("accountant", 403), ("waiter", 404)])
def test_only_who_may_gives_back(shop, sale, role, status):
    client = rows.staff(shop.workspace, role)
    for action in ("refund", "cancel"):
        assert client.get(address(sale, action)).status_code == status
        assert client.post(address(sale, action), {"reason": "x"}).status_code == status
    assert not Invoice.objects.filter(kind="refund").exists()


def test_another_workspaces_invoice_is_not_there(sale):
    client = rows.staff(rows.workspace(), "owner")
    for action in ("refund", "cancel", "rounding"):
        assert client.get(address(sale, action)).status_code == 404


def comp(client, *lines, **posted):
    data = {"action": "comp", "_selected_action": [str(line.pk) for line in lines], **posted}
    return client.post(rows.url("orders.orderitem", "changelist"), data)


def test_lines_of_an_open_order_are_given_away(shop):
    order = shop.order(item(shop.product("3.30"), "2.00"), item(shop.product("5.00")))
    line = order.order_items.order_by("position").first()
    client = rows.staff(shop.workspace, "manager")
    assert "Give these lines away?" in comp(client, line).content.decode()
    assert "This field is required" in comp(client, line, confirmed="yes").content.decode()
    comp(client, line, confirmed="yes", reason="Long wait", notes="By the door")
    line.refresh_from_db()
    assert (line.is_comp, line.comp_void_reason) == (True, "Long wait")
    order.refresh_from_db()
    assert order.total == D("5.00")
    invoice = shop.pay(order, "5.00").invoice
    assert invoice.invoice_items.get(is_comp=True).charged_total == 0
    page = comp(client, line, confirmed="yes", reason="Again").content.decode()
    assert "refund its invoice" in page


def test_only_who_may_gives_lines_away(shop):
    line = shop.order(item(shop.product("3.30"))).order_items.get()
    for client in (
        rows.staff(shop.workspace, "accountant"),
        rows.staff(shop.workspace, "waiter"),
        rows.staff(rows.workspace(), "owner"),
    ):
        comp(client, line, confirmed="yes", reason="x")
    line.refresh_from_db()
    assert not line.is_comp


def test_a_day_is_verified(shop, sale):
    client = rows.staff(shop.workspace, "accountant")
    asked = {"workspace": str(shop.workspace.pk), "day": str(sale.business_date)}
    verify = reverse("admin:ledger_verify")
    assert (
        "Verify a day"
        in client.get(rows.url("ledger.sealeddocument", "changelist")).content.decode()
    )
    page = client.get(verify, asked).content.decode()
    assert "1 documents, all as they were sealed." in page
    with unsealed():
        sale.taxes.update(label="C")
    page = client.get(verify, asked).content.decode()
    assert "taxes[0].code" in page
    other = rows.staff(rows.workspace(), "owner")
    assert "all as they were" not in other.get(verify, asked).content.decode()
    assert rows.staff(shop.workspace, "waiter").get(verify, asked).status_code == 403
