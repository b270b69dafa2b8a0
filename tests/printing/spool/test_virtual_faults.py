"""The spool against a printer that goes wrong: nothing lost, nothing twice, and doubt where it is due."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest

from printing.interface import Slip, Text, enqueue
from printing.models import Printer, PrintJob
from printing.spool import deciding

from .conftest import HERE, at_work, eventually, history, printer, put, states

if TYPE_CHECKING:
    from printing.virtual import VirtualPrinter

pytestmark = pytest.mark.usefixtures("spool")

LINES = tuple(f"line {number:04d}" for number in range(100))


def long(to: Printer) -> PrintJob:
    slip = Slip("long", tuple(map(Text, LINES)))
    ticket = enqueue(slip, printer=to.pk, workspace_id=HERE, reference="long")
    return PrintJob.objects.get(pk=ticket.job_id)


def condition(bar: Printer) -> str:
    return Printer.objects.get(pk=bar.pk).condition


def lines(device: VirtualPrinter, number: int) -> list[str]:
    return device.job_file(number, "txt").read_text().splitlines()


def test_paper_out_amid_a_slip_prints_it_once(device: VirtualPrinter) -> None:
    bar = printer(device.port)
    device.faults.set("paper_out_after", 500, once=True)
    job = long(bar)
    with at_work():
        eventually(lambda: condition(bar) == "printer_paper_out")
        assert states(job) == ["sending"]
        assert device.jobs == 0
        device.faults.paper_out = False
        eventually(lambda: states(job) == ["printed"])
    assert device.jobs == 1
    assert lines(device, 1) == list(LINES)
    content = device.job_file(1, "bin").read_bytes()
    assert hashlib.sha256(content).hexdigest() == job.sha256
    assert history(job) == [(1, "sending", ""), (1, "printed", "")]


def test_worker_that_leaves_while_the_printer_holds_a_slip(
    device: VirtualPrinter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("printing.spool.worker.GRACE", 1.0)
    bar = printer(device.port)
    device.faults.set("paper_out_after", 500, once=True)
    job, behind = long(bar), put("behind", bar)
    with at_work():
        eventually(lambda: condition(bar) == "printer_paper_out")
        assert states(job, behind) == ["sending", "queued"]
    # The worker is gone, the buffer is not.
    assert states(job, behind) == ["in_doubt", "queued"]
    assert device.held() > 0
    device.faults.paper_out = False
    assert device.wait_for_job(1)
    assert lines(device, 1) == list(LINES)
    with at_work():
        deciding.it_printed(job=job, who="me")
        eventually(lambda: states(job, behind) == ["printed"] * 2)
    assert device.jobs == 2
    assert lines(device, 2) == ["behind"]


@pytest.mark.parametrize(
    ("fault", "on_paper"), [("reset_after", 1), ("close_after", 1), ("power_loss_after", 0)]
)
def test_connection_lost_amid_a_slip(device: VirtualPrinter, fault: str, on_paper: int) -> None:
    bar = printer(device.port)
    device.faults.set(fault, 500, once=True)
    job = long(bar)
    with at_work():
        eventually(lambda: states(job) == ["in_doubt"])
        if on_paper:
            assert device.wait_for_job(1)
        assert device.jobs == on_paper
        deciding.print_again(job=job, who="me")
        eventually(lambda: states(job) == ["printed"])
    assert device.jobs == on_paper + 1
    again = lines(device, on_paper + 1)
    assert "POSSIBLE DUPLICATE" in " ".join(again)
    assert again[-len(LINES) :] == list(LINES)


def test_missing_confirmation_is_doubt_and_nothing_is_sent_again(device: VirtualPrinter) -> None:
    bar = printer(device.port)
    device.faults.no_ack = True
    job = put("once", bar)
    with at_work():
        assert device.wait_for_job(1)
        device.power_cycle()
        eventually(lambda: states(job) == ["in_doubt"])
    assert device.jobs == 1


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ("refuse", "printer_unreachable"),
        ("silent", "printer_silent"),
        ("error", "printer_error"),
    ],
)
def test_slip_waits_for_the_printer(device: VirtualPrinter, fault: str, code: str) -> None:
    bar = printer(device.port)
    device.faults.set(fault)
    job = put("patient", bar)
    with at_work():
        eventually(lambda: condition(bar) == code)
        device.faults.clear(fault)
        eventually(lambda: states(job) == ["printed"])
    assert device.jobs == 1
    assert (1, "queued", code) in history(job)


def test_slow_printer_and_late_word(device: VirtualPrinter) -> None:
    bar = printer(device.port)
    device.faults.slow, device.faults.ack_delay = 3000, 0.5
    jobs = [put(f"job {number}", bar) for number in range(3)]
    with at_work():
        eventually(lambda: states(*jobs) == ["printed"] * 3)
    assert [lines(device, number) for number in (1, 2, 3)] == [["job 0"], ["job 1"], ["job 2"]]


def test_near_end_is_shown(device: VirtualPrinter) -> None:
    bar = printer(device.port)
    device.faults.paper_near_end = True
    job = put("x", bar)
    with at_work():
        eventually(lambda: states(job) == ["printed"])
    assert Printer.objects.get(pk=bar.pk).near_end is True
