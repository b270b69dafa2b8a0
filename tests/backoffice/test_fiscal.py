"""Fiscal receipts in the back office: their number, that a simulator is none, and what to do."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pos.workspaces.models import Workspace
from printing.fiscal import content
from printing.fiscal.receipt import FiscalLine, FiscalReceipt
from printing.models import Printer, PrintJob, Route
from tests.backoffice import rows
from tests.backoffice.test_printers import FORM
from tests.orders.shop import item, open_shop

pytestmark = pytest.mark.django_db
OPTIONS = '{"tax_groups": {"21": 1}}'


@pytest.fixture
def shop():
    found = open_shop()
    Workspace.objects.filter(pk=found.workspace.pk).update(is_demo=True)
    return found


@pytest.fixture
def device(shop):
    made = Printer.objects.create(
        workspace_id=shop.workspace.pk, name="Fiscal", kind="fiscal_simulator", host="127.0.0.1",
        device="sim", options={"tax_groups": {"21": 1}},
    )  # fmt: skip
    Route.objects.create(workspace_id=shop.workspace.pk, purpose="fiscal", printer=made)
    return made


@pytest.fixture
def sold(shop, device):
    return shop.sell(item(shop.product(name="Soup")))


def job_of(invoice, **changes):
    PrintJob.objects.filter(source_id=invoice.pk).update(**changes)
    return PrintJob.objects.get(source_id=invoice.pk)


def told(invoice):
    return job_of(
        invoice, state="printed", fiscal_number="0000017", device_serial="SIM-1", is_simulated=True,
        fiscal_at="2026-03-14T13:00:00",
    )  # fmt: skip


def shown(client, label, row):
    return client.get(rows.url(label, "change", row.pk)).content.decode()


def test_an_invoice_on_paper_names_its_fiscal_receipt(shop, sold):
    client, page = (
        rows.staff(shop.workspace, "accountant"),
        f"/admin/invoices/invoice/{sold.pk}/paper/",
    )
    assert "Fiscal receipt: queued." in client.get(page).content.decode()
    told(sold)
    with CaptureQueriesContext(connection) as few:
        found = client.get(page).content.decode()
    assert "NOT FISCAL - SIMULATION." in found
    assert "Fiscal receipt 0000017 of SIM-1, 2026-03-14T13:00:00 by its clock." in found
    other = shop.sell(item(shop.product()), item(shop.product()), item(shop.product()))
    with CaptureQueriesContext(connection) as many:
        client.get(f"/admin/invoices/invoice/{other.pk}/paper/")
    assert len(few) == len(many)


def test_a_job_is_shown_as_what_is_sent_and_what_came_back(shop, sold):
    client = rows.staff(shop.workspace, "manager")
    before = shown(client, "printing.printjob", job_of(sold))
    assert "Not rendered yet" in before
    assert "Soup" in before
    assert "not known yet" in before
    line = FiscalLine("Goulash", sold.total, sold.total, 1)
    receipt = FiscalReceipt(sold.pk.hex, "W-1", (line,))
    job_of(sold, content=content.write(receipt))
    after = shown(client, "printing.printjob", told(sold))
    assert "Goulash" in after
    assert "NOT FISCAL - SIMULATION" in after
    assert "0000017" in after
    assert "unique_sale_number" in after


def test_what_can_be_decided(shop, sold):
    client = rows.staff(shop.workspace, "manager")
    doubtful = job_of(sold, state="in_doubt", fiscal_before={"number": 1})
    page = shown(client, "printing.printjob", doubtful)
    for text in ("Ask the device", "It did not print: print it", "It printed"):
        assert text in page
    assert "possible duplicate" not in page
    decide = f"/admin/printing/printjob/{doubtful.pk}/decide/"
    said = client.post(decide, {"decision": "print_again"}, follow=True).content.decode()
    assert "its device is asked first" in said
    assert job_of(sold).fiscal_before == {"number": 1}
    said = client.post(decide, {"decision": "cancel"}, follow=True).content.decode()
    assert "ask the device" in said
    assert job_of(sold, state="in_doubt").state == "in_doubt"
    client.post(decide, {"decision": "not_printed"})
    job = job_of(sold)
    assert (job.state, job.fiscal_before) == ("queued", None)


def test_other_slips_are_not_said_to_be_unprinted(shop):
    Printer.objects.create(workspace_id=shop.workspace.pk, name="B", kind="memory", is_default=True)
    doubtful = job_of(shop.sell(item(shop.product())), state="in_doubt")
    page = shown(rows.staff(shop.workspace, "manager"), "printing.printjob", doubtful)
    assert "It did not print" not in page
    assert "possible duplicate" in page


def test_a_device_is_set_up_and_a_simulator_is_marked(shop):
    client = rows.staff(shop.workspace, "manager")
    form = {
        **FORM, "workspace_id": str(shop.workspace.pk), "kind": "fiscal_simulator",
        "host": "127.0.0.1", "port": "8001", "device": "sim-1", "options": OPTIONS,
    }  # fmt: skip
    add = rows.url("printing.printer", "add")
    wrong = client.post(add, {**form, "options": "{}"}).content.decode()
    assert "tax_groups" in wrong
    assert client.post(add, form).status_code == 302
    listed = client.get(rows.url("printing.printer", "changelist")).content.decode()
    assert "NOT FISCAL - SIMULATION" in listed
    Workspace.objects.update(is_demo=False)
    refused = client.post(add, {**form, "name": "Second"}).content.decode()
    assert "a simulator is refused" in refused
    assert Printer.objects.count() == 1


def test_only_who_keeps_the_installation_says_what_is_a_demo(shop):
    page = shown(rows.staff(shop.workspace, "owner"), "workspaces.workspace", shop.workspace)
    assert 'name="is_demo"' not in page
    page = shown(rows.operator(), "workspaces.workspace", shop.workspace)
    assert 'name="is_demo"' in page
