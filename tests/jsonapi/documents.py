"""The rules that every JSON:API document keeps, as far as they can be told from it alone."""

from __future__ import annotations

from typing import Any

import orjson


def check(body: bytes, status: int) -> dict[str, Any]:
    """Read a document and assert that it is well formed; return it."""
    document = orjson.loads(body)
    assert isinstance(document, dict)
    if status >= 400:
        _errors(document, status)
    else:
        _data(document)
    return document


def _errors(document: dict[str, Any], status: int) -> None:
    assert set(document) == {"errors"}
    assert document["errors"]
    for error in document["errors"]:
        assert set(error) <= {"status", "code", "title", "detail", "source", "links", "meta"}
        assert {"status", "code", "title", "detail"} <= set(error)
        assert all(isinstance(error[name], str) for name in ("status", "code", "title", "detail"))
        assert set(error.get("source", {})) <= {"parameter", "pointer", "header"}
    assert document["errors"][0]["status"] == str(status)


def _data(document: dict[str, Any]) -> None:
    assert "data" in document
    assert set(document) <= {"data", "included", "links", "meta"}
    primary = document["data"] if isinstance(document["data"], list) else [document["data"]]
    included = document.get("included", [])
    for resource in (*primary, *included):
        _resource(resource)
    known = [identity(resource) for resource in (*primary, *included)]
    assert len(known) == len(set(known)), "a resource is written twice"
    _linked(primary, included)
    if "links" in document:
        assert set(document["links"]) == {"prev", "next"}
        assert all(link is None or link.startswith("http") for link in document["links"].values())


def _resource(resource: dict[str, Any]) -> None:
    assert set(resource) <= {"id", "type", "attributes", "relationships", "links"}
    assert isinstance(resource["id"], str)
    assert isinstance(resource["type"], str)
    attributes, links = resource.get("attributes", {}), resource.get("relationships", {})
    assert not set(attributes) & set(links)
    assert not {"id", "type"} & (set(attributes) | set(links))
    for link in links.values():
        assert set(link) == {"data"}
        for other in linkage(link):
            assert set(other) == {"id", "type"}


def _linked(primary: list[Any], included: list[Any]) -> None:
    """Full linkage: what is included is reached from the primary data."""
    by_identity = {identity(resource): resource for resource in (*primary, *included)}
    reached: set[tuple[str, str]] = set()
    ahead = [identity(resource) for resource in primary]
    while ahead:
        this = ahead.pop()
        if this not in reached and this in by_identity:
            reached.add(this)
            links = by_identity[this].get("relationships", {})
            ahead += [identity(other) for link in links.values() for other in linkage(link)]
    assert reached == set(by_identity), "a resource is included that nothing links to"


def linkage(link: dict[str, Any]) -> list[dict[str, str]]:
    data = link["data"]
    if data is None:
        return []
    return data if isinstance(data, list) else [data]


def identity(resource: dict[str, Any]) -> tuple[str, str]:
    return resource["type"], resource["id"]
