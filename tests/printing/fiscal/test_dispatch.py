"""From a paid order to the number that a fiscal device gave, and all that can go wrong between."""

from __future__ import annotations

import hashlib
import json
import signal
from datetime import timedelta
from decimal import Decimal as D

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from pos.invoices import services as invoices
from pos.invoices.services import RefundDraft
from printing.errors import PrintingError
from printing.fiscal.service import FiscalService
from printing.fiscal.simulator import Simulator
from printing.models import Printer, PrintJob
from printing.spool import deciding, press
from tests.api import world
from tests.api.test_selling import line, order, payment
from tests.orders.shop import item, open_shop
from tests.printing.fiscal.spool import (
    OPTIONS,
    At,
    device,
    job_of,
    journal,
    simulator_process,
)
from tests.printing.spool.conftest import at_work, eventually, history
from tests.survival.house import free_port

pytestmark = pytest.mark.usefixtures("spool")


@pytest.fixture
def spool(transactional_db):
    """Rows that other connections see."""


@pytest.fixture
def simulator(tmp_path):
    with Simulator(tmp_path / "fiscal", live=False) as made:
        yield made


@pytest.fixture
def shop():
    return open_shop()


def state(job: PrintJob) -> str:
    return PrintJob.objects.get(pk=job.pk).state


def printed(job: PrintJob) -> PrintJob:
    eventually(lambda: state(job) == "printed")
    return PrintJob.objects.get(pk=job.pk)


def refund(shop, invoice, **extra):
    draft = RefundDraft(invoice_id=invoice.pk, reason="Cold", **extra)
    return invoices.refund(workspace_id=shop.workspace.pk, draft=draft, user_id=shop.user.pk)


def test_a_sale_gets_its_number(shop, service) -> None:
    bar = device(shop, service)
    invoice = shop.sell(
        item(shop.product("12.10"), "2.00"), item(shop.product("4.48", shop.reduced))
    )
    job = job_of(invoice)
    assert (job.purpose, job.printer, job.state) == ("fiscal", bar, "queued")
    with at_work():
        job = printed(job)
    (entry,) = journal(service, "receipt")
    assert job.fiscal_number == str(entry["number"])
    assert job.fiscal_at == entry["at"]
    assert job.device_serial == service.simulator.memory.serial
    assert job.is_simulated is True
    assert job.fiscal_before is None
    assert job.error == job.error_code == ""
    assert entry["amount"] == str(invoice.total)
    assert entry["groups"] == {"1": "24.20", "2": "4.48"}
    assert entry["payments"] == {"card": "28.68"}
    assert [one[1:] for one in history(job)] == [("sending", ""), ("printed", "")]
    last = job.history.last()
    assert "NOT FISCAL" in last.detail
    assert f"receipt {entry['number']} of" in last.detail


def test_what_is_sent_is_stored_and_canonical(shop, service) -> None:
    device(shop, service)
    job = job_of(shop.sell(item(shop.product())))
    with at_work():
        job = printed(job)
    content = bytes(job.content)
    assert hashlib.sha256(content).hexdigest() == job.sha256
    plain = json.loads(content)
    assert json.dumps(
        plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False
    ).encode() == (content)
    assert plain["receipt"]["request_id"] == job.source_id.hex


def test_a_refund_names_the_receipt_that_it_takes_back(shop, service) -> None:
    device(shop, service)
    sold = shop.sell(item(shop.product(), "2.00"))
    back = refund(shop, sold, quantities=None)
    with at_work():
        first, second = printed(job_of(sold)), printed(job_of(back))
    receipt = json.loads(bytes(second.content))["receipt"]
    assert receipt["reversal"] == {
        "receipt_number": first.fiscal_number,
        "receipt_datetime": first.fiscal_at,
        "fiscal_memory_serial": service.simulator.memory.fiscal_memory,
        "reason": "refund",
    }
    (entry,) = journal(service, "reversal")
    assert (entry["amount"], second.fiscal_number) == ("24.20", f"{entry['number']:07d}")


def test_a_cancellation_is_a_mistake_of_the_operator(shop, service) -> None:
    device(shop, service)
    sold = shop.sell(item(shop.product()))
    back = invoices.cancel(
        workspace_id=shop.workspace.pk, invoice_id=sold.pk, reason="Oops", user_id=shop.user.pk
    )
    with at_work():
        second = printed(job_of(back))
    assert json.loads(bytes(second.content))["receipt"]["reversal"]["reason"] == "operator-error"


def test_a_refund_of_what_no_device_printed_fails_with_its_reason(shop, service) -> None:
    sold = shop.sell(item(shop.product()))
    device(shop, service)
    job = job_of(refund(shop, sold))
    with at_work():
        eventually(lambda: state(job) == "failed")
    job.refresh_from_db()
    assert job.error_code == "fiscal_original"
    assert f"Invoice {sold.number}, which it takes back" in job.error
    assert journal(service, "receipt", "reversal") == []


def test_a_rate_without_a_group_fails_and_holds_nothing_up(shop, service) -> None:
    bar = device(shop, service)
    bar.options = {"tax_groups": {"12": 2}}
    bar.save()
    bad = job_of(shop.sell(item(shop.product())))
    good = job_of(shop.sell(item(shop.product("4.48", shop.reduced))))
    with at_work():
        printed(good)
        assert state(bad) == "failed"
    bad.refresh_from_db()
    assert (bad.error_code, bad.content) == ("fiscal_tax_group", None)
    bar.options = {"tax_groups": {"21": 1}}
    bar.save()
    deciding.retry(job=bad, who="me")
    with at_work():
        printed(bad)
    assert len(journal(service, "receipt")) == 2


@pytest.mark.parametrize(
    ("fault", "condition"),
    [("paper_out", "printer_paper_out"), ("cover_open", "printer_cover_open")],
)
def test_it_waits_for_a_person_at_the_device(shop, service, fault, condition) -> None:
    bar = device(shop, service)
    service.simulator.faults.set(fault)
    job = job_of(shop.sell(item(shop.product())))
    with at_work():
        eventually(lambda: Printer.objects.get(pk=bar.pk).condition == condition)
        eventually(lambda: state(job) == "queued")
        service.simulator.faults.clear()
        printed(job)
    assert len(journal(service, "receipt")) == 1


def test_paper_that_ends_in_the_middle(shop, service) -> None:
    """The device voids the receipt; it was not closed, and is printed when there is paper."""
    bar = device(shop, service)
    faults = service.simulator.faults
    faults.latency = 0.2
    job = job_of(shop.sell(item(shop.product()), item(shop.product())))
    with at_work():
        eventually(lambda: service.simulator.memory.opened is not None)
        faults.set("paper_out")
        eventually(lambda: Printer.objects.get(pk=bar.pk).condition == "printer_paper_out")
        assert PrintJob.objects.get(pk=job.pk).fiscal_before is None
        faults.latency = 0.0
        faults.clear()
        printed(job)
    assert len(journal(service, "receipt")) == 1
    assert len(journal(service, "void")) == 1


def test_a_lost_reply_is_asked_about(shop, service) -> None:
    device(shop, service)
    service.simulator.faults.latency = 0.1
    job = job_of(shop.sell(item(shop.product())))
    with at_work():
        eventually(lambda: service.simulator.memory.opened is not None)
        service.lose.append("taskinfo")
        job = printed(job)
    assert len(journal(service, "receipt")) == 1
    assert [one[1:] for one in history(job)] == [
        ("sending", ""),
        ("queued", "fiscal_doubt"),
        ("sending", "asking"),
        ("printed", ""),
    ]
    assert int(job.fiscal_number) == journal(service, "receipt")[0]["number"]
    # The device does not tell when it closed it: the column is empty, and a refund can still be made.
    assert job.fiscal_at is None
    assert job.fiscal_result["asked_at"]


def test_what_a_gone_worker_left_was_closed(shop, service) -> None:
    """`sending` with counters, and the device closed it: it is printed, not printed again."""
    device(shop, service)
    first = job_of(shop.sell(item(shop.product())))
    with at_work():
        printed(first)
    job = job_of(shop.sell(item(shop.product())))
    service.simulator.faults.lost_replies = 1
    service.lose.append("receipt")
    with at_work():
        printed(job)
    assert len(journal(service, "receipt")) == 2
    numbers = PrintJob.objects.order_by("position").values_list("fiscal_number", flat=True)
    assert [int(one) for one in numbers] == [one["number"] for one in journal(service, "receipt")]


def left(job: PrintJob, service: FiscalService, **changes: object) -> None:
    """Leave a job as a worker that was killed leaves it: sending, its counters kept."""
    last = service.simulator.last()
    before = {
        "number": last.number,
        "amount": str(last.amount) if last.amount is not None else None,
        "is_open": False,
        "serial": service.simulator.memory.serial,
        **changes,
    }
    PrintJob.objects.filter(pk=job.pk).update(state="sending", attempts=1, fiscal_before=before)


def made(job: PrintJob) -> None:
    """Let a job be rendered without anybody sending it."""
    press.render_waiting()
    job.refresh_from_db()
    assert job.content is not None


def test_what_surely_was_not_closed_is_printed(shop, service) -> None:
    device(shop, service)
    job = job_of(shop.sell(item(shop.product())))
    made(job)
    left(job, service)
    with at_work():
        job = printed(job)
    assert [one[2] for one in history(job)] == ["worker_gone", "asking", "not_closed", "", ""]
    assert len(journal(service, "receipt")) == 1


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"number": 7_000}, "fiscal_unknown"),
        ({"serial": "SIM-OTHER"}, "fiscal_other_device"),
    ],
)
def test_what_nobody_can_tell_waits_for_a_person(shop, service, changes, code) -> None:
    bar = device(shop, service)
    other = Printer.objects.create(workspace_id=shop.workspace.pk, name="Bar", kind="memory")
    job, behind = (job_of(shop.sell(item(shop.product()))) for _ in range(2))
    made(job)
    left(job, service, **changes)
    with at_work():
        eventually(lambda: state(job) == "in_doubt")
        job.refresh_from_db()
        assert job.error_code == code
        assert state(behind) == "queued"
        assert Printer.objects.get(pk=bar.pk).condition == code
        for decide, expected in (
            (lambda: deciding.move(job=job, printer=other, who="me"), "fiscal_mismatch"),
            (lambda: deciding.move(job=job, printer=bar, who="me"), "fiscal_ask_first"),
        ):
            with pytest.raises(PrintingError) as caught:
                decide()
            assert caught.value.code == expected
        # Printing again asks the device first, which still cannot tell.
        deciding.print_again(job=job, who="me")
        eventually(lambda: job.history.filter(state="in_doubt").count() == 2)
        assert journal(service, "receipt") == []
        deciding.not_printed(job=job, who="me")
        printed(behind)
    assert state(job) == "printed"
    assert len(journal(service, "receipt")) == 2


def test_what_may_be_closed_is_not_cancelled_while_it_waits(shop, service) -> None:
    device(shop, service)
    job = job_of(shop.sell(item(shop.product())))
    made(job)
    left(job, service)
    PrintJob.objects.filter(pk=job.pk).update(state="queued")
    with pytest.raises(PrintingError) as caught:
        deciding.cancel(job=job, who="me")
    assert caught.value.code == "fiscal_ask_first"
    assert state(job) == "queued"


def test_only_fiscal_receipts_in_doubt_are_said_not_to_be_printed(shop) -> None:
    bar = Printer.objects.create(
        workspace_id=shop.workspace.pk, name="Bar", kind="memory", is_default=True
    )
    job = job_of(shop.sell(item(shop.product())))
    PrintJob.objects.filter(pk=job.pk).update(state="in_doubt", printer=bar)
    with pytest.raises(PrintingError) as caught:
        deciding.not_printed(job=job, who="me")
    assert caught.value.code == "not_possible"


def test_a_device_that_is_gone_hands_over_what_it_surely_has_not(shop, service, tmp_path) -> None:
    with Simulator(tmp_path / "spare", live=False) as two, FiscalService(two) as second:
        spare = device(shop, second, name="Spare", route=False)
        bar = device(shop, service, fallback=spare, fail_over_after=0)
        service.stop()
        doubtful, sure = (job_of(shop.sell(item(shop.product()))) for _ in range(2))
        made(doubtful)
        left(doubtful, service)
        with at_work():
            job = printed(sure)
            assert state(doubtful) in {"queued", "claimed"}
        assert (job.printer, job.moved_from) == (spare, bar)
        assert job.device_serial == two.memory.serial
        doubtful.refresh_from_db()
        assert (doubtful.printer, doubtful.fiscal_before is None) == (bar, False)


def test_a_real_workspace_gets_no_simulator(shop, service) -> None:
    bar = device(shop, service, kind="erpnet")
    shop.workspace.is_demo = False
    shop.workspace.save()
    job = job_of(shop.sell(item(shop.product())))
    with at_work():
        eventually(lambda: Printer.objects.get(pk=bar.pk).condition == "simulator_refused")
        job.refresh_from_db()
        assert job.state in {"queued", "claimed"}
    assert journal(service, "receipt") == []


def test_a_receipt_too_odd_for_the_device_fails(shop, service) -> None:
    """What the device refuses for what it is fails; it would be refused again."""
    device(shop, service)
    sold = shop.sell(item(shop.product()), way="cash")
    with at_work():
        printed(job_of(sold))
    service.simulator.cash_out(D("12.10"))
    job = job_of(refund(shop, sold))
    with at_work():
        eventually(lambda: state(job) == "failed")
    job.refresh_from_db()
    assert job.error_code == "fiscal_refused"
    assert "E405" in job.error
    service.simulator.cash_in(D("20.00"))
    deciding.retry(job=job, who="me")
    with at_work():
        printed(job)


def test_a_corrected_set_up_is_used_when_it_is_tried_again(shop, service) -> None:
    """The device refused the receipt itself: it is made anew, with the options of now."""
    device(shop, service, options=OPTIONS | {"payments": {"card": "reserved1"}})
    sold = shop.sell(item(shop.product()))
    job = job_of(sold)
    made(job)
    PrintJob.objects.filter(pk=job.pk).update(state="failed")
    Printer.objects.update(options=OPTIONS)
    job.refresh_from_db()
    deciding.retry(job=job, who="me")
    with at_work():
        printed(job)
    assert journal(service, "receipt")[0]["payments"] == {"card": "12.10"}


def test_what_a_person_read_on_paper_can_be_taken_back(shop, service) -> None:
    device(shop, service)
    sold = shop.sell(item(shop.product()))
    job = job_of(sold)
    made(job)
    left(job, service, memory="MEM-1")
    PrintJob.objects.filter(pk=job.pk).update(state="in_doubt")
    for words in (("--fiscal-number", "12"), ("--fiscal-time", "2026-03-14T13:00")):
        with pytest.raises(CommandError, match="both"):
            call_command("print_queue", "printed", str(job.pk), *words)
    words = ("--fiscal-number", "12", "--fiscal-time", "2026-03-14T13:00")
    call_command("print_queue", "printed", str(job.pk), *words)
    job.refresh_from_db()
    assert (job.state, job.fiscal_number, job.fiscal_before) == ("printed", "12", None)
    back = job_of(refund(shop, sold))
    made(back)
    assert json.loads(bytes(back.content))["receipt"]["reversal"] == {
        "receipt_number": "12",
        "receipt_datetime": "2026-03-14T13:00:00",
        "fiscal_memory_serial": "MEM-1",
        "reason": "refund",
    }


def test_jobs_in_the_wrong_place_are_printed_nowhere(shop, service) -> None:
    """Nothing puts them there; if something does, they fail instead of being sent."""
    fiscal = device(shop, service)
    bar = Printer.objects.create(workspace_id=shop.workspace.pk, name="Bar", kind="memory")
    own = {"workspace_id": shop.workspace.pk, "reference": "x", "content": b"x"}
    jobs = [
        PrintJob.objects.create(**own, key="1", purpose="fiscal", printer=bar),
        PrintJob.objects.create(**own, key="2", purpose="receipt", printer=fiscal),
        PrintJob.objects.create(**own, key="3", purpose="fiscal", printer=fiscal),
    ]
    with at_work():
        eventually(lambda: [state(job) for job in jobs] == ["failed"] * 3)
    for job, code in zip(
        jobs, ("fiscal_mismatch", "fiscal_mismatch", "invalid_receipt"), strict=True
    ):
        job.refresh_from_db()
        assert job.error_code == code
    assert list(service.simulator.journal()) == []


def test_a_restarted_database_loses_and_doubles_nothing(shop, service) -> None:
    """Every connection of the worker is cut, as a restart does, while the device prints."""
    device(shop, service)
    service.simulator.faults.latency = 0.02
    product = shop.product()
    with at_work():
        jobs = [job_of(shop.sell(item(product))) for _ in range(4)]
        for _ in range(4):
            eventually(lambda: service.simulator.memory.opened is not None)
            with connection.cursor() as cursor:
                cursor.execute(
                    "select pg_terminate_backend(pid) from pg_stat_activity"
                    " where application_name like 'slipway printers%'"
                )
            jobs += [job_of(shop.sell(item(product))) for _ in range(2)]
        eventually(lambda: {state(job) for job in jobs} == {"printed"}, seconds=60)
    closed = journal(service, "receipt")
    wanted = [job.source_id.hex for job in jobs]
    assert [one["request_id"] for one in closed] == wanted
    numbers = [int(PrintJob.objects.get(pk=job.pk).fiscal_number) for job in jobs]
    assert numbers == [one["number"] for one in closed]


@pytest.mark.parametrize("point", ["before_close", "after_close_before_reply"])
def test_a_device_that_dies_at_its_worst_moment(shop, tmp_path, point) -> None:
    folder, port = tmp_path / "device", free_port()
    with simulator_process(folder, port, "--fault", point) as (process, printer):
        bar = device(shop, At(port, printer), options=OPTIONS | {"timeout": 2})
        job = job_of(shop.sell(item(shop.product())))
        with at_work():
            assert process.wait(timeout=20) == -signal.SIGKILL
            eventually(lambda: history(job)[-1][2] in {"fiscal_doubt", "printer_unreachable"})
            eventually(lambda: Printer.objects.get(pk=bar.pk).condition == "printer_unreachable")
            assert PrintJob.objects.get(pk=job.pk).fiscal_before is not None
            with simulator_process(folder, port):
                eventually(lambda: state(job) == "printed", seconds=30)
    entries = [json.loads(line) for line in (folder / "journal.jsonl").read_text().splitlines()]
    assert [one["number"] for one in entries if one["kind"] == "receipt"] == [
        int(PrintJob.objects.get(pk=job.pk).fiscal_number)
    ]
    assert ("void" in {one["kind"] for one in entries}) == (point == "before_close")


def test_from_an_order_through_the_api_to_its_number(shop, service) -> None:
    device(shop, service)
    api = world.client(shop.workspace)
    made = api.post("/v1/orders", order(line(shop.product("3.30"), "3.00")))
    order_id = json.loads(made.content)["data"]["id"]
    paid = api.post("/v1/payments", payment(shop, order_id, "9.90", tipAmount="1.00"))
    assert paid.status_code == 201, paid.content
    read = api.read(f"/v1/orders/{order_id}?include=invoice")
    (invoice,) = [one for one in read["included"] if one["type"] == "invoices"]
    path = f"/v1/print-jobs?filter[invoiceIdEq]={invoice['id']}"
    with at_work():
        eventually(lambda: api.read(path)["data"][0]["attributes"]["state"] == "printed")
    told = api.read(path)["data"][0]["attributes"]
    (entry,) = journal(service, "receipt")
    assert told["fiscalNumber"] == str(entry["number"])
    assert told["deviceSerial"] == entry["serial"]
    assert told["fiscalAt"] == entry["at"]
    assert told["isSimulated"] is True
    assert (entry["amount"], entry["payments"]) == ("9.90", {"card": "9.90"})


def test_a_refund_does_not_wait_for_another_device_for_ever(shop, service) -> None:
    """Its sale is in doubt elsewhere: it waits for a while, then fails and holds nothing up."""
    bar = device(shop, service)
    other = Printer.objects.create(
        workspace_id=shop.workspace.pk, name="Other", kind="erpnet", is_paused=True
    )
    sold = shop.sell(item(shop.product()))
    first = job_of(sold)
    PrintJob.objects.filter(pk=first.pk).update(printer=other, state="in_doubt")
    job = job_of(refund(shop, sold))
    press.render_waiting()
    job.refresh_from_db()
    assert (job.state, job.error_code, job.printer) == ("queued", "fiscal_original_waits", bar)
    assert job.not_before is not None
    # It is not looked at again before its time.
    assert press.render_waiting() == 0
    old = job.created_at - timedelta(seconds=200)
    PrintJob.objects.filter(pk=job.pk).update(not_before=None, created_at=old)
    press.render_waiting()
    assert state(job) == "failed"
    # On its own device the sale comes first anyway.
    PrintJob.objects.filter(pk=first.pk).update(printer=bar)
    PrintJob.objects.filter(pk=job.pk).update(state="queued")
    press.render_waiting()
    assert state(job) == "queued"
