"""Workers are killed while a fiscal device prints: each receipt is closed once, and has its number."""

from __future__ import annotations

import os
import random
import signal
import time
import uuid
from decimal import Decimal

import pytest

from printing.fiscal import content
from printing.fiscal.receipt import FiscalLine, FiscalPayment, FiscalReceipt, PaymentKind
from printing.fiscal.service import FiscalService
from printing.fiscal.simulator import Simulator
from printing.spool import queue
from printing.spool.states import State

from .house import House
from .test_print_kills import WORKSPACE, Database, Workers

PRINTER = uuid.UUID(int=1)
KILL_EVERY = 0.3


@pytest.fixture
def house(tmp_path):
    made = House(tmp_path)
    try:
        done = made.manage("migrate", "-v0")
        assert done.returncode == 0, done.stderr
        yield made
    finally:
        made.end()


@pytest.fixture
def service(tmp_path):
    with (
        Simulator(tmp_path / "fiscal", live=False) as simulator,
        FiscalService(simulator) as running,
    ):
        simulator.faults.latency = 0.01
        yield running


def set_up(db: Database, service: FiscalService) -> None:
    db.rows(
        "insert into workspaces_workspace (id, created_at, updated_at, name, slug, currency, timezone,"
        " business_day_starts_at, language, legal_name, tax_number, receipt_footer, is_demo)"
        " values (%s, now(), now(), 'W', 'w', 'EUR', 'UTC', 0, 'en', '', '', '', true)",
        (WORKSPACE,),
    )
    db.rows(
        "insert into printing_printer (id, workspace_id, name, kind, host, port, device, options,"
        " columns, dots, code_pages, confirms, is_default, in_doubt, is_paused, fail_over_after,"
        " condition_detail) values (%s, %s, 'Fiscal', 'fiscal_simulator', '127.0.0.1', %s, %s,"
        """ '{"tax_groups": {"21": 1}}', 42, 512, '[]', true, false, 'ask', false, 30, '')""",
        (PRINTER, WORKSPACE, service.port, service.printer),
    )


def queued(db: Database, number: int) -> uuid.UUID:
    """Queue a receipt whose amount nobody could tell from its neighbour's by chance."""
    lines = tuple(
        FiscalLine(f"Soup {at}", Decimal(1), Decimal(f"{number % 7 + 1}.10"), 1) for at in range(3)
    )
    total = sum((line.amount for line in lines), Decimal(0))
    receipt = FiscalReceipt(
        uuid.UUID(int=number + 1).hex, f"W-{number:07d}", lines,
        (FiscalPayment(PaymentKind.CARD, total),),
    )  # fmt: skip
    job = queue.NewJob(
        workspace_id=WORKSPACE, key=str(number), purpose="fiscal", reference=str(number),
        content=content.write(receipt), printer_id=PRINTER,
    )  # fmt: skip
    db.rows(*queue.enqueueing(job))
    return job.id


def break_something(service: FiscalService, chance: random.Random) -> None:
    """Lose the next reply of one sort, close without a reply, or let the paper end: one at a time."""
    faults = service.simulator.faults
    if faults.codes:
        faults.clear()
    if service.lose or faults.lost_replies:
        return
    what = chance.choice(["receipt", "taskinfo", "closed", "fine"] * 3 + ["paper"])
    if what in {"receipt", "taskinfo"}:
        service.lose.append(what)
    elif what == "closed":
        faults.lost_replies = 1
    elif what == "paper":
        faults.set("paper_out")


def look_at_the_journal(db: Database, service: FiscalService, ids: dict[uuid.UUID, int]) -> int:
    """Be the person who decides about receipts in doubt, by what the device has printed."""
    doubtful = db.rows("select id, doubts from printing_printjob where state = 'in_doubt'")
    for job_id, doubts in doubtful:
        known = {one["request_id"] for one in service.simulator.journal() if one["number"]}
        if doubts == 1:
            step = queue.Step(State.QUEUED, code="print_again", who="test")
        elif uuid.UUID(int=ids[job_id] + 1).hex in known:
            step = queue.Step(State.PRINTED, code="seen", who="test", fiscal={"before": None})
        else:
            step = queue.Step(State.QUEUED, code="not_printed", who="test", fiscal={"before": None})
        queue.move(db, WORKSPACE, job_id, step)
    return len(doubtful)


def kill_the_sender(db: Database, workers: Workers) -> bool:
    """Kill the worker that has a receipt on its way, if one has."""
    rows = db.rows(
        "select a.who from printing_printattempt a join printing_printjob j on j.id = a.job_id"
        " where j.state = 'sending' and a.state = 'sending' order by a.id desc limit 1"
    )
    pid = int(rows[0][0].rsplit(":", 1)[1]) if rows else 0
    for number, alive in list(workers.alive.items()):
        if alive == pid:
            os.kill(workers.alive.pop(number), signal.SIGKILL)
            workers.killed += 1
            return True
    return False


def run(house: House, service: FiscalService, jobs: int, seconds: float) -> dict[str, object]:
    db, chance = Database(house), random.Random(jobs)
    set_up(db, service)
    workers = Workers(house)
    ids = {queued(db, number): number for number in range(jobs)}
    try:
        until = time.monotonic() + seconds * 6
        kills_until = time.monotonic() + seconds
        next_kill = next_fault = 0.0
        while time.monotonic() < until:
            now = time.monotonic()
            if not db.rows("select 1 from printing_printjob where state <> 'printed' limit 1"):
                break
            if now > kills_until:
                service.simulator.faults.clear()
                service.lose.clear()
            elif now > next_fault:
                break_something(service, chance)
                next_fault = now + 0.3
            if next_kill < now < kills_until and kill_the_sender(db, workers):
                next_kill = now + KILL_EVERY * chance.uniform(0.5, 1.5)
            look_at_the_journal(db, service, ids)
            time.sleep(0.02)
    finally:
        workers.end()
    found = check(db, service, jobs, ids) | {"jobs": jobs, "kills": workers.killed}
    db.raw.close()
    return found


def check(
    db: Database, service: FiscalService, jobs: int, ids: dict[uuid.UUID, int]
) -> dict[str, object]:
    states = dict(db.rows("select state, count(*) from printing_printjob group by 1"))
    assert states == {"printed": jobs}
    closed = [one for one in service.simulator.journal() if one["kind"] == "receipt"]
    # None lost and none doubled: the device has each exactly once, in their order.
    wanted = [uuid.UUID(int=number + 1).hex for number in sorted(ids.values())]
    assert [one["request_id"] for one in closed] == wanted
    numbers = {one["request_id"]: one["number"] for one in closed}
    told = db.rows(
        "select id, fiscal_number, device_serial, is_simulated, error_code from printing_printjob"
    )
    seen = 0
    for job_id, number, serial, simulated, code in told:
        if code == "seen":
            seen += 1  # a person looked: the number is on paper, and in the journal
            continue
        assert int(number) == numbers[uuid.UUID(int=ids[job_id] + 1).hex]
        assert (serial, simulated) == (service.simulator.memory.serial, True)
    attempts = db.rows("select code, count(*) from printing_printattempt group by 1")
    doubts = db.rows("select count(*) from printing_printattempt where state = 'in_doubt'")
    return {"in doubt": doubts[0][0], "told by a person": seen, **dict(attempts)}


def test_killed_workers(house: House, service: FiscalService, record_property) -> None:
    found = run(house, service, 60, 10)
    record_property("found", str(found))
    assert found["kills"] >= 5
    assert found["worker_gone"] >= 3


@pytest.mark.slow
def test_killed_workers_for_long(house: House, service: FiscalService, capsys) -> None:
    found = run(house, service, 600, 120)
    with capsys.disabled():
        print(f"\n{found}")  # noqa: T201 (the figures are what it is run for)
    assert found["kills"] >= 50
    assert found["worker_gone"] >= 20
