"""Pages of a list: forward, backward, from the middle, between two cursors."""

from __future__ import annotations

import datetime as dt
from urllib.parse import parse_qs, quote, urlsplit

import pytest

from pos.customers.models import Customer
from pos.jsonapi import cursor
from pos.products.models import Product
from pos.registers.models import Outlet
from tests.api import world
from tests.jsonapi.documents import check
from tests.jsonapi.walking import PATH, flat, links, walk

ROW = "018f0000-0000-7000-8000-000000000001"


def after(api, row: str, *, sort: str = "createdAt") -> str:
    """Return a cursor at a row, taken from a link as a client would."""
    path = f"{PATH}?sort={sort}&page[size]=1"
    for _ in range(200):
        document = api.read(path)
        path = document["links"]["next"]
        if document["data"][0]["id"] == row:
            return parse_qs(urlsplit(path).query)["page[after]"][0]
    pytest.fail("the row is not listed")


@pytest.fixture
def ids(place):
    return [str(row.pk) for row in world.customers(place, 10)]


@pytest.mark.parametrize("size", [1, 2, 3, 4, 9, 10, 11, 1000])
def test_forward_and_back_give_the_same_pages(api, ids, size):
    pages = walk(api, f"{PATH}?page[size]={size}")
    assert pages == [ids[i : i + size] for i in range(0, len(ids), size)]
    last = f"{PATH}?page[size]={size}&page[before]={beyond()}"
    assert flat(walk(api, last, "prev")) == ids


def beyond() -> str:
    """Write a cursor later than every row."""
    place = cursor.Position(("2200-01-01T00:00:00+00:00",), ROW)
    return cursor.encode(place, order="customers:created_at", compact=True)


def test_the_ends_have_no_further_link(api, ids):
    everything = links(api, PATH)
    assert everything == {"prev": None, "next": None}
    first = links(api, f"{PATH}?page[size]=5")
    assert first["prev"] is None
    last = links(api, first["next"])
    assert last["next"] is None
    assert api.ids(last["prev"]) == ids[:5]


def test_from_the_middle_both_ways(api, ids):
    middle = after(api, ids[4])
    forward = walk(api, f"{PATH}?page[size]=2&page[after]={middle}")
    assert flat(forward) == ids[5:]
    back = walk(api, f"{PATH}?page[size]=2&page[before]={middle}", "prev")
    assert flat(back) == ids[:4]
    assert [len(page) for page in back] == [2, 2]


def test_before_gives_the_closest_rows_in_the_order_of_the_list(api, ids):
    assert api.ids(f"{PATH}?page[size]=2&page[before]={after(api, ids[6])}") == ids[4:6]


def test_a_range_without_a_size_takes_all_of_it(api, place):
    ids = [str(row.pk) for row in world.customers(place, 150)]
    path = f"{PATH}?page[after]={after(api, ids[2])}&page[before]={beyond()}"
    document = api.read(path)
    assert [item["id"] for item in document["data"]] == ids[3:]
    assert "meta" not in document


def test_a_range_says_when_it_is_cut(api, ids):
    bounds = f"page[after]={after(api, ids[1])}&page[before]={after(api, ids[8])}"
    cut = api.read(f"{PATH}?{bounds}&page[size]=3")
    assert cut["meta"] == {"page": {"rangeTruncated": True}}
    assert [item["id"] for item in cut["data"]] == ids[2:5]
    assert "meta" not in api.read(f"{PATH}?{bounds}&page[size]=6")
    assert api.ids(f"{PATH}?{bounds}&page[size]=6") == ids[2:8]


@pytest.mark.parametrize("sort", ["createdAt", "-createdAt"])
def test_an_empty_range(api, ids, sort):
    mark = after(api, ids[5], sort=sort)
    path = f"{PATH}?sort={sort}&page[after]={mark}&page[before]={mark}"
    document = api.read(path)
    assert document["data"] == []
    assert set(document["links"]) == {"prev", "next"}


@pytest.mark.parametrize("sort", ["createdAt", "-createdAt", "createdAt,-updatedAt"])
def test_an_empty_page_leads_back_to_the_rows(api, ids, sort):
    order = ids if not sort.startswith("-") else ids[::-1]
    last = links(api, f"{PATH}?sort={sort}&page[size]=9")["next"]
    Customer.objects.filter(pk=order[9]).delete()
    empty = api.read(last)
    assert empty["data"] == []
    assert empty["links"]["next"] is None
    assert api.ids(empty["links"]["prev"]) == order[:9]


def test_nothing_before_the_first_row(api, ids):
    document = api.read(f"{PATH}?page[size]=3&page[before]={after(api, ids[0])}")
    assert document["data"] == []
    assert document["links"]["prev"] is None
    assert api.ids(document["links"]["next"]) == ids[:3]


def test_an_empty_list(api):
    assert api.read(PATH) == {"data": [], "links": {"prev": None, "next": None}}


def test_a_cursor_outlives_its_row(api, ids):
    mark = after(api, ids[4])
    Customer.objects.filter(pk=ids[4]).delete()
    assert api.ids(f"{PATH}?page[after]={mark}") == ids[5:]
    assert api.ids(f"{PATH}?page[before]={mark}") == ids[:4]


def test_ties_are_ordered_by_id_and_none_is_lost(api, place):
    rows = world.customers(place, 12)
    Customer.objects.filter(workspace=place).update(created_at=rows[0].created_at)
    ids = sorted(str(row.pk) for row in rows)
    for sort, order in (("createdAt", ids), ("-createdAt", ids[::-1])):
        path = f"{PATH}?sort={sort}&page[size]=5"
        assert flat(walk(api, path)) == order
        last = links(api, links(api, path)["next"])["next"]
        assert flat(walk(api, last, "prev")) == order


def test_rows_of_before_1970_are_listed(api, place):
    rows = world.customers(place, 3)
    for year, row in zip((1950, 1969, 1971), rows, strict=True):
        moment = dt.datetime(year, 1, 1, 0, 0, 0, 5000, tzinfo=dt.UTC)
        Customer.objects.filter(pk=row.pk).update(created_at=moment)
    assert flat(walk(api, f"{PATH}?page[size]=1")) == [str(row.pk) for row in rows]


SORTS = [
    ("index", ["index"]),
    ("-index", ["-index"]),
    ("name", ["name"]),
    ("index,name", ["index", "name"]),
    ("index,-name", ["index", "-name"]),
    ("-index,name", ["-index", "name"]),
    ("-index,-name,createdAt", ["-index", "-name", "created_at"]),
    ("-updatedAt,index", ["-updated_at", "index"]),
]


@pytest.mark.parametrize(("sort", "fields"), SORTS)
def test_any_order_can_be_walked_both_ways(api, place, sort, fields):
    for n in range(11):
        Outlet.objects.create(workspace=place, name=f"{n % 5}-{n}", index=n % 3)
    tie = "-id" if fields[-1].startswith("-") else "id"
    listed = Outlet.objects.filter(workspace=place).order_by(*fields, tie)
    ids = [str(row.pk) for row in listed]
    path = f"/v1/outlets?sort={sort}&page[size]=4"
    assert flat(walk(api, path)) == ids
    last = links(api, links(api, path)["next"])["next"]
    assert flat(walk(api, last, "prev")) == ids


def test_a_walk_by_the_longest_names(api, place):
    for n in range(3):
        Product.objects.create(workspace=place, name=f"{n}" + "\x01" * 254, sku="🎉" * 255)
    assert len(flat(walk(api, "/v1/products?sort=name,-sku&page[size]=1"))) == 3


def test_links_carry_what_was_asked(api, place):
    rows = world.fill(place)
    for number in range(3, 9):
        world.invoice(rows, number=number)
    asked = {
        "include": "user,register.outlet",
        "fields[invoices]": "total,user,register",
        "filter[registerIdEq]": str(rows["registers"].pk),
        "filter[createdAtGt]": "2020-01-01T00:00:00+00:00",
        "sort": "-createdAt,updatedAt",
        "page[size]": "3",
    }
    query = "&".join(f"{quote(name)}={quote(value)}" for name, value in asked.items())
    pages = walk(api, f"/v1/invoices?{query}")
    assert [len(page) for page in pages] == [3, 3, 2]
    second = api.read(links(api, f"/v1/invoices?{query}")["next"])
    for link, extra in (("next", "page[after]"), ("prev", "page[before]")):
        parsed = parse_qs(urlsplit(second["links"][link]).query, strict_parsing=True)
        assert parsed.pop(extra)
        assert parsed == {name: [value] for name, value in asked.items()}
        assert "[" not in second["links"][link]
    assert second["included"]
    assert set(second["data"][0]["attributes"]) == {"total"}


@pytest.mark.parametrize("path", ["/v1/customers", "/pos/v1/customers"])
def test_links_are_absolute_and_keep_the_prefix(api, ids, path):
    document = api.read(f"{path}?page[size]=5", Host="shop.example:8443")
    assert document["links"]["next"].startswith(f"http://shop.example:8443{path}?")
    assert api.ids(document["links"]["next"]) == ids[5:]


def test_kebab_links_of_the_snake_dialect_lead_to_the_list(api, place):
    rows = world.fill(place)
    world.item(rows, rows["invoices"])
    for path in ("/api/v2/invoice_items", "/api/v2/invoice-items", "/pos/api/v2/invoice_items"):
        assert len(flat(walk(api, f"{path}?page[size]=1"))) == 2


FORGED = {
    "registers:index": ["9" * 30, "-9" * 12, "x", "", "1.5", "NaN"],
    "registers:created_at,updated_at": ["infinity", "0001-01-01T00:00:00+23:59", "today", "now"],
    "registers:name,index": ["x" * 300],
    "taxes:rate": ["NaN", "Infinity", "-Infinity", "1e999999", "1E-20000", "0x1"],
}


@pytest.mark.parametrize(("order", "values"), FORGED.items())
def test_a_forged_cursor_is_refused_and_never_reaches_the_database(api, order, values):
    resource, _, names = order.partition(":")
    keys = names.split(",")
    sort = ",".join(name.replace("_a", "A") for name in keys)
    for value in values:
        place = cursor.Position((value,) * len(keys), ROW)
        text = cursor.encode(place, order=order, compact=False)
        for name in ("after", "before"):
            response = api.get(f"/v1/{resource}?sort={sort}&page[{name}]={text}")
            (error,) = check(response.content, 400)["errors"]
            assert (error["code"], error["source"]) == (
                "invalid_cursor",
                {"parameter": f"page[{name}]"},
            )


@pytest.mark.parametrize("value", ["٣", "1_0", " 1 "])
def test_what_only_python_reads_as_a_number_is_no_error(api, value):
    place = cursor.Position((value,), ROW)
    text = cursor.encode(place, order="registers:index", compact=False)
    assert api.read(f"/v1/registers?sort=index&page[after]={text}")["data"] == []


def test_a_cursor_of_another_order_is_refused(api, ids):
    mark = after(api, ids[4])
    response = api.get(f"{PATH}?sort=-createdAt&page[after]={mark}")
    (error,) = check(response.content, 400)["errors"]
    assert error["source"] == {"parameter": "page[after]"}


@pytest.mark.parametrize("sort", ["createdAt", "-createdAt"])
@pytest.mark.parametrize("name", ["Gt", "Gteq", "Lt", "Lteq"])
@pytest.mark.parametrize("end", ["after", "before"])
def test_a_filter_on_the_key_of_the_order_holds_beside_any_cursor(api, ids, sort, name, end):
    # Where a cursor says the same as the filter, only one of them reaches the database.
    bound = 4
    moment = api.read(f"{PATH}/{ids[bound]}")["data"]["attributes"]["createdAt"]
    kept = {
        "Gt": ids[bound + 1 :],
        "Gteq": ids[bound:],
        "Lt": ids[:bound],
        "Lteq": ids[: bound + 1],
    }[name]
    order = ids[::-1] if sort.startswith("-") else ids
    for at in range(len(ids) - 1):
        mark = after(api, order[at], sort=sort)
        beyond_it = order[at + 1 :] if end == "after" else order[:at]
        path = f"{PATH}?sort={sort}&filter[createdAt{name}]={moment}&page[{end}]={mark}"
        assert api.ids(path) == [row for row in beyond_it if row in kept], (at, end)
