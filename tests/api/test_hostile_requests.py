"""Whatever a query string holds, the answer is a document and never an error of the server."""

from __future__ import annotations

from urllib.parse import quote_from_bytes

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pos.jsonapi import cursor
from tests.api import world
from tests.jsonapi.documents import check

PATHS = [
    "/v1/invoices", "/v1/customers", "/v1/registers", "/v1/users", "/v1/products",
    "/api/v2/invoices", "/api/v2/invoice_items", "/pos/v1/orders", "/v1/invoices/{invoices}",
    "/v1/customers/{customers}", "/api/v2/products/{products}",
]  # fmt: skip
ID = "018f0000-0000-7000-8000-000000000001"
AT = cursor.encode(
    cursor.Position(("2026-05-01T00:00:00+00:00",), ID), order="invoices:created_at", compact=True
)
NAMES = [
    "include", "sort", "page[size]", "page[after]", "page[before]", "page[number]", "page", "page[]",
    "filter[createdAtGt]", "filter[createdAtLteq]", "filter[updatedAtGteq]", "filter[registerIdEq]",
    "filter[emailEq]", "filter[fullNameEq]", "filter[created_at_gt]", "filter[]", "filter",
    "filter%createdAtGt]", "fields[invoices]", "fields[users]", "fields[products]", "fields[]",
    "fields[invoice_item]", "foo", "", "]", "[", "[]", "filter[createdAtGt]=2024-10-24",
]  # fmt: skip
VALUES = [
    "", "0", "1", "-1", "1000", "1001", str(10**30), "9" * 5000, "٣", "1\n", "true", "null", "NaN",
    "user", "user,register.outlet", "order.invoice.order.invoice.order", "items", "invoice_item",
    "originalInvoice." * 40, "user," * 200, ",", ".", "..", "createdAt", "-createdAt", "-createdAt,updatedAt",
    "name", "-name,index", "total,user", "created_at", "2024-10-24", "2024-10-24T08:44:45.409Z",
    "2024-10-24T08:44:45 00:00", "9999-12-31T23:59:59-12:00", "9999-12-31T23:59:59.999999Z",
    "0000-01-01", "0001-01-01T00:00:00+14:00", "0001-01-01", "2024-02-30", "2024-W01-1T00:00:00",
    "infinity", "-infinity", ID, f"{{{ID}}}", f"urn:uuid:{ID}", ID.replace("-", ""), AT, AT[:-1],
    "x-", "x-0", "z" * 40, "\0", "a\0b", "\r\nX: 1", "' or 1=1 --", '"', "\\", "%", "%s", "%(a)s",
    "\u2028", "\ufeff", "🎉", "\ud7ff", "$1", "{}", "x" * 10_000,
]  # fmt: skip

words = st.sampled_from(NAMES) | st.text(max_size=12).map(lambda text: f"filter[{text}]")
values = st.sampled_from(VALUES) | st.text(max_size=20)


@st.composite
def pairs(draw) -> bytes:
    """A pair, escaped or raw, at times with bytes that are no UTF-8."""
    raw = b"=".join(draw(part).encode(errors="replace") for part in (words, values))
    kind = draw(st.sampled_from(["escaped", "raw", "bytes"]))
    if kind == "escaped":
        name, _, value = raw.partition(b"=")
        return f"{quote_from_bytes(name)}={quote_from_bytes(value)}".encode()
    return raw + draw(st.binary(max_size=6)) if kind == "bytes" else raw


queries = st.lists(pairs(), max_size=6).map(b"&".join) | st.binary(max_size=60)


@pytest.fixture
def rows(place):
    return world.fill(place)


def ask(api, path: str, query: bytes):
    """Send a query string byte for byte, as a server hands it to WSGI."""
    return api.http.generic(
        "GET",
        path,
        QUERY_STRING=query.decode("latin-1"),
        headers={"Authorization": f"Bearer {api.secret}"},
    )


@settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(path=st.sampled_from(PATHS), query=queries)
def test_any_query_string(api, rows, path, query):
    path = path.format(**{name: row.pk for name, row in rows.items()})
    with transaction.atomic():
        # A statement that fails must not fail every example after it.
        mark = transaction.savepoint()
        response = ask(api, path, query)
        transaction.savepoint_rollback(mark)
    assert response.status_code in {200, 400, 404}
    check(response.content, response.status_code)


@pytest.mark.parametrize(
    "path", ["/v1/registers", "/api/v2/invoice_items", "/v1/customers/{customers}"]
)
@pytest.mark.parametrize("name", ["include", "sort", "page[size]", "page[after]", "fields[users]"])
def test_every_hostile_value(api, rows, path, name):
    path = path.format(**{kind: row.pk for kind, row in rows.items()})
    for value in VALUES:
        for query in (
            f"{name}={value}".encode(),
            f"{name}={quote_from_bytes(value.encode())}".encode(),
        ):
            response = ask(api, path, query)
            assert response.status_code in {200, 400}, (name, value[:40])
            check(response.content, response.status_code)


def test_ten_thousand_parameters(api):
    for query in (b"&".join(b"p%d=1" % n for n in range(10_000)), b"&" * 10_000, b"=&" * 10_000):
        response = ask(api, "/v1/invoices", query)
        assert response.status_code in {200, 400}
        check(response.content, response.status_code)


def test_deep_and_wide_includes(api, rows):
    steps = ["user", "register.outlet", "order.customer", "invoiceItems.product.taxes"]
    chains = ["originalInvoice." * n + step for n in range(3) for step in steps]
    response = ask(api, "/v1/invoices", f"include={','.join(chains)}".encode())
    assert response.status_code == 200
    check(response.content, 200)
    assert (
        ask(api, "/v1/invoices", b"include=" + b"order.invoice." * 500 + b"user").status_code == 400
    )


@pytest.mark.parametrize("text", ["Jānis", "🎉", "مرحبا", "a+b", "100%", "50%25", "\u2028"])
def test_raw_utf8_is_read_as_utf8(api, place, text):
    world.customers(place, 1, full_name=text)
    escaped = ask(
        api, "/v1/customers", f"filter[fullNameEq]={quote_from_bytes(text.encode())}".encode()
    )
    assert len(check(escaped.content, 200)["data"]) == 1
    if text.isascii():
        return
    raw = ask(api, "/v1/customers", f"filter[fullNameEq]={text}".encode())
    assert len(check(raw.content, 200)["data"]) == 1


@pytest.mark.parametrize("value", ["1\r\nX-Evil: 1", "</script>", '"},"x":{"'])
def test_what_is_sent_back_is_escaped(api, value):
    query = f"include={quote_from_bytes(value.encode())}".encode()
    response = ask(api, "/v1/invoices", query)
    (error,) = check(response.content, 400)["errors"]
    assert error["source"] == {"parameter": "include"}
    assert "X-Evil" not in response


@pytest.mark.parametrize("form", ["{%s}", "urn:uuid:%s", "%s-"])
def test_an_id_has_one_form(api, rows, form):
    invoice = rows["invoices"]
    assert ask(api, f"/v1/invoices/{form % invoice.pk}", b"").status_code == 404
    assert ask(api, f"/v1/invoices/{invoice.pk.hex}", b"").status_code == 404
