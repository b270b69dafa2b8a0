"""A document costs the same number of statements however many rows it has."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pos.api.table import REGISTRY
from pos.jsonapi.dialect import ALL, V1, Dialect
from pos.jsonapi.names import kebab
from pos.jsonapi.plans import plan
from pos.jsonapi.query import QueryReader
from tests.contract import many
from tests.contract.client import Api, encode
from tests.contract.queries import paths, spelled

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import SimpleNamespace

    from pos.jsonapi.compiler import Node
    from pos.jsonapi.resource import Resource

ROWS = (2, 20, 60)
# The key is looked up first; a key with a limit would be counted too.
KEY = 1


@pytest.fixture(scope="module")
def fill() -> Callable[[], SimpleNamespace]:
    return partial(many.fill, max(ROWS))


def statements(api: Api, dialect: Dialect, path: str, query: dict[str, str]) -> int:
    api.get(dialect, path, query)  # The first use of a key is noted, in one more statement.
    with CaptureQueriesContext(connection) as captured:
        api.document(dialect, path, query)
    return len(captured)


def nodes(node: Node) -> int:
    """Count what a plan reads: rows, and linkage that the rows of the other end do not tell."""
    return 1 + sum(
        (nodes(edge.node) if edge.node else 0)
        + (edge.node is None or edge.relationship.kind == "through")
        for edge in node.edges
    )


def compiled(resource: Resource, dialect: Dialect, query: dict[str, str]) -> Node:
    reader = QueryReader(REGISTRY, resource, dialect, collection=True)
    return plan(REGISTRY, resource, dialect, reader.read(encode(query)))


def queries(resource: Resource, dialect: Dialect) -> list[dict[str, str]]:
    """List what is asked of a resource: nothing, each include, all of them, the deep ones."""
    asked = [paths(resource, dialect, depth) for depth in (1, 3)]
    wanted = [[], *([path] for path in asked[0]), *(one for one in asked if one)]
    return [
        {"include": ",".join(spelled(resource, path, dialect) for path in one)} if one else {}
        for one in wanted
    ]


@pytest.mark.parametrize("dialect", ALL, ids=lambda d: d.name)
@pytest.mark.parametrize("resource", REGISTRY.by_type.values(), ids=lambda r: r.type)
def test_statements_do_not_grow_with_rows(
    api: Api, world: SimpleNamespace, resource: Resource, dialect: Dialect
) -> None:
    path = kebab(resource.type)
    for query in queries(resource, dialect):
        counts = {
            statements(api, dialect, path, {**query, "page[size]": str(size)}) for size in ROWS
        }
        assert len(counts) == 1, (query, counts)
        assert counts.pop() <= KEY + nodes(compiled(resource, dialect, query)), query


def test_there_are_enough_rows(api: Api, world: SimpleNamespace) -> None:
    for resource in REGISTRY.by_type.values():
        document = api.document(V1, kebab(resource.type))
        assert len(document["data"]) >= max(ROWS), resource.type


def test_the_invoice_list_costs_six_statements(api: Api, world: SimpleNamespace) -> None:
    """Key, invoices, users, registers, items, and the linkage to the items' modifiers."""
    query = {"include": "invoiceItems,user,register"}
    assert {statements(api, V1, "invoices", {**query, "page[size]": str(n)}) for n in ROWS} == {6}
