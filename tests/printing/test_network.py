"""The network driver against the virtual printer and against printers that misbehave."""

from __future__ import annotations

import socket
import struct
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from printing.drivers.base import Driver, Outcome, Target
from printing.drivers.network import NetworkDriver
from printing.drivers.registry import DRIVERS, driver_for
from printing.errors import PrintingError
from printing.virtual import VirtualPrinter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from printing.drivers.memory import MemoryDriver

JOB = b"\x1b=\x01\x1b@hello\n\x1b@\x1dr\x01"
FINE = {1: b"\x12", 2: b"\x12", 4: b"\x12"}


def driver(port: int, host: str = "127.0.0.1", *, confirms: bool = True) -> NetworkDriver:
    return NetworkDriver(
        Target("k", host, port, confirms=confirms, connect=1, status=0.3, total=0.5)
    )


def failure(port: int, job: bytes = JOB) -> PrintingError:
    with pytest.raises(PrintingError) as caught:
        driver(port).send(job)
    assert caught.value.data["port"] == port
    assert str(caught.value)
    return caught.value


@contextmanager
def misbehaving(serve: Callable[[socket.socket], None]) -> Iterator[int]:
    """Run `serve` on the first connection."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(3)

        def run() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.settimeout(3)
                serve(connection)

        thread = threading.Thread(target=run)
        thread.start()
        yield listener.getsockname()[1]
        thread.join(5)
        assert not thread.is_alive()


def answer_preflight(connection: socket.socket) -> None:
    for _ in range(3):
        request = connection.recv(3, socket.MSG_WAITALL)
        assert request[:2] == b"\x10\x04"
        connection.sendall(FINE[request[2]])


def reset(connection: socket.socket) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def test_printed(device: VirtualPrinter) -> None:
    assert driver(device.port).send(JOB) is Outcome.PRINTED
    assert device.job_file(1, "bin").read_bytes() == JOB


def test_ipv6(tmp_path: Path) -> None:
    try:
        printer = VirtualPrinter(tmp_path, host="::1")
        printer.start()
    except OSError:
        pytest.skip("no IPv6 here")
    try:
        assert driver(printer.port, "::1").send(JOB) is Outcome.PRINTED
    finally:
        printer.stop()


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ("paper_out", "printer_paper_out"),
        ("cover_open", "printer_cover_open"),
        ("offline", "printer_offline"),
    ],
)
def test_faults_are_named_before_the_first_byte(
    device: VirtualPrinter, fault: str, code: str
) -> None:
    setattr(device.faults, fault, True)
    error = failure(device.port)
    assert (error.code, error.may_have_printed) == (code, False)
    setattr(device.faults, fault, False)
    assert driver(device.port).send(JOB) is Outcome.PRINTED
    assert device.jobs == 1


def test_port_closed() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    assert failure(port).code == "printer_unreachable"


def test_unknown_host() -> None:
    with pytest.raises(PrintingError) as caught:
        driver(9100, "no..such").send(JOB)
    assert caught.value.code == "printer_unreachable"


def test_printer_that_never_answers() -> None:
    done = threading.Event()
    with misbehaving(lambda _: done.wait(3) and None) as port:
        assert failure(port).code == "printer_silent"
        done.set()


def test_printer_that_hangs_up_at_once() -> None:
    with misbehaving(lambda _: None) as port:
        error = failure(port)
    assert (error.code, error.may_have_printed) == ("printer_unreachable", False)


def test_printer_that_never_confirms() -> None:
    done = threading.Event()

    def serve(connection: socket.socket) -> None:
        answer_preflight(connection)
        done.wait(3)

    with misbehaving(serve) as port:
        error = failure(port)
        done.set()
    assert (error.code, error.data["total"]) == ("ack_timeout", len(JOB))
    assert error.may_have_printed


def test_printer_that_stops_reading() -> None:
    done = threading.Event()

    def serve(connection: socket.socket) -> None:
        answer_preflight(connection)
        done.wait(3)

    with misbehaving(serve) as port:
        error = failure(port, b"x" * 20_000_000)
        done.set()
    assert error.code == "in_doubt"
    assert 0 < int(str(error.data["sent"])) < 20_000_000


def test_reset_amid_the_job() -> None:
    def serve(connection: socket.socket) -> None:
        answer_preflight(connection)
        connection.recv(500)
        reset(connection)

    with misbehaving(serve) as port:
        error = failure(port, b"x" * 2_000_000)
    assert (error.code, error.may_have_printed) == ("in_doubt", True)


def test_closed_before_it_confirmed() -> None:
    def serve(connection: socket.socket) -> None:
        answer_preflight(connection)
        connection.recv(len(JOB), socket.MSG_WAITALL)

    with misbehaving(serve) as port:
        assert failure(port).code == "in_doubt"


def test_status_sent_unasked_is_no_confirmation() -> None:
    def serve(connection: socket.socket) -> None:
        answer_preflight(connection)
        connection.recv(len(JOB), socket.MSG_WAITALL)
        connection.sendall(b"\x12\x14")
        connection.sendall(b"\x00")

    with misbehaving(serve) as port:
        assert driver(port).send(JOB) is Outcome.PRINTED


def test_printer_that_cannot_confirm() -> None:
    got: list[bytes] = []
    with misbehaving(lambda c: got.append(c.recv(len(JOB), socket.MSG_WAITALL))) as port:
        assert driver(port, confirms=False).send(JOB) is Outcome.SENT_UNCONFIRMED
    assert got == [JOB]


def test_held_job_is_printed_when_paper_is_back(device: VirtualPrinter) -> None:
    with socket.create_connection((device.host, device.port), timeout=3) as connection:
        device.faults.paper_out = True
        connection.sendall(JOB)
        assert not device.wait_for_job(1, 0.2)
        device.faults.paper_out = False
        assert connection.recv(1) == b"\x00"
    assert device.wait_for_job(1)


def test_registry(memory: type[MemoryDriver]) -> None:
    assert all(issubclass(kind, Driver) for kind in DRIVERS.values())
    assert driver_for("memory", Target("k")).send(JOB) is Outcome.PRINTED
    assert memory.jobs["k"] == [JOB]
    memory.failures["k"] = PrintingError("printer_paper_out")
    with pytest.raises(PrintingError, match="out of paper"):
        driver_for("memory", Target("k")).send(JOB)
    with pytest.raises(PrintingError) as caught:
        driver_for("fax", Target("k"))
    assert caught.value.code == "unknown_driver"
