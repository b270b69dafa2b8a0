"""Reports on a fiscal device, and what the other commands say of one."""

from __future__ import annotations

import json

import pytest
from django.core.management import CommandError, call_command

from printing.fiscal.simulator import Simulator
from printing.models import Printer, PrintJob
from tests.orders.shop import item, open_shop
from tests.printing.fiscal.spool import device, job_of, journal
from tests.printing.spool.conftest import at_work, eventually

pytestmark = pytest.mark.usefixtures("transactional_db")


@pytest.fixture
def simulator(tmp_path, clock):
    with Simulator(tmp_path / "fiscal", live=False, clock=clock) as made:
        yield made


@pytest.fixture
def shop():
    return open_shop()


@pytest.fixture
def fiscal(shop, service):
    return device(shop, service)


def failed(*words: str, **options: object) -> CommandError:
    with pytest.raises(CommandError) as caught:
        call_command("fiscal_report", *words, **options)
    return caught.value


def test_reports(shop, fiscal, service, capsys) -> None:
    shop.sell(item(shop.product()))
    call_command("fiscal_report", "Fiscal", "x")
    assert capsys.readouterr().out == "NOT FISCAL - SIMULATION\nFiscal: X report printed.\n"
    # The receipt that waited was printed before it.
    assert [one["kind"] for one in service.simulator.journal()] == ["receipt", "x"]
    with at_work():
        call_command("fiscal_report", "Fiscal", "z", "--json")
    told = json.loads(capsys.readouterr().out)
    assert (told["state"], told["simulated"], told["report"]) == ("printed", True, "Z report")
    assert told["answer"]["kind"] == "z"
    assert service.simulator.memory.z == 1
    call_command("fiscal_report", "Fiscal", "cash-in", "100.00")
    call_command("fiscal_report", "Fiscal", "cash-out", "40.00")
    call_command("fiscal_report", str(fiscal.pk), "duplicate")
    assert service.simulator.memory.cash == 60
    assert len(journal(service, "duplicate", "cash_in", "cash_out")) == 3


def test_what_is_asked_wrongly(shop, fiscal) -> None:
    Printer.objects.create(workspace_id=shop.workspace.pk, name="Bar", kind="memory")
    for words, says in (
        (("Bar", "x"), "no fiscal device 'Bar'; there are: Fiscal"),
        (("Fiscal", "cash-in"), "needs an amount"),
        (("Fiscal", "x", "5"), "takes no amount"),
        (("Fiscal", "cash-in", "many"), "'many' is no amount"),
        (("Fiscal", "cash-out", "-5"), "more than zero"),
        (("Fiscal", "cash-out", "NaN"), "finite"),
    ):
        error = failed("--", *words) if words[-1] == "-5" else failed(*words)
        assert says in str(error)
        assert error.returncode == 1
    assert not PrintJob.objects.exists()


def test_not_while_a_receipt_is_in_doubt(shop, fiscal, service) -> None:
    job = job_of(shop.sell(item(shop.product())))
    for state, before in (
        ("in_doubt", None),
        ("queued", {"number": 1}),
        ("sending", {"number": 1}),
    ):
        PrintJob.objects.filter(pk=job.pk).update(state=state, fiscal_before=before)
        error = failed("Fiscal", "z")
        assert error.returncode == 3
        assert f"Invoice {shop.register.invoices.get().number}" in str(error)
    assert list(service.simulator.journal()) == []


def test_a_refusal_is_told(fiscal, service) -> None:
    error = failed("Fiscal", "cash-out", "5.00")
    assert "refused" in str(error)
    assert "E405" in str(error)
    assert error.returncode == 1


def test_what_cannot_be_begun_is_taken_back(fiscal, service) -> None:
    service.simulator.faults.set("paper_out")
    error = failed("Fiscal", "z", wait=0.5)
    assert error.returncode == 1
    assert "out of paper" in str(error)
    service.simulator.faults.clear()
    with at_work():
        eventually(lambda: PrintJob.objects.get().state == "cancelled")
    assert service.simulator.memory.z == 0


def test_a_lost_answer_is_for_a_person(fiscal, service) -> None:
    service.simulator.faults.lost_replies = 1
    error = failed("Fiscal", "z")
    assert error.returncode == 3
    assert "look at the paper" in str(error)
    assert service.simulator.memory.z == 1
    assert failed("Fiscal", "z").returncode == 3
    call_command("print_queue", "printed", str(PrintJob.objects.get().pk))
    call_command("fiscal_report", "Fiscal", "z")
    assert service.simulator.memory.z == 2


def test_the_queue_and_the_printers_are_told(shop, fiscal, service, capsys) -> None:
    job = job_of(shop.sell(item(shop.product())))
    call_command("printer_status", "--ask")
    assert capsys.readouterr().out == "Fiscal: ready; 1 waiting, 0 in doubt\n"
    with at_work():
        eventually(lambda: PrintJob.objects.get(pk=job.pk).state == "printed")
    call_command("print_queue", "list", "--all", "--json")
    row = json.loads(capsys.readouterr().out)
    assert row["fiscal_number"] == str(service.simulator.memory.number)
    assert row["device_serial"] == service.simulator.memory.serial
    assert row["is_simulated"] is True
    call_command("print_queue", "list", "--all")
    assert "NOT FISCAL - SIMULATION" in capsys.readouterr().out
    PrintJob.objects.filter(pk=job.pk).update(state="in_doubt")
    call_command("print_queue", "again", str(job.pk))
    assert "its device is asked first" in capsys.readouterr().out
    PrintJob.objects.filter(pk=job.pk).update(state="in_doubt")
    call_command("print_queue", "not-printed", str(job.pk))
    assert "as not printed" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"fault": "paper_out"}, "printer_paper_out"),
        ({"fault": "E502"}, "fiscal_blocked"),
        ({"fault": "offline"}, "printer_offline"),
        ({"live": True}, "simulator_refused"),
        ({"device": "other"}, "fiscal_reply"),
    ],
)
def test_a_device_that_cannot_print_says_why(shop, fiscal, service, capsys, change, code) -> None:
    if "fault" in change:
        service.simulator.faults.set(change["fault"])
    if "live" in change:
        shop.workspace.is_demo = False
        shop.workspace.save()
    if "device" in change:
        Printer.objects.update(device=change["device"])
    with pytest.raises(SystemExit) as caught:
        call_command("printer_status", "--ask", "--json")
    assert caught.value.code == 3
    assert json.loads(capsys.readouterr().out)["condition"] == code


def test_an_invoice_is_printed_by_name(shop, service, capsys) -> None:
    sold = shop.sell(item(shop.product()))
    device(shop, service, route=False)
    call_command("print_slip", "--invoice", str(sold.pk), "--printer", "Fiscal")
    assert "on Fiscal" in capsys.readouterr().out
    assert len(journal(service, "receipt")) == 1
    with pytest.raises(CommandError, match="already_queued"):
        call_command("print_slip", "--invoice", str(sold.pk), "--printer", "Fiscal")
    with pytest.raises(CommandError, match="fiscal_mismatch"):
        call_command("reprint_slip", "--invoice", str(sold.pk), "--printer", "Fiscal")
    with pytest.raises(CommandError, match="fiscal_mismatch"):
        call_command("print_test_page", "Fiscal")


def test_a_missing_z_report_is_what_the_receipts_wait_for(shop, fiscal, service, clock) -> None:
    first = job_of(shop.sell(item(shop.product())))
    with at_work():
        eventually(lambda: PrintJob.objects.get(pk=first.pk).state == "printed")
        clock.go(hours=25)
        second, third = (job_of(shop.sell(item(shop.product()))) for _ in range(2))
        eventually(lambda: PrintJob.objects.get(pk=second.pk).error_code == "fiscal_blocked")
        assert "24 hours" in PrintJob.objects.get(pk=second.pk).error
        call_command("fiscal_report", "Fiscal", "z")
        eventually(lambda: PrintJob.objects.get(pk=third.pk).state == "printed")
    kinds = [one["kind"] for one in service.simulator.journal()]
    assert kinds == ["receipt", "z", "receipt", "receipt"]
