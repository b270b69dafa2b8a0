"""Routes are set up by name, and lead to places of their own workspace only."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from printing.models import Printer, Route
from tests.backoffice import rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def here():
    return filled(rows.workspace())


@pytest.fixture
def elsewhere():
    return filled(rows.workspace())


def filled(place):
    found = rows.fill(place)
    found.printer = Printer.objects.create(workspace_id=place.pk, name="Grill", kind="memory")
    return found


def form(here, purpose="kitchen", **where):
    chosen = {f"{noun}_id": str(row.pk) for noun, row in where.items()}
    own = {"workspace_id": str(here.workspace.pk), "printer": str(here.printer.pk)}
    return {**own, "purpose": purpose, **chosen}


def add(client, data):
    """Add a route; returns what the page says is wrong."""
    answer = client.post(rows.url("printing.route", "add"), data)
    return {} if answer.status_code == 302 else answer.context["adminform"].form.errors


def page(client, name, *args):
    return client.get(rows.url("printing.route", name, *args)).content.decode()


def test_places_are_chosen_and_shown_by_name(here, elsewhere):
    client = rows.staff(here.workspace, "manager")
    asked = page(client, "add")
    for noun in ("register", "outlet", "producttype"):
        assert getattr(here, noun).name in asked
        assert getattr(elsewhere, noun).name not in asked
    assert add(client, form(here, category=here.producttype, outlet=here.outlet)) == {}
    assert add(client, form(here, "receipt", register=here.register)) == {}
    listed = page(client, "changelist")
    for row in (here.producttype, here.outlet, here.register):
        assert row.name in listed
        assert str(row.pk) not in listed


def test_places_of_another_workspace_are_refused(here, elsewhere):
    client = rows.staff(here.workspace, "manager")
    assert set(add(client, form(here, category=elsewhere.producttype))) == {"category_id"}
    assert set(add(client, form(here, outlet=elsewhere.outlet))) == {"outlet_id"}
    assert set(add(client, form(here, "receipt", register=elsewhere.register))) == {"register_id"}
    # An operator sees them all, and still cannot mix them.
    operator = rows.operator()
    assert set(add(operator, form(here, outlet=elsewhere.outlet))) == {"outlet_id"}
    assert add(operator, form(elsewhere, outlet=elsewhere.outlet)) == {}
    assert Route.objects.get().outlet_id == elsewhere.outlet.pk


def test_a_route_that_is_there_offers_its_own_workspace_only(here, elsewhere):
    route = Route.objects.create(
        workspace_id=here.workspace.pk, purpose="kitchen", printer=here.printer
    )
    asked = page(rows.operator(), "change", route.pk)
    assert here.outlet.name in asked
    assert elsewhere.outlet.name not in asked


def test_what_makes_no_sense_is_said(here):
    client = rows.staff(here.workspace, "manager")
    wrong = add(client, form(here, register=here.register))
    assert "leave the register empty" in str(wrong)
    assert "go by product type" in str(
        add(client, form(here, "receipt", category=here.producttype))
    )
    assert add(client, form(here)) == {}
    assert "There is a route for this already" in str(add(client, form(here)))


def test_an_accountant_reads_names(here):
    route = Route.objects.create(
        workspace_id=here.workspace.pk,
        purpose="kitchen",
        printer=here.printer,
        outlet_id=here.outlet.pk,
    )
    shown = page(rows.staff(here.workspace, "accountant"), "change", route.pk)
    assert here.outlet.name in shown
    assert str(here.outlet.pk) not in shown


def test_the_list_costs_the_same_for_any_number(here, elsewhere):
    client, counts = rows.operator(), []
    for purpose in ("kitchen", "receipt"):
        for place in (here, elsewhere):
            for outlet in (place.outlet.pk, None):
                Route.objects.create(
                    workspace_id=place.workspace.pk,
                    purpose=purpose,
                    printer=place.printer,
                    outlet_id=outlet,
                )
        with CaptureQueriesContext(connection) as seen:
            page(client, "changelist")
        counts.append(len(seen))
    assert counts[0] == counts[1]
