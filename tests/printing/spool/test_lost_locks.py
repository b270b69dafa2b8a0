"""Amid a job the lock is lost, the worker is told to end, or it dies: nothing is doubled in silence."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from django.db import connection

from printing.models import Printer, PrintJob
from printing.spool import deciding, worker
from tests.printing.raw_printer import FINE, PAPER_OUT

from .bench import Bench
from .conftest import at_work, eventually, history, printer, put, states
from .test_bad_printers import big
from .test_competing import cut_sessions

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.usefixtures("spool")


class Watched:
    """Reads so slowly that a job is under way for long, and notes when each connection speaks."""

    def __init__(self) -> None:
        self.notes: list[tuple[str, int]] = []

    def __call__(self, bench: Bench, connection: socket.socket) -> None:
        number = bench.connections
        taken = 0
        try:
            for data in bench.chunks(connection, 20_000):
                if data and not taken:
                    self.notes.append(("begins", number))
                taken += len(data)
                if taken:
                    bench.stop.wait(0.002)
                if data.endswith(b"\x1dr\x01"):
                    self.notes.append(("whole", number))
                    connection.sendall(b"\x00")
        finally:
            self.notes.append(("ends", number))


def test_who_lost_the_lock_sends_no_more_before_another_one_begins() -> None:
    """The printer takes connections side by side, so only the senders can keep apart."""
    watched = Watched()
    with Bench(watched, at_once=True) as bench:
        bench.listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8192)
        bar = printer(bench.port, is_paused=True, in_doubt="reprint")
        job = put("first", bar)
        big(job, 6_000_000)
        Printer.objects.update(is_paused=False)
        with at_work(who="first"), at_work(who="second"):
            assert bench.came.wait(10)
            # The holder of the lock loses it, and the other one takes it over at once.
            assert cut_sessions() >= 1
            eventually(lambda: ("ends", 1) in watched.notes)
            assert ("whole", 1) not in watched.notes
            eventually(lambda: "in_doubt" in [state for _, state, _ in history(job)])
            bench.stop.set()
    begun = [note for note in watched.notes if note[0] != "ends" or note[1] == 1]
    again = [at for at, note in enumerate(begun) if note[0] == "begins" and note[1] > 1]
    assert all(begun.index(("ends", 1)) < at for at in again)


def test_a_printers_word_counts_although_the_lock_was_lost_meanwhile() -> None:
    with Bench() as bench:
        bench.gate.clear()
        bar = printer(bench.port)
        first, second = put("first", bar), put("second", bar)
        with at_work():
            assert bench.came.wait(10)
            eventually(lambda: states(first) == ["sending"])
            assert cut_sessions() == 1
            bench.gate.set()
            eventually(lambda: states(first, second) == ["printed"] * 2)
    assert bench.texts() == ["first", "second"]
    assert history(first) == [(1, "sending", ""), (1, "printed", "")]


def test_a_printers_word_counts_although_another_worker_took_over() -> None:
    """It comes after the job went in doubt, and settles that."""
    with Bench(at_once=True) as bench:
        bench.gate.clear()
        bar = printer(bench.port)
        first, second = put("first", bar), put("second", bar)
        with at_work(who="first"), at_work(who="second"):
            assert bench.came.wait(10)
            eventually(lambda: states(first) == ["sending"])
            holder = first.history.get().who
            cut_holder()
            eventually(lambda: states(first) == ["in_doubt"])
            assert first.history.last().who != holder or first.history.last().code == "worker_gone"
            bench.gate.set()
            eventually(lambda: states(first, second) == ["printed"] * 2)
    assert bench.texts() == ["first", "second"]


def cut_holder() -> None:
    """End the one connection that holds a printer's lock."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_terminate_backend(l.pid) from pg_locks l join pg_stat_activity a"
            " on a.pid = l.pid where l.locktype = 'advisory' and l.granted"
            " and a.application_name = 'slipway printers' and a.datname = current_database()"
        )
        assert len(cursor.fetchall()) == 1


def test_told_to_end_it_finishes_the_job_at_hand() -> None:
    with Bench() as bench:
        bench.gate.clear()
        bar = printer(bench.port)
        first, second = put("first", bar), put("second", bar)
        with at_work() as one:
            assert bench.came.wait(10)
            one.stop.set()
            bench.gate.set()
        assert states(first, second) == ["printed", "queued"]
    assert bench.texts() == ["first"]


def test_out_of_paper_for_long_and_restarted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "GRACE", 0.5)
    with Bench(at_once=True) as bench:
        bench.gate.clear()
        bar = printer(bench.port)
        first, second = put("first", bar), put("second", bar)
        with at_work():
            assert bench.came.wait(10)
            bench.status = PAPER_OUT
            eventually(lambda: Printer.objects.get(pk=bar.pk).condition == "printer_paper_out")
        assert states(first, second) == ["in_doubt", "queued"]
        with at_work():
            # Paper is back; the printer prints what it held, and nobody sends that again.
            bench.status = FINE
            bench.gate.set()
            eventually(lambda: bench.paper)
            assert states(first, second) == ["in_doubt", "queued"]
            deciding.it_printed(job=first, who="me")
            eventually(lambda: states(first, second) == ["printed"] * 2)
    assert bench.texts() == ["first", "second"]


@pytest.fixture
def command() -> Iterator[subprocess.Popen[str]]:
    """The real command, on the test's database."""
    where = connection.get_connection_params()
    url = f"postgresql://{where['user']}@/{where['dbname']}?host={where['host']}"
    process = subprocess.Popen(
        [sys.executable, "manage.py", "run_printers"],
        env={**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "config.settings"},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    yield process
    process.kill()
    process.wait()
    if process.stdout:
        process.stdout.close()


def test_sigterm_amid_a_job(command: subprocess.Popen[str]) -> None:
    with Bench() as bench:
        bench.gate.clear()
        bar = printer(bench.port)
        first, second = put("first", bar), put("second", bar)
        assert bench.came.wait(30)
        command.send_signal(signal.SIGTERM)
        with pytest.raises(subprocess.TimeoutExpired):
            command.wait(0.5)
        bench.gate.set()
        assert command.wait(30) == 0
    assert states(first, second) == ["printed", "queued"]
    assert bench.texts() == ["first"]
    assert command.stdout is not None
    assert command.stdout.read().endswith("Stopped.\n")


def waits(job: PrintJob) -> float:
    """Return the seconds between the last attempt and the next one."""
    job.refresh_from_db()
    last = job.history.filter(code="printer_unreachable").last()
    assert last is not None
    assert job.not_before is not None
    return (job.not_before - last.at).total_seconds()


def test_pauses_grow_and_begin_anew() -> None:
    bench = Bench()
    bar = printer(bench.port)
    job = put("job", bar)
    with at_work():
        for number, pause in enumerate((1, 2, 4, 8), start=1):
            eventually(lambda n=number: job.history.filter(code="printer_unreachable").count() == n)
            eventually(lambda: states(job) == ["queued"])
            assert 0.7 * pause <= waits(job) <= 1.3 * pause
            deciding.retry(job=job, who="me")
        with bench:
            eventually(lambda: states(job) == ["printed"])
        later = put("later", bar)
        eventually(lambda: history(later))
        assert 0.7 <= waits(later) <= 1.3
    assert bench.texts() == ["job"]
