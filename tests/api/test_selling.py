"""Orders, payments and refunds through the API, as an integrator sends them."""

from __future__ import annotations

from decimal import Decimal as D

import orjson
import pytest

from pos.invoices.models import Invoice
from pos.orders.models import Order
from pos.payments.models import Payment
from pos.products.models import ProductBundle, ProductBundleItem
from tests.api import world
from tests.orders.shop import open_shop

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop():
    return open_shop()


@pytest.fixture
def api(shop):
    return world.client(shop.workspace)


def document(response, status=200):
    assert response.status_code == status, response.content
    return orjson.loads(response.content)


def problem(response, status):
    (error,) = document(response, status)["errors"]
    assert error["status"] == str(status)
    return error


def line(product, quantity="1.00", name="a", **attributes):
    return {
        "type": "orderItems",
        "tempId": name,
        "attributes": {"quantity": quantity, **attributes},
        "relationships": {"product": {"data": {"type": "products", "id": str(product.pk)}}},
    }


def order(*items, relationships=None, included=None, **attributes):
    """Write an order as the page prints it: `included` inside `data`, an object of arrays."""
    names = [{"type": item["type"], "tempId": item["tempId"]} for item in items]
    return {
        "data": {
            "type": "orders",
            "attributes": attributes,
            "relationships": {"items": {"data": names}, **(relationships or {})},
            "included": {"items": list(items), **(included or {})},
        }
    }


def end(kind, row):
    return {"data": {"type": kind, "id": str(getattr(row, "pk", row))}}


def payment(shop, order_id, amount, way="card", **attributes):
    return {
        "data": {
            "type": "payments",
            "attributes": {"amount": amount, **attributes},
            "relationships": {
                "order": end("orders", order_id),
                "paymentMethod": end("paymentMethods", shop.ways[way]),
                "register": end("registers", shop.register),
            },
        }
    }


def test_an_order_is_made_paid_and_invoiced(shop, api):
    coffee = shop.product("3.30")
    made = document(
        api.post(
            "/v1/orders?include=orderItems,taxes",
            order(line(coffee, "3.00", total="9.90", unitPriceInclTax="3.30"), covers=2),
        ),
        201,
    )
    data = made["data"]
    assert data["attributes"]["state"] == "open"
    assert data["attributes"]["covers"] == 2
    (item, tax) = made["included"]
    assert item["attributes"]["total"] == "9.90"
    assert tax["type"] == "taxes"
    paid = api.post("/v1/payments", payment(shop, data["id"], "9.90", tipAmount="1.00"))
    assert document(paid, 201)["data"]["attributes"]["tipAmount"] == "1.00"
    assert paid["Location"].endswith(f"/v1/payments/{document(paid, 201)['data']['id']}")
    read = api.read(f"/v1/orders/{data['id']}?include=invoice,payments")
    assert read["data"]["attributes"]["state"] == "paid"
    assert {one["type"] for one in read["included"]} == {"invoices", "payments"}


def test_a_location_leads_to_what_was_made(shop, api):
    response = api.post("/v1/orders", order(line(shop.product())))
    made = document(response, 201)["data"]
    assert response["Location"] == f"http://testserver/v1/orders/{made['id']}"
    assert api.read(response["Location"].removeprefix("http://testserver"))["data"] == made


def test_snake_case_sells_as_well(shop, api):
    coffee = shop.product("3.30")
    body = {
        "data": {
            "type": "orders",
            "attributes": {"discount": "10", "discount_type": "percentage"},
            "relationships": {"order_items": {"data": [{"type": "order_items", "lid": "x"}]}},
        },
        "included": [
            {
                "type": "order_items",
                "lid": "x",
                "attributes": {"quantity": 2},
                "relationships": {"product": end("products", coffee)},
            }
        ],
    }
    made = document(api.post("/api/v2/orders?include=order_item", body), 201)
    assert made["included"][0]["attributes"]["unit_price_incl_tax"] == "3.30"
    body = {
        "data": {
            "type": "payments",
            "attributes": {"amount": "5.94", "tip_amount": None},
            "relationships": {
                "order": end("orders", made["data"]["id"]),
                "payment_method": end("payment_methods", shop.ways["card"]),
                "register": end("registers", shop.register),
            },
        }
    }
    document(api.post("/api/v2/payments", body), 201)
    assert Invoice.objects.get().total == D("5.94")


def test_a_total_that_is_not_ours_is_refused_with_both_figures(shop, api):
    error = problem(api.post("/v1/orders", order(line(shop.product("3.30"), total="3.00"))), 422)
    assert error["source"]["pointer"] == "/data/included/items/0/attributes/total"
    assert "3.00" in error["detail"]
    assert "3.30" in error["detail"]
    assert not Order.objects.exists()


def test_a_room_number_with_cash_is_the_published_error(shop, api):
    made = document(api.post("/v1/orders", order(line(shop.product("3.30")))), 201)["data"]
    body = payment(shop, made["id"], "3.30", "cash", roomNumber="101")
    error = problem(api.post("/v1/payments", body), 422)
    assert error == {
        "status": "422",
        "code": "present",
        "title": "Unprocessable Content",
        "detail": "Room number must be blank.",
        "source": {"pointer": "/data/attributes/roomNumber"},
    }
    assert not Payment.objects.exists()


def test_a_bundle_is_sold_at_its_price(shop, api):
    burger, fries = shop.product("9.00"), shop.product("4.00", shop.reduced)
    menu = ProductBundle.objects.create(
        workspace=shop.workspace, name="Menu", retail_price_incl_tax=D("10.00")
    )
    parts = [
        ProductBundleItem.objects.create(
            workspace=shop.workspace,
            product_bundle=menu,
            product=product,
            group_name=group,
            retail_price_incl_tax=product.retail_price_incl_tax,
        )
        for product, group in ((burger, "Main"), (fries, "Side"))
    ]
    items = [
        {
            "type": "orderBundleItems",
            "tempId": f"i{place}",
            "attributes": {},
            "relationships": {
                "productBundleItem": end("productBundleItems", part),
                "orderBundle": {"data": {"type": "orderBundles", "tempId": "b"}},
            },
        }
        for place, part in enumerate(parts)
    ]
    bundle = {
        "type": "orderBundles",
        "tempId": "b",
        "attributes": {"quantity": "2.00", "discount": "5.00", "discountType": "percentage"},
        "relationships": {"productBundle": end("productBundles", menu)},
    }
    made = document(
        api.post(
            "/v1/orders?include=orderItems.orderBundle",
            order(*items, included={"orderBundles": [bundle]}),
        ),
        201,
    )
    assert [one["type"] for one in made["included"]].count("orderBundleItems") == 2
    assert Order.objects.get().total == D("19.00")
    linked = made["data"]["relationships"]["orderItems"]["data"]
    assert {one["type"] for one in linked} == {"orderBundleItems"}
    document(api.post("/v1/payments", payment(shop, made["data"]["id"], "19.00")), 201)


def test_an_order_is_changed(shop, api):
    coffee, cake = shop.product("3.30"), shop.product("4.40")
    made = document(api.post("/v1/orders?include=orderItems", order(line(coffee))), 201)
    item = made["included"][0]["id"]
    changed = {"type": "orderItems", "id": item, "attributes": {"quantity": "2.00"}}
    body = order(line(cake))
    body["data"]["id"] = made["data"]["id"]
    body["data"]["attributes"] = {"version": 1, "notes": "Quick"}
    body["data"]["relationships"]["items"]["data"].append({"type": "orderItems", "id": item})
    body["data"]["included"]["items"].append(changed)
    address = f"/v1/orders/{made['data']['id']}"
    after = document(api.patch(f"{address}?include=orderItems", body))
    assert after["data"]["attributes"]["version"] == 2
    assert len(after["included"]) == 2
    assert Order.objects.get().total == D("11.00")
    error = problem(api.patch(address, body), 409)
    assert error["code"] == "stale"


def test_a_preview_keeps_nothing(shop, api):
    coffee = shop.product("3.30")
    made = document(api.post("/v1/orders", order(line(coffee))), 201)["data"]
    body = order(line(coffee, "5.00"))
    seen = document(api.post(f"/v1/orders/{made['id']}/preview?include=orderItems", body))
    assert len(seen["included"]) == 2
    assert Order.objects.get().total == D("3.30")


def test_an_order_is_voided(shop, api):
    made = document(api.post("/v1/orders", order(line(shop.product()))), 201)["data"]
    body = {"data": {"type": "orders", "attributes": {"voidReason": "Guest left"}}}
    after = document(api.post(f"/v1/orders/{made['id']}/void", body))["data"]
    assert after["attributes"]["state"] == "discarded"
    assert problem(api.post("/v1/payments", payment(shop, made["id"], "1.00")), 409)


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        ({"splitBy": "ways", "ways": 3}, ["3.34", "3.33", "3.33"]),
        ({"splitBy": "amounts", "amounts": ["4.00", "6.00"]}, ["4.00", "6.00"]),
    ],
)
def test_a_bill_is_split_by_amounts(shop, api, attributes, expected):
    items = [
        line(shop.product("2.50"), name="a"),
        line(shop.product("7.50", shop.reduced), name="b"),
    ]
    made = document(api.post("/v1/orders", order(*items)), 201)["data"]
    body = {"data": {"type": "orders", "attributes": attributes}}
    after = document(api.post(f"/v1/orders/{made['id']}/split", body), 201)["data"]
    totals = [str(Order.objects.get(pk=one["id"]).total) for one in after]
    assert totals == expected


def test_a_bill_is_split_by_seats_and_by_items(shop, api):
    items = [
        line(shop.product("2.50"), name="a", seat=1),
        line(shop.product("7.50"), "3.00", name="b", seat=2),
    ]
    made = document(
        api.post("/v1/orders", order(*items, discount="10.00", discountType="percentage")), 201
    )["data"]
    before = Order.objects.get().total
    body = {"data": {"type": "orders", "attributes": {"splitBy": "seats"}}}
    after = document(api.post(f"/v1/orders/{made['id']}/split", body), 201)["data"]
    assert sum(Order.objects.get(pk=one["id"]).total for one in after) == before
    other = api.read(f"/v1/orders/{after[1]['id']}?include=orderItems")
    (moved,) = other["included"]
    parts = [[{"id": moved["id"], "quantity": "1.00"}], [{"id": moved["id"], "quantity": "1.00"}]]
    body = {"data": {"type": "orders", "attributes": {"splitBy": "items", "parts": parts}}}
    third = document(api.post(f"/v1/orders/{after[1]['id']}/split", body), 201)["data"]
    assert len(third) == 3
    everything = [one["id"] for one in (after[0], *third)]
    assert sum(Order.objects.get(pk=one).total for one in everything) == before


def sold(shop, api, *items, **attributes):
    made = document(api.post("/v1/orders", order(*items, **attributes)), 201)["data"]
    total = Order.objects.get(pk=made["id"]).total
    document(api.post("/v1/payments", payment(shop, made["id"], str(total))), 201)
    return Invoice.objects.get(order=made["id"])


def test_a_line_is_refunded_and_then_the_rest(shop, api):
    invoice = sold(shop, api, line(shop.product("3.33"), "3.00"))
    item = invoice.invoice_items.get()
    address = f"/v1/invoices/{invoice.pk}/refunds"
    one = {"type": "invoiceItems", "id": str(item.pk), "meta": {"quantity": "1.00"}}
    body = {
        "data": {
            "type": "invoices",
            "attributes": {"refundReason": "Cold"},
            "relationships": {"invoiceItems": {"data": [one]}},
        }
    }
    first = document(api.post(f"{address}?include=invoiceItems,originalInvoice", body), 201)
    assert first["data"]["attributes"]["total"] == "-3.33"
    assert first["data"]["relationships"]["originalInvoice"]["data"]["id"] == str(invoice.pk)
    del body["data"]["relationships"]
    rest = document(api.post(address, body), 201)["data"]
    assert rest["attributes"]["total"] == "-6.66"
    assert problem(api.post(address, body), 409)["code"] == "nothing_left"


def test_an_invoice_is_cancelled(shop, api):
    invoice = sold(shop, api, line(shop.product("3.33")))
    address = f"/v1/invoices/{invoice.pk}"
    body = {"data": {"type": "invoices", "attributes": {"cancelReason": "Wrong table"}}}
    counter = document(api.post(f"{address}/cancel", body), 201)["data"]
    assert counter["attributes"]["total"] == "-3.33"
    read = api.read(address)["data"]["attributes"]
    assert (read["cancelled"], read["cancelReason"]) == (True, "Wrong table")
    assert problem(api.post(f"{address}/cancel", body), 409)["code"] == "cancelled_already"


def test_the_same_key_answers_byte_for_byte(shop, api):
    made = document(api.post("/v1/orders", order(line(shop.product("3.30")))), 201)["data"]
    body = payment(shop, made["id"], "3.30")
    key = {"Idempotency_Key": "0123abcd-ef"}
    first = api.post("/v1/payments", body, **key)
    again = api.post("/v1/payments", body, **key)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.content == again.content
    assert first["Location"] == again["Location"]
    assert not first.has_header("Idempotency-Replayed")
    assert again["Idempotency-Replayed"] == "true"
    assert Payment.objects.count() == 1
    body["data"]["attributes"]["amount"] = "1.00"
    error = problem(api.post("/v1/payments", body, **key), 409)
    assert error["title"] == "Idempotency Conflict"
    error = problem(api.post("/v1/payments", body, Idempotency_Key="what"), 400)
    assert error["source"] == {"header": "Idempotency-Key"}


def test_a_failed_attempt_frees_its_key(shop, api):
    made = document(api.post("/v1/orders", order(line(shop.product("3.30")))), 201)["data"]
    key = {"Idempotency_Key": "0123abcd-ef"}
    problem(api.post("/v1/payments", payment(shop, made["id"], "99.00"), **key), 422)
    document(api.post("/v1/payments", payment(shop, made["id"], "3.30"), **key), 201)


def test_another_workspace_is_not_there(shop, api):
    stranger = world.client(world.workspace())
    made = document(api.post("/v1/orders", order(line(shop.product("3.30")))), 201)["data"]
    body = payment(shop, made["id"], "3.30")
    assert stranger.patch(f"/v1/orders/{made['id']}", order()).status_code == 404
    assert problem(stranger.post("/v1/payments", body), 422)
    void = {"data": {"type": "orders", "attributes": {"voidReason": "x"}}}
    assert stranger.post(f"/v1/orders/{made['id']}/void", void).status_code == 404


def test_a_key_that_reads_does_not_write(shop):
    reader = world.client(shop.workspace, "read")
    assert problem(reader.post("/v1/orders", order()), 403)["code"] == "missing_scope"
