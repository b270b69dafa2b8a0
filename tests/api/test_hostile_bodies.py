"""Bodies of every kind: what does not fit is told by pointer, and nothing is ever a 500."""

from __future__ import annotations

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pos.orders.models import Order
from tests.api import world
from tests.api.test_selling import end, line, order, payment, problem
from tests.orders.shop import open_shop

pytestmark = pytest.mark.django_db

WORDS = st.sampled_from(
    [
        "data", "type", "id", "attributes", "relationships", "included", "orders", "orderItems",
        "payments", "items", "tempId", "lid", "meta", "quantity", "amount", "discount", "product",
        "products", "payment_method", "register", "order", "isVoid", "covers", "splitBy", "parts",
        "amounts", "ways", "refundReason", "invoiceItems", "é", "", "a/b~c", "\x00",
    ]
)  # fmt: skip
SCALARS = (
    st.none() | st.booleans() | st.integers(-(10**18), 10**18) | st.floats(allow_nan=False)
    | WORDS | st.text(max_size=12) | st.uuids().map(str) | st.sampled_from(["1.00", "-1", "1e9"])
)  # fmt: skip
JSON = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=6),
    max_leaves=25,
)
PATHS = (
    "/v1/orders", "/v1/payments", "/v1/orders/{order}/preview", "/v1/orders/{order}/void",
    "/v1/orders/{order}/split", "/v1/invoices/{invoice}/refunds", "/v1/invoices/{invoice}/cancel",
    "/api/v2/orders", "/api/v2/payments",
)  # fmt: skip


@st.composite
def documents(draw):
    """Mostly the shape of a document, with anything where its parts should be."""
    if draw(st.integers(0, 3)) == 0:
        return draw(JSON)
    kind = draw(st.sampled_from(["orders", "payments", "invoices", "order"]))
    object_ = {"type": kind}
    for name in ("attributes", "relationships", "included", "id"):
        if draw(st.booleans()):
            object_[name] = draw(JSON)
    if draw(st.booleans()):
        object_["relationships"] = {
            draw(WORDS): {"data": draw(JSON)} for _ in range(draw(st.integers(0, 3)))
        }
    return {"data": object_, **({"included": draw(JSON)} if draw(st.booleans()) else {})}


@pytest.fixture
def shop():
    return open_shop()


@settings(
    max_examples=300,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    deadline=None,
)
@given(body=documents(), path=st.sampled_from(PATHS))
def test_no_body_is_a_server_error(shop, body, path):
    if not hasattr(shop, "api"):
        shop.api = world.client(shop.workspace)
        shop.made = shop.order(line_of(shop))
        shop.sold = shop.sell(line_of(shop))
    address = path.format(order=shop.made.pk, invoice=shop.sold.pk)
    for method in ("POST", "PATCH") if path.count("/") == 2 else ("POST",):
        response = shop.api.send(method, address, orjson.dumps(body))
        assert response.status_code < 500, (address, body, response.content)
        if response.status_code >= 400:
            for error in orjson.loads(response.content)["errors"]:
                assert error["detail"]
                assert "…" not in error["detail"]


def line_of(shop):
    from tests.orders.shop import item  # noqa: PLC0415

    return item(shop.product("3.30"))


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        (b"{", 400), (b"[]", 400), (b"null", 400), (b'{"data": NaN}', 400),
        (b'{"data": 1, "data": 2}', 400), (b"\xff\xfe", 400), (b"[" * 100_000, 400),
        (b'{"data": ' + b"1" * 5000 + b"}", 400), (b" " * 1_048_577, 413), (b"{}", 400),
        (b'{"data": {"type": "invoices"}}', 409), (b'{"data": {}}', 400),
        (b'{"data": {"type": "orders", "id": "0192bdb3-1de1-7be0-8938-95bbddd8c74e"}}', 403),
    ],
)  # fmt: skip
def test_a_body_that_cannot_be_read(shop, raw, status):
    api = world.client(shop.workspace)
    response = api.post("/v1/orders", raw)
    assert response.status_code == status, response.content
    assert not Order.objects.exists()


def test_every_problem_of_a_body_is_told_at_once(shop):
    api = world.client(shop.workspace)
    body = order(
        line(shop.product(), "no", isComp="yes", colour="red", notes=1),
        covers="many",
        notes="x" * 501,
        discountType="half",
        relationships={"customer": end("products", "0192bdb3-1de1-7be0-8938-95bbddd8c74e")},
    )
    response = api.post("/v1/orders", body)
    assert response.status_code == 422
    found = {
        error["source"]["pointer"]: error["code"]
        for error in orjson.loads(response.content)["errors"]
    }
    items = "/data/included/items/0/attributes"
    assert found == {
        "/data/attributes/covers": "invalid",
        "/data/attributes/notes": "too_long",
        "/data/attributes/discountType": "inclusion",
        "/data/relationships/customer/data/type": "inclusion",
        f"{items}/quantity": "invalid",
        f"{items}/isComp": "invalid",
        f"{items}/notes": "invalid",
        f"{items}/colour": "unknown_attribute",
    }


@pytest.mark.parametrize(
    ("attributes", "pointer", "code"),
    [
        ({"amount": "5.001"}, "/data/attributes/amount", "too_precise"),
        ({"amount": "-1.00"}, "/data/attributes/amount", "greater_than_or_equal_to"),
        ({"amount": "0.00"}, "/data/attributes/amount", "greater_than"),
        ({"amount": "99.00"}, "/data/attributes/amount", "overpaid"),
        ({"amount": 1.5}, "/data/attributes/amount", "invalid"),
        ({"amount": None}, "/data/attributes/amount", "blank"),
        ({"amount": "1.00", "notes": "<b>"}, "/data/attributes/notes", "invalid"),
    ],
)
def test_a_payment_that_does_not_fit(shop, attributes, pointer, code):
    api = world.client(shop.workspace)
    made = shop.order(line_of(shop))
    body = payment(shop, made.pk, "1.00")
    body["data"]["attributes"] = attributes
    error = problem(api.post("/v1/payments", body), 422)
    assert (error["source"]["pointer"], error["code"]) == (pointer, code)


def test_room_charge_and_tips_follow_their_method(shop):
    api = world.client(shop.workspace)
    made = shop.order(line_of(shop))
    error = problem(api.post("/v1/payments", payment(shop, made.pk, "1.00", "room_charge")), 422)
    assert (error["code"], error["source"]["pointer"]) == ("blank", "/data/attributes/roomNumber")
    body = payment(shop, made.pk, "1.00", "cash", tipAmount="1.00")
    error = problem(api.post("/v1/payments", body), 422)
    assert error["detail"] == "Tip amount must be blank."
    body = payment(shop, made.pk, "3.30", "room_charge", roomNumber="101")
    assert api.post("/v1/payments", body).status_code == 201


@pytest.mark.parametrize(
    ("quantity", "attributes"),
    [
        ("999999", {"surcharge": "9999999999", "surchargeType": "percentage"}),
        ("999999", {}),
        ("1", {"surcharge": "9999999999", "surchargeType": "fixed"}),
    ],
)
def test_amounts_that_nobody_can_pay_are_refused(shop, quantity, attributes):
    api = world.client(shop.workspace)
    dear = shop.product("999999999.00")
    error = problem(api.post("/v1/orders", order(line(dear, quantity), **attributes)), 422)
    assert error["code"] == "too_large"
    error = problem(api.post("/v1/orders", order(line(dear, "1000000"))), 422)
    assert error["code"] == "less_than_or_equal_to"


def test_a_payment_that_comes_with_its_order_is_told_where_it_stands(shop):
    api = world.client(shop.workspace)
    paid = {
        "type": "payments",
        "tempId": "p",
        "attributes": {"amount": "3.00"},
        "relationships": {
            "paymentMethod": end("paymentMethods", shop.ways["card"]),
            "register": end("registers", shop.register),
        },
    }
    names = {"payments": {"data": [{"type": "payments", "tempId": "p"}]}}

    def send(amount):
        paid["attributes"]["amount"] = amount
        body = order(line(shop.product("3.30")), relationships=names, included={"payments": [paid]})
        return api.post("/v1/orders?include=payments,invoice", body)

    error = problem(send("9.00"), 422)
    assert error["source"]["pointer"] == "/data/included/payments/0/attributes/amount"
    assert not Order.objects.exists()
    made = orjson.loads(send("3.30").content)
    assert made["data"]["attributes"]["state"] == "paid"
    assert {one["type"] for one in made["included"]} == {"payments", "invoices"}


def test_a_pointer_leads_to_a_member_of_any_name(shop):
    api = world.client(shop.workspace)
    error = problem(api.post("/v1/orders", order(**{"a/b~c": 1})), 422)
    assert error["source"]["pointer"] == "/data/attributes/a~1b~0c"
