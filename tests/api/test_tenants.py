"""A key opens one workspace: no route lists, includes, links to or fetches another one's row."""

from __future__ import annotations

import pytest

from pos.users.models import Membership
from tests.api import world
from tests.factories.sealed import unsealed
from tests.jsonapi.documents import check


@pytest.fixture
def other(db):
    return world.workspace()


@pytest.fixture
def theirs(other):
    return world.fill(other)


@pytest.fixture
def ours(place, theirs):
    # After theirs, so that a list without its condition would begin with their rows.
    return world.fill(place)


@pytest.fixture
def callers(place):
    return {name: world.client(place, v2_flavour=name) for name in ("snake", "camel")}


def everything(dialect, resource) -> str:
    """Name every relationship that a dialect has."""
    names = [link for link in resource.relationships if resource.has(link, dialect)]
    return ",".join(resource.name(name, dialect) for name in names)


def test_no_list_holds_another_workspaces_row(ours, theirs, callers):
    foreign = {str(row.pk) for row in theirs.values()}
    for dialect, flavour, resource, path in world.ROUTES:
        response = callers[flavour].get(f"{path}?include={everything(dialect, resource)}")
        document = check(response.content, response.status_code)
        text = response.content.decode()
        assert str(ours[resource.type].pk) in {item["id"] for item in document["data"]}, path
        assert not [row for row in foreign if row in text], path


def test_no_row_of_another_workspace_is_fetched(ours, theirs, callers):
    found = {}
    for dialect, flavour, resource, path in world.ROUTES:
        for whose, rows in (("ours", ours), ("theirs", theirs)):
            response = callers[flavour].get(f"{path}/{rows[resource.type].pk}")
            check(response.content, response.status_code)
            found[dialect.name, path, whose] = response.status_code
    assert found == {case: 200 if case[2] == "ours" else 404 for case in found}


def test_another_workspaces_row_is_as_unknown_as_none(theirs, callers):
    for _, flavour, resource, path in world.ROUTES:
        theirs_answer = callers[flavour].get(f"{path}/{theirs[resource.type].pk}")
        none = callers[flavour].get(f"{path}/018f0000-0000-7000-8000-000000000001")
        assert theirs_answer.content == none.content
        assert theirs_answer.status_code == none.status_code == 404


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/v1/invoices", "filter[registerIdEq]"),
        ("/v1/invoices", "filter[orderIdEq]"),
        ("/v1/invoices", "filter[originalInvoiceIdEq]"),
        ("/v1/invoice-items", "filter[invoiceIdEq]"),
        ("/api/v2/invoices", "filter[register_id_eq]"),
    ],
)
def test_filtering_by_another_workspaces_id_finds_nothing(ours, theirs, callers, path, name):
    noun = {"register": "registers", "order": "orders"}
    word = next((word for word in noun if f"[{word}" in name), "invoice")
    kind = noun.get(word, "invoices")
    assert callers["snake"].read(f"{path}?{name}={theirs[kind].pk}")["data"] == []
    assert callers["snake"].read(f"{path}?{name}={ours[kind].pk}")["data"]


@pytest.mark.parametrize("sort", ["createdAt", "-createdAt"])
def test_a_cursor_at_another_workspaces_row_reaches_only_ones_own(place, other, sort):
    world.customers(other, 6)
    ids = {str(row.pk) for row in world.customers(place, 6)}
    path = f"/v1/customers?sort={sort}&page[size]=2"
    link = world.client(other).read(path)["links"]["next"]
    assert set(world.client(place).ids(link)) <= ids


def test_a_user_of_two_workspaces_is_shown_in_both_and_no_other(place, other):
    shared, third = world.member(place), world.workspace()
    Membership.objects.create(workspace=other, user=shared)
    for workspace, status in ((place, 200), (other, 200), (third, 404)):
        assert world.client(workspace).get(f"/v1/users/{shared.pk}").status_code == status


def test_a_row_that_names_another_workspaces_row_does_not_include_it(ours, theirs, callers):
    # No code writes such a row; were one there, its link must not open the other workspace.
    invoice = ours["invoices"]
    with unsealed():
        type(invoice).objects.filter(pk=invoice.pk).update(
            register=theirs["registers"], promo_code=theirs["promo_codes"], user=theirs["users"]
        )
    path = f"/v1/invoices/{invoice.pk}?include=register.outlet,promoCode,user"
    included = callers["snake"].read(path)["included"]
    assert included == []
