"""What a printer holds: it outlives the connection, and dies with the power."""

from __future__ import annotations

from typing import TYPE_CHECKING

from printing.virtual import VirtualPrinter

from .tools import ACKNOWLEDGE, HELLO, LINES, ask, connect, ends_with, eventually, job, take, texts

if TYPE_CHECKING:
    from pathlib import Path


def test_what_is_held_outlives_its_connection(device: VirtualPrinter) -> None:
    device.faults.paper_out = True
    for number in range(3):
        with connect(device) as connection:
            connection.sendall(b"job %d\n" % number + ACKNOWLEDGE)
        eventually(lambda sent=number: device.held() == 9 * (sent + 1))
        eventually(lambda: device.connections() == 0)
    with connect(device) as late:
        late.sendall(b"late\n" + ACKNOWLEDGE)
        eventually(lambda: device.held() == 9 * 3 + 8)
        assert device.jobs == 0
        device.faults.paper_out = False
        assert take(late, 1) == b"\x00"
    # In the order in which they came.
    assert [texts(job(device, n)) for n in (1, 2, 3, 4)] == [
        ["job 0"], ["job 1"], ["job 2"], ["late"],
    ]  # fmt: skip


def test_half_a_job_that_is_held_is_printed_without_its_sender(device: VirtualPrinter) -> None:
    device.faults.set("paper_out_after", 500)
    with connect(device) as connection:
        connection.sendall(LINES)
        eventually(lambda: device.faults.paper_out and device.held() == 500)
    device.faults.clear_all()
    assert device.wait_for_job(1)
    assert texts(job(device, 1)) == LINES.decode().split("\n")[:-1]
    assert job(device, 1)["confirmed"] is False


def test_cheap_print_servers_keep_nothing(device: VirtualPrinter) -> None:
    device.keeps_buffer = False
    device.faults.paper_out = True
    with connect(device) as connection:
        connection.sendall(HELLO)
        eventually(lambda: device.held() == len(HELLO))
    eventually(lambda: device.held() == 0)
    device.faults.paper_out = False
    ask(device, b"next\n" + ACKNOWLEDGE, 1)
    assert device.jobs == 1
    assert texts(job(device, 1)) == ["next"]


def test_power_empties_the_buffer(device: VirtualPrinter) -> None:
    device.faults.paper_out = True
    with connect(device) as gone:
        gone.sendall(b"orphan\n" + ACKNOWLEDGE)
        eventually(lambda: device.held() == 10)
    with connect(device) as connection:
        connection.sendall(HELLO)
        eventually(lambda: device.held() == 10 + len(HELLO))
        device.power_cycle()
        assert device.held() == 0
        assert ends_with(connection) == "ECONNRESET"
    device.faults.paper_out = False
    ask(device, b"after\n" + ACKNOWLEDGE, 1)
    assert device.jobs == 1
    assert texts(job(device, 1)) == ["after"]


def test_switching_it_off_empties_the_buffer(tmp_path: Path) -> None:
    with VirtualPrinter(tmp_path) as printer:
        printer.faults.cover_open = True
        with connect(printer) as connection:
            connection.sendall(HELLO)
            eventually(lambda: printer.held() == len(HELLO))
    assert list(tmp_path.iterdir()) == []
