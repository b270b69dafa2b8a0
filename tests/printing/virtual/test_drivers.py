"""What our network driver makes of every fault: it may be in doubt, but it is never wrong."""

from __future__ import annotations

import random
import threading
from typing import TYPE_CHECKING

import pytest

from printing.drivers.base import Target, Watch
from printing.drivers.network import NetworkDriver
from printing.errors import PrintingError
from printing.interface import Slip, Text, render_bytes

from .tools import HELLO, driver, eventually, job, send, texts

if TYPE_CHECKING:
    from printing.virtual import VirtualPrinter

LONG = b"\x1b@" + b"".join(b"line %04d\n" % n for n in range(200)) + b"\x1dr\x01"


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ("paper_out", "printer_paper_out"),
        ("cover_open", "printer_cover_open"),
        ("offline", "printer_offline"),
        ("error", "printer_error"),
        ("silent", "printer_silent"),
        ("never_reads", "printer_silent"),
        ("refuse", "printer_unreachable"),
    ],
)
def test_nothing_is_sent_to_one_that_cannot(device: VirtualPrinter, fault: str, code: str) -> None:
    device.faults.set(fault)
    assert send(device) == code
    device.faults.clear_all()
    assert send(device) == "printed"
    assert device.jobs == 1
    assert device.held() == 0


def test_what_a_printer_that_can_says(device: VirtualPrinter) -> None:
    device.faults.paper_near_end = device.faults.drawer_open = True
    with driver(device).open() as link:
        condition = link.check()
    assert (condition.near_end, condition.drawer_high) == (True, True)
    assert send(device) == "printed"


@pytest.mark.parametrize("fault", ["reset_after", "close_after"])
def test_connection_that_ends_amid_a_job_leaves_doubt(device: VirtualPrinter, fault: str) -> None:
    device.faults.set(fault, 1000, once=True)
    assert send(device, LONG) == "in_doubt"
    assert device.wait_for_job(1)
    # Rightly so: part of it is on paper.
    assert device.job_file(1, "bin").read_bytes() == LONG[:1000]
    assert send(device, LONG) == "printed"


def test_power_that_fails_amid_a_job_leaves_doubt(device: VirtualPrinter) -> None:
    device.faults.set("power_loss_after", 1000, once=True)
    assert send(device, LONG) == "in_doubt"
    assert device.jobs == 0
    assert send(device, LONG) == "printed"
    assert device.jobs == 1


def test_paper_that_runs_out_amid_a_job_is_waited_for(device: VirtualPrinter) -> None:
    device.faults.set("paper_out_after", 1000, once=True)
    waits: list[str | None] = []
    outcome: list[str] = []

    def run() -> None:
        with driver(device, total=1.0).open() as link:
            link.check()
            watch = Watch(waits=lambda error: waits.append(error and error.code))
            outcome.append(str(link.send(LONG, watch)))

    thread = threading.Thread(target=run)
    thread.start()
    eventually(lambda: waits == ["printer_paper_out"])
    assert device.jobs == 0
    device.faults.paper_out = False
    thread.join(10)
    assert outcome == ["printed"]
    assert waits == ["printer_paper_out", None]
    assert device.jobs == 1
    assert device.job_file(1, "bin").read_bytes() == LONG


def test_liar_leaves_doubt_and_prints_later(device: VirtualPrinter) -> None:
    device.faults.lies = True
    assert send(device, total=0.5) == "ack_timeout"
    assert device.jobs == 0
    device.faults.lies = False
    assert device.wait_for_job(1)
    assert texts(job(device, 1)) == ["hello"]


def test_silent_from_now_on_leaves_doubt(device: VirtualPrinter) -> None:
    with driver(device, total=0.5).open() as link:
        link.check()
        device.faults.silent = True
        with pytest.raises(PrintingError) as caught:
            link.send(HELLO)
    assert caught.value.code == "ack_timeout"
    assert device.wait_for_job(1)


def test_no_confirmation_leaves_doubt(device: VirtualPrinter) -> None:
    device.faults.set("no_ack", once=True)
    assert send(device, total=0.5) == "ack_timeout"
    assert device.wait_for_job(1)
    assert send(device) == "printed"
    assert device.jobs == 2


def test_late_confirmation(device: VirtualPrinter) -> None:
    device.faults.ack_delay = 0.4
    assert send(device, total=5.0) == "printed"
    device.faults.ack_delay = 5
    assert send(device, total=0.3) == "ack_timeout"
    assert device.wait_for_job(2)


def test_slow_one_gets_its_time(device: VirtualPrinter) -> None:
    device.faults.slow = 4000
    assert send(device, LONG, total=5.0) == "printed"
    device.faults.slow = 500
    assert send(device, LONG, total=0.5) == "ack_timeout"
    device.faults.slow = None
    assert device.wait_for_job(2)


def test_one_that_stops_reading_amid_a_job(device: VirtualPrinter) -> None:
    with driver(device, total=0.5).open() as link:
        link.check()
        device.faults.never_reads = True
        with pytest.raises(PrintingError) as caught:
            link.send(b"x" * 20_000_000)
    assert caught.value.code == "in_doubt"


def test_garbage_is_survived(device: VirtualPrinter) -> None:
    said = set()
    for seed in range(12):
        device.device.random = random.Random(seed)
        device.faults.garbage = True
        said.add(send(device, status=0.1, total=0.3))
    # Random bytes may look like any answer; nothing else comes of them.
    assert said <= {
        "printed", "ack_timeout", "printer_silent", "printer_paper_out", "printer_cover_open",
        "printer_error", "printer_offline",
    }  # fmt: skip
    device.faults.garbage = False
    assert send(device) == "printed"


def test_one_that_confirms_nothing_is_not_asked(device: VirtualPrinter) -> None:
    device.faults.silent = True
    content = render_bytes(Slip("t", (Text("hello"),)), device.profile)
    target = Target("k", device.host, device.port, confirms=False, total=2.0, status=0.5)
    assert str(NetworkDriver(target).send(content)) == "sent_unconfirmed"
    assert device.wait_for_job(1)
