"""What is queued is printed: once, in order, and each with its history."""

from __future__ import annotations

import hashlib
import uuid
from typing import TYPE_CHECKING

import pytest
from django.db import IntegrityError, InternalError, connection, transaction

from printing.errors import PrintingError
from printing.interface import NewJob, Slip, Text, queued
from printing.models import Printer, PrintJob, Route
from printing.spool import deciding, queue
from printing.spool.django_database import DjangoDatabase
from printing.spool.session import Session
from printing.spool.states import FOLLOWS, OVER, State

from .conftest import HERE, at_work, eventually, history, printer, put, states

if TYPE_CHECKING:
    from printing.virtual import VirtualPrinter

pytestmark = pytest.mark.usefixtures("spool")


def receipts(workspace_id: uuid.UUID, source_id: uuid.UUID) -> Slip:
    """A source, for the setting below."""
    if source_id.int == 0:
        raise ZeroDivisionError
    return Slip("built", (Text(f"built {source_id.int}"),))


@pytest.fixture(autouse=True)
def sources(settings):
    settings.PRINTING_SOURCES = {"test": f"{__name__}.receipts"}


def pending(number: int, **fields: object) -> NewJob:
    given = {"workspace_id": HERE, "key": f"k{number}", "purpose": "receipt", "source": "test"}
    return NewJob(**{**given, "reference": "x", "source_id": uuid.UUID(int=number), **fields})


def run(job: NewJob) -> PrintJob | None:
    DjangoDatabase().rows(*queued(job))
    return PrintJob.objects.filter(workspace_id=job.workspace_id, key=job.key).first()


def test_prints_what_waits_and_what_comes_in_order(device: VirtualPrinter) -> None:
    bar = printer(device.port)
    early = [put(f"early {n}", bar) for n in range(3)]
    with at_work():
        eventually(lambda: states(*early) == ["printed"] * 3)
        late = [put(f"late {n}", bar) for n in range(3)]
        eventually(lambda: states(*late) == ["printed"] * 3)
    lines = [device.job_file(n, "txt").read_text().strip() for n in range(1, 7)]
    assert lines == [f"early {n}" for n in range(3)] + [f"late {n}" for n in range(3)]
    for number, job in enumerate([*early, *late], start=1):
        job.refresh_from_db()
        assert bytes(job.content) in device.job_file(number, "bin").read_bytes()
        assert hashlib.sha256(job.content).hexdigest() == job.sha256
        assert job.printed_at is not None
        assert history(job) == [(1, "sending", ""), (1, "printed", "")]
    bar.refresh_from_db()
    assert (bar.condition, bar.near_end) == ("ready", False)


def test_a_job_is_there_if_and_only_if_its_transaction_is(device: VirtualPrinter) -> None:
    printer(device.port, is_default=True)
    with transaction.atomic():
        run(pending(1))
        transaction.set_rollback(True)
    assert not PrintJob.objects.exists()
    with transaction.atomic():
        first, again = run(pending(1)), run(pending(1))
    assert first == again
    assert PrintJob.objects.count() == 1


def test_slips_are_built_by_their_source_once(device: VirtualPrinter) -> None:
    printer(device.port, is_default=True)
    good, broken, unknown = (
        run(pending(1)),
        run(pending(0)),
        run(pending(2, source="nothing")),
    )
    with at_work():
        eventually(lambda: states(good, broken, unknown) == ["printed", "failed", "failed"])
    broken.refresh_from_db()
    unknown.refresh_from_db()
    assert (broken.error_code, broken.error) == (
        "render_failed",
        "The slip cannot be built: ZeroDivisionError.",
    )
    assert unknown.error_code == "unknown_source"
    assert device.job_file(1, "txt").read_text() == "built 1\n"


def test_routes_the_narrowest_first() -> None:
    register, outlet, other = (uuid.UUID(int=n) for n in (7, 8, 9))
    default, wide, near, nearest = (
        printer(1, name=name, kind="memory", is_default=name == "default")
        for name in ("default", "wide", "near", "nearest")
    )
    for where, to in (
        ({}, wide),
        ({"outlet_id": outlet}, near),
        ({"register_id": register}, nearest),
    ):
        Route.objects.create(workspace_id=HERE, purpose="receipt", printer=to, **where)
    found = [
        run(pending(1)),
        run(pending(2, outlet_id=outlet)),
        run(pending(3, outlet_id=outlet, register_id=register)),
        run(pending(4, outlet_id=other, register_id=other)),
        run(pending(5, purpose="slip")),
        run(pending(6, printer_id=near.pk)),
    ]
    assert [job.printer for job in found] == [wide, near, nearest, wide, default, near]


def test_a_workspace_without_printers_queues_nothing_and_one_without_a_route_waits() -> None:
    assert run(pending(1)) is None
    printer(1, kind="memory")
    job = run(pending(2))
    assert (job.state, job.printer) == ("queued", None)


def test_no_dead_printer_delays_another(device: VirtualPrinter) -> None:
    dead, alive = printer(9, name="Dead"), printer(device.port, name="Alive")
    stuck, fine = put("stuck", dead), [put(f"fine {n}", alive) for n in range(3)]
    with at_work():
        eventually(lambda: states(*fine) == ["printed"] * 3)
        eventually(lambda: history(stuck))
        # Nothing was sent, so it stays at the head of its queue, to be tried again later.
        assert states(stuck) in (["queued"], ["claimed"])
        eventually(lambda: Printer.objects.get(pk=dead.pk).condition == "printer_unreachable")
    assert history(stuck)[0] == (1, "queued", "printer_unreachable")


def test_paper_comes_back(device: VirtualPrinter) -> None:
    bar = printer(device.port)
    device.faults.paper_out = True
    job = put("patient", bar)
    with at_work():
        eventually(lambda: Printer.objects.get(pk=bar.pk).condition == "printer_paper_out")
        assert device.jobs == 0
        device.faults.paper_out = False
        eventually(lambda: states(job) == ["printed"])
    assert device.jobs == 1
    assert Printer.objects.get(pk=bar.pk).condition == "ready"


def test_another_printer_takes_over_once(device: VirtualPrinter) -> None:
    spare = printer(device.port, name="Spare")
    bar = printer(9, name="Bar", fallback=spare, fail_over_after=0)
    spare.fallback = bar
    spare.save()
    jobs = [put(f"job {n}", bar) for n in range(3)]
    with at_work():
        eventually(lambda: states(*jobs) == ["printed"] * 3)
    assert [j.printer for j in PrintJob.objects.order_by("position")] == [spare] * 3
    assert {j.moved_from for j in PrintJob.objects.all()} == {bar}
    assert [device.job_file(n, "txt").read_text().strip() for n in (1, 2, 3)] == [
        "job 0",
        "job 1",
        "job 2",
    ]


def test_a_paused_printer_waits(device: VirtualPrinter) -> None:
    bar = printer(device.port, is_paused=True)
    job = put("later", bar)
    with at_work():
        bar.is_paused = False
        assert states(job) == ["queued"]
        bar.save()
        eventually(lambda: states(job) == ["printed"])


def test_what_a_gone_worker_left(device: VirtualPrinter) -> None:
    bar = printer(device.port)
    claimed, waiting = put("claimed", bar), put("waiting", bar)
    session = Session()
    claim = queue.claim(session, HERE, bar.pk)
    assert claim is not None
    session.close()
    with at_work():
        eventually(lambda: states(claimed, waiting) == ["printed"] * 2)
    assert history(claimed)[0] == (1, "queued", "worker_gone")

    doubtful, behind = put("doubtful", bar), put("behind", bar)
    session = Session()
    claim = queue.claim(session, HERE, bar.pk)
    queue.move(session, HERE, claim.id, queue.Step(State.SENDING, claim.attempt))
    session.close()
    with at_work():
        eventually(lambda: states(doubtful) == ["in_doubt"])
        assert states(behind) == ["queued"]
        deciding.print_again(job=doubtful, who="me")
        eventually(lambda: states(doubtful, behind) == ["printed"] * 2)
    assert "POSSIBLE DUPLICATE" in device.job_file(3, "txt").read_text()
    assert "POSSIBLE DUPLICATE" not in device.job_file(4, "txt").read_text()


def test_a_kitchen_printer_prints_doubtful_slips_again_by_itself(device: VirtualPrinter) -> None:
    bar = printer(device.port, in_doubt="reprint")
    job = put("soup", bar)
    session = Session()
    claim = queue.claim(session, HERE, bar.pk)
    queue.move(session, HERE, claim.id, queue.Step(State.SENDING, claim.attempt))
    session.close()
    with at_work():
        eventually(lambda: states(job) == ["printed"])
    assert device.job_file(1, "txt").read_text().split() == ["POSSIBLE", "DUPLICATE", "soup"]


def test_two_workers_print_each_slip_once(device: VirtualPrinter) -> None:
    bar = printer(device.port)
    with at_work(), at_work():
        jobs = [put(f"{n}", bar) for n in range(40)]
        eventually(lambda: states(*jobs) == ["printed"] * 40)
    assert device.jobs == 40
    texts = [device.job_file(n, "txt").read_text().strip() for n in range(1, 41)]
    assert texts == [str(n) for n in range(40)]


def test_a_restarted_database_loses_nothing(device: VirtualPrinter) -> None:
    """Every connection of the worker is cut, as a restart does, while it prints."""
    bar = printer(device.port)
    with at_work():
        jobs = [put(f"{n}", bar) for n in range(10)]
        for _ in range(5):
            with connection.cursor() as cursor:
                cursor.execute(
                    "select pg_terminate_backend(pid) from pg_stat_activity"
                    " where application_name like 'slipway printers%'"
                )
            jobs += [put(f"{len(jobs) + n}", bar) for n in range(5)]
        eventually(lambda: "in_doubt" in states(*jobs) or states(*jobs) == ["printed"] * 35)
        for job in [job for job in jobs if states(job) == ["in_doubt"]]:
            deciding.it_printed(job=job, who="me")
        eventually(lambda: set(states(*jobs)) <= {"printed", "in_doubt"})
    texts = [device.job_file(n, "txt").read_text().strip() for n in range(1, device.jobs + 1)]
    assert len(texts) == len(set(texts))


@pytest.mark.parametrize("state", State.values)
@pytest.mark.parametrize("verb", ["retry", "cancel", "it_printed", "print_again", "move"])
def test_decisions_by_state(state: str, verb: str) -> None:
    bar, other = printer(1, kind="memory"), printer(1, kind="memory", name="Other")
    job = put("x", bar)
    PrintJob.objects.filter(pk=job.pk).update(state=state)
    possible = {
        "retry": {"failed", "queued"},
        "cancel": {"queued", "in_doubt", "failed"},
        "it_printed": {"in_doubt"},
        "print_again": {"in_doubt"},
        "move": {"queued", "failed", "in_doubt"},
    }[verb]
    decide = getattr(deciding, verb)
    options = {"printer": other} if verb == "move" else {}
    if state in possible:
        decide(job=job, who="me", **options)
        assert history(job)[-1][0] == 0
        assert job.history.last().who == "me"
    else:
        with pytest.raises(PrintingError) as caught:
            decide(job=job, who="me", **options)
        assert caught.value.code == "not_possible"
        assert states(job) == [state]
        assert history(job) == []


def test_the_table_of_states_ends() -> None:
    assert set(FOLLOWS) == set(State)
    assert {str(state) for state in OVER} == {"printed", "sent_unconfirmed", "cancelled"}


def test_history_stays() -> None:
    job = put("x", printer(1, kind="memory"))
    deciding.cancel(job=job, who="me")
    for change in (lambda: job.history.update(who="you"), lambda: job.history.all().delete()):
        with pytest.raises((InternalError, IntegrityError)), transaction.atomic():
            change()


def test_a_slip_that_moves_to_narrower_paper_is_rendered_for_it() -> None:
    wide, narrow = printer(1, is_paused=True), printer(1, name="Hall", kind="memory")
    Printer.objects.filter(pk=narrow.pk).update(columns=32, dots=384)
    job = put("twelve words " * 4, wide)
    before = bytes(job.content)
    deciding.move(job=job, printer=Printer.objects.get(pk=narrow.pk), who="someone")
    with at_work():
        eventually(lambda: states(job) == ["printed"])
    job.refresh_from_db()
    after = bytes(job.content)
    assert after != before
    assert hashlib.sha256(after).hexdigest() == job.sha256
    longest = max(len(line) for line in after.replace(b"\x1b@", b"\n").split(b"\n"))
    assert longest <= 32
