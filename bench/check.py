"""Checks before measuring: the rivals answer with the same document, without an N+1."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from bench import calls

if TYPE_CHECKING:
    from bench.calls import Place

SIZE = 50
# The key, the page, users, registers, items, modifiers.
STOCK_STATEMENTS = 6

Resource = dict[str, Any]


def same_documents(key: str, place: Place) -> None:
    """Compare a page of ours with the stock view's, field by field. Raises AssertionError."""
    query = calls.query(SIZE, place)
    ours = json.loads(calls.get(calls.OURS, query, key))
    stock = json.loads(calls.get(calls.STOCK, query, key))
    assert len(ours["data"]) == SIZE
    _same([_ours(row) for row in ours["data"]], [_stock(row) for row in stock["data"]], "data")
    _same(
        _by_identity([_ours(row) for row in ours["included"]]),
        _by_identity([_stock(row) for row in stock["included"]]),
        "included",
    )
    links = {
        name: url and url.replace(calls.STOCK, calls.OURS) for name, url in stock["links"].items()
    }
    _same(ours["links"], links, "links")


def no_n_plus_one(key: str, place: Place) -> int:
    """Count the stock view's statements at two page sizes. Raises AssertionError if they grow."""
    for size in (10, 100):
        with CaptureQueriesContext(connection) as statements:
            calls.get(calls.STOCK, calls.query(size, place), key)
        count = sum(
            statement["sql"].lstrip().lower().startswith("select") for statement in statements
        )
        assert count == STOCK_STATEMENTS, f"{count} statements at {size}"
    return STOCK_STATEMENTS


def _ours(row: Resource) -> Resource:
    """Take away what our document has and the library cannot write."""
    row = dict(row)
    if row["type"] == "registers":
        assert row.pop("links").keys() == {"self"}
    if "originalInvoices" in row.get("relationships", {}):
        # The published contract has this relationship under two names.
        relationships = dict(row["relationships"])
        assert relationships.pop("originalInvoices") == relationships["originalInvoice"]
        row["relationships"] = relationships
    return row


def _stock(row: Resource) -> Resource:
    """Take away the counts that the library adds to each to-many relationship."""
    row = dict(row)
    for name, member in row.get("relationships", {}).items():
        if isinstance(member["data"], list):
            assert member.pop("meta") == {"count": len(member["data"])}, name
    return row


def _by_identity(rows: list[Resource]) -> dict[tuple[str, str], Resource]:
    found = {(row["type"], row["id"]): row for row in rows}
    assert len(found) == len(rows), "a resource is included twice"
    return found


def _same(ours: Any, stock: Any, where: str) -> None:
    if ours == stock:
        return
    pairs = zip(ours, stock, strict=False) if isinstance(ours, list) else _pairs(ours, stock)
    for mine, theirs in pairs:
        assert mine == theirs, f"{where} differs:\n{mine}\n{theirs}"
    msg = f"{where} differs in length: {len(ours)}, {len(stock)}"
    raise AssertionError(msg)


def _pairs(ours: dict[Any, Any], stock: dict[Any, Any]) -> list[tuple[Any, Any]]:
    names = sorted({*ours, *stock})
    return [((name, ours.get(name)), (name, stock.get(name))) for name in names]
