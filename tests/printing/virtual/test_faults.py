"""Every fault: what it does on the wire, and what comes out on paper."""

from __future__ import annotations

import socket
import time
from typing import TYPE_CHECKING

import pytest

from printing.virtual.faults import HOLDING

from .tools import ACKNOWLEDGE, HELLO, LINES, ask, connect, ends_with, eventually, job, take, texts

if TYPE_CHECKING:
    from printing.virtual import VirtualPrinter


def is_silent(connection: socket.socket, seconds: float = 0.2) -> bool:
    connection.settimeout(seconds)
    try:
        return connection.recv(1) is None
    except TimeoutError:
        return True
    finally:
        connection.settimeout(5)


@pytest.mark.parametrize("fault", sorted(HOLDING))
def test_holds_what_it_was_sent_and_prints_it_later(device: VirtualPrinter, fault: str) -> None:
    device.faults.set(fault)
    with connect(device) as connection:
        connection.sendall(HELLO)
        assert is_silent(connection)
        assert (device.jobs, device.held()) == (0, len(HELLO))
        device.faults.clear(fault)
        assert take(connection, 1) == b"\x00"
    assert device.jobs == 1
    assert device.held() == 0


@pytest.mark.parametrize("fault", ["paper_near_end", "drawer_open"])
def test_prints_all_the_same(device: VirtualPrinter, fault: str) -> None:
    device.faults.set(fault)
    ask(device, HELLO, 1)
    assert device.jobs == 1


def test_refuses(device: VirtualPrinter) -> None:
    with connect(device) as connection:
        device.faults.refuse = True
        with pytest.raises(ConnectionRefusedError):
            connect(device)
        # The port stays the printer's own.
        with socket.socket() as other, pytest.raises(OSError, match="in use"):
            other.bind((device.host, device.port))
        connection.sendall(HELLO)
        assert take(connection, 1) == b"\x00"
    device.faults.refuse = False
    assert ask(device, HELLO, 1) == b"\x00"


def test_never_reads(device: VirtualPrinter) -> None:
    device.faults.never_reads = True
    with connect(device) as connection:
        connection.settimeout(0.5)
        with pytest.raises(TimeoutError):
            connection.sendall(b"x" * 20_000_000)
    assert device.held() == 0


def test_never_reads_once(device: VirtualPrinter) -> None:
    device.faults.set("never_reads", once=True)
    with connect(device) as deaf:
        deaf.sendall(HELLO)
        assert is_silent(deaf)
        assert not device.faults.never_reads
        assert ask(device, HELLO, 1) == b"\x00"


def test_reads_again(device: VirtualPrinter) -> None:
    device.faults.never_reads = True
    with connect(device) as connection:
        connection.sendall(HELLO)
        assert is_silent(connection)
        device.faults.never_reads = False
        assert take(connection, 1) == b"\x00"


def test_slow(device: VirtualPrinter) -> None:
    device.faults.slow = 2000
    started = time.monotonic()
    assert ask(device, LINES + ACKNOWLEDGE, 1) == b"\x00"
    assert time.monotonic() - started >= 0.45
    device.faults.slow = None
    assert len(texts(job(device, 1))) == 100


@pytest.mark.parametrize(
    ("fault", "end"), [("reset_after", "ECONNRESET"), ("close_after", "closed")]
)
def test_ends_a_connection_amid_a_job(device: VirtualPrinter, fault: str, end: str) -> None:
    device.faults.set(fault, 500)
    for number in (1, 2):
        with connect(device) as connection:
            # Questions do not count.
            connection.sendall(b"\x10\x04\x01" + LINES + ACKNOWLEDGE)
            assert ends_with(connection) == end
        assert device.wait_for_job(number)
        # What had arrived is on paper.
        assert device.job_file(number, "bin").read_bytes() == LINES[:500]
        assert job(device, number)["confirmed"] is False


@pytest.mark.parametrize("fault", ["reset_after", "close_after", "power_loss_after"])
def test_ends_one_connection_once(device: VirtualPrinter, fault: str) -> None:
    device.faults.set(fault, 4, once=True)
    with connect(device) as connection:
        connection.sendall(b"hello\n")
        assert ends_with(connection) in {"closed", "ECONNRESET"}
    assert ask(device, HELLO, 1) == b"\x00"
    assert texts(job(device, device.jobs)) == ["hello"]


def test_jobs_that_are_short_enough_pass(device: VirtualPrinter) -> None:
    device.faults.reset_after = len(HELLO) + 1
    assert [ask(device, HELLO, 1) for _ in range(2)] == [b"\x00", b"\x00"]
    assert device.jobs == 2


def test_paper_runs_out_amid_a_job(device: VirtualPrinter) -> None:
    device.faults.set("paper_out_after", 500, once=True)
    with connect(device) as connection:
        connection.sendall(LINES + ACKNOWLEDGE)
        eventually(lambda: device.faults.paper_out)
        assert is_silent(connection)
        assert device.jobs == 0
        assert device.held() == len(LINES) + 3 - 500
        device.faults.paper_out = False
        assert take(connection, 1) == b"\x00"
    assert device.jobs == 1
    assert len(texts(job(device, 1))) == 100
    assert device.faults.active() == {}


def test_every_roll_is_as_long(device: VirtualPrinter) -> None:
    device.faults.paper_out_after = 400
    with connect(device) as connection:
        connection.sendall(LINES + ACKNOWLEDGE)
        for held in (603, 203):
            eventually(lambda: device.faults.paper_out)
            assert device.held() == held
            device.faults.paper_out = False
        assert take(connection, 1) == b"\x00"
    assert device.jobs == 1


def test_power_fails_amid_a_job(device: VirtualPrinter) -> None:
    device.faults.set("power_loss_after", 500, once=True)
    with connect(device) as connection:
        connection.sendall(LINES + ACKNOWLEDGE)
        assert ends_with(connection) == "ECONNRESET"
    ask(device, HELLO, 1)
    assert device.jobs == 1
    assert texts(job(device, 1)) == ["hello"]


def test_power_fails_for_all_connections(device: VirtualPrinter) -> None:
    device.faults.set("power_loss_after", 500, once=True)
    with connect(device) as other, connect(device) as connection:
        other.sendall(b"half a job\n")
        connection.sendall(LINES)
        assert {ends_with(connection), ends_with(other)} == {"ECONNRESET"}
    assert device.jobs == 0


def test_silent(device: VirtualPrinter) -> None:
    device.faults.silent = True
    with connect(device) as connection:
        connection.sendall(b"\x10\x04\x01\x1dI\x01\x1da\xff" + HELLO)
        assert device.wait_for_job(1)
        assert is_silent(connection)


def test_says_nothing_once(device: VirtualPrinter) -> None:
    device.faults.set("silent", once=True)
    with connect(device) as connection:
        connection.sendall(b"\x10\x04\x01")
        assert is_silent(connection)
        connection.sendall(b"\x10\x04\x01")
        assert take(connection, 1) == b"\x12"


def test_garbage(device: VirtualPrinter) -> None:
    device.faults.garbage = True
    said = ask(device, b"\x10\x04\x01" * 64, 64)
    assert len(set(said)) > 8
    device.faults.set("garbage", once=True)
    ask(device, b"\x10\x04\x01", 1)
    assert ask(device, b"\x10\x04\x01", 1) == b"\x12"


@pytest.mark.parametrize("question", [ACKNOWLEDGE, b"\x1d(H\x06\x0000ABCD"])
def test_no_ack(device: VirtualPrinter, question: bytes) -> None:
    device.faults.no_ack = True
    with connect(device) as connection:
        connection.sendall(b"hello\n" + question)
        assert device.wait_for_job(1)
        assert is_silent(connection)
        connection.sendall(b"\x10\x04\x01")
        assert take(connection, 1) == b"\x12"
        device.faults.set("no_ack", once=True)
        connection.sendall(b"again\n" + question)
        assert device.wait_for_job(2)
        connection.sendall(b"third\n" + ACKNOWLEDGE)
        assert take(connection, 1) == b"\x00"
        assert is_silent(connection)


def test_ack_delay(device: VirtualPrinter) -> None:
    device.faults.set("ack_delay", 0.4, once=True)
    started = time.monotonic()
    with connect(device) as connection:
        connection.sendall(HELLO)
        assert device.wait_for_job(1)
        # The wait is the confirmation's alone.
        connection.sendall(b"\x10\x04\x01")
        assert take(connection, 1) == b"\x12"
        assert take(connection, 1) == b"\x00"
    assert time.monotonic() - started >= 0.4
    assert not device.faults.ack_delay
