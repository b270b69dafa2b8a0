"""Print jobs through the API: print an invoice, decide about a slip."""

from __future__ import annotations

import uuid

import pytest

from pos.ledger.models import SealedDocument
from printing.models import Printer, PrintJob, Route
from tests.api import world
from tests.orders.shop import item, open_shop


@pytest.fixture
def shop(db):
    return open_shop()


@pytest.fixture
def api(shop):
    return world.client(shop.workspace)


@pytest.fixture
def printer(shop):
    return Printer.objects.create(
        workspace_id=shop.workspace.pk, name="Bar", kind="memory", is_default=True
    )


def body(row_id=None, attributes=None, **links):
    data = {"type": "printJobs", "attributes": attributes or {}}
    if row_id:
        data["id"] = str(row_id)
    kinds = {"invoice": "invoices", "printer": "printers"}
    data["relationships"] = {
        name: {"data": {"type": kinds[name], "id": str(pk)}} for name, pk in links.items()
    }
    return {"data": data}


def problem(response, status):
    assert response.status_code == status, response.content
    return response.json()["errors"][0]


def job(printer, state="queued", **fields):
    return PrintJob.objects.create(
        workspace_id=printer.workspace_id, printer=printer, key=str(uuid.uuid4()),
        reference="x", state=state, content=b"x", **fields,
    )  # fmt: skip


def test_a_sale_is_a_job_that_can_be_followed(shop, api, printer):
    invoice = shop.sell(item(shop.product()))
    (found,) = api.read("/v1/print-jobs?include=printer&filter[stateEq]=queued")["data"]
    assert found["attributes"]["reference"] == f"Invoice {invoice.number}"
    assert found["attributes"]["purpose"] == "receipt"
    assert found["relationships"]["printer"]["data"]["id"] == str(printer.pk)
    assert api.read("/v1/print-jobs?filter[stateEq]=printed")["data"] == []
    assert api.read("/api/v2/print_jobs")["data"][0]["type"] == "print_jobs"


def test_the_first_print_is_the_original_and_each_further_a_copy(shop, api, printer):
    PrintJob.objects.all().delete()
    invoice = shop.sell(item(shop.product()))
    PrintJob.objects.all().delete()
    references = []
    for _ in range(3):
        answer = api.post("/v1/print-jobs", body(invoice=invoice.pk, attributes={"reason": "lost"}))
        assert answer.status_code == 201, answer.content
        references.append(answer.json()["data"]["attributes"]["reference"])
    assert references == [
        f"Invoice {invoice.number}",
        f"Copy 1 of invoice {invoice.number}",
        f"Copy 2 of invoice {invoice.number}",
    ]
    assert SealedDocument.objects.filter(kind="copy", original_id=invoice.pk).count() == 2


def test_a_repeated_request_prints_once(shop, api, printer):
    invoice = shop.sell(item(shop.product()))
    answers = [
        api.post("/v1/print-jobs", body(invoice=invoice.pk), **{"Idempotency-Key": "0123abcd-ef"})
        for _ in range(2)
    ]
    assert answers[0].status_code == 201, answers[0].content
    assert answers[0].content == answers[1].content
    assert PrintJob.objects.filter(source="copy").count() == 1


def test_to_a_named_printer(shop, api, printer):
    other = Printer.objects.create(workspace_id=shop.workspace.pk, name="Hall", kind="memory")
    invoice = shop.sell(item(shop.product()))
    answer = api.post("/v1/print-jobs", body(invoice=invoice.pk, printer=other.pk))
    assert answer.json()["data"]["relationships"]["printer"]["data"]["id"] == str(other.pk)


def test_what_is_wrong_is_said(shop, api, printer):
    theirs = Printer.objects.create(workspace_id=uuid.uuid4(), name="Bar", kind="memory")
    invoice = shop.sell(item(shop.product()))
    for given, pointer in (
        (body(), "/data/relationships/invoice"),
        (body(invoice=uuid.uuid4()), "/data/relationships/invoice"),
        (body(invoice=invoice.pk, printer=theirs.pk), "/data/relationships/printer"),
        (body(invoice=invoice.pk, attributes={"reason": 7}), "/data/attributes/reason"),
        (body(invoice=invoice.pk, attributes={"state": "x"}), "/data/attributes/state"),
    ):
        assert problem(api.post("/v1/print-jobs", given), 422)["source"]["pointer"].startswith(
            pointer
        )
    Printer.objects.filter(pk=printer.pk).update(is_default=False)
    PrintJob.objects.all().delete()
    assert problem(api.post("/v1/print-jobs", body(invoice=invoice.pk)), 422)["code"] == (
        "no_printer"
    )


@pytest.mark.parametrize(
    ("verb", "before", "after"),
    [
        ("retry", "failed", "queued"),
        ("cancel", "queued", "cancelled"),
        ("it-printed", "in_doubt", "printed"),
        ("print-again", "in_doubt", "queued"),
    ],
)
def test_decisions(api, printer, verb, before, after):
    one = job(printer, before)
    answer = api.post(f"/v1/print-jobs/{one.pk}/{verb}", body(one.pk))
    assert answer.status_code == 200, answer.content
    assert answer.json()["data"]["attributes"]["state"] == after
    assert one.history.last().who.startswith("API key ")
    PrintJob.objects.filter(pk=one.pk).update(state="printed")
    again = api.post(f"/v1/print-jobs/{one.pk}/{verb}", body(one.pk))
    assert problem(again, 409)["code"] == "not_possible"


def test_a_reprint_is_a_marked_copy(shop, api, printer):
    invoice = shop.sell(item(shop.product()))
    first = PrintJob.objects.get()
    address = f"/v1/print-jobs/{first.pk}/reprint"
    assert problem(api.post(address, {}), 409)["code"] == "not_possible"
    PrintJob.objects.update(state="printed", content=b"x")
    answer = api.post(address, body(first.pk))
    assert answer.status_code == 201, answer.content
    shown = answer.json()["data"]
    assert shown["id"] != str(first.pk)
    assert shown["attributes"]["reference"] == f"Copy 1 of invoice {invoice.number}"
    PrintJob.objects.update(state="printed", content=b"x")
    again = api.post(f"/v1/print-jobs/{shown['id']}/reprint", {})
    reference = again.json()["data"]["attributes"]["reference"]
    assert reference == f"Copy 2 of invoice {invoice.number}"
    assert SealedDocument.objects.filter(kind="copy", original_id=invoice.pk).count() == 2


def test_moving(shop, api, printer):
    other = Printer.objects.create(workspace_id=shop.workspace.pk, name="Hall", kind="memory")
    theirs = Printer.objects.create(workspace_id=uuid.uuid4(), name="Bar", kind="memory")
    one = job(printer)
    moved = api.post(f"/v1/print-jobs/{one.pk}/move", body(one.pk, printer=other.pk))
    assert moved.json()["data"]["relationships"]["printer"]["data"]["id"] == str(other.pk)
    for given in (body(one.pk), body(one.pk, printer=theirs.pk)):
        problem(api.post(f"/v1/print-jobs/{one.pk}/move", given), 422)


def test_only_ones_own_and_with_the_scope(shop, api, printer):
    one = job(printer)
    stranger = world.client(world.workspace())
    problem(stranger.post(f"/v1/print-jobs/{one.pk}/cancel", body(one.pk)), 404)
    reader = world.client(shop.workspace, "printing:read")
    problem(reader.post(f"/v1/print-jobs/{one.pk}/cancel", body(one.pk)), 403)
    assert reader.get(f"/v1/print-jobs/{one.pk}").status_code == 200
    assert world.client(shop.workspace, "invoices:write").get("/v1/printers").status_code == 403
    one.refresh_from_db()
    assert one.state == "queued"


SLIP = {
    "title": "Coupon",
    "elements": [
        {"kind": "text", "text": "10 % off your next breakfast", "bold": True},
        {"kind": "barcode", "symbology": "ean13", "data": "4006381333931"},
        {"kind": "escpos", "content": ["1D2111"]},
        {"kind": "cut"},
    ],
}


def test_a_slip_of_the_callers_own(shop, api, printer):
    given = body(attributes={"slip": SLIP, "reference": "Coupon 7"})
    answer = api.post("/v1/print-jobs", given)
    assert answer.status_code == 201, answer.content
    shown = answer.json()["data"]
    assert (shown["attributes"]["reference"], shown["attributes"]["purpose"]) == (
        "Coupon 7",
        "slip",
    )
    kept = PrintJob.objects.get(pk=shown["id"])
    assert kept.printer_id == printer.pk
    assert b"10 % off your next breakfast" in kept.content
    assert b"\x1d!\x11" in kept.content


def test_a_slip_goes_where_routes_say(shop, api, printer):
    hall = Printer.objects.create(workspace_id=shop.workspace.pk, name="Hall", kind="memory")
    Route.objects.create(workspace_id=shop.workspace.pk, purpose="slip", printer=hall)
    answer = api.post(
        "/api/v2/print_jobs", {"data": {"type": "print_jobs", "attributes": {"slip": SLIP}}}
    )
    assert answer.status_code == 201, answer.content
    assert answer.json()["data"]["relationships"]["printer"]["data"]["id"] == str(hall.pk)
    assert answer.json()["data"]["attributes"]["reference"] == "Coupon"


@pytest.mark.parametrize(
    ("slip", "code", "pointer", "said"),
    [
        (
            {"elements": [{"kind": "text", "text": "x"}, {"kind": "escpos", "content": ["1B40", "1B3D00"]}]},
            "raw_refused",
            "/elements/1/content/1",
            "1B3D",
        ),
        ({"elements": [{"kind": "sing"}]}, "invalid_element", "/elements/0/kind", "text"),
        ({"elements": "all"}, "invalid_element", "/elements", "list"),
        ({}, "invalid_element", "/elements", "missing"),
        (
            {"elements": [{"kind": "barcode", "symbology": "ean13", "data": "12"}]},
            "invalid_barcode",
            "/elements/0/data",
            "12",
        ),
        ({"elements": [{"kind": "feed", "lines": 40}] * 3}, "slip_too_long", "", "empty paper"),
        ({"elements": [{"kind": "text", "text": 1.5}]}, "invalid_element", "/elements/0/text", ""),
    ],
)  # fmt: skip
def test_a_slip_that_is_refused_names_the_place(api, printer, slip, code, pointer, said):
    answer = api.post("/v1/print-jobs", body(attributes={"slip": slip}))
    found = problem(answer, 422)
    assert found["code"] == code
    assert found["source"]["pointer"] == f"/data/attributes/slip{pointer}"
    assert said in found["detail"]
    assert not PrintJob.objects.exists()


def test_a_slip_or_an_invoice(shop, api, printer):
    invoice = shop.sell(item(shop.product()))
    both = api.post("/v1/print-jobs", body(invoice=invoice.pk, attributes={"slip": SLIP}))
    assert problem(both, 422)["source"]["pointer"] == "/data/attributes/slip"
    text = api.post("/v1/print-jobs", body(attributes={"slip": "hello"}))
    assert problem(text, 422)["source"]["pointer"] == "/data/attributes/slip"


def test_a_drawer_is_opened_by_a_job(shop, api, printer):
    address = f"/v1/printers/{printer.pk}/open-drawer"
    answer = api.post(address, {})
    assert answer.status_code == 201, answer.content
    kept = PrintJob.objects.get(pk=answer.json()["data"]["id"])
    assert (kept.purpose, kept.content.count(b"\x1bp\x00")) == ("drawer", 1)
    assert kept.reference.startswith("Drawer opened by API key ")
    five = {"data": {"type": "printers", "attributes": {"pin": 5}}}
    kept = PrintJob.objects.get(pk=api.post(address, five).json()["data"]["id"])
    assert kept.content.count(b"\x1bp\x01") == 1
    five["data"]["attributes"]["pin"] = 4
    assert problem(api.post(address, five), 422)["source"]["pointer"] == "/data/attributes/pin"
    theirs = Printer.objects.create(workspace_id=uuid.uuid4(), name="Bar", kind="memory")
    problem(api.post(f"/v1/printers/{theirs.pk}/open-drawer", {}), 404)
    reader = world.client(shop.workspace, "printing:read")
    problem(reader.post(address, {}), 403)


@pytest.fixture
def fiscal(shop):
    device = Printer.objects.create(workspace_id=shop.workspace.pk, name="Fiscal", kind="erpnet")
    Route.objects.create(workspace_id=shop.workspace.pk, purpose="fiscal", printer=device)
    return device


def test_a_fiscal_receipt_and_what_its_device_told(shop, api, fiscal):
    invoice = shop.sell(item(shop.product()))
    other = shop.sell(item(shop.product()))
    PrintJob.objects.filter(source_id=invoice.pk).update(
        state="printed", fiscal_number="0000673", device_serial="DT517985",
        fiscal_at="2026-03-14T13:00:00", is_simulated=False,
    )  # fmt: skip
    (found,) = api.read(f"/v1/print-jobs?filter[invoiceIdEq]={invoice.pk}")["data"]
    assert found["attributes"]["purpose"] == "fiscal"
    assert found["attributes"]["fiscalNumber"] == "0000673"
    assert found["attributes"]["deviceSerial"] == "DT517985"
    assert found["attributes"]["fiscalAt"] == "2026-03-14T13:00:00"
    assert found["attributes"]["isSimulated"] is False
    (found,) = api.read(f"/api/v2/print_jobs?filter[invoice_id_eq]={other.pk}")["data"]
    assert found["attributes"]["fiscal_number"] is None
    assert found["attributes"]["is_simulated"] is None


def test_deciding_about_a_fiscal_receipt(shop, api, fiscal, printer):
    invoice = shop.sell(item(shop.product()))
    one = PrintJob.objects.get(source_id=invoice.pk)

    def ask(verb, **links):
        return api.post(f"/v1/print-jobs/{one.pk}/{verb}", body(one.pk, **links))

    kept = {"number": 1}
    assert problem(ask("move", printer=printer.pk), 422)["code"] == "fiscal_mismatch"
    PrintJob.objects.filter(pk=one.pk).update(fiscal_before=kept)
    assert problem(ask("cancel"), 409)["code"] == "fiscal_ask_first"
    PrintJob.objects.filter(pk=one.pk).update(state="in_doubt")
    assert problem(ask("move", printer=fiscal.pk), 409)["code"] == "fiscal_ask_first"
    assert ask("print-again").json()["data"]["attributes"]["state"] == "queued"
    one.refresh_from_db()
    assert one.fiscal_before == kept
    PrintJob.objects.filter(pk=one.pk).update(state="in_doubt")
    assert ask("it-did-not-print").json()["data"]["attributes"]["state"] == "queued"
    one.refresh_from_db()
    assert one.fiscal_before is None


def test_the_first_fiscal_print_and_its_copies(shop, api, fiscal, printer):
    invoice = shop.sell(item(shop.product()))
    answer = api.post("/v1/print-jobs", body(invoice=invoice.pk, attributes={"reason": "lost"}))
    assert answer.json()["data"]["attributes"]["purpose"] == "receipt"
    assert answer.json()["data"]["relationships"]["printer"]["data"]["id"] == str(printer.pk)
    assert PrintJob.objects.get(source="copy").copy_of.purpose == "fiscal"
    refused = api.post("/v1/print-jobs", body(invoice=invoice.pk, printer=fiscal.pk))
    assert problem(refused, 422)["code"] == "fiscal_mismatch"
