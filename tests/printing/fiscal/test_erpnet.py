"""The driver and the service over real sockets: a day, lost replies, forgotten tasks."""

from __future__ import annotations

import http.client
import json
import threading
import time
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from printing.errors import PrintingError
from printing.fiscal.erpnet import ErpNetDevice
from printing.fiscal.receipt import (
    CommentLine,
    DocumentModifier,
    FiscalLine,
    FiscalPayment,
    Modifier,
    PaymentKind,
    Reversal,
    ReversalReason,
)
from printing.fiscal.result import MessageKind, Paper
from printing.fiscal.service import FiscalService
from printing.fiscal.simulator.codes import ERRORS
from printing.fiscal.simulator.paper import NOTICE
from printing.fiscal.tasks import Tasks
from printing.fiscal.wire import receipt_body
from tests.printing.fiscal.conftest import card, sale

if TYPE_CHECKING:
    from collections.abc import Callable

    from printing.fiscal.simulator import Simulator

D = Decimal
FIRST = 9_000_001


def ask(service: FiscalService, method: str, path: str, body: Any = None) -> tuple[int, Any]:
    """Speak to the service without the driver."""
    link = http.client.HTTPConnection(service.host, service.port, timeout=5)
    content = body if isinstance(body, bytes) else None if body is None else json.dumps(body)
    link.request(method, path, content)
    reply = link.getresponse()
    raw = reply.read()
    link.close()
    return reply.status, json.loads(raw) if raw else None


def error_of(call: Callable[[], object]) -> PrintingError:
    with pytest.raises(PrintingError) as caught:
        call()
    assert str(caught.value)
    return caught.value


def receipts(simulator: Simulator) -> list[str]:
    kinds = {"receipt", "reversal"}
    return [entry["request_id"] for entry in simulator.journal() if entry["kind"] in kinds]


def test_a_day(device: ErpNetDevice, simulator: Simulator) -> None:
    assert device.cash_in(D("50.00")).ok
    first = device.print_receipt(sale("r-1"))
    assert first.receipt_number == str(FIRST + 1)
    assert (first.amount, first.simulated, first.z_number) == (D("12.50"), True, None)
    assert first.receipt_datetime == datetime.fromisoformat("2026-11-21T08:45:00")
    assert first.device_serial == simulator.memory.serial
    assert first.fiscal_memory_serial == simulator.memory.fiscal_memory
    assert NOTICE in [message.text for message in first.messages]
    device.print_receipt(sale("r-2", "3.00", payments=card("3.00")))
    back = Reversal(
        first.receipt_number,
        first.receipt_datetime,
        first.fiscal_memory_serial,
        ReversalReason.REFUND,
    )
    reversed_ = device.print_receipt(sale("r-3", reversal=back))
    assert (reversed_.receipt_number, reversed_.amount) == (str(FIRST + 3), D("12.50"))
    assert device.duplicate().ok
    assert device.x_report().simulated
    assert device.cash_out(D("50.00")).ok
    assert simulator.memory.net() == {2: D("3.00")}
    assert device.z_report().kind == "z"
    assert (simulator.memory.z, simulator.memory.net()) == (1, {})
    assert device.last().number == FIRST + 7
    kinds = [entry["kind"] for entry in simulator.journal()]
    assert kinds == ["cash_in", "receipt", "receipt", "reversal", "duplicate", "x", "cash_out", "z"]


def test_what_is_sent() -> None:
    lines = (
        FiscalLine("Käse", D("0.333"), D("11.99"), 1, Modifier(D("-12.5"), percent=True)),
        FiscalLine("Milk", D(2), D("1.20"), 2, Modifier(D("0.10"))),
        CommentLine("Table"),
        DocumentModifier(D("-1.05")),
        CommentLine("Bye", footer=True),
    )
    paid = (FiscalPayment(PaymentKind.EXT_COUPONS, D("4.94")),)
    at = datetime.fromisoformat("2019-05-17T13:55:18")
    back = Reversal("0000085", at, "02517985", ReversalReason.TAX_BASE_REDUCTION)
    receipt = replace(sale(), lines=lines, payments=paid, operator="1", reversal=back)
    assert json.loads(json.dumps(receipt_body(receipt, "0000"))) == {
        "uniqueSaleNumber": "SIM00001-0001-0000001",
        "operator": "1",
        "operatorPassword": "0000",
        "items": [
            {"type": "sale", "text": "Käse", "quantity": 0.333, "unitPrice": 11.99, "taxGroup": 1,
             "priceModifierValue": 12.5, "priceModifierType": "discount-percent"},
            {"type": "sale", "text": "Milk", "quantity": 2, "unitPrice": 1.2, "taxGroup": 2,
             "priceModifierValue": 0.1, "priceModifierType": "surcharge-amount"},
            {"type": "comment", "text": "Table"},
            {"type": "discount-amount", "amount": 1.05},
            {"type": "footer-comment", "text": "Bye"},
        ],
        "payments": [{"amount": 4.94, "paymentType": "ext-coupons"}],
        "receiptNumber": "0000085",
        "receiptDateTime": "2019-05-17T13:55:18",
        "fiscalMemorySerialNumber": "02517985",
        "reason": "taxbase-reduction",
    }  # fmt: skip


def test_every_member_arrives(device: ErpNetDevice, simulator: Simulator) -> None:
    lines = (
        FiscalLine("Käse", D("0.333"), D("11.99"), 1, Modifier(D("-12.5"), percent=True)),
        FiscalLine("Milk", D(2), D("1.20"), 2, Modifier(D("0.10"))),
        DocumentModifier(D("0.01")),
        CommentLine("Bye", footer=True),
    )
    paid = (*card("3.00"), FiscalPayment(PaymentKind.CASH, D("10.00")))
    receipt = replace(sale(), lines=lines, payments=paid, operator="Anna")
    assert device.print_receipt(receipt).amount == receipt.total == D("6.00")
    [entry] = simulator.journal()
    assert entry["groups"] == {str(g): str(v) for g, v in receipt.groups.items()}
    assert entry["payments"] == {"card": "3.00", "cash": "3.00"}
    assert (entry["operator"], entry["unique_sale_number"]) == ("Anna", "SIM00001-0001-0000001")
    assert "  change                              7.00" in entry["text"]


@pytest.mark.parametrize("code", [code for code in ERRORS if code not in {"E101", "E108", "E109"}])
def test_every_error_code(device: ErpNetDevice, simulator: Simulator, code: str) -> None:
    before = device.last()
    simulator.faults.set(code)
    error = error_of(lambda: device.print_receipt(sale(), before))
    # The counters have not moved, so even an unclear code is a plain refusal.
    assert (error.code, error.data["device_code"]) == ("fiscal_refused", code)
    status = device.status()
    assert (status.ok, status.errors) == (False, (code,))
    assert status.paper is (Paper.OUT if code == "E301" else Paper.OK)
    assert status.cover_open is (code == "E302")
    simulator.faults.clear()
    assert device.print_receipt(sale(), before).receipt_number == str(FIRST)


def test_refusals_without_counters(device: ErpNetDevice, simulator: Simulator) -> None:
    simulator.faults.set("E301")
    error = error_of(lambda: device.print_receipt(sale("r-1")))
    assert (error.code, error.data["device_code"]) == ("fiscal_doubt", "E301")
    assert error_of(device.z_report).may_have_printed
    simulator.faults.clear()
    error = error_of(lambda: device.print_receipt(sale("r-2", payments=card("1.00"))))
    assert (error.code, error.data["device_code"]) == ("fiscal_refused", "E406")
    assert error_of(device.duplicate).data["device_code"] == "E405"
    assert error_of(lambda: device.cash_out(D("1.00"))).data["device_code"] == "E405"
    assert receipts(simulator) == []


def test_a_device_that_does_not_answer(device: ErpNetDevice, simulator: Simulator) -> None:
    before = device.last()
    simulator.faults.set("offline")
    assert error_of(device.last).code == "fiscal_refused"
    assert error_of(lambda: device.print_receipt(sale(), before)).code == "fiscal_doubt"
    assert error_of(lambda: device.find(sale(), before)).code == "fiscal_unknown"
    assert device.status().clock is None
    simulator.faults.clear()
    assert device.find(sale(), before) is None


def test_the_cable_is_pulled_after_the_close(device: ErpNetDevice, simulator: Simulator) -> None:
    before = device.last()
    simulator.faults.lost_replies = 1
    result = device.print_receipt(sale("r-1"), before)
    assert (result.receipt_number, result.receipt_datetime) == (str(FIRST), None)
    assert (result.amount, result.simulated) == (D("12.50"), True)
    simulator.faults.lost_replies = 1
    before = device.last()
    assert error_of(lambda: device.print_receipt(sale("r-2"))).code == "fiscal_doubt"
    found = device.find(sale("r-2"), before)
    assert found is not None
    assert found.receipt_number == str(FIRST + 1)
    assert receipts(simulator) == ["r-1", "r-2"]


def test_lost_reply_to_the_request(
    device: ErpNetDevice, service: FiscalService, simulator: Simulator
) -> None:
    service.lose.append("receipt")
    assert device.print_receipt(sale("r-1")).receipt_number == str(FIRST)
    assert receipts(simulator) == ["r-1"]


def test_lost_result_then_find(
    device: ErpNetDevice, service: FiscalService, simulator: Simulator
) -> None:
    before = device.last()
    service.lose.append("taskinfo")
    error = error_of(lambda: device.print_receipt(sale("r-1"), before))
    assert (error.code, error.may_have_printed) == ("fiscal_doubt", True)
    found = device.find(sale("r-1"), before)
    assert found is not None
    assert (found.receipt_number, found.amount) == (str(FIRST), D("12.50"))
    assert receipts(simulator) == ["r-1"]


def test_find_before_anything_happened(device: ErpNetDevice) -> None:
    before = device.last()
    assert (before.number, before.is_open) == (FIRST - 1, False)
    assert device.find(sale(), before) is None


def test_find_waits_for_a_task_at_work(device: ErpNetDevice, simulator: Simulator) -> None:
    before = device.last()
    simulator.faults.latency = 0.3
    hasty = ErpNetDevice(f"http://{device.tasks.service.host}:{device.tasks.service.port}",
                         simulator.memory.serial.lower(), total=0.4)  # fmt: skip
    error = error_of(lambda: hasty.print_receipt(sale("r-1"), before))
    assert error.code == "fiscal_doubt"
    assert error_of(lambda: hasty.find(sale("r-1"), before)).code == "fiscal_unknown"
    found = device.find(sale("r-1"), before)
    assert found is not None
    assert found.receipt_datetime is not None  # the task told it, not the counters
    assert receipts(simulator) == ["r-1"]


def test_find_knows_what_is_not_ours(device: ErpNetDevice, simulator: Simulator) -> None:
    before = device.last()
    simulator.print_receipt(sale("other", "1.00"))
    assert error_of(lambda: device.find(sale("r-1"), before)).code == "fiscal_unknown"
    before = device.last()
    simulator.x_report()
    assert error_of(lambda: device.find(sale("r-1"), before)).code == "fiscal_unknown"
    before = device.last()
    simulator.print_receipt(sale("other-2"))
    simulator.print_receipt(sale("other-3"))
    assert error_of(lambda: device.find(sale("r-1"), before)).code == "fiscal_unknown"


def test_a_repeat_is_known(device: ErpNetDevice, service: FiscalService) -> None:
    path = f"/printers/{service.printer}/receipt?taskId=r-1&asyncTimeout=0"
    body = receipt_body(sale("r-1"), None)
    assert ask(service, "POST", path, body) == (200, {"taskId": "r-1"})
    status, again = ask(service, "POST", path, body)
    assert (status, again["ok"], again["messages"][0]["code"]) == (200, False, "E109")
    assert device.print_receipt(sale("r-1")).receipt_number == str(FIRST)
    assert receipts(service.simulator) == ["r-1"]


def test_a_result_is_told_once(service: FiscalService) -> None:
    path = f"/printers/{service.printer}/receipt?taskId=r-1"
    status, result = ask(service, "POST", path, receipt_body(sale("r-1"), None))
    assert (status, result["ok"], result["receiptAmount"]) == (200, True, 12.5)
    assert ask(service, "GET", "/printers/taskinfo?id=r-1")[1] == {"taskStatus": "unknown"}
    ask(service, "POST", f"/printers/{service.printer}/xreport?taskId=x&asyncTimeout=0", {})
    states = []
    end = time.monotonic() + 5
    while "finished" not in states and time.monotonic() < end:
        states.append(ask(service, "GET", "/printers/taskinfo?id=x")[1]["taskStatus"])
    assert states[-1] == "finished"
    assert set(states[:-1]) <= {"enqueued", "running"}
    assert ask(service, "GET", "/printers/taskinfo?id=x")[1] == {"taskStatus": "unknown"}


def test_a_restarted_service_knows_no_task(simulator: Simulator) -> None:
    with FiscalService(simulator) as first:
        device = ErpNetDevice(first.url, first.printer, total=5)
        before = device.last()
        query = "taskId=r-1&asyncTimeout=0"
        path = f"/printers/{first.printer}/receipt?{query}"
        assert ask(first, "POST", path, receipt_body(sale("r-1"), None))[0] == 200
        end = time.monotonic() + 5
        while not receipts(simulator) and time.monotonic() < end:
            time.sleep(0.01)
    with FiscalService(simulator) as second:
        device = ErpNetDevice(second.url, second.printer, total=5)
        assert ask(second, "GET", "/printers/taskinfo?id=r-1")[1] == {"taskStatus": "unknown"}
        found = device.find(sale("r-1"), before)
    assert found is not None
    assert found.receipt_number == str(FIRST)
    assert error_of(lambda: device.find(sale("r-1"), before)).code == "fiscal_unknown"


def test_ok_as_text(simulator: Simulator) -> None:
    with FiscalService(simulator, ok_text=True) as service:
        device = ErpNetDevice(service.url, service.printer, total=5)
        assert ask(service, "GET", f"/printers/{service.printer}/status")[1]["ok"] == "true"
        assert device.status().ok
        assert device.print_receipt(sale()).amount == D("12.50")
        before = device.last()
        simulator.faults.set("cover_open")
        assert device.status().errors == ("E302",)
        error = error_of(lambda: device.print_receipt(sale("r-2"), before))
        assert (error.code, error.data["device_code"]) == ("fiscal_refused", "E302")


def test_the_clock_is_set(device: ErpNetDevice, simulator: Simulator) -> None:
    moment = datetime.fromisoformat("2026-11-22T10:30:00")
    assert device.set_clock(moment).clock == moment
    with pytest.raises(PrintingError, match="zone"):
        device.set_clock(datetime.fromisoformat("2026-11-22T10:30:00Z"))
    device.print_receipt(sale())
    device.set_clock(datetime.fromisoformat("2026-11-23T11:00:00"))
    error = error_of(lambda: device.print_receipt(sale("r-2"), device.last()))
    assert error.data["device_code"] == "E502"
    device.z_report()
    device.print_receipt(sale("r-2"))


def test_a_different_sum_is_told(
    device: ErpNetDevice, service: FiscalService, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = service.jobs.info

    def info(task_id: str) -> dict[str, Any]:
        found = original(task_id)
        if "receiptAmount" in found.get("result", {}):
            found["result"]["receiptAmount"] = 12.51
        return found

    monkeypatch.setattr(service.jobs, "info", info)
    result = device.print_receipt(sale())
    assert result.amount == D("12.51")
    assert result.messages[-1].kind is MessageKind.WARNING


def test_many_callers(device: ErpNetDevice, simulator: Simulator) -> None:
    numbers: list[str] = []

    def work(name: str) -> None:
        numbers.extend(device.print_receipt(sale(f"{name}-{n}")).receipt_number for n in range(3))

    threads = [threading.Thread(target=work, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert sorted(numbers) == [str(FIRST + n) for n in range(12)]
    assert len(receipts(simulator)) == 12


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "/", None, 404),
        ("GET", "/printers/none/status", None, 404),
        ("GET", "/printers/{id}/nothing", None, 404),
        ("GET", "/printers/{id}/status/more", None, 404),
        ("POST", "/printers/{id}/nothing", {}, 404),
        ("POST", "/printers/none/receipt", {}, 404),
        ("POST", "/printers/{id}/receipt", b"{", 400),
        ("POST", "/printers/{id}/receipt", b"\xff\xfe", 400),
        ("POST", "/printers/{id}/receipt", b"[" * 100_000, 400),
        ("POST", "/printers/{id}/receipt", b"1" * 10_000, 400),
        ("POST", "/printers/{id}/receipt", b" " * 300_000, 413),
        ("PUT", "/printers/{id}/receipt", {}, 501),
    ],
)  # fmt: skip
def test_http_refusals(
    service: FiscalService, method: str, path: str, body: Any, status: int
) -> None:
    link = http.client.HTTPConnection(service.host, service.port, timeout=5)
    content = body if isinstance(body, bytes) else json.dumps(body) if body is not None else None
    link.request(method, path.format(id=service.printer), content)
    assert link.getresponse().status == status
    link.close()
    assert ask(service, "GET", f"/printers/{service.printer}/status")[1]["ok"] is True


LINE = {"text": "x", "unitPrice": 1, "taxGroup": 1}


@pytest.mark.parametrize(
    ("action", "body", "code"),
    [
        ("receipt", {}, "E410"),
        ("receipt", [], "E401"),
        ("receipt", None, "E401"),
        ("receipt", {"items": [LINE]}, "E401"),
        ("receipt", {"uniqueSaleNumber": "", "items": [LINE]}, "E401"),
        ("receipt", {"uniqueSaleNumber": "u", "items": [3]}, "E401"),
        ("receipt", {"uniqueSaleNumber": "u", "items": [{**LINE, "type": "gift"}]}, "E407"),
        ("receipt", {"uniqueSaleNumber": "u", "items": [{**LINE, "text": "a\x1b"}]}, "E407"),
        ("receipt", {"uniqueSaleNumber": "u", "items": [{**LINE, "taxGroup": 9}]}, "E411"),
        ("receipt", {"uniqueSaleNumber": "u", "items": [{**LINE, "taxGroup": "1"}]}, "E411"),
        ("receipt", {"uniqueSaleNumber": "u", "items": [{**LINE, "unitPrice": -1}]}, "E403"),
        ("receipt", {"uniqueSaleNumber": "u", "items": [{**LINE, "unitPrice": 1e300}]}, "E403"),
        ("receipt", {"uniqueSaleNumber": "u", "items": [{**LINE, "unitPrice": 10**3000}]}, "E403"),
        ("receipt", {"uniqueSaleNumber": "u", "items": [{**LINE, "unitPrice": True}]}, "E401"),
        ("receipt", {"uniqueSaleNumber": "u", "items": [{**LINE, "quantity": 0}]}, "E403"),
        ("receipt", {"uniqueSaleNumber": "u",
                     "items": [{**LINE, "priceModifierType": "gift-percent"}]}, "E407"),
        ("receipt", {"uniqueSaleNumber": "u", "items": [
            {**LINE, "priceModifierType": "discount-percent", "priceModifierValue": 101}]}, "E403"),
        ("receipt", {"uniqueSaleNumber": "u", "items": [LINE],
                     "payments": [{"paymentType": "gold"}]}, "E406"),
        ("receipt", {"uniqueSaleNumber": "u", "items": [LINE], "payments": {"a": 1}}, "E401"),
        ("receipt", {"uniqueSaleNumber": "u", "items": [{"type": "comment", "text": "x"}]}, "E410"),
        ("receipt", {"uniqueSaleNumber": "u", "items": [
            LINE, {"type": "discount-amount", "amount": 2}]}, "E403"),
        ("reversalreceipt", {"uniqueSaleNumber": "u", "items": [LINE]}, "E401"),
        ("reversalreceipt", {"uniqueSaleNumber": "u", "items": [LINE], "reason": "mood"}, "E403"),
        ("deposit", {}, "E401"),
        ("deposit", {"amount": 0}, "E403"),
        ("withdraw", {"amount": 1}, "E405"),
        ("datetime", {"deviceDateTime": "now"}, "E401"),
        ("datetime", {"deviceDateTime": "1980-01-01T00:00:00"}, "E403"),
        ("rawrequest", {"rawRequest": "Z"}, "E402"),
        ("rawrequest", {"rawRequest": 7}, "E401"),
        ("duplicate", {}, "E405"),
    ],
)  # fmt: skip
def test_command_errors(service: FiscalService, action: str, body: Any, code: str) -> None:
    content = json.dumps(body).encode()
    status, reply = ask(service, "POST", f"/printers/{service.printer}/{action}", content)
    assert (status, reply["ok"], reply["messages"][0]["code"]) == (200, False, code)
    assert receipts(service.simulator) == []


def test_task_ids(service: FiscalService) -> None:
    path = f"/printers/{service.printer}/xreport?taskId="
    assert ask(service, "POST", path + "x" * 61)[1]["messages"][0]["code"] == "E110"
    assert ask(service, "POST", path + "a%20b")[1]["messages"][0]["code"] == "E110"
    assert ask(service, "POST", path + "Qx_-7%3D")[1]["ok"] is True
    assert ask(service, "GET", "/printers")[1][service.printer]["model"] == "SIMULATION"
    assert ask(service, "GET", f"/printers/{service.printer}/cash")[1]["amount"] == 0


def test_payments_may_leave_the_amount_out(service: FiscalService) -> None:
    body = {"uniqueSaleNumber": "u", "items": [LINE], "payments": [{"paymentType": "card"}]}
    reply = ask(service, "POST", f"/printers/{service.printer}/receipt", body)[1]
    assert (reply["ok"], reply["receiptAmount"], reply["simulated"]) == (True, 1.0, True)
    assert service.simulator.memory.payments == {"card": D("1.00")}


def test_a_full_list_of_tasks(service: FiscalService, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("printing.fiscal.jobs.MAX_TASKS", 2)
    service.simulator.faults.latency = 0.2
    path = f"/printers/{service.printer}/xreport?asyncTimeout=0&taskId="
    answers = [ask(service, "POST", f"{path}{n}")[1] for n in range(3)]
    assert answers[:2] == [{"taskId": "0"}, {"taskId": "1"}]
    assert answers[2]["messages"][0]["code"] == "E108"


def test_unreachable_and_wrong_addresses(service: FiscalService) -> None:
    url = service.url
    service.stop()
    for call in (
        ErpNetDevice(url, "x").status,
        lambda: ErpNetDevice(url, "x").print_receipt(sale()),
        ErpNetDevice(url, "x").last,
    ):
        error = error_of(call)
        assert (error.code, error.may_have_printed) == ("printer_unreachable", False)
    for wrong in ("", "https://x", "http://", "http://x:y", "http://h/?a=1", "http://h\r\n", "h:1"):
        with pytest.raises(PrintingError) as caught:
            ErpNetDevice(wrong, "x")
        assert caught.value.code == "invalid_profile"


def test_unknown_printer(service: FiscalService) -> None:
    device = ErpNetDevice(service.url, "../taskinfo", total=5)
    assert isinstance(device.tasks, Tasks)
    error = error_of(lambda: device.print_receipt(sale()))
    assert (error.code, error.may_have_printed) == ("fiscal_reply", False)
