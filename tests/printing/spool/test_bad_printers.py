"""Printers that misbehave, at the end of a whole spool: what each job becomes, and what is on paper."""

from __future__ import annotations

import socket
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest

from printing.models import Printer, PrintJob
from printing.spool import deciding
from tests.printing.raw_printer import PAPER_OUT

from .bench import (
    Bench,
    confirms_with,
    keeps_quiet,
    never_confirms,
    never_reads_jobs,
    prints,
    reads_slowly,
    resets_after,
)
from .conftest import at_work, eventually, history, printer, put, states

if TYPE_CHECKING:
    from .bench import Act

pytestmark = pytest.mark.usefixtures("spool", "hurried")
DOUBLE = "POSSIBLE DUPLICATE"


def condition(one: Printer) -> str:
    return Printer.objects.get(pk=one.pk).condition


def attempts(job: PrintJob) -> int:
    return PrintJob.objects.get(pk=job.pk).attempts


def test_one_that_refuses_and_then_listens() -> None:
    bench = Bench()
    bar = printer(bench.port)
    jobs = [put(f"job {n}", bar) for n in range(3)]
    with at_work():
        eventually(lambda: len(history(jobs[0])) >= 2)
        assert {(state, code) for _, state, code in history(jobs[0])} == {
            ("queued", "printer_unreachable")
        }
        assert history(jobs[1]) == []
        with bench:
            eventually(lambda: states(*jobs) == ["printed"] * 3)
    assert bench.texts() == ["job 0", "job 1", "job 2"]
    assert attempts(jobs[0]) >= 3
    assert [attempts(job) for job in jobs[1:]] == [1, 1]


def test_one_that_accepts_and_never_reads() -> None:
    with Bench(keeps_quiet, prints) as bench:
        bench.gate.clear()
        bar = printer(bench.port)
        first, second = put("first", bar), put("second", bar)
        with at_work():
            eventually(lambda: condition(bar) == "printer_silent")
            assert states(second) == ["queued"]
            bench.gate.set()
            eventually(lambda: states(first, second) == ["printed"] * 2)
    assert bench.texts() == ["first", "second"]
    assert history(first)[0] == (1, "queued", "printer_silent")


def big(job: PrintJob, size: int = 8_000_000) -> bytes:
    """Make a job larger than all the buffers on its way."""
    content = b"\x1b=\x01\x1b@" + b"x" * size + b"\n\x1b@\x1dr\x01"
    PrintJob.objects.filter(pk=job.pk).update(content=content)
    return content.removesuffix(b"\x1dr\x01")


def test_one_that_stops_reading_amid_a_job() -> None:
    with Bench(never_reads_jobs, prints) as bench:
        bench.gate.clear()
        bar = printer(bench.port, is_paused=True)
        first, second = put("first", bar), put("second", bar)
        big(first)
        Printer.objects.update(is_paused=False)
        with at_work():
            eventually(lambda: states(first) == ["in_doubt"])
            bench.gate.set()
            sent = first.history.get(state="in_doubt").sent
            assert 0 < sent < 8_000_000
            assert states(second) == ["queued"]
            deciding.cancel(job=first, who="me")
            eventually(lambda: states(second) == ["printed"])
    assert bench.texts() == ["second"]


def test_one_that_reads_slowly(monkeypatch: pytest.MonkeyPatch) -> None:
    with Bench(reads_slowly(200_000)) as bench:
        bar = printer(bench.port, is_paused=True)
        first, second = put("first", bar), put("second", bar)
        content = big(first, 3_000_000)
        Printer.objects.update(is_paused=False)
        with at_work():
            eventually(lambda: states(first, second) == ["printed"] * 2)
    assert bench.paper[0] == content
    assert bench.texts()[1] == "second"
    assert history(first) == [(1, "sending", ""), (1, "printed", "")]


@pytest.mark.parametrize("count", [0, 1, 7, 40])
def test_one_that_resets_after_some_bytes(count: int) -> None:
    with Bench(resets_after(count), prints) as bench:
        bar = printer(bench.port)
        first, second = put("first " * 20, bar), put("second", bar)
        with at_work():
            eventually(lambda: states(first) == ["in_doubt"])
            assert states(second) == ["queued"]
            deciding.print_again(job=first, who="me")
            eventually(lambda: states(first, second) == ["printed"] * 2)
    cut, again, behind = bench.texts()
    assert len(bench.paper[0]) == count
    assert DOUBLE not in cut
    assert again.startswith(DOUBLE)
    assert again.count("first") == 20
    assert behind == "second"
    assert [state for _, state, _ in history(first)] == [
        "sending", "in_doubt", "queued", "sending", "printed",
    ]  # fmt: skip


def test_one_that_resets_before_it_confirms_and_had_printed() -> None:
    whole = len(b"\x1b=\x01\x1b@whole\n\x1b@\x1dr\x01")
    with Bench(resets_after(whole), prints) as bench:
        bar = printer(bench.port)
        first, second = put("whole", bar), put("second", bar)
        with at_work():
            eventually(lambda: states(first) == ["in_doubt"])
            deciding.it_printed(job=first, who="me")
            eventually(lambda: states(first, second) == ["printed"] * 2)
    assert bench.texts() == ["whole", "second"]


def test_one_that_runs_out_of_paper_amid_a_job_and_prints_later() -> None:
    with Bench() as bench:
        bench.gate.clear()
        bar = printer(bench.port)
        first, second = put("first", bar), put("second", bar)
        with at_work():
            assert bench.came.wait(10)
            bench.status = PAPER_OUT
            eventually(lambda: condition(bar) == "printer_paper_out")
            assert states(first, second) == ["sending", "queued"]
            bench.status = {1: 0x12, 2: 0x12, 4: 0x12}
            bench.gate.set()
            eventually(lambda: states(first, second) == ["printed"] * 2)
    assert bench.texts() == ["first", "second"]
    assert history(first) == [(1, "sending", ""), (1, "printed", "")]
    assert condition(bar) == "ready"


def test_one_that_lies_about_its_state() -> None:
    with Bench(never_confirms, prints) as bench:
        bar = printer(bench.port)
        first, second = put("first", bar), put("second", bar)
        with at_work():
            eventually(lambda: states(first) == ["in_doubt"])
            assert states(second) == ["queued"]
            deciding.print_again(job=first, who="me")
            eventually(lambda: states(first, second) == ["printed"] * 2)
    assert bench.texts() == [f"{DOUBLE} first", "second"]
    assert history(first)[1] == (1, "in_doubt", "ack_timeout")


@pytest.mark.parametrize("said", [b"\xff\x80\x90", b"\x12\x16", b"\x18\x00\x0c\x0f", b"OK\r\n"])
def test_one_that_confirms_with_garbage(said: bytes) -> None:
    with Bench(confirms_with(said)) as bench:
        bar = printer(bench.port)
        job = put("job", bar)
        with at_work():
            eventually(lambda: states(job)[0] not in {"queued", "claimed", "sending"})
            final = states(job)
    # Letters look like confirmations bit by bit; none of the others is taken for one.
    assert final == (["printed"] if said == b"OK\r\n" else ["in_doubt"])


def says_garbage(bench: Bench, connection: socket.socket) -> None:
    while not bench.gate.wait(0.001):
        with suppress(TimeoutError):
            connection.sendall(b"\xff\x00\x81\x13no, thanks\r\n" * 10)


def test_one_that_answers_questions_with_garbage() -> None:
    with Bench(says_garbage, prints) as bench:
        bench.gate.clear()
        bar = printer(bench.port)
        job = put("job", bar)
        with at_work():
            eventually(lambda: history(job))
            bench.gate.set()
            eventually(lambda: states(job) == ["printed"])
    assert bench.texts() == ["job"]
    assert history(job)[0] == (1, "queued", "printer_silent")


@pytest.mark.parametrize(
    "host", ["", "no..such", "a" * 64 + ".example", "ü" * 64, "127.0.0.1:9100", "[::1", "::1%"]
)
def test_names_that_are_none_harm_nobody(host: str) -> None:
    with Bench() as bench:
        lost, bar = printer(9100, name="Lost", host=host), printer(bench.port)
        stuck, fine = put("stuck", lost), put("fine", bar)
        with at_work():
            eventually(lambda: states(fine) == ["printed"])
            eventually(lambda: condition(lost) == "printer_unreachable")
    assert states(stuck)[0] in {"queued", "claimed"}
    assert history(stuck)[0] == (1, "queued", "printer_unreachable")
    assert bench.texts() == ["fine"]


def _loopbacks() -> list[str]:
    with suppress(OSError), socket.create_server(("::1", 0), family=socket.AF_INET6):
        return ["127.0.0.1", "::1"]
    return ["127.0.0.1"]


@pytest.mark.parametrize("host", _loopbacks())
def test_both_kinds_of_addresses(host: str) -> None:
    acts: list[Act] = [resets_after(1), prints]
    with Bench(*acts, host=host) as bench:
        bar = printer(bench.port, host=host, in_doubt="reprint")
        jobs = [put(f"job {n}", bar) for n in range(3)]
        with at_work():
            eventually(lambda: states(*jobs) == ["printed"] * 3)
    assert bench.texts()[1:] == [f"{DOUBLE} job 0", "job 1", "job 2"]
