"""The engine against the library: for every resource, the same documents."""

from __future__ import annotations

import copy
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from pos.api.table import REGISTRY
from pos.jsonapi.dialect import ALL, V1, Dialect
from pos.jsonapi.names import kebab
from tests.contract import oracle
from tests.contract.client import Api, encode
from tests.contract.queries import KINDS, Ask, paths

if TYPE_CHECKING:
    from types import SimpleNamespace

    from pos.jsonapi.resource import Resource

RESOURCES = list(REGISTRY.by_type.values())

on_every_resource = pytest.mark.parametrize("resource", RESOURCES, ids=lambda r: r.type)
in_every_dialect = pytest.mark.parametrize("dialect", ALL, ids=lambda d: d.name)


def comparable(document: dict[str, Any]) -> dict[str, Any]:
    """Put `included` in an order, having seen that nothing is in it twice."""
    found = dict(document)
    if "included" in found:
        objects = {(item["type"], item["id"]): item for item in found["included"]}
        assert len(objects) == len(found["included"]), "included twice"
        found["included"] = objects
    return found


def page_of(document: dict[str, Any]) -> dict[str, Any]:
    """Say of a first page's links only whether there is more."""
    links = document.pop("links")
    assert links["prev"] is None
    return {**document, "links": {"more": links["next"] is not None}}


def compare(
    api: Api, world: SimpleNamespace, resource: Resource, dialect: Dialect, ask: Ask
) -> None:
    theirs = oracle.ask(
        resource, world.workspace, dialect, ask.written(resource, dialect, oracle=True)
    )
    written = ask.written(resource, dialect, oracle=False)
    ours = page_of(api.document(dialect, kebab(resource.type), written))
    assert comparable(ours) == comparable(theirs), (dialect.name, written)


def one_of(resource: Resource, world: SimpleNamespace) -> Any:
    return oracle._owned(resource, world.workspace).order_by("created_at", "id")[1]


@in_every_dialect
@on_every_resource
@pytest.mark.parametrize("kind", KINDS)
def test_list_equals_the_oracle(
    api: Api, world: SimpleNamespace, resource: Resource, dialect: Dialect, kind: str
) -> None:
    for ask in KINDS[kind](resource, dialect, one_of(resource, world)):
        compare(api, world, resource, dialect, ask)


@in_every_dialect
@on_every_resource
def test_single_equals_the_oracle(
    api: Api, world: SimpleNamespace, resource: Resource, dialect: Dialect
) -> None:
    everything = Ask(include=tuple(paths(resource, dialect, 2)))
    for row in oracle._owned(resource, world.workspace):
        for ask in (Ask(), everything) if row == one_of(resource, world) else (Ask(),):
            query = ask.written(resource, dialect, oracle=True)
            theirs = oracle.ask(resource, world.workspace, dialect, query, pk=row.pk)
            written = ask.written(resource, dialect, oracle=False)
            ours = api.document(dialect, f"{kebab(resource.type)}/{row.pk}", written)
            assert comparable(ours) == comparable(theirs), (row.pk, written)


@in_every_dialect
@on_every_resource
def test_pages_of_any_order_make_up_the_oracle_s_list(
    api: Api, world: SimpleNamespace, resource: Resource, dialect: Dialect
) -> None:
    orders = [ask for ask in KINDS["sorts"](resource, dialect, None) if ask.size is None]
    for ask in [*orders, *(replace(one, sort=tuple(map(turned, one.sort))) for one in orders)]:
        query = ask.written(resource, dialect, oracle=True)
        whole = [one["id"] for one in oracle.ask(resource, world.workspace, dialect, query)["data"]]
        written = {**ask.written(resource, dialect, oracle=False), "page[size]": "4"}
        start = f"{resource.path(dialect)}?{encode(written)}"
        forward = walk(api, dialect, start, "next")
        assert [one for page in forward for one in page["ids"]] == whole, written
        back = walk(api, dialect, forward[-1]["url"], "prev")
        assert [page["ids"] for page in back[::-1]] == [page["ids"] for page in forward], written


def turned(name: str) -> str:
    """Sort the other way."""
    return name.removeprefix("-") if name.startswith("-") else f"-{name}"


def walk(api: Api, dialect: Dialect, url: str | None, name: str) -> list[dict[str, Any]]:
    pages = []
    while url:
        document = api.request("GET", dialect, url).json()
        pages.append({"url": url, "ids": [one["id"] for one in document["data"]]})
        url = document["links"][name]
    return pages


def test_a_changed_value_is_detected(api: Api, world: SimpleNamespace) -> None:
    ask = Ask(include=("invoice_items", "user"))
    invoices = REGISTRY.by_type["invoices"]
    compare(api, world, invoices, V1, ask)
    ours = page_of(api.document(V1, "invoices", ask.written(invoices, V1, oracle=False)))
    query = ask.written(invoices, V1, oracle=True)
    theirs = comparable(oracle.ask(invoices, world.workspace, V1, query))
    for place in ("data", "included"):
        changed = copy.deepcopy(ours)
        changed[place][0]["attributes"].popitem()
        assert comparable(changed) != theirs
    world.users[0].name = "Somebody else"
    world.users[0].save()
    with pytest.raises(AssertionError):
        assert comparable(ours) == comparable(oracle.ask(invoices, world.workspace, V1, query))


FAULTS = {
    oracle.SparseCasing: Ask(fields={"invoices": ("created_at", "total")}),
    oracle.PropertyLink: Ask(include=("order",)),
    oracle.HiddenLink: Ask(include=("user",), fields={"invoices": ("total",)}),
    oracle.EarlyStop: Ask(include=("order.invoice", "original_invoice.register")),
    oracle.EmptyInclude: Ask(include=()),
}


@pytest.mark.parametrize("fault", oracle.MENDED, ids=lambda fault: fault.__name__)
def test_the_library_still_has_the_fault(world: SimpleNamespace, fault: Any) -> None:
    """When this fails, what mends the fault can go."""
    invoices = REGISTRY.by_type["invoices"]
    query = FAULTS[fault].written(invoices, V1, oracle=True)
    answer = partial(oracle.ask, invoices, world.workspace, V1, query)
    others = tuple(other for other in oracle.MENDED if other is not fault)
    try:
        found = answer(mended=others)
    except AttributeError:
        return
    assert found != answer()


def test_the_data_is_worth_comparing(api: Api, world: SimpleNamespace) -> None:
    """Every resource has rows, every relationship leads somewhere, every null stands somewhere."""
    for resource in RESOURCES:
        rows = list(oracle._owned(resource, world.workspace))
        assert len(rows) > 1, resource.type
        for name in resource.relationships:
            values = [getattr(row, name) for row in rows]
            assert any(v.exists() if hasattr(v, "exists") else v for v in values), name
        for name, member in resource.attributes.items():
            column = resource.model._meta.get_field(member.source or name)
            values = [getattr(row, column.attname) for row in rows]
            assert not column.null or None in values, (resource.type, name)
            assert any(value is not None for value in values), (resource.type, name)
