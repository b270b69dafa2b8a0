"""An Epson printer asks over real HTTP: one form fetches a slip, another says how it went."""

from __future__ import annotations

import threading

import pytest

from printing.models import PrintJob
from printing.pull import epson as wire
from printing.pull import services
from printing.render.encoder import ACKNOWLEDGE
from printing.spool import deciding
from tests.printing.pull.device import printed, read_request
from tests.printing.spool.conftest import history, put, states

PRINTING_DONE, NOT_DONE = "251854870", str(251854870 & ~0x2)


def test_a_slip_from_request_to_paper(epson) -> None:
    printer, device = epson()
    job = put("Kaffee", printer)
    token, data = device.request()
    job.refresh_from_db()
    assert data == bytes(job.content)
    assert not data.endswith(ACKNOWLEDGE)  # the result says it, not a status byte
    assert b"Kaffee" in data
    assert (job.state, job.attempts) == ("sending", 1)
    assert device.request() is None
    answer = device.result(token)
    assert (answer.status, answer.body) == (200, b"")
    assert states(job) == ["printed"]
    assert history(job) == [(1, "sending", ""), (1, "printed", "")]
    assert device.result(token).status == 200  # posted again until the connection holds
    assert history(job)[-1] == (1, "printed", "")
    printer.refresh_from_db()
    assert printer.condition == "ready"


def test_order_and_doubt(epson, monkeypatch) -> None:
    printer, device = epson()
    jobs = [put(f"{n}", printer) for n in range(3)]
    assert device.print_one()
    token, _ = device.request()
    monkeypatch.setattr(services, "CONFIRM", 0.0)
    assert device.request() is None
    assert states(*jobs) == ["printed", "in_doubt", "queued"]
    deciding.print_again(job=jobs[1], who="me")
    monkeypatch.setattr(services, "CONFIRM", 90.0)
    again, data = device.request()
    assert b"POSSIBLE DUPLICATE" in data
    assert data.endswith(bytes(PrintJob.objects.get(pk=jobs[1].pk).content))
    device.result(token)
    assert states(jobs[1]) == ["sending"]
    device.result(again)
    assert device.print_one()
    assert states(*jobs) == ["printed"] * 3


@pytest.mark.parametrize(
    ("response", "state", "error", "condition"),
    [
        ({"status": PRINTING_DONE}, "printed", "", "ready"),
        ({"success": "1"}, "printed", "", "ready"),
        ({"status": NOT_DONE}, "sent_unconfirmed", "", "ready"),
        ({"status": "odd"}, "sent_unconfirmed", "", "ready"),
        ({"status": str(0x2 | 0x20000)}, "printed", "", "ready"),
        ({"code": "EPTR_REC_EMPTY", "status": str(0x80008)}, "queued", "printer_paper_out", None),
        ({"code": "EPTR_COVER_OPEN", "status": "0"}, "queued", "printer_cover_open", None),
        ({"code": "EX_BADPORT", "status": "1"}, "in_doubt", "in_doubt", "printer_offline"),
        ({"code": "EX_TIMEOUT", "status": "0"}, "in_doubt", "in_doubt", "ready"),
        ({"code": "EPTR_CUTTER", "status": str(0x800)}, "in_doubt", "printer_error", None),
        ({"code": "DeviceNotFound", "status": "0"}, "queued", "printer_offline", None),
        ({"code": "EX_SPOOLER", "status": "0"}, "queued", "printer_offline", None),
        ({"code": "SchemaError", "status": "0"}, "failed", "pull_media", "ready"),
        ({"code": "Printing", "status": "0"}, "sending", "", "ready"),
        ({"code": "Brand new", "status": "0"}, "in_doubt", "in_doubt", "ready"),
    ],
)
def test_what_a_result_means(epson, response, state, error, condition) -> None:
    printer, device = epson()
    job = put("x", printer)
    token, _ = device.request()
    if "code" in response:
        response = {"success": "false", **response}
    assert device.result(token, **response).status == 200
    job.refresh_from_db()
    printer.refresh_from_db()
    assert (job.state, job.error_code) == (state, error)
    assert printer.condition == (condition or error)
    status = response.get("status", PRINTING_DONE)
    assert printer.near_end is (status.isdecimal() and bool(int(status) & 0x20000))
    marked = {"EPTR_REC_EMPTY", "EPTR_COVER_OPEN"}
    assert job.doubts == int(response.get("code") in marked or state == "in_doubt")


def test_status_notifications(epson) -> None:
    printer, device = epson()
    for status, condition in (
        ("0x0F08003C", "printer_paper_out"),
        ("0x0F00003C", "printer_cover_open"),
        ("0x00000001", "printer_offline"),
        ("0x0F000014", "ready"),
    ):
        document = (
            '<?xml version="1.0" encoding="utf-8"?><statusmonitor Version="1.00">'
            '<printerstatus devicename="kitchen_printer" asbstatus="0x00000001"/>'
            f'<printerstatus devicename="local_printer" asbstatus = "{status}"/></statusmonitor>'
        )
        assert device.post(ConnectionType="SetStatus", Status=document).status == 200
        printer.refresh_from_db()
        assert printer.condition == condition
        assert (printer.failing_since is None) is (condition == "ready")
        # Asking says nothing of the paper: it stays as it was said.
        assert device.request() is None
        printer.refresh_from_db()
        assert printer.condition == condition


@pytest.mark.parametrize(
    ("summary", "state"),
    [
        ("Data size is exceeded", "failed"),
        ("Invalid XML format", "failed"),
        ("Invalid printer settings", "queued"),
        ("Something else", "in_doubt"),
    ],
)
def test_what_is_refused_as_a_whole(epson, summary, state) -> None:
    printer, device = epson()
    job = put("x", printer)
    device.request()
    document = (
        '<PrintResponseInfo Version="3.00"><ServerDirectPrint><Response Success="false">'
        f"<ErrorSummary>{summary}</ErrorSummary><ErrorDetail>x</ErrorDetail></Response>"
        "</ServerDirectPrint></PrintResponseInfo>"
    )
    assert device.post(ConnectionType="SetResponse", ResponseFile=document).status == 200
    assert states(job) == [state]


def test_a_result_without_a_name_is_not_believed_to_be_a_success(epson) -> None:
    printer, device = epson()
    job = put("x", printer)
    device.request()
    for success, state in (("true", "sending"), ("false", "queued")):
        document = (
            f'<PrintResponseInfo Version="1.00"><response success="{success}" '
            f'code="EPTR_REC_EMPTY" status="2"/></PrintResponseInfo>'
        )
        assert device.post(ConnectionType="SetResponse", ResponseFile=document).status == 200
        assert states(job) == [state]


def test_a_slip_that_is_too_large_fails_and_holds_nothing_up(epson, monkeypatch) -> None:
    printer, device = epson()
    large, small = put("large " * 400, printer), put("small", printer)
    monkeypatch.setattr(wire, "LARGEST", 4000)
    assert device.request() is None
    assert device.print_one()
    assert states(large, small) == ["failed", "printed"]


def test_a_print_request_is_what_the_manual_shows() -> None:
    body = wire.request("ABC.1", b"\x1b@hi\n")
    assert read_request(body) == ("ABC.1", b"\x1b@hi\n")
    assert body.decode() == (
        '<?xml version="1.0" encoding="utf-8"?>\n<PrintRequestInfo Version="2.00"><ePOSPrint>'
        "<Parameter><devid>local_printer</devid><timeout>10000</timeout>"
        "<printjobid>ABC.1</printjobid></Parameter><PrintData>"
        '<epos-print xmlns="http://www.epson-pos.com/schemas/2011/03/epos-print">'
        "<command>1B4068690A</command><command>1D61FF</command></epos-print></PrintData>"
        "</ePOSPrint></PrintRequestInfo>\n"
    )


@pytest.mark.parametrize(
    "document",
    [
        "",
        "<",
        "no xml",
        "<PrintResponseInfo>",
        "<other/>",
        '<!DOCTYPE x><PrintResponseInfo Version="2.00"/>',
        '<!DOCTYPE x [<!ENTITY a "a"><!ENTITY b "&a;&a;">]><PrintResponseInfo>&b;</PrintResponseInfo>',
        '<!DOCTYPE x SYSTEM "http://127.0.0.1:1/x.dtd"><PrintResponseInfo/>',
        '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/hostname">]><PrintResponseInfo>&f;</PrintResponseInfo>',
        "<PrintResponseInfo>" + "<a>" * 50 + "</a>" * 50 + "</PrintResponseInfo>",
        "<PrintResponseInfo>" + "<a/>" * 3000 + "</PrintResponseInfo>",
        "<PrintResponseInfo>\x00</PrintResponseInfo>",
    ],
)
def test_bad_xml_is_refused_and_changes_nothing(epson, document) -> None:
    printer, device = epson()
    job = put("x", printer)
    device.request()
    for kind, name in (("SetResponse", "ResponseFile"), ("SetStatus", "Status")):
        answer = device.post(ConnectionType=kind, **{name: document})
        assert (answer.status, answer.json()["error"]["code"]) == (400, "pull_request")
    assert states(job) == ["sending"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"ConnectionType=Other",
        b"ConnectionType=%FF%FE",
        b"\xff\xfe",
        b"a=1&" * 100,
        b"ID=x&ConnectionType=",
    ],
)
def test_bad_forms_are_refused(epson, body) -> None:
    _, device = epson()
    answer = device.ask("POST", body=body)
    assert (answer.status, answer.json()["error"]["code"]) == (400, "pull_request")


def test_what_an_unknown_job_is_said_to_be_changes_nothing(epson) -> None:
    printer, device = epson()
    other, second = epson(name="Other")
    mine, theirs = put("mine", printer), put("theirs", other)
    token, _ = device.request()
    second.request()
    for name in ("", "x", token + "1", token.replace(".1", ".2"), "A" * 22 + ".1"):
        assert device.result(name, success="false", code="SchemaError").status == 200
    assert states(theirs) == ["sending"]
    # Another printer knows the name, and may say nothing of it.
    assert second.result(token).status == 200
    assert states(mine, theirs) == ["failed", "sending"]


def test_results_of_many_are_read_one_by_one() -> None:
    two = printed("a.1") + printed("b.2")
    both = two.replace(
        '</PrintResponseInfo><?xml version="1.0" encoding="utf-8"?>'
        '<PrintResponseInfo Version="2.00">',
        "",
    )
    assert [one.token for one in wire.read_results(both)] == ["a.1", "b.2"]


def test_two_printers_with_one_login_print_each_slip_once(epson) -> None:
    printer, device = epson()
    twin = type(device)(device.url, device.password)
    jobs = [put(f"{n}", printer) for n in range(30)]

    def work(one) -> None:
        for _ in range(2000):
            if one.print_one() is None and len(device.paper) + len(twin.paper) == len(jobs):
                return

    threads = [threading.Thread(target=work, args=(one,)) for one in (device, twin)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    together = [data for _, data in device.paper + twin.paper]
    assert sorted(together) == sorted(bytes(one) for one in contents())
    assert states(*jobs) == ["printed"] * 30


def contents() -> list[bytes]:
    return list(PrintJob.objects.values_list("content", flat=True))
