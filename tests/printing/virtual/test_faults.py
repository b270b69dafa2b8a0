"""Every fault: what it does on the wire, and what comes out on paper."""

from __future__ import annotations

import errno
import socket
import time
from typing import TYPE_CHECKING

import pytest

from printing.errors import PrintingError
from printing.virtual import Faults, VirtualPrinter
from printing.virtual.faults import HOLDING, KINDS, read

from .tools import ACKNOWLEDGE, HELLO, ask, connect, eventually, job, take, texts

if TYPE_CHECKING:
    from pathlib import Path

LINES = b"".join(b"line %04d\n" % n for n in range(100))


def is_silent(connection: socket.socket, seconds: float = 0.2) -> bool:
    connection.settimeout(seconds)
    try:
        return connection.recv(1) is None
    except TimeoutError:
        return True
    finally:
        connection.settimeout(5)


def ends_with(connection: socket.socket) -> str:
    """Read to the end of a connection: `closed`, or the name of the error."""
    try:
        while connection.recv(4096):
            pass
    except ConnectionError as error:
        return errno.errorcode[error.errno]
    return "closed"


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


@pytest.mark.parametrize(
    ("text", "value", "once"),
    [
        ("paper_out", True, False),
        ("no_ack:once", True, True),
        ("slow=5000", 5000, False),
        ("reset_after=500:once", 500, True),
        ("ack_delay=0.5", 0.5, False),
    ],
)
def test_faults_are_read(text: str, value: object, once: bool) -> None:
    name, active = read(text)
    assert name == text.split("=", maxsplit=1)[0].split(":", maxsplit=1)[0]
    assert (active.value, active.once) == (value, once)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("fire", "it is none of paper_out, "),
        ("", "it is none of"),
        ("paper_out=1", "it takes no value"),
        ("paper_out:once", "it lasts until it is cleared"),
        ("refuse:once", "it lasts until it is cleared"),
        ("paper_out:twice", "write NAME"),
        ("slow", "it needs a number of bytes per second, at least 1"),
        ("slow=0", "at least 1"),
        ("slow=fast", "'fast' is not a number"),
        ("reset_after=-1", "at least 0"),
        ("reset_after=1.5", "it needs a whole number of bytes"),
        ("reset_after=nan", "it needs a number of bytes"),
        ("reset_after=inf", "it needs a number of bytes"),
    ],
)
def test_bad_faults(text: str, reason: str) -> None:
    with pytest.raises(PrintingError) as caught:
        read(text)
    assert caught.value.code == "invalid_fault"
    assert reason in str(caught.value)


def test_faults_as_attributes() -> None:
    faults = Faults()
    for name, kind in KINDS.items():
        assert not getattr(faults, name)
        setattr(faults, name, 7 if kind.unit else True)
        assert getattr(faults, name) == (7 if kind.unit else True)
        setattr(faults, name, None if kind.unit else False)
        assert faults.active() == {}
    with pytest.raises(AttributeError):
        faults.paper_gone = True
    with pytest.raises(PrintingError):
        faults.slow = True
