"""What is stored comes out of a document as it went in, whatever it holds."""

from __future__ import annotations

import json

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pos.customers.models import Customer
from pos.products.models import ProductVariant
from tests.api import world

HOSTILE = [
    "", " ", '"', "'", "''", "\\", '\\"', "\\u0000", "%", "%s", "%(a)s", "%%s", "%.0s", "{}", "{0}",
    "null", '","x":"', '"}],"data":[', "</script>", "$1", ":a", "--", "; drop table", "\t\n\r\b\f",
    "\x01\x1f\x7f", "\x80\x9f", "\u2028\u2029", "\ufeff", "\u202eabc\u202c", "مرحبا", "שלום",
    "🎉👩‍👩‍👧", "\U0010ffff", "e\u0301", "Ā" * 255, "\ufffd",
]  # fmt: skip

safe = st.characters(exclude_categories=("Cs",), exclude_characters="\0")
texts = st.text(safe, max_size=255) | st.sampled_from(HOSTILE)
# PostgreSQL's jsonb keeps numbers as numeric: what JSON reads as a float is left out.
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**18), 10**18) | st.text(safe, max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(safe, max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)
bounded = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def shown(api, path):
    return json.loads(api.get(path).content)["data"]["attributes"]


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_text(api, place, text):
    row = Customer.objects.create(workspace=place, full_name=text, notes=text)
    attributes = shown(api, f"/v1/customers/{row.pk}")
    assert (attributes["fullName"], attributes["notes"]) == (text, text)


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_text_that_is_never_null(api, place, text):
    sold = world.item(rows := world.fill(place), rows["invoices"], product_name=text)
    for path in (f"/v1/invoice-items/{sold.pk}", f"/api/v2/invoice_items/{sold.pk}"):
        attributes = shown(api, path)
        assert attributes.get("productName", attributes.get("product_name")) == text


def test_text_in_lists_and_included(api, place):
    rows = world.fill(place)
    for text in HOSTILE:
        world.item(rows, rows["invoices"], product_name=text)
    listed = api.read("/v1/invoice-items?sort=createdAt&page[size]=1000")["data"]
    document = api.read(f"/v1/invoices/{rows['invoices'].pk}?include=invoiceItems")
    for found in (listed, document["included"]):
        names = [item["attributes"]["productName"] for item in found]
        assert sorted(names) == sorted([rows["products"].name, *HOSTILE])


@bounded
@given(text=texts)
def test_any_text(api, place, text):
    with transaction.atomic():
        row = Customer.objects.create(workspace=place, full_name=text)
        assert shown(api, f"/v1/customers/{row.pk}")["fullName"] == text


@bounded
@given(value=st.dictionaries(st.text(safe, max_size=8), values, max_size=4))
def test_any_json(api, rows, value):
    ProductVariant.objects.filter(pk=rows["product_variants"].pk).update(selector=value)
    assert shown(api, f"/v1/product-variants/{rows['product_variants'].pk}")["selector"] == value


@pytest.fixture
def rows(place):
    return world.fill(place)
