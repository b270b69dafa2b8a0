"""The network driver against raw sockets that do what bad printers and bad cables do."""

from __future__ import annotations

import random
import socket
import threading
import time
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest

from printing.drivers.base import Condition, Outcome, Target, Watch
from printing.drivers.network import NetworkDriver
from printing.drivers.status import Answers
from printing.errors import PrintingError
from tests.printing.raw_printer import (
    ACKNOWLEDGE,
    FINE,
    PAPER_OUT,
    Brain,
    RawPrinter,
    answer_preflight,
    read_on,
    reset,
    take,
    until_reset,
)

if TYPE_CHECKING:
    from collections.abc import Callable

BIG = 20_000_000
JOB = b"\x1b@hello\n" + ACKNOWLEDGE


def _loopbacks() -> list[str]:
    with suppress(OSError), socket.create_server(("::1", 0), family=socket.AF_INET6):
        return ["127.0.0.1", "::1"]
    return ["127.0.0.1"]


def driver(port: int, host: str = "127.0.0.1", **times: object) -> NetworkDriver:
    settings = {"connect": 1.0, "status": 0.3, "total": 0.5} | times
    return NetworkDriver(Target("k", host, port, **settings))


def failure(act: Callable[[], object]) -> PrintingError:
    with pytest.raises(PrintingError) as caught:
        act()
    assert str(caught.value)
    return caught.value


@pytest.mark.parametrize("host", _loopbacks())
def test_refused(host: str) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.create_server((host, 0), family=family) as listener:
        port = listener.getsockname()[1]
    error = failure(driver(port, host).open)
    assert (error.code, error.may_have_printed) == ("printer_unreachable", False)
    assert f"{host}:{port} (Connection refused)" in str(error)


@pytest.mark.parametrize("host", _loopbacks())
def test_several_jobs_on_one_connection(host: str) -> None:
    brain = Brain()
    with RawPrinter(brain, host) as printer, driver(printer.port, host).open() as link:
        for _ in range(3):
            assert link.check() == Condition()
            assert link.send(JOB) is Outcome.PRINTED
    assert brain.jobs == 3


@pytest.mark.parametrize(
    "host", ["", "no..such", "a" * 64 + ".example", "a\0b", "ü" * 64], ids=range(5)
)
def test_names_that_are_none(host: str) -> None:
    error = failure(driver(9100, host).open)
    assert (error.code, error.may_have_printed) == ("printer_unreachable", False)


@pytest.mark.parametrize("port", [0, -1, 65536, 10**12])
def test_ports_that_are_none(port: int) -> None:
    assert failure(driver(port).open).code == "printer_unreachable"


def test_a_look_up_that_hangs(monkeypatch: pytest.MonkeyPatch) -> None:
    hanging = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: hanging.wait(5) and [])
    error = failure(driver(9100, "printer.example", connect=0.3).open)
    hanging.set()
    assert (error.code, error.data["reason"]) == ("printer_unreachable", "timed out")


def test_the_next_address_is_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        closed = listener.getsockname()
    brain = Brain()
    with RawPrinter(brain) as printer:
        found = [
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", address)
            for address in (closed, ("127.0.0.1", printer.port))
        ]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
        assert driver(printer.port, "printer.example").send(JOB) is Outcome.PRINTED


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        (PAPER_OUT, "printer_paper_out"),
        ({1: 0x1A, 2: 0x16, 4: 0x12}, "printer_cover_open"),
        ({1: 0x1A, 2: 0x36, 4: 0x72}, "printer_cover_open"),
        ({1: 0x1A, 2: 0x52, 4: 0x12}, "printer_error"),
        ({1: 0x1A, 2: 0x12, 4: 0x12}, "printer_offline"),
    ],
)
def test_what_status_says(answers: dict[int, int], code: str) -> None:
    with RawPrinter(lambda c: answer_preflight(c, answers)) as printer:
        error = failure(lambda: driver(printer.port).send(JOB))
    assert (error.code, error.may_have_printed) == (code, False)
    assert error.data["port"] == printer.port


def test_near_end_and_open_drawer() -> None:
    answers = {1: 0x16, 2: 0x12, 4: 0x1E}
    with (
        RawPrinter(lambda c: answer_preflight(c, answers)) as printer,
        driver(printer.port).open() as link,
    ):
        assert link.check() == Condition(near_end=True, drawer_high=True)


@pytest.mark.parametrize(
    "said", [b"", b"\x00\x00\x00", b"\xff" * 50, b"\x11\x13", b"\x14\x00\x00\x00" * 9]
)
def test_no_answer_to_a_status_request(said: bytes) -> None:
    def serve(connection: socket.socket) -> None:
        connection.recv(3)
        connection.sendall(said)
        read_on(connection)

    with RawPrinter(serve) as printer:
        error = failure(lambda: driver(printer.port).send(JOB))
    assert (error.code, error.may_have_printed) == ("printer_silent", False)


def test_garbage_without_end() -> None:
    def serve(connection: socket.socket) -> None:
        with suppress(OSError):
            for _ in range(2000):
                connection.sendall(b"\xff\x00\x11" * 1000)

    with RawPrinter(serve) as printer:
        error = failure(lambda: driver(printer.port).send(JOB))
    assert error.code == "printer_silent"


def test_answers_to_old_questions_count_for_nothing() -> None:
    def serve(connection: socket.socket) -> None:
        connection.sendall(b"\x72\x32\x1a\x00")
        Brain()(connection)

    with RawPrinter(serve) as printer, driver(printer.port).open() as link:
        time.sleep(0.1)
        assert link.check() == Condition()
        assert link.send(JOB) is Outcome.PRINTED


def test_gone_before_the_first_byte() -> None:
    def serve(connection: socket.socket) -> None:
        answer_preflight(connection)
        reset(connection)

    with RawPrinter(serve) as printer, driver(printer.port).open() as link:
        link.check()
        printer.wait()
        error = failure(lambda: link.send(JOB))
    # Not a byte was handed over: it can be sent again without asking anybody.
    assert (error.code, error.may_have_printed) == ("printer_unreachable", False)


@pytest.mark.parametrize("host", _loopbacks())
def test_never_reads(host: str) -> None:
    ends: list[bool] = []

    def serve(connection: socket.socket) -> None:
        answer_preflight(connection)
        ends.append(until_reset(connection))

    started = time.monotonic()
    with RawPrinter(serve, host) as printer:
        error = failure(lambda: driver(printer.port, host).send(bytes(BIG)))
        assert time.monotonic() - started < 8
    assert (error.code, error.data["reason"]) == ("in_doubt", "timed out")
    assert (error.data["total"], error.may_have_printed) == (BIG, True)
    assert 0 < error.data["sent"] < BIG
    # What the system still held was dropped: a printer that wakes up later is not surprised.
    assert ends == [True]


def test_slow_but_finishes() -> None:
    got: list[int] = []

    def serve(connection: socket.socket) -> None:
        answer_preflight(connection)
        total = 0
        while total < BIG:
            total += len(connection.recv(1 << 17))
            time.sleep(0.004)
        got.append(total)
        connection.sendall(b"\x00")

    with RawPrinter(serve) as printer:
        assert driver(printer.port, total=5.0).send(bytes(BIG)) is Outcome.PRINTED
    assert got == [BIG]


@pytest.mark.parametrize("count", [1, 5000, 300_000])
def test_reset_after_some_bytes(count: int) -> None:
    def serve(connection: socket.socket) -> None:
        answer_preflight(connection)
        take(connection, count)
        reset(connection)

    with RawPrinter(serve) as printer:
        error = failure(lambda: driver(printer.port).send(bytes(BIG)))
    assert (error.code, error.may_have_printed) == ("in_doubt", True)
    assert count <= error.data["sent"] < BIG


def test_reset_after_a_small_job() -> None:
    def serve(connection: socket.socket) -> None:
        answer_preflight(connection)
        take(connection, 500)
        reset(connection)

    with RawPrinter(serve) as printer:
        error = failure(lambda: driver(printer.port).send(bytes(2000)))
    assert (error.code, error.data["sent"]) == ("in_doubt", 2000)


def test_closed_before_the_confirmation() -> None:
    def serve(connection: socket.socket) -> None:
        answer_preflight(connection)
        take(connection, len(JOB))

    with RawPrinter(serve) as printer:
        error = failure(lambda: driver(printer.port).send(JOB))
    assert (error.code, error.data["sent"]) == ("in_doubt", len(JOB))
    assert error.data["reason"] == "closed the connection"


def test_paper_out_amid_a_job_is_waited_for() -> None:
    brain = Brain(prints=False)
    told: list[str | None] = []
    started = time.monotonic()

    def paper_is_back() -> None:
        brain.status, brain.prints = FINE, True

    def waits(error: PrintingError | None) -> None:
        told.append(error.code if error else None)
        if error:
            assert error.data["port"] == printer.port
            threading.Timer(1.1, paper_is_back).start()

    with RawPrinter(brain) as printer, driver(printer.port).open() as link:
        link.check()
        brain.status = PAPER_OUT
        assert link.send(JOB, Watch(waits=waits)) is Outcome.PRINTED
    assert told == ["printer_paper_out", None]
    assert time.monotonic() - started > 2 * 0.5
    assert brain.jobs == 1


def test_it_says_that_it_goes_on_before_it_confirms() -> None:
    brain = Brain(prints=False)
    told: list[str | None] = []

    def waits(error: PrintingError | None) -> None:
        told.append(error.code if error else None)
        brain.status = FINE
        brain.prints = error is None

    with RawPrinter(brain) as printer, driver(printer.port).open() as link:
        link.check()
        brain.status = PAPER_OUT
        assert link.send(JOB, Watch(waits=waits)) is Outcome.PRINTED
    assert told == ["printer_paper_out", None]


def test_paper_is_not_waited_for_without_end() -> None:
    brain = Brain(prints=False)
    with RawPrinter(brain) as printer, driver(printer.port, hold=0.7).open() as link:
        link.check()
        brain.status = PAPER_OUT
        error = failure(lambda: link.send(JOB))
    assert (error.code, error.may_have_printed) == ("ack_timeout", True)


@pytest.mark.parametrize("answers_status", [True, False])
def test_takes_all_and_never_confirms(*, answers_status: bool) -> None:
    """One that says that all is well while it prints nothing, and one that says nothing."""
    brain = Brain(prints=False)
    with RawPrinter(brain) as printer, driver(printer.port).open() as link:
        link.check()
        brain.answers_status = answers_status
        error = failure(lambda: link.send(JOB))
    assert (error.code, error.may_have_printed) == ("ack_timeout", True)
    assert error.data["total"] == len(JOB)


@pytest.mark.parametrize(
    "said",
    [b"\x12\x16\x1a", b"\xff\x80\x90", b"\x11", b"\x18\x00\x0c\x0f", b"\x10\x00\x00\x00" * 3],
)
def test_what_is_no_confirmation(said: bytes) -> None:
    """A report of its state, unasked, holds bytes that look like a confirmation."""
    with RawPrinter(Brain(acknowledgement=said)) as printer:
        assert failure(lambda: driver(printer.port).send(JOB)).code == "ack_timeout"


@pytest.mark.parametrize("said", [b"\x12\x14\x00\x00\x00", b"\x18\x00\x0c\x0f", b"\xff\x11\x37"])
def test_a_confirmation_among_other_things(said: bytes) -> None:
    with RawPrinter(Brain(preface=said)) as printer:
        assert driver(printer.port).send(JOB) is Outcome.PRINTED


def test_confirmed_before_it_was_asked() -> None:
    """The late confirmation of an earlier job, say, is none of this one."""

    def serve(connection: socket.socket) -> None:
        answer_preflight(connection)
        take(connection, 1000)
        connection.sendall(b"\x00")
        time.sleep(0.3)
        read_on(connection)

    with RawPrinter(serve) as printer:
        error = failure(lambda: driver(printer.port, total=1.0).send(bytes(BIG)))
    assert error.code == "ack_timeout"


def test_stopped_amid_a_job() -> None:
    def serve(connection: socket.socket) -> None:
        answer_preflight(connection)
        assert until_reset(connection)

    calls = iter(range(1000))
    watch = Watch(may_go_on=lambda: next(calls) < 10)
    with RawPrinter(serve) as printer, driver(printer.port).open() as link:
        link.check()
        error = failure(lambda: link.send(bytes(BIG), watch))
    assert (error.code, error.data["reason"]) == ("in_doubt", "the sender was stopped")
    assert 0 < error.data["sent"] <= 10 * 4096


def test_stopped_while_waiting() -> None:
    brain = Brain(prints=False)
    stopped = threading.Event()
    watch = Watch(lambda: not stopped.is_set(), lambda _: stopped.set())
    with RawPrinter(brain) as printer, driver(printer.port).open() as link:
        link.check()
        brain.status = PAPER_OUT
        error = failure(lambda: link.send(JOB, watch))
    assert (error.code, error.data["sent"]) == ("in_doubt", len(JOB))
    assert error.data["reason"] == "the sender was stopped"


def test_unconfirmed_job_arrives_whole_although_answers_lie_unread() -> None:
    got: list[int] = []

    def serve(connection: socket.socket) -> None:
        connection.sendall(b"\x14\x00\x00\x00" * 20)
        total = 0
        while data := connection.recv(4096):
            total += len(data)
            time.sleep(0.001)
        got.append(total)

    with (
        RawPrinter(serve) as printer,
        driver(printer.port, confirms=False, status=3.0).open() as link,
    ):
        assert link.check() == Condition()
        assert link.send(bytes(300_000)) is Outcome.SENT_UNCONFIRMED
        error = failure(link.check)
        assert (error.code, error.may_have_printed) == ("printer_unreachable", False)
    assert got == [300_000]


def test_answers_do_not_depend_on_how_they_arrive() -> None:
    chance = random.Random(7)
    for _ in range(2000):
        data = bytes(chance.choices([0x00, 0x0F, 0x10, 0x12, 0x14, 0x18, 0x90], k=12))
        whole, pieces = Answers(), Answers()
        expected = whole.of(data) + whole.rest()
        cut = chance.randrange(13)
        assert pieces.of(data[:cut]) + pieces.of(data[cut:]) + pieces.rest() == expected
        assert not pieces.rest()
