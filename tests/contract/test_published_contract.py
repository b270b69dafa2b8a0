"""The published reads, driven by the contracts: routes, members, values, parameters."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest

from pos.api.table import REGISTRY
from pos.jsonapi.dialect import V1, V2, V2_CAMEL, Dialect
from pos.jsonapi.names import camel, snake
from tests.contract import published
from tests.contract.published import BUILT, NOT_BUILT, OPERATIONS, Operation, resource_of

if TYPE_CHECKING:
    from types import SimpleNamespace

    from tests.contract.client import Api

JSON_TYPES: dict[str, type] = {"string": str, "boolean": bool, "integer": int, "object": dict}
CURSOR = re.compile(r"^[a-zA-Z0-9-]+$")
TIMES = {
    V1: re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$"),
    V2: re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.(?!000)\d{3})?Z$"),
    V2_CAMEL: re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$"),
}

on_every_read = pytest.mark.parametrize("operation", BUILT, ids=str)
LISTS = [operation for operation in BUILT if not operation.single]
on_every_list = pytest.mark.parametrize("operation", LISTS, ids=str)


def read(
    api: Api, world: SimpleNamespace, operation: Operation, query: dict[str, str] | None = None
) -> Any:
    """Read an operation's document; of single ones, the first row's."""
    path = operation.segment
    if operation.path.endswith("/{id}"):
        model = REGISTRY.by_type[snake(operation.type)].model
        path += (
            f"/{model._default_manager.filter(workspace=world.workspace).earliest('created_at').pk}"
        )
    return api.document(operation.dialect, path, query or {})


def objects(document: dict[str, Any]) -> list[dict[str, Any]]:
    data = document["data"]
    return [*(data if isinstance(data, list) else [data]), *document.get("included", [])]


def everything(operation: Operation) -> dict[str, str]:
    """Include what the operation includes."""
    names = [name for name in operation.includes if published.built(operation.type, name)]
    return {"include": ",".join(names)} if names else {}


def fits(attribute: dict[str, Any], value: Any) -> bool:
    if value is None:
        return bool(attribute["nullable"])
    if type(value) is not JSON_TYPES[attribute["json_type"]]:
        return False
    return len(value) <= attribute.get("max_length", 1 << 30) if isinstance(value, str) else True


def test_every_published_resource_is_built_or_listed() -> None:
    types = {operation.type for operation in OPERATIONS}
    built = {REGISTRY.by_type[name].type_name(V1) for name in REGISTRY.by_type}
    assert {camel(name) for name in types} - built - NOT_BUILT == {"healthChecks"}
    assert not built & NOT_BUILT
    assert len(BUILT) == 30


@on_every_read
def test_route_answers(api: Api, world: SimpleNamespace, operation: Operation) -> None:
    document = read(api, world, operation)
    assert isinstance(document["data"], dict if operation.single else list)
    assert document["data"]
    assert {item["type"] for item in objects(document)[:1]} == {operation.type}


@on_every_read
def test_attributes_are_the_published_ones(
    api: Api, world: SimpleNamespace, operation: Operation
) -> None:
    dialect = operation.dialect
    document = read(api, world, operation, everything(operation))
    for item in objects(document):
        contract = {a["name"]: a for a in resource_of(dialect, item["type"])["attributes"]}
        extra = published.EXTRA_ATTRIBUTES.get((dialect, item["type"]), {})
        assert item["attributes"].keys() == contract.keys() | extra.keys(), item["type"]
        for name, attribute in contract.items():
            value = item["attributes"][name]
            place = (dialect, item["type"], name)
            other, _ = published.TYPES_HERE.get(place, (None, ""))
            assert fits(attribute, value) or type(value) is other, (item["type"], name, value)
            if attribute.get("max_length") == 25 and value is not None:
                assert TIMES[dialect].match(value), (name, value)
            known = attribute.get("enum")
            if known and attribute.get("enum_complete") and value is not None:
                assert value in known, (place, value)


@on_every_read
def test_relationships_are_the_published_ones(
    api: Api, world: SimpleNamespace, operation: Operation
) -> None:
    dialect = operation.dialect
    for item in objects(read(api, world, operation, everything(operation))):
        type_name = item["type"]
        contract = {r["name"]: r for r in resource_of(dialect, type_name)["relationships"]}
        found = item.get("relationships", {})
        expected = {
            name
            for name, one in contract.items()
            if (one.get("canonical", True) or name in published.WRITTEN_ALIASES)
            and published.built(type_name, name)
        }
        extra = published.EXTRA_RELATIONSHIPS.get((dialect, type_name), {})
        assert found.keys() == expected | extra.keys(), type_name
        for name in expected:
            check_linkage(contract[name], found[name])


def check_linkage(contract: dict[str, Any], found: dict[str, Any]) -> None:
    assert found.keys() == {"data"}
    data = found["data"]
    assert isinstance(data, list) == (contract["cardinality"] == "to-many")
    assert data is not None or contract["nullable"], contract["name"]
    for one in data if isinstance(data, list) else [data] if data else []:
        assert one.keys() == {"id", "type"}
        assert one["type"] in (contract["related_types"] or [one["type"]])
        assert len(one["id"]) <= 36


@on_every_read
def test_include_values_are_accepted(
    api: Api, world: SimpleNamespace, operation: Operation
) -> None:
    for name in operation.includes:
        if published.built(operation.type, name):
            assert "included" in read(api, world, operation, {"include": name}), name
    included = operation.raw["responses"]["200"].get("included", {}).get("resource_types", [])
    if not operation.single and operation.includes:
        types = {
            item["type"] for item in read(api, world, operation, everything(operation))["included"]
        }
        # The printed lists name more types than include reaches; none may come beyond them.
        assert types <= set(included) | {
            related
            for one in resource_of(operation.dialect, operation.type)["relationships"]
            for related in one["related_types"]
        }


@on_every_list
def test_filters_are_accepted(api: Api, world: SimpleNamespace, operation: Operation) -> None:
    not_built = published.FILTERS_NOT_BUILT.get(operation.type, frozenset())
    for name in operation.filters:
        if name in not_built:
            response = api.get(operation.dialect, operation.segment, {f"filter[{name}]": "1"})
            assert response.status_code == 400, "built: take it out of the table"
            continue
        value = str(world.registers[0].pk) if name.endswith("IdEq") else "2024-10-24"
        read(api, world, operation, {f"filter[{name}]": value})


@on_every_read
def test_fields_are_accepted_one_by_one(
    api: Api, world: SimpleNamespace, operation: Operation
) -> None:
    for parameter, names in operation.fields.items():
        for name in names:
            if published.built(operation.type, name):
                item = objects(read(api, world, operation, {parameter: name}))[0]
                found = {*item.get("attributes", {}), *item.get("relationships", {})}
                assert found == {name}, (parameter, name)


@on_every_read
def test_fields_type_is_taken_in_the_printed_spellings(
    api: Api, world: SimpleNamespace, operation: Operation
) -> None:
    schema_name = resource_of(operation.dialect, operation.type)["schema_name"]
    if operation.type == "healthChecks":
        return
    spellings = {operation.type, snake(operation.type), schema_name, camel(schema_name)}
    for spelling in spellings:
        item = objects(read(api, world, operation, {f"fields[{spelling}]": ""}))[0]
        assert not item.get("attributes"), spelling


@on_every_read
def test_self_links(api: Api, world: SimpleNamespace, operation: Operation) -> None:
    dialect = operation.dialect
    document = read(api, world, operation, everything(operation))
    for item in objects(document):
        resource = REGISTRY.by_type.get(snake(item["type"]))
        # The pages of products and modifier sets print the link on the single read.
        once = resource is not None and resource.self_link == "single"
        if once and item is not document["data"]:
            assert "links" not in item
        elif once or resource_of(dialect, item["type"])["self_link"]:
            check_self_link(api, dialect, item)
        else:
            assert "links" not in item, item["type"]


def check_self_link(api: Api, dialect: Dialect, item: dict[str, Any]) -> None:
    link = item["links"]["self"]
    path = REGISTRY.by_type[snake(item["type"])].path(dialect)
    assert urlsplit(link).path == f"{path}/{item['id']}"
    assert api.request("GET", dialect, link).json()["data"]["id"] == item["id"]


@on_every_list
def test_pages_have_both_links_and_published_cursors(
    api: Api, world: SimpleNamespace, operation: Operation
) -> None:
    first = read(api, world, operation, {"page[size]": "1"})
    assert first["links"].keys() == {"prev", "next"}
    assert first["links"]["prev"] is None
    following = first["links"]["next"]
    assert following is not None
    second = api.request("GET", operation.dialect, following).json()
    for link, name in ((following, "after"), (second["links"]["prev"], "before")):
        parts = urlsplit(link)
        assert parts.path == operation.path
        assert len(link) <= 1024
        assert "[" not in link
        query = parse_qs(parts.query)
        assert query.keys() == {f"page[{name}]", "page[size]"}
        (cursor,) = query[f"page[{name}]"]
        assert CURSOR.match(cursor)
        assert len(cursor) <= 36
    back = api.request("GET", operation.dialect, second["links"]["prev"]).json()
    assert back["data"] == first["data"]


@pytest.mark.parametrize("dialect", [V1, V2, V2_CAMEL], ids=lambda d: d.name)
def test_a_page_holds_at_most_a_thousand(api: Api, dialect: Dialect) -> None:
    api.document(dialect, "invoices", {"page[size]": "1000"})
    assert api.get(dialect, "invoices", {"page[size]": "1001"}).status_code == 400


@pytest.mark.parametrize("prefix", ["", "/pos"])
def test_paths_are_served_with_and_without_the_prefix(api: Api, prefix: str) -> None:
    for operation in LISTS:
        response = api.request("GET", operation.dialect, prefix + operation.path)
        assert response.status_code == 200, operation.path
        for link in response.json()["links"].values():
            assert link is None or urlsplit(link).path == prefix + operation.path


def test_snake_paths_are_taken_in_v2_only(api: Api) -> None:
    assert api.get(V2, "invoice_items").status_code == 200
    assert api.get(V2, "invoice-items").status_code == 200
    assert api.get(V1, "invoice_items").status_code == 404
    assert api.get(V1, "invoiceItems").status_code == 404
    assert api.get(V1, "invoices/").status_code == 404


def included_types(document: dict[str, Any]) -> set[str]:
    return {item["type"] for item in document["included"]}


ALIASES = published.CONTRACTS[V1]["compat_aliases"]


@pytest.mark.parametrize(
    ("name", "alias"),
    [(n, a) for n, many in ALIASES["invoices.relationships"].items() for a in many],
)
@pytest.mark.parametrize("dialect", [V1, V2, V2_CAMEL], ids=lambda d: d.name)
def test_invoice_aliases(api: Api, dialect: Dialect, name: str, alias: str) -> None:
    """The tables and the examples call these relationships by different names."""
    resource = REGISTRY.by_type["invoices"]
    own = resource.name(snake(name), dialect)
    spelled = dialect.case(snake(alias))
    plain = api.document(dialect, "invoices", {"include": own})
    assert api.document(dialect, "invoices", {"include": spelled}) | {"links": 0} == plain | {
        "links": 0
    }
    data = api.document(dialect, "invoices", {f"fields[{dialect.case('invoices')}]": spelled})[
        "data"
    ]
    (shown,) = {name for item in data for name in item["relationships"]}
    assert shown in {own, spelled}


def test_include_spelling_of_the_invoice_item_page(api: Api, world: SimpleNamespace) -> None:
    path = f"invoice-items/{world.invoices[0].invoice_items.first().pk}"
    for name, aliases in ALIASES["invoice-items include"].items():
        for alias in aliases:
            assert api.document(V1, path, {"include": alias}) == api.document(
                V1, path, {"include": name}
            )


def test_quantity_forms(api: Api) -> None:
    """A number in the page of November 2024, text in the ones after it."""
    forms = {
        dialect: {
            item["attributes"]["quantity"]
            for item in api.document(dialect, "invoice-items")["data"]
        }
        for dialect in (V1, V2, V2_CAMEL)
    }
    assert forms == {
        V1: {"1.00", "2.500", "-3.00"},
        V2: {1, 2.5, -3},
        V2_CAMEL: {"1.00", "2.500", "-3.00"},
    }
    whole = api.get(V2, "invoice-items").content.decode()
    assert '"quantity":1,' in whole


@pytest.mark.parametrize("dialect", [V1, V2, V2_CAMEL], ids=lambda d: d.name)
def test_a_printed_time_filters_its_own_row_out(
    api: Api, world: SimpleNamespace, dialect: Dialect
) -> None:
    data = api.document(dialect, "invoices")["data"]
    name, member = dialect.case("created_at_gt"), dialect.case("created_at")
    moment = data[2]["attributes"][member]
    later = api.document(dialect, "invoices", {f"filter[{name}]": moment})["data"]
    assert [item["id"] for item in later] == [item["id"] for item in data[3:]]


SLIPS = {
    "plain": "filter[createdAtGt]=2025-03-30T00:00:00%2B00:00",
    "brackets encoded": "filter%5BcreatedAtGt%5D=2025-03-30T00:00:00Z",
    "= encoded too": "filter%5BcreatedAtGt%5D%3D2025-03-30T00:00:00Z",
    "+ left as it is": "filter[createdAtGt]=2025-03-30T00:00:00+00:00",
    "[ lost its 5B": "filter%createdAtGt%5D=2025-03-30T00:00:00Z",
    "both slips": "filter%createdAtGt%5D%3D2025-03-30T00:00:00+00:00",
    "a date": "filter[createdAtGt]=2025-03-30",
}


@pytest.mark.parametrize("slip", SLIPS)
def test_query_strings_as_the_pages_print_them(api: Api, slip: str) -> None:
    expected = api.document(V1, "invoices")["data"]
    assert api.document(V1, "invoices", SLIPS[slip])["data"] == expected
    later = SLIPS[slip].replace("2025-03", "2999-03")
    assert api.document(V1, "invoices", later)["data"] == []


def test_the_health_check_needs_no_key(api: Api) -> None:
    for dialect in (V1, V2, V2_CAMEL):
        response = api.client.get(f"{dialect.root}/health-check")
        assert response.status_code == 200
        assert response.headers["Content-Type"] == "application/vnd.api+json"


def test_the_neighbour_is_not_shown(api: Api, world: SimpleNamespace) -> None:
    other = world.other
    assert api.get(V1, f"invoices/{other.invoices[0].pk}").status_code == 404
    names = {"filter[registerIdEq]": str(other.registers[0].pk)}
    assert api.document(V1, "invoices", names)["data"] == []
    users = {item["id"] for item in api.document(V1, "users")["data"]}
    assert str(other.users[1].pk) not in users
