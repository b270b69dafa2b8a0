"""Workers that print are killed at random: no slip is lost, none is doubled without saying so."""

from __future__ import annotations

import contextlib
import os
import random
import re
import signal
import subprocess
import sys
import threading
import time
import uuid

import psycopg
import pytest

from config import postgres
from config.env import ROOT
from printing.spool import queue
from printing.spool.states import State

from .house import House
from .paper import PaperPrinter

WORKSPACE = uuid.UUID(int=1)
KILL_EVERY = 0.3
BODY = b"".join(b"line %03d %s\n" % (n, b" " * 30) for n in range(40))


class Database:
    """The queue's database, without Django's."""

    def __init__(self, house: House) -> None:
        target = postgres.start(house.data)
        self.raw = psycopg.connect(
            host=target.host, user=target.user, dbname=postgres.DATABASE, autocommit=True
        )

    def rows(self, statement, parameters=()):
        cursor = self.raw.execute(statement, parameters)
        return cursor.fetchall() if cursor.description else []


class Workers:
    """Two processes that keep a worker each; the workers are what is killed."""

    def __init__(self, house: House, count: int = 2) -> None:
        self.alive: dict[int, int] = {}
        self.killed = 0
        self.processes = [
            subprocess.Popen(
                [sys.executable, "manage.py", "run_printers"],
                env=house.environment(), cwd=ROOT, stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL, text=True,
            )
            for _ in range(count)
        ]  # fmt: skip
        self.threads = [
            threading.Thread(target=self._read, args=(n, process), daemon=True)
            for n, process in enumerate(self.processes)
        ]
        for thread in self.threads:
            thread.start()

    def _read(self, number: int, process: subprocess.Popen[str]) -> None:
        for line in process.stdout:
            if found := re.search(r"process (\d+)", line):
                self.alive[number] = int(found[1])

    def kill_one(self) -> None:
        if not self.alive:
            return
        number = random.choice(list(self.alive))
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.alive.pop(number), signal.SIGKILL)
            self.killed += 1

    def end(self) -> None:
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            assert process.wait(60) == 0
        for thread in self.threads:
            thread.join(10)
        for process in self.processes:
            process.stdout.close()


@pytest.fixture
def house(tmp_path):
    made = House(tmp_path)
    try:
        done = made.manage("migrate", "-v0")
        assert done.returncode == 0, done.stderr
        yield made
    finally:
        made.end()


def run(house: House, jobs: int, pace: float) -> dict[str, float]:
    db = Database(house)
    papers = [PaperPrinter(), PaperPrinter()]
    printers = [uuid.UUID(int=n) for n in (1, 2)]
    for number, (printer, paper) in enumerate(zip(printers, papers, strict=True)):
        db.rows(
            "insert into printing_printer (id, workspace_id, name, kind, host, port, columns, dots,"
            " code_pages, confirms, is_default, in_doubt, is_paused, fail_over_after,"
            " condition_detail, device, options) values"
            " (%s, %s, %s, 'network', '127.0.0.1', %s, 42, 512, '[]', true, false, %s, false, 30, '', '', '{}')",
            (printer, WORKSPACE, f"P{number}", paper.port, ("ask", "reprint")[number]),
        )
    workers = Workers(house)
    try:
        until = time.monotonic() + 60
        while len(workers.alive) < 2 and time.monotonic() < until:
            time.sleep(0.02)
        assert len(workers.alive) == 2
        ids: dict[uuid.UUID, int] = {}
        next_kill = time.monotonic() + KILL_EVERY
        until = time.monotonic() + 120 + jobs * pace * 3
        while time.monotonic() < until:
            if len(ids) < jobs:
                number = len(ids)
                job = queue.NewJob(
                    workspace_id=WORKSPACE, key=str(number), purpose="slip", reference=str(number),
                    content=b"\x1b=\x01\x1b@BEGIN %d\n%sEND %d\n\x1b@\x1dr\x01" % (number, BODY, number),
                    printer_id=printers[number % 2],
                )  # fmt: skip
                db.rows(*queue.enqueueing(job))
                ids[job.id] = number
            elif not db.rows(
                "select 1 from printing_printjob where state in ('queued','claimed','sending','in_doubt')"
                " limit 1"
            ):
                break
            if time.monotonic() > next_kill and len(ids) < jobs:
                workers.kill_one()
                next_kill = time.monotonic() + KILL_EVERY * random.uniform(0.5, 1.5)
            look_at_the_paper(db, papers[0], ids)
            time.sleep(pace)
    finally:
        workers.end()
        for paper in papers:
            paper.end()
    doubts = db.rows("select count(*) from printing_printattempt where state = 'in_doubt'")[0][0]
    again = db.rows("select count(*) from printing_printattempt where code = 'worker_gone'")[0][0]
    check(db, papers, jobs)
    db.raw.close()
    return {
        "jobs": jobs, "kills": workers.killed, "in_doubt": doubts, "share": doubts / jobs,
        "found by the next worker": again,
    }  # fmt: skip


def look_at_the_paper(db: Database, paper: PaperPrinter, ids: dict[uuid.UUID, int]) -> None:
    """Be the person who decides what to do about slips in doubt of the first printer."""
    for (job_id,) in db.rows(
        "select id from printing_printjob where state = 'in_doubt' and printer_id = %s",
        (uuid.UUID(int=1),),
    ):
        time.sleep(0.05)  # what is still under way is printed by then
        seen = any(one.number == ids[job_id] and one.whole for one in paper.prints())
        to = State.PRINTED if seen else State.QUEUED
        queue.move(db, WORKSPACE, job_id, queue.Step(to, code="seen", who="test"))


def check(db: Database, papers: list[PaperPrinter], jobs: int) -> None:
    states = db.rows("select state, count(*) from printing_printjob group by 1")
    assert dict(states) == {"printed": jobs}
    for first, paper in enumerate(papers):
        prints = paper.prints()
        mine = list(range(first, jobs, 2))
        # None lost: each is on paper, whole.
        assert sorted({one.number for one in prints if one.whole}) == mine
        # None doubled in silence: at most one without the banner.
        bare = [one.number for one in prints if not one.banner]
        assert len(bare) == len(set(bare))
        # In order: a later slip never stands before an earlier one's first appearance.
        order = list(dict.fromkeys(one.number for one in prints))
        assert order == mine


def test_killed_workers(house: House, record_property) -> None:
    found = run(house, 300, 0.02)
    record_property("found", str(found))
    assert found["kills"] >= 5


@pytest.mark.slow
def test_killed_workers_for_long(house: House, capsys) -> None:
    found = run(house, 1000, 0.03)
    with capsys.disabled():
        print(f"\n{found}")  # noqa: T201 (the figures are what it is run for)
    assert found["kills"] >= 50
    # A kill leaves at most one slip a printer in doubt; how many depends on how busy they are: run
    # it where nothing else does.
    assert found["in_doubt"] <= 2 * found["kills"]
    assert found["share"] < 0.03
