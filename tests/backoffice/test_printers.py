"""Printers are seen and set up by the people of their workspace."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from printing.models import Printer, PrintJob
from tests.backoffice import rows

pytestmark = pytest.mark.django_db
FORM = {
    "name": "Kitchen",
    "kind": "memory",
    "host": "",
    "port": "9100",
    "confirms": "on",
    "fail_over_after": "30",
    "in_doubt": "ask",
    "columns": "48",
    "dots": "576",
    "code_pages": '[{"page": "CP437", "slot": 0}]',
}


def printer(place, name="Bar"):
    return Printer.objects.create(workspace_id=place.pk, name=name, kind="memory")


@pytest.fixture
def here():
    return rows.workspace()


@pytest.fixture
def elsewhere():
    return rows.workspace()


def listing(client):
    return client.get(rows.url("printing.printer", "changelist")).content.decode()


@pytest.mark.parametrize("role", ["owner", "manager", "accountant"])
def test_staff_see_the_printers_of_their_workspace(here, elsewhere, role):
    printer(here, "Mine")
    other = printer(elsewhere, "Theirs")
    client = rows.staff(here, role)
    page = listing(client)
    assert "Mine" in page
    assert here.name in page
    assert "Theirs" not in page
    assert elsewhere.name not in page
    assert client.get(rows.url("printing.printer", "change", other.pk)).status_code == 302


@pytest.mark.parametrize("role", ["cashier", "waiter"])
def test_others_see_none(here, role):
    printer(here)
    client = rows.staff(here, role)
    assert client.get(rows.url("printing.printer", "changelist")).status_code == 403


def test_a_manager_adds_a_printer_to_the_own_workspace_only(here, elsewhere):
    client = rows.staff(here, "manager")
    add = rows.url("printing.printer", "add")
    forged = client.post(add, {**FORM, "workspace_id": str(elsewhere.pk)})
    assert forged.status_code == 200
    assert not Printer.objects.exists()
    assert client.post(add, {**FORM, "workspace_id": str(here.pk)}).status_code == 302
    assert Printer.objects.get().workspace_id == here.pk


def test_a_printer_stays_in_its_workspace(here, elsewhere):
    mine = printer(here)
    client = rows.operator()
    page = rows.url("printing.printer", "change", mine.pk)
    client.post(page, {**FORM, "workspace_id": str(elsewhere.pk)})
    mine.refresh_from_db()
    assert (mine.name, mine.workspace_id) == ("Kitchen", here.pk)


def test_an_accountant_only_looks(here):
    mine = printer(here)
    client = rows.staff(here, "accountant")
    assert client.get(rows.url("printing.printer", "change", mine.pk)).status_code == 200
    client.post(rows.url("printing.printer", "change", mine.pk), FORM)
    mine.refresh_from_db()
    assert mine.name == "Bar"
    assert client.get(rows.url("printing.printer", "add")).status_code == 403


def test_the_list_costs_the_same_for_any_number(here, django_assert_num_queries):
    client = rows.staff(here, "owner")
    printer(here, "A")
    with CaptureQueriesContext(connection) as few:
        listing(client)
    for n in range(20):
        printer(here, f"P {n}")
    with django_assert_num_queries(len(few)):
        listing(client)


@pytest.mark.parametrize(("role", "opens"), [("manager", 1), ("accountant", 0)])
def test_opening_the_drawer_leaves_a_job_that_names_who(here, elsewhere, role, opens):
    mine, theirs = printer(here), printer(elsewhere)
    client = rows.staff(here, role)
    page = rows.url("printing.printer", "changelist")
    chosen = {"action": "open_drawer", "_selected_action": [str(mine.pk), str(theirs.pk)]}
    client.post(page, chosen)
    jobs = list(PrintJob.objects.filter(purpose="drawer"))
    assert [job.workspace_id for job in jobs] == [here.pk] * opens
    assert all(job.reference.startswith("Drawer opened by ") for job in jobs)


def test_the_state_says_what_the_sensors_say(here):
    Printer.objects.create(
        workspace_id=here.pk, name="Bar", kind="memory", condition="ready", near_end=True,
        drawer_open=True,
    )  # fmt: skip
    assert "ready, paper near its end, drawer open" in listing(rows.staff(here, "manager"))
