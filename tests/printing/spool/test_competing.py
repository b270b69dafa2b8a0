"""Several workers, several printers, several workspaces: who sends, and who must not."""

from __future__ import annotations

import threading
import uuid
from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest
from django.db import connection

from printing.models import Printer, PrintJob
from printing.spool import queue

from .bench import Bench, keeps_quiet
from .conftest import HERE, at_work, eventually, history, printer, put, states

if TYPE_CHECKING:
    import socket

pytestmark = pytest.mark.usefixtures("spool", "hurried")
THERE = uuid.UUID("00000000-0000-7000-8000-000000000002")


def cut_sessions(name: str = "slipway printers") -> int:
    """End connections of workers as an administrator would; return how many."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity where application_name = %s"
            " and datname = current_database()",
            [name],
        )
        return len(cursor.fetchall())


class Turns:
    """Prints like any other, and counts the jobs that it has in hand at the same time."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.open = self.most = 0

    def count(self, step: int) -> None:
        with self.lock:
            self.open += step
            self.most = max(self.most, self.open)

    def __call__(self, bench: Bench, connection: socket.socket) -> None:
        taken = b""
        for data in bench.chunks(connection):
            if data and not taken:
                self.count(1)
            taken += data
            if taken.endswith(b"\x1dr\x01"):
                bench.paper.append(taken[:-3])
                taken = b""
                self.count(-1)
                connection.sendall(b"\x00")


def test_four_workers_one_printer() -> None:
    turns = Turns()
    with Bench(turns, at_once=True) as bench:
        bar = printer(bench.port)
        jobs = [put(f"job {n}", bar) for n in range(10)]
        with ExitStack() as stack:
            for _ in range(4):
                stack.enter_context(at_work())
            jobs += [put(f"job {n}", bar) for n in range(10, 40)]
            eventually(lambda: states(*jobs) == ["printed"] * 40)
    assert bench.texts() == [f"job {n}" for n in range(40)]
    assert turns.most == 1
    assert all(history(job) == [(1, "sending", ""), (1, "printed", "")] for job in jobs)


def test_the_second_worker_takes_over_when_the_first_loses_its_lock() -> None:
    with Bench() as bench:
        bar = printer(bench.port)
        with at_work(who="first"), at_work(who="second"):
            done: set[str] = set()
            jobs: list[PrintJob] = []
            for _ in range(6):
                jobs.append(put(f"job {len(jobs)}", bar))
                eventually(lambda: states(*jobs) == ["printed"] * len(jobs))
                done.add(jobs[-1].history.last().who)
                if len(jobs) % 2 == 0:
                    assert cut_sessions() >= 1
    assert bench.texts() == [f"job {n}" for n in range(6)]
    assert done <= {"first", "second"}


def test_a_dead_printer_never_delays_a_live_one() -> None:
    with Bench(keeps_quiet) as dead, Bench() as live:
        dead.gate.clear()
        slow, bar = printer(dead.port, name="Dead"), printer(live.port)
        stuck = put("stuck", slow)
        with at_work():
            assert dead.connected.wait(10)
            jobs = [put(f"job {n}", bar) for n in range(20)]
            eventually(lambda: states(*jobs) == ["printed"] * 20)
            # The dead one never said a word, and holds its job all the while.
            assert states(stuck)[0] in {"queued", "claimed"}
            assert not dead.gate.is_set()
            assert dead.paper == []
    assert live.texts() == [f"job {n}" for n in range(20)]


def test_a_printer_without_paper_never_delays_another() -> None:
    with Bench() as empty, Bench() as live:
        empty.gate.clear()
        kitchen, bar = printer(empty.port, name="Kitchen"), printer(live.port)
        held = put("held", kitchen)
        with at_work():
            assert empty.came.wait(10)
            jobs = [put(f"job {n}", bar) for n in range(20)]
            eventually(lambda: states(*jobs) == ["printed"] * 20)
            assert states(held) == ["sending"]
            empty.gate.set()
            eventually(lambda: states(held) == ["printed"])
    assert empty.texts() == ["held"]


def test_two_dead_printers_pass_nothing_round_in_circles() -> None:
    refusing = Bench(), Bench()
    one, other = (printer(b.port, name=n) for b, n in zip(refusing, ("One", "Other"), strict=True))
    for mine, its in ((one, other), (other, one)):
        mine.fallback, mine.fail_over_after = its, 0
        mine.save()
    jobs = [put("of one", one), put("of other", other)]
    with at_work():
        eventually(lambda: all(sum(h[0] > 0 for h in history(job)) >= 3 for job in jobs), 20)
    for job, home in zip(jobs, (one, other), strict=True):
        job.refresh_from_db()
        assert (job.moved_from, job.state) == (home, "queued")
        assert [code for _, _, code in history(job)].count("moved") == 1
    for bench in refusing:
        bench.listener.close()


def test_the_other_printer_prints_what_was_moved_in_order() -> None:
    refusing = Bench()
    with Bench() as good:
        spare = printer(good.port, name="Spare")
        bar = printer(refusing.port, fallback=spare, fail_over_after=1)
        jobs = [put(f"job {n}", bar) for n in range(5)]
        with at_work():
            eventually(lambda: states(*jobs) == ["printed"] * 5)
    refusing.listener.close()
    assert good.texts() == [f"job {n}" for n in range(5)]


def insert(to: Printer, workspace: uuid.UUID, text: str) -> uuid.UUID:
    """Queue a job past all checks, rendered already."""
    content = b"\x1b=\x01\x1b@" + text.encode() + b"\n\x1b@\x1dr\x01"
    job = queue.NewJob(
        workspace_id=workspace, key=text, purpose="slip", reference=text, content=content,
        printer_id=to.pk,
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(*queue.enqueueing(job))
    return job.id


def test_a_job_never_goes_to_a_printer_of_another_workspace() -> None:
    with Bench() as theirs, Bench() as mine:
        stranger = printer(theirs.port, workspace_id=THERE, name="Stranger")
        bar = printer(mine.port)
        # Neither queued there, nor moved there by a fallback that is none.
        insert(stranger, HERE, "queued abroad")
        refusing = Bench()
        lost = printer(refusing.port, name="Lost", fallback=stranger, fail_over_after=0)
        insert(lost, HERE, "moved abroad")
        insert(stranger, THERE, "at home")
        insert(bar, HERE, "here")
        with at_work():
            eventually(lambda: PrintJob.objects.filter(state="printed").count() == 2)
            eventually(lambda: history(PrintJob.objects.get(key="moved abroad")))
            late = insert(stranger, THERE, "at home again")
            eventually(lambda: PrintJob.objects.get(pk=late).state == "printed")
    refusing.listener.close()
    assert theirs.texts() == ["at home", "at home again"]
    assert mine.texts() == ["here"]
    assert PrintJob.objects.get(key="moved abroad").printer == lost


def test_the_poll_takes_over_when_nobody_is_woken() -> None:
    with Bench() as bench:
        bar = printer(bench.port)
        with at_work():
            first = put("first", bar)
            eventually(lambda: states(first) == ["printed"])
            with connection.cursor() as cursor:
                cursor.execute("set session_replication_role = replica")  # no trigger fires
                silent = insert(bar, HERE, "silent")
                cursor.execute("set session_replication_role = origin")
            eventually(lambda: PrintJob.objects.get(pk=silent).state == "printed")
    assert bench.texts() == ["first", "silent"]


def test_a_worker_whose_ear_is_cut_hears_again() -> None:
    with Bench() as bench:
        bar = printer(bench.port)
        with at_work():
            jobs = []
            for number in range(3):
                jobs.append(put(f"job {number}", bar))
                eventually(lambda: states(*jobs) == ["printed"] * len(jobs))
                assert cut_sessions("slipway printers, listening") == 1
                eventually(_listening)
    assert bench.texts() == ["job 0", "job 1", "job 2"]


def _listening() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*) from pg_stat_activity where datname = current_database()"
            " and application_name = 'slipway printers, listening'"
        )
        return cursor.fetchone()[0] == 1
