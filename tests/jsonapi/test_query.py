"""Every refusal of a query string names its parameter; what is taken is taken as it is meant."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from pos.api.table import REGISTRY
from pos.jsonapi.dialect import V1, V2, V2_CAMEL
from pos.jsonapi.errors import ApiError
from pos.jsonapi.media import PROFILE
from pos.jsonapi.query import MOST_PARAMETERS, QueryReader

ID = "018f0000-0000-7000-8000-000000000001"


def read(text: str, *, of: str = "invoices", dialect=V1, collection: bool = True):
    reader = QueryReader(REGISTRY, REGISTRY.by_type[of], dialect, collection=collection)
    return reader.read(text)


def refusals(text: str, **options):
    with pytest.raises(ApiError) as caught:
        read(text, **options)
    assert all(problem.status == 400 for problem in caught.value.problems)
    return [(problem.parameter, problem.code) for problem in caught.value.problems]


REFUSED = {
    "foo=1": ("foo", "unknown_parameter"),
    "fooBar=1": ("fooBar", "unknown_parameter"),
    "=": ("", "unknown_parameter"),
    "Include=user": ("Include", "unknown_parameter"),
    "include[]=user": ("include[]", "unknown_parameter"),
    "page=1": ("page", "unknown_parameter"),
    "page[number]=1": ("page[number]", "unknown_parameter"),
    "page[offset]=0": ("page[offset]", "unknown_parameter"),
    "page[limit]=5": ("page[limit]", "unknown_parameter"),
    "page[size]%0A=5": ("page[size]\n", "unknown_parameter"),
    "page[size][x]=5": ("page[size][x]", "unknown_parameter"),
    "page[size]=": ("page[size]", "invalid_parameter"),
    "page[size]=0": ("page[size]", "invalid_parameter"),
    "page[size]=000": ("page[size]", "invalid_parameter"),
    "page[size]=-1": ("page[size]", "invalid_parameter"),
    "page[size]=%2B1": ("page[size]", "invalid_parameter"),
    "page[size]=1.0": ("page[size]", "invalid_parameter"),
    "page[size]=1e2": ("page[size]", "invalid_parameter"),
    "page[size]=1_0": ("page[size]", "invalid_parameter"),
    "page[size]=ten": ("page[size]", "invalid_parameter"),
    "page[size]=%D9%A3": ("page[size]", "invalid_parameter"),
    "page[size]=10%0A": ("page[size]", "invalid_parameter"),
    "page[size]=1001": ("page[size]", "max_size_exceeded"),
    f"page[size]={10**30}": ("page[size]", "max_size_exceeded"),
    "page[size]=" + "9" * 5000: ("page[size]", "max_size_exceeded"),
    "include=nothing": ("include", "unknown_include"),
    "include=user,": ("include", "unknown_include"),
    "include=,": ("include", "unknown_include"),
    "include=user.": ("include", "unknown_include"),
    "include=.user": ("include", "unknown_include"),
    "include=user.nothing": ("include", "unknown_include"),
    "include=createdAt": ("include", "unknown_include"),
    "include=" + ".".join(["originalInvoice"] * 6): ("include", "invalid_parameter"),
    "include=" + "a." * 5000: ("include", "invalid_parameter"),
    "fields[nothing]=id": ("fields[nothing]", "invalid_parameter"),
    "fields[]=id": ("fields[]", "invalid_parameter"),
    "fields=id": ("fields", "unknown_parameter"),
    "fields[invoices]=nothing": ("fields[invoices]", "unknown_field"),
    "fields[invoices]=created_at": ("fields[invoices]", "unknown_field"),
    "filter=1": ("filter", "unknown_parameter"),
    "filter[]=1": ("filter[]", "unknown_filter"),
    "filter[total]=1": ("filter[total]", "unknown_filter"),
    "filter[created_at_gt]=2024-10-24": ("filter[created_at_gt]", "unknown_filter"),
    "filter[createdAtGt]=": ("filter[createdAtGt]", "invalid_parameter"),
    "filter[createdAtGt]=soon": ("filter[createdAtGt]", "invalid_parameter"),
    "filter[registerIdEq]=1": ("filter[registerIdEq]", "invalid_parameter"),
    "sort=": ("sort", "unsupported_sort"),
    "sort=nothing": ("sort", "unsupported_sort"),
    "sort=total": ("sort", "unsupported_sort"),
    "sort=--createdAt": ("sort", "unsupported_sort"),
    "sort=createdAt,": ("sort", "unsupported_sort"),
    "sort=createdAt,-createdAt": ("sort", "invalid_parameter"),
    "sort=created_at": ("sort", "unsupported_sort"),
    "include=user&include=order": ("include", "invalid_parameter"),
    "page[size]=1&page[size]=1": ("page[size]", "invalid_parameter"),
}


@pytest.mark.parametrize(("text", "refusal"), REFUSED.items(), ids=lambda value: str(value)[:40])
def test_refused(text, refusal):
    assert refusals(text) == [refusal]


@pytest.mark.parametrize(
    "text", ["sort=createdAt", "page[size]=1", "page[after]=x", "filter[createdAtGt]=2024-10-24"]
)
def test_a_single_resource_is_not_listed(text):
    assert refusals(text, collection=False) == [(text.partition("=")[0], "unknown_parameter")]


def test_every_wrong_parameter_is_named_at_once():
    found = refusals("foo=1&include=x&filter[y]=1&sort=createdAt&page[size]=0")
    assert [parameter for parameter, _ in found] == ["foo", "include", "filter[y]", "page[size]"]


def test_too_many_parameters():
    many = "&".join(f"p{n}=1" for n in range(MOST_PARAMETERS + 1))
    assert refusals(many) == [(None, "too_many_parameters")]


def problem_of(text: str):
    with pytest.raises(ApiError) as caught:
        read(text)
    return caught.value.problems[0].as_object()


def test_the_profile_gets_its_error_types():
    too_large = problem_of("page[size]=1001")
    assert too_large["links"] == {"type": f"{PROFILE}/max-size-exceeded"}
    assert too_large["meta"] == {"page": {"maxSize": 1000}}
    assert problem_of("sort=total")["links"] == {"type": f"{PROFILE}/unsupported-sort"}
    assert "links" not in problem_of("sort=nothing")


@pytest.mark.parametrize(
    ("text", "size"), [("1", 1), ("1000", 1000), ("007", 7), ("0" * 40 + "5", 5)]
)
def test_page_sizes(text, size):
    assert read(f"page[size]={text}").size == size


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("", {}),
        ("user", {"user": {}}),
        ("user,register.outlet", {"user": {}, "register": {"outlet": {}}}),
        ("register.outlet,register", {"register": {"outlet": {}}}),
        ("invoiceItems", {"invoice_items": {}}),
        ("invoice_items", {"invoice_items": {}}),
        ("invoiceItem", {"invoice_items": {}}),
        ("invoice_item", {"invoice_items": {}}),
        ("items", {"invoice_items": {}}),
        ("registers", {"register": {}}),
        ("originalInvoices", {"original_invoice": {}}),
        ("invoiceItems.invoiceItemsModifiers", {"invoice_items": {"invoice_item_modifiers": {}}}),
        ("product_variant", {"invoice_items": {"product_variant": {}}}),
    ],
)
def test_include(text, tree):
    assert read(f"include={text}").include == tree


def test_no_include_differs_from_an_empty_one():
    assert read("").include is None
    assert read("sort=createdAt").include is None


@pytest.mark.parametrize(
    "spelling", ["invoiceItems", "invoiceItem", "invoice_items", "invoice_item"]
)
def test_fields_by_any_spelling_of_the_type(spelling):
    assert read(f"fields[{spelling}]=productName").fieldsets == {
        "invoice_items": frozenset({"product_name"})
    }


def test_fields_may_be_none_at_all():
    assert read("fields[invoices]=").fieldsets == {"invoices": frozenset()}


SLIPS = [
    "filter[createdAtGt]=2024-10-24",
    "filter%5BcreatedAtGt%5D=2024-10-24",
    "filter%5BcreatedAtGt%5D%3D2024-10-24",
    "filter%createdAtGt%5D=2024-10-24",
    "filter%5bcreatedAtGt%5d=2024-10-24T00%3A00%3A00+00%3A00",
    "filter[createdAtGt]=2024-10-24T00:00:00+00:00",
]


@pytest.mark.parametrize("text", SLIPS)
def test_slips_of_the_published_examples_are_mended(text):
    (condition,) = read(text).conditions
    assert condition.sql.endswith("> %s")
    assert condition.value.isoformat() == "2024-10-24T00:00:00+00:00"


def test_each_dialect_takes_its_own_names():
    assert read("filter[created_at_gt]=2024-10-24", dialect=V2).conditions
    assert read("filter[createdAtGt]=2024-10-24", dialect=V2_CAMEL).conditions
    assert refusals("filter[createdAtGt]=2024-10-24", dialect=V2)
    assert read("fields[invoices]=items", dialect=V2).fieldsets
    assert refusals("include=order", dialect=V2) == [("include", "unknown_include")]


def test_links_keep_everything_but_the_place():
    text = f"include=user&sort=-createdAt&page[size]=2&page[after]=x&filter[registerIdEq]={ID}"
    assert read(text).kept == (
        ("include", "user"),
        ("sort", "-createdAt"),
        ("page[size]", "2"),
        ("filter[registerIdEq]", ID),
    )


def test_raw_and_escaped_text_is_the_same(db):
    escaped = read(f"filter[fullNameEq]={quote('Jānis 🎉')}", of="customers")
    assert [one.value for one in escaped.conditions] == ["Jānis 🎉"]
