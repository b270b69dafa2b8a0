"""JSON:API 1.1 and the cursor pagination profile, item by item of the checklist."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from pos.jsonapi.dialect import V1, V2, Dialect
from pos.jsonapi.query import MAX_SIZE
from tests.contract import applicable, structure
from tests.contract.checklist import ITEMS, Runner, Step

if TYPE_CHECKING:
    from types import SimpleNamespace

    from tests.contract.client import Api

READ = {"GET", "HEAD"}
AUTOMATED = [name for name, item in ITEMS.items() if item["steps"]]
WHOLE = [
    name
    for name in AUTOMATED
    if name
    not in {
        **applicable.WRITE_ITEMS, **applicable.RELATIONSHIP_ITEMS, **applicable.DIALECT_WINS,
    }
]  # fmt: skip

in_both_casings = pytest.mark.parametrize("dialect", [V1, V2], ids=lambda d: d.name)


@pytest.fixture
def runner(api: Api, world: SimpleNamespace, dialect: Dialect) -> Runner:
    """Fill the checklist's placeholders with this server's names."""
    case, invoice = dialect.case, world.invoices[0]
    items = "items" if dialect is V2 else case("invoice_items")
    collection = f"{dialect.root}/invoices"
    names = {
        "coll": collection,
        "one": f"{collection}/{invoice.pk}",
        "null_one": f"{collection}/{invoice.pk}",
        "missing": f"{collection}/00000000-0000-4000-8000-000000000000",
        "noinc_coll": f"{dialect.root}/users",
        "m2m": f"{dialect.root}/products/{world.products[0].pk}/relationships/taxes",
        "new": f"{collection}/00000000-0000-4000-8000-000000000000",
        "T": "invoices",
        "bogus": "nope",
        "inc": f"user,{items},register",
        "inc_pct": f"user%2C{items}",
        "nested": f"{items}.product",
        "nestedTypes": f"{case('invoice_items')}+products",
        "cycle": "order.invoice" if dialect is V1 else "original_invoice.original_invoice",
        "toOne": "user",
        "toOneType": "users",
        "toMany": items,
        "toManyType": case("invoice_items"),
        "toManyAttr": case("product_name"),
        "attr": "total",
        "attr2": case("created_at"),
        "attr2_wrong_case": "createdat",
        "null_rel": case("original_invoice"),
        "empty_filter": f"filter[{case('created_at_gt')}]=2999-01-01",
        "sortA": case("created_at"),
        "sortTies": case("updated_at"),
        "unsupportedSort": "total",
    }
    return Runner(api, dialect, names)


def test_every_item_has_its_place() -> None:
    tables: list[dict[str, str]] = [
        applicable.WRITE_ITEMS,
        applicable.RELATIONSHIP_ITEMS,
        applicable.DIALECT_WINS,
    ]
    listed = [name for table in tables for name in table]
    assert len(listed) == len(set(listed))
    assert set(listed) <= set(AUTOMATED)
    assert applicable.REVIEWED.keys() == ITEMS.keys() - set(AUTOMATED)
    assert (len(ITEMS), len(AUTOMATED), len(WHOLE)) == (148, 131, 90)


@in_both_casings
@pytest.mark.parametrize("name", WHOLE)
def test_item(runner: Runner, name: str) -> None:
    ran = 0
    for number, step in enumerate(ITEMS[name]["steps"]):
        if (name, number) not in applicable.STEPS_LEFT_OUT:
            runner.run(step)
            ran += 1
    assert ran


@in_both_casings
@pytest.mark.parametrize("name", applicable.WRITE_ITEMS)
def test_writes_are_refused(runner: Runner, name: str) -> None:
    for step in ITEMS[name]["steps"]:
        if step["method"] not in READ:
            refused(runner, step, 405)


@in_both_casings
@pytest.mark.parametrize("name", applicable.RELATIONSHIP_ITEMS)
def test_relationship_urls_are_not_there(runner: Runner, name: str) -> None:
    for step in ITEMS[name]["steps"]:
        refused(runner, step, 404)


@in_both_casings
@pytest.mark.parametrize(("name", "number"), applicable.STEPS_LEFT_OUT)
def test_steps_left_out_are_refused(runner: Runner, name: str, number: int) -> None:
    step = ITEMS[name]["steps"][number]
    refused(runner, step, 404 if step["method"] in READ else 405)


def refused(runner: Runner, step: Step, status: int) -> None:
    answer = runner.ask(step)
    assert answer.status == status, (step, answer.text)
    assert answer.document["errors"]
    assert status == 404 or answer.header("Allow") == "GET, HEAD, OPTIONS"


@in_both_casings
def test_lists_link_to_neighbours_only(runner: Runner) -> None:
    """LK-3: the published links object has these two members."""
    assert runner.get(runner.names["coll"]).links.keys() == {"prev", "next"}


@in_both_casings
def test_a_range_without_a_size_takes_the_largest_page(runner: Runner) -> None:
    """CP-13: the two cursors of a range stand in place of a size."""
    start = runner.follow(f"{runner.names['coll']}?page[size]=6")
    cursors = runner.cursors(start)
    answer = runner.page(start, after=cursors[0], before=cursors[5])
    assert answer.keys == start.keys[1:5]
    assert f"page%5Bsize%5D={MAX_SIZE}" in (answer.link("prev") or "")


BROKEN: dict[str, Any] = {
    "not an object": [],
    "no member": {},
    "unknown member": {"data": [], "foo": 1},
    "data and errors": {"data": [], "errors": [{"status": "400"}]},
    "included alone": {"meta": {}, "included": []},
    "errors empty": {"errors": []},
    "error empty": {"errors": [{}]},
    "status a number": {"errors": [{"status": 400}]},
    "source": {"errors": [{"source": {"path": "x"}}]},
    "meta": {"data": [], "meta": []},
    "id a number": {"data": {"type": "a", "id": 1}},
    "no id": {"data": {"type": "a"}},
    "type": {"data": {"type": "-a", "id": "1"}},
    "attribute id": {"data": {"type": "a", "id": "1", "attributes": {"id": 1}}},
    "one name twice": {
        "data": {
            "type": "a", "id": "1", "attributes": {"b": 1}, "relationships": {"b": {"data": None}}
        }
    },
    "relationship empty": {"data": {"type": "a", "id": "1", "relationships": {"b": {}}}},
    "linkage": {"data": {"type": "a", "id": "1", "relationships": {"b": {"data": ["1"]}}}},
    "link": {"data": [], "links": {"next": "a b"}},
    "link name": {"data": [], "links": {"following": None}},
    "included no array": {"data": [], "included": {}},
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_the_validator_sees_broken_documents(name: str) -> None:
    assert structure.problems(BROKEN[name])
