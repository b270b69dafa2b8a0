"""Printers through the API: set up, changed, refused."""

from __future__ import annotations

import uuid

import pytest

from printing.models import Printer
from tests.api import world
from tests.orders.shop import open_shop

BAR = {
    "name": "Bar",
    "kind": "network",
    "host": "127.0.0.1",
    "port": 9100,
    "columns": 42,
    "dots": 512,
}


@pytest.fixture
def shop(db):
    return open_shop()


@pytest.fixture
def api(shop):
    return world.client(shop.workspace)


def body(attributes, row_id=None, fallback=...):
    data = {"type": "printers", "attributes": attributes}
    if row_id:
        data["id"] = str(row_id)
    if fallback is not ...:
        end = {"type": "printers", "id": str(fallback)} if fallback else None
        data["relationships"] = {"fallback": {"data": end}}
    return {"data": data}


def problem(response, status=422):
    assert response.status_code == status, response.content
    return response.json()["errors"][0]


def test_a_printer_is_set_up_changed_and_read(shop, api):
    answer = api.post("/v1/printers", body({**BAR, "isDefault": True, "inDoubt": "reprint"}))
    assert answer.status_code == 201, answer.content
    shown = answer.json()["data"]
    assert shown["attributes"]["condition"] == "unknown"
    bar = Printer.objects.get(pk=shown["id"])
    assert (bar.workspace_id, bar.host, bar.columns) == (shop.workspace.pk, "127.0.0.1", 42)
    assert (bar.is_default, bar.in_doubt) == (True, "reprint")
    hall = api.post(
        "/api/v2/printers",
        body({"name": "Hall", "kind": "cloudprnt", "poll_seconds": 10}, fallback=bar.pk),
    ).json()["data"]
    assert hall["relationships"]["fallback"]["data"]["id"] == str(bar.pk)
    pages = [{"page": "CP775", "slot": 95}]
    changed = api.send(
        "PATCH", f"/v1/printers/{bar.pk}", body({"isPaused": True, "codePages": pages}, bar.pk)
    )
    assert changed.status_code == 200, changed.content
    assert changed.json()["data"]["attributes"]["isPaused"] is True
    bar.refresh_from_db()
    assert (bar.code_pages, bar.name) == (pages, "Bar")
    freed = api.send("PATCH", f"/v1/printers/{hall['id']}", body({}, hall["id"], fallback=None))
    assert freed.json()["data"]["relationships"]["fallback"]["data"] is None


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"name": " "}, "/data/attributes/name"),
        ({"kind": "telex"}, "/data/attributes/kind"),
        ({"host": ""}, "/data/attributes/host"),
        ({"port": 70000}, "/data/attributes/port"),
        ({"columns": 40}, "/data/attributes/columns"),
        ({"dots": 400}, "/data/attributes/dots"),
        ({"codePages": [{"page": "CP1"}]}, "/data/attributes/codePages"),
        ({"codePages": "CP437"}, "/data/attributes/codePages"),
        ({"options": []}, "/data/attributes/options"),
        ({"kind": "serial", "device": ""}, "/data/attributes/device"),
        ({"kind": "erpnet", "device": "x", "options": {}}, "/data/attributes/options"),
        ({"workspaceId": str(uuid.uuid4())}, "/data/attributes/workspaceId"),
        ({"failOverAfter": -1}, "/data/attributes/failOverAfter"),
    ],
)
def test_what_cannot_be_set_up_is_said(api, changes, pointer):
    found = problem(api.post("/v1/printers", body({**BAR, **changes})))
    assert found["source"]["pointer"] == pointer
    assert not Printer.objects.exists()


def test_a_name_and_a_default_stand_once(shop, api):
    api.post("/v1/printers", body({**BAR, "isDefault": True}))
    assert "already" in problem(api.post("/v1/printers", body(BAR)))["detail"]
    again = api.post("/v1/printers", body({**BAR, "name": "Hall", "isDefault": True}))
    assert "default printer already" in problem(again)["detail"]
    assert Printer.objects.count() == 1


def test_only_ones_own(shop, api):
    theirs = Printer.objects.create(workspace_id=uuid.uuid4(), name="Bar", kind="memory")
    found = problem(api.post("/v1/printers", body(BAR, fallback=theirs.pk)))
    assert found["source"]["pointer"].startswith("/data/relationships/fallback")
    problem(api.send("PATCH", f"/v1/printers/{theirs.pk}", body({"name": "Mine"}, theirs.pk)), 404)
    reader = world.client(shop.workspace, "printing:read")
    problem(reader.post("/v1/printers", body(BAR)), 403)


def test_options_are_written_and_never_read(shop, api):
    given = {
        "name": "Fiscal", "kind": "erpnet", "host": "127.0.0.1", "port": 8001, "device": "dt1",
        "options": {"tax_groups": {"21": 1}, "operator": "1", "password": "secret-9"},
    }  # fmt: skip
    answer = api.post("/v1/printers", body(given))
    assert answer.status_code == 201, answer.content
    assert "secret-9" not in answer.content.decode()
    assert "secret-9" not in api.get("/v1/printers").content.decode()
    assert Printer.objects.get().options["password"] == "secret-9"
