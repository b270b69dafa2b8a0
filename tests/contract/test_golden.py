"""The two printed documents of the invoice list, reproduced whole."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from pos.jsonapi.dialect import V1, V2, Dialect
from tests.contract.client import Api, encode
from tests.contract.golden import load, printed

# The addresses that the documents print, so that links come out as printed.
ADDRESSES = {V1: ("api.mews-demo.com", "/pos"), V2: ("pos.mews-demo.com", "")}
INCLUDE = "invoice_item,user,register,product_variant,invoice_item_modifier"

pytestmark = pytest.mark.django_db


@pytest.fixture
def golden() -> Api:
    return Api(load())


def read(api: Api, dialect: Dialect, query: dict[str, str]) -> dict[str, Any]:
    """Walk in pages of one invoice to the printed one."""
    host, prefix = ADDRESSES[dialect]
    (wanted,) = printed("invoices_v1")["data"]
    options: dict[str, Any] = {"headers": {"host": host}, "secure": True}
    url = f"{prefix}{dialect.root}/invoices?{encode({**query, 'page[size]': '1'})}"
    while True:
        page = api.request("GET", dialect, url, **options)
        assert page.status_code == 200, page.content
        document: dict[str, Any] = page.json()
        if document["data"][0]["id"] == wanted["id"]:
            return document
        following = urlsplit(document["links"]["next"])
        url = f"{following.path}?{following.query}"


def fields_of(document: dict[str, Any]) -> dict[str, str]:
    """Ask for exactly the members that a document prints."""
    found: dict[str, dict[str, None]] = {}
    for item in [*document["data"], *document.get("included", [])]:
        members = found.setdefault(item["type"], {})
        members.update(dict.fromkeys([*item["attributes"], *item.get("relationships", {})]))
    return {f"fields[{name}]": ",".join(members) for name, members in found.items()}


def shape(link: str) -> tuple[str, str, str, set[str]]:
    """Reduce a link to what a reader relies on: address, path and the names of its parameters."""
    parts = urlsplit(link)
    return parts.scheme, parts.netloc, parts.path, set(parse_qs(parts.query))


def by_identity(objects: list[dict[str, Any]]) -> dict[tuple[str, str], dict[str, Any]]:
    found = {(item["type"], item["id"]): item for item in objects}
    assert len(found) == len(objects)
    return found


def contains(whole: Any, part: Any, path: str = "") -> None:
    """Check that every printed member is there, with the printed value."""
    if not isinstance(part, dict):
        assert whole == part, path
        return
    for name, value in part.items():
        assert name in whole, f"{path}/{name}"
        contains(whole[name], value, f"{path}/{name}")


def test_v1_reproduces_the_printed_data(golden: Api) -> None:
    document = printed("invoices_v1")
    assert read(golden, V1, fields_of(document))["data"] == document["data"]


def test_v2_reproduces_the_printed_data_and_included(golden: Api) -> None:
    document = printed("invoices_v2")
    answer = read(golden, V2, {"include": INCLUDE, **fields_of(document)})
    assert answer["data"] == document["data"]
    assert by_identity(answer["included"]) == by_identity(document["included"])


@pytest.mark.parametrize(("dialect", "name"), [(V1, "invoices_v1"), (V2, "invoices_v2")])
def test_default_document_has_every_printed_member(
    golden: Api, dialect: Dialect, name: str
) -> None:
    document = printed(name)
    answer = read(golden, dialect, {"include": INCLUDE} if "included" in document else {})
    assert set(document) == set(answer)
    for member in document.keys() - {"links"}:
        expected, found = by_identity(document[member]), by_identity(answer[member])
        assert expected.keys() == found.keys()
        contains(
            {" ".join(key): item for key, item in found.items()},
            {" ".join(key): item for key, item in expected.items()},
        )


@pytest.mark.parametrize(("dialect", "name"), [(V1, "invoices_v1"), (V2, "invoices_v2")])
def test_links_have_the_printed_shape(golden: Api, dialect: Dialect, name: str) -> None:
    links = read(golden, dialect, {})["links"]
    assert {rel: shape(link) for rel, link in links.items()} == {
        rel: shape(link) for rel, link in printed(name)["links"].items()
    }
