"""The structure of JSON:API 1.1 documents: what a response may consist of, and of what."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

ALLOWED = {
    "document": {"data", "errors", "meta", "jsonapi", "links", "included"},
    "resource": {"type", "id", "attributes", "relationships", "links", "meta"},
    "identifier": {"type", "id", "meta"},
    "relationship": {"links", "data", "meta"},
    "error": {"id", "links", "status", "code", "title", "detail", "source", "meta"},
    "source": {"pointer", "parameter", "header"},
    "link": {"href", "rel", "describedby", "title", "type", "hreflang", "meta"},
    "jsonapi": {"version", "ext", "profile", "meta"},
}
PAGES = {"first", "last", "prev", "next"}
LINKS = {
    "document": {"self", "related", "describedby"} | PAGES,
    "resource": {"self"},
    "relationship": {"self", "related"} | PAGES,
    "error": {"about", "type"},
}
_EDGE = "a-zA-Z0-9\u0080-\U0010ffff"
MEMBER_NAME = re.compile(rf"^[{_EDGE}](?:[{_EDGE}_\- ]*[{_EDGE}])?$")
NOT_IN_A_URI = re.compile(r"[\s<>\"{}|\\^`]")

Problems = Iterator[str]


def problems(document: Any) -> list[str]:
    """List everything that a response document has wrong."""
    if not isinstance(document, dict):
        return ["the document is not an object"]
    return list(_document(document))


def primary(document: dict[str, Any]) -> list[dict[str, Any]]:
    data = document.get("data")
    return data if isinstance(data, list) else [data] if data else []


def linkage(relationship: dict[str, Any]) -> list[dict[str, str]]:
    return primary(relationship)


def _document(document: dict[str, Any]) -> Problems:
    yield from _object("document", document)
    if not {"data", "errors", "meta"} & document.keys():
        yield "the document has none of data, errors and meta"
    if {"data", "errors"} <= document.keys():
        yield "data stands beside errors"
    if "included" in document and "data" not in document:
        yield "included stands without data"
    if "jsonapi" in document:
        yield from _object("jsonapi", document["jsonapi"])
    for item in primary(document):
        yield from _resource(item)
    yield from _array("included", document, _resource)
    yield from _array("errors", document, _error)
    if document.get("errors") == []:
        yield "errors is empty"


def _array(name: str, document: dict[str, Any], check: Any) -> Problems:
    found = document.get(name, [])
    if not isinstance(found, list):
        yield f"{name} is not an array"
        return
    for one in found:
        yield from check(one)


def _object(kind: str, found: Any) -> Problems:
    """Check the members, meta and links of any object that the specification defines."""
    if not isinstance(found, dict):
        yield f"a {kind} is not an object: {found!r}"
        return
    yield from _only(ALLOWED[kind], found, kind)
    if not isinstance(found.get("meta", {}), dict):
        yield f"the meta of a {kind} is not an object"
    if "links" in found and kind in LINKS:
        yield from _links(kind, found["links"])


def _only(known: set[str], members: Iterable[str], where: str) -> Problems:
    unknown = {name for name in members if name not in known and not name.startswith("@")}
    if unknown:
        yield f"a {where} has the members {sorted(unknown)}"


def _links(kind: str, found: Any) -> Problems:
    if not isinstance(found, dict):
        yield f"the links of a {kind} are not an object"
        return
    yield from _only(LINKS[kind], found, f"links of a {kind}")
    for name, link in found.items():
        if isinstance(link, dict):
            yield from _object("link", link)
            link = link.get("href")  # noqa: PLW2901 (a link object's text is its href)
        elif link is None:
            continue
        if not isinstance(link, str) or NOT_IN_A_URI.search(link):
            yield f"the link {name} is no URI reference: {link!r}"


def _identity(found: dict[str, Any]) -> Problems:
    for name in ("type", "id"):
        if not isinstance(found.get(name), str) or not found[name]:
            yield f"{name} is no text: {found.get(name)!r}"
    if not MEMBER_NAME.match(str(found.get("type"))):
        yield f"{found.get('type')!r} is no name of a type"


def _identifier(found: Any) -> Problems:
    yield from _object("identifier", found)
    if isinstance(found, dict):
        yield from _identity(found)


def _resource(found: Any) -> Problems:
    yield from _object("resource", found)
    if not isinstance(found, dict):
        return
    yield from _identity(found)
    names: list[str] = []
    for member in ("attributes", "relationships"):
        if not isinstance(found.get(member, {}), dict):
            yield f"{member} is not an object"
            return
        names += found.get(member, {})
    for name in names:
        if name in {"id", "type"} or names.count(name) > 1:
            yield f"the name {name} is taken"
        if not MEMBER_NAME.match(name) and not name.startswith("@"):
            yield f"{name!r} is no member name"
    for relationship in found.get("relationships", {}).values():
        yield from _relationship(relationship)


def _relationship(found: Any) -> Problems:
    yield from _object("relationship", found)
    if not isinstance(found, dict):
        return
    if not ALLOWED["relationship"] & found.keys():
        yield "a relationship is empty"
    for one in linkage(found):
        yield from _identifier(one)


def _error(found: Any) -> Problems:
    yield from _object("error", found)
    if not isinstance(found, dict):
        return
    if not ALLOWED["error"] & found.keys():
        yield "an error is empty"
    if not isinstance(found.get("status", ""), str):
        yield "the status of an error is no text"
    yield from _object("source", found.get("source", {}))
