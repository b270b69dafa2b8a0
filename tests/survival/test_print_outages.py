"""The database goes away while slips are printed: what printers said is remembered and written."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
import uuid
from typing import TYPE_CHECKING

import pytest

from config.env import ROOT
from printing.spool import queue
from tests.printing.spool.bench import Bench

from .test_print_kills import WORKSPACE, Database, House

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PRINTER = uuid.UUID(int=7)
PATIENCE = 60.0


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    made = House(tmp_path_factory.mktemp("house"))
    try:
        done = made.manage("migrate", "-v0")
        assert done.returncode == 0, done.stderr
        yield made
    finally:
        made.end()


@pytest.fixture
def worker(house: House, tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """`run_printers`, once it prints; it ends well, or the test fails."""
    with (tmp_path / "log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "run_printers"],
            env=house.environment(), cwd=ROOT, stdout=subprocess.PIPE, stderr=log, text=True,
        )  # fmt: skip
    assert process.stdout is not None
    try:
        assert "Printing for" in process.stdout.readline()
        yield process
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE) == 0
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


@pytest.fixture
def bench(house: House) -> Iterator[Bench]:
    with Bench(at_once=True) as printer:
        printer.gate.clear()
        db = Database(house)
        db.rows("truncate printing_printattempt, printing_printjob, printing_printer cascade")
        db.rows(
            "insert into printing_printer (id, workspace_id, name, kind, host, port, columns, dots,"
            " code_pages, confirms, is_default, in_doubt, is_paused, fail_over_after,"
            " condition_detail, device, options) values (%s, %s, 'Bar', 'network', '127.0.0.1', %s,"
            " 42, 512, '[]', true, false, 'reprint', false, 30, '', '', '{}')",
            (PRINTER, WORKSPACE, printer.port),
        )
        db.raw.close()
        yield printer


def put(house: House, *texts: str) -> None:
    db = Database(house)
    for text in texts:
        job = queue.NewJob(
            workspace_id=WORKSPACE, key=text, purpose="slip", reference=text, printer_id=PRINTER,
            content=b"\x1b=\x01\x1b@" + text.encode() + b"\n\x1b@\x1dr\x01",
        )  # fmt: skip
        db.rows(*queue.enqueueing(job))
    db.raw.close()


def jobs(house: House) -> list[tuple[str, int]]:
    return house.ask("select state, attempts from printing_printjob order by position")


def history(house: House) -> list[tuple[str]]:
    return house.ask(
        "select a.state from printing_printattempt a join printing_printjob j on j.id = a.job_id"
        " where j.reference = 'first' order by a.id"
    )


def all_printed(house: House, seconds: float = PATIENCE) -> None:
    until = time.monotonic() + seconds
    while {state for state, _ in jobs(house)} != {"printed"}:
        assert time.monotonic() < until, jobs(house)
        time.sleep(0.05)


# The printer is set to print again what is in doubt: a second print would be on paper.
def test_confirmed_while_the_database_is_away(
    house: House, bench: Bench, worker: subprocess.Popen[str]
) -> None:
    put(house, "first", "second")
    assert bench.came.wait(PATIENCE)
    house.stop_database()
    bench.gate.set()
    until = time.monotonic() + PATIENCE
    while not bench.paper and time.monotonic() < until:
        time.sleep(0.02)
    house.start_database()
    all_printed(house)
    assert bench.texts() == ["first", "second"]
    assert jobs(house) == [("printed", 1), ("printed", 1)]
    assert history(house) == [("sending",), ("printed",)]


def test_confirmed_after_the_database_came_back(
    house: House, bench: Bench, worker: subprocess.Popen[str]
) -> None:
    put(house, "first", "second")
    assert bench.came.wait(PATIENCE)
    house.kill_database()
    bench.gate.set()
    all_printed(house)
    assert bench.texts() == ["first", "second"]
    assert history(house)[-1] == ("printed",)


def test_queued_while_the_worker_has_no_database(
    house: House, bench: Bench, worker: subprocess.Popen[str]
) -> None:
    bench.gate.set()
    put(house, "first")
    all_printed(house)
    for number in range(2):
        house.kill_database()
        put(house, f"later {number}", f"last {number}")
        all_printed(house)
    assert bench.texts() == ["first"] + [
        f"{word} {number}" for number in range(2) for word in ("later", "last")
    ]
