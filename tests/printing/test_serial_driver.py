"""The serial driver on pseudo-terminals, whose other end is a printer that a test makes."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import sys
import termios
import threading
import time
import tty
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
import serial

from printing.drivers.base import Condition, Outcome, Target, Watch
from printing.drivers.registry import driver_for
from printing.drivers.serial import SerialDriver
from printing.errors import PrintingError
from tests.printing.raw_printer import ACKNOWLEDGE, FINE, PAPER_OUT, Brain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

JOB = b"\x1b@" + bytes(b for b in range(256) if b != 0x10) * 8 + ACKNOWLEDGE
BIG = 200_000


class Line:
    """A pseudo-terminal. `path` is the end that the driver opens; this end is read like a socket."""

    def __init__(self) -> None:
        self.fd, self.other = pty.openpty()
        tty.setraw(self.fd)
        self.path = os.ttyname(self.other)
        self.timeout = 5.0

    def settimeout(self, seconds: float) -> None:
        self.timeout = seconds

    def recv(self, size: int) -> bytes:
        if self.fd < 0 or not select.select([self.fd], [], [], self.timeout)[0]:
            raise TimeoutError
        return os.read(self.fd, size)

    def sendall(self, data: bytes) -> None:
        assert os.write(self.fd, data) == len(data)

    def take(self, count: int) -> bytes:
        data = b""
        while len(data) < count:
            data += self.recv(count - len(data))
        return data

    def unplug(self) -> None:
        if self.fd >= 0:
            os.close(self.fd)
            self.fd = -1

    def close(self) -> None:
        self.unplug()
        os.close(self.other)


@pytest.fixture
def line() -> Iterator[Line]:
    line = Line()
    yield line
    line.close()


@contextmanager
def printing(line: Line, brain: Brain) -> Iterator[None]:
    """Let the other end behave like a printer, for as long as the block lasts."""
    over = threading.Event()
    plain = line.recv

    def recv(size: int) -> bytes:
        if over.is_set():
            return b""
        return plain(size)

    line.recv = recv
    thread = threading.Thread(target=brain, args=(line,))
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join(5)
        assert not thread.is_alive()


def driver(line: Line | str, *, confirms: bool = True, **options: object) -> SerialDriver:
    path = line if isinstance(line, str) else line.path
    return SerialDriver(
        Target("k", confirms=confirms, status=0.4, total=0.6, device=path, options=options)
    )


def failure(act: Callable[[], object]) -> PrintingError:
    with pytest.raises(PrintingError) as caught:
        act()
    assert str(caught.value)
    return caught.value


def preflight(line: Line) -> None:
    for _ in range(3):
        line.sendall(bytes([FINE[line.take(3)[2]]]))


def test_every_byte_arrives(line: Line) -> None:
    got: list[bytes] = []

    def serve() -> None:
        preflight(line)
        got.append(line.take(len(JOB)))
        line.sendall(b"\x00")

    thread = threading.Thread(target=serve)
    thread.start()
    assert driver(line).send(JOB) is Outcome.PRINTED
    thread.join(5)
    assert got == [JOB]


def test_several_jobs_on_one_link(line: Line) -> None:
    brain = Brain()
    with printing(line, brain), driver(line).open() as link:
        for _ in range(3):
            assert link.check() == Condition()
            assert link.send(JOB) is Outcome.PRINTED
    assert brain.jobs == 3


def test_status_names_the_line(line: Line) -> None:
    with printing(line, Brain(status=PAPER_OUT)):
        error = failure(lambda: driver(line).send(JOB))
    assert (error.code, error.data["device"]) == ("printer_paper_out", line.path)


def test_nobody_answers(line: Line) -> None:
    error = failure(lambda: driver(line).send(JOB))
    assert (error.code, error.may_have_printed) == ("printer_silent", False)
    assert line.path in str(error)


def test_stale_answers_are_dropped_before_a_check(line: Line) -> None:
    with printing(line, Brain()), driver(line).open() as link:
        line.sendall(bytes([PAPER_OUT[4], PAPER_OUT[2], PAPER_OUT[1], 0]))
        time.sleep(0.05)
        assert link.check() == Condition()
        assert link.send(JOB) is Outcome.PRINTED


def test_paper_is_waited_for(line: Line) -> None:
    brain = Brain(prints=False)
    told: list[str | None] = []

    def waits(error: PrintingError | None) -> None:
        told.append(error.code if error else None)
        brain.status = FINE
        brain.prints = error is None

    with printing(line, brain), driver(line).open() as link:
        link.check()
        brain.status = PAPER_OUT
        assert link.send(JOB, Watch(waits=waits)) is Outcome.PRINTED
    assert told == ["printer_paper_out", None]


def test_the_other_end_never_reads(line: Line) -> None:
    started = time.monotonic()
    link = driver(line, confirms=False).open()
    error = failure(lambda: link.send(bytes(BIG)))
    link.close()
    assert time.monotonic() - started < 8
    assert (error.code, error.data["reason"]) == ("in_doubt", "timed out")
    assert 0 < error.data["sent"] < BIG
    assert error.data["total"] == BIG


def test_the_other_end_stops_reading_after_the_check(line: Line) -> None:
    thread = threading.Thread(target=preflight, args=(line,))
    thread.start()
    error = failure(lambda: driver(line).send(bytes(BIG)))
    thread.join(5)
    assert (error.code, error.may_have_printed) == ("in_doubt", True)


def test_stopped_amid_a_job(line: Line) -> None:
    calls = iter(range(100))
    watch = Watch(may_go_on=lambda: next(calls) < 3)
    with driver(line, confirms=False).open() as link:
        error = failure(lambda: link.send(bytes(BIG), watch))
    assert (error.code, error.data["reason"]) == ("in_doubt", "the sender was stopped")
    assert 0 < error.data["sent"] <= 3 * 4096


def test_unplugged_amid_a_job(line: Line) -> None:
    def serve() -> None:
        preflight(line)
        line.take(20_000)
        line.unplug()

    thread = threading.Thread(target=serve)
    thread.start()
    error = failure(lambda: driver(line).send(bytes(BIG)))
    thread.join(5)
    assert (error.code, error.may_have_printed) == ("in_doubt", True)
    assert 20_000 <= error.data["sent"] < BIG


def test_unplugged_before_it_confirmed(line: Line) -> None:
    def serve() -> None:
        preflight(line)
        line.take(len(JOB))
        line.unplug()

    thread = threading.Thread(target=serve)
    thread.start()
    error = failure(lambda: driver(line).send(JOB))
    thread.join(5)
    assert (error.code, error.data["sent"]) == ("in_doubt", len(JOB))


def test_unplugged_between_two_jobs(line: Line) -> None:
    with driver(line).open() as link:
        line.unplug()
        error = failure(link.check)
        assert (error.code, error.may_have_printed) == ("printer_unreachable", False)
        error = failure(lambda: link.send(JOB))
        assert (error.code, error.may_have_printed) == ("printer_unreachable", False)
        link.close()


def test_one_program_at_a_time(line: Line) -> None:
    with driver(line).open():
        error = failure(driver(line).open)
        assert error.code == "printer_unreachable"
        assert error.data["reason"] == "another program uses it"
    driver(line).open().close()


def test_what_is_no_serial_line(tmp_path: Path) -> None:
    plain = tmp_path / "plain"
    plain.touch()
    reasons = {
        path: failure(driver(str(path)).open).data["reason"]
        for path in (tmp_path / "none", plain, tmp_path, "/dev/null")
    }
    assert reasons == {
        tmp_path / "none": "it is not there",
        plain: "it is not a serial line",
        tmp_path: "it is a folder",
        "/dev/null": "it is not a serial line",
    }


@pytest.mark.parametrize(
    ("field", "options"),
    [
        ("baudrate", {"baudrate": 0}),
        ("baudrate", {"baudrate": 9601}),
        ("baudrate", {"baudrate": "9600"}),
        ("baudrate", {"baudrate": True}),
        ("baudrate", {"baudrate": None}),
        ("baudrate", {"baudrate": [9600]}),
        ("flow", {"flow": "hardware"}),
        ("flow", {"flow": ""}),
        ("flow", {"flow": 1}),
        ("parity", {"parity": "mark"}),
    ],
)
def test_settings_that_cannot_be(line: Line, field: str, options: dict[str, object]) -> None:
    for act in (driver(line, **options).open, driver(line, **options).validate):
        error = failure(act)
        assert (error.code, error.data["field"]) == ("invalid_profile", field)


@pytest.mark.parametrize("path", ["", "ttyS0", "/dev/tty\0S0", "socket://127.0.0.1:1"])
def test_paths_that_cannot_be(path: str) -> None:
    error = failure(driver(path).open)
    assert (error.code, error.data["field"]) == ("invalid_profile", "device")


def test_the_line_is_set_up(line: Line) -> None:
    with driver(line, baudrate=19200, flow="rtscts").open():
        iflag, oflag, cflag, lflag, _, speed, _ = termios.tcgetattr(line.other)
        assert speed == termios.B19200
        assert cflag & termios.CRTSCTS
        assert not iflag & (termios.IXON | termios.ICRNL | termios.ISTRIP)
        assert not oflag & termios.OPOST
        assert not lflag & (termios.ECHO | termios.ICANON)
    with driver(line, flow="xonxoff").open():
        iflag, _, cflag, _, _, speed, _ = termios.tcgetattr(line.other)
        assert speed == termios.B9600
        assert iflag & termios.IXON
        assert not cflag & termios.CRTSCTS


def test_xoff_holds_and_xon_goes_on(line: Line) -> None:
    with driver(line, confirms=False, flow="xonxoff").open() as link:
        line.sendall(b"\x13")
        time.sleep(0.05)
        error = failure(lambda: link.send(JOB))
        # The line took nothing: there is no doubt about the paper.
        assert (error.code, error.may_have_printed) == ("printer_unreachable", False)
        threading.Timer(0.2, line.sendall, [b"\x11"]).start()
        assert link.send(JOB) is Outcome.SENT_UNCONFIRMED
        assert line.take(len(JOB)) == JOB


def test_a_line_without_dsr(line: Line) -> None:
    error = failure(driver(line, flow="dsrdtr").open)
    assert (error.code, error.data["reason"]) == (
        "printer_unreachable",
        "the line has no DSR signal",
    )
    driver(line).open().close()


def test_dsr_holds_the_job_but_not_the_question(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pseudo-terminals have no modem lines: the signal is made here, all else is real."""
    ready = threading.Event()
    monkeypatch.setattr(serial.Serial, "dsr", property(lambda _: ready.is_set()))
    brain = Brain()
    with printing(line, brain), driver(line, flow="dsrdtr").open() as link:
        assert link.check() == Condition()
        error = failure(lambda: link.send(JOB))
        assert (error.code, error.may_have_printed) == ("printer_unreachable", False)
        assert not brain.taken
        threading.Timer(0.2, ready.set).start()
        assert link.send(JOB) is Outcome.PRINTED


def test_bytes_that_stay_in_the_system(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serial.Serial, "out_waiting", property(lambda _: 5))
    with driver(line, confirms=False).open() as link:
        error = failure(lambda: link.send(JOB))
    assert (error.code, error.data["reason"]) == ("in_doubt", "timed out")


def test_libraries_are_imported_when_they_are_needed(line: Line) -> None:
    code = (
        "import sys; from printing.drivers.registry import driver_for as make; "
        "from printing.drivers.base import Target as T; known = lambda: "
        "[name for name in ('serial', 'usb') if name in sys.modules]; "
        "assert known() == [], known(); make('serial', T('k')); "
        "assert known() == ['serial'], known(); make('usb', T('k')); "
        "assert known() == ['serial', 'usb']"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
    assert isinstance(driver_for("serial", Target("k", device=line.path)), SerialDriver)


@pytest.mark.parametrize(("kind", "package"), [("serial", "serial"), ("usb", "usb")])
def test_a_library_that_is_not_there(
    monkeypatch: pytest.MonkeyPatch, kind: str, package: str
) -> None:
    for name in [name for name in sys.modules if name.split(".")[0] == package]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, package, None)
    monkeypatch.delitem(sys.modules, f"printing.drivers.{kind}", raising=False)
    error = failure(lambda: driver_for(kind, Target("k")))
    assert (error.code, error.data["kind"]) == ("driver_missing", kind)
