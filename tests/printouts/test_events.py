"""What happens to print jobs and printers is an event, with whatever makes it happen."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

import pytest
from django.db import transaction

from pos.events.models import Event
from pos.workspaces.fields import now
from printing.interface import Drawer, Slip, Text, enqueue
from printing.models import Printer, PrintJob
from printing.spool import deciding, queue
from printing.spool.condition import Shown, show_condition
from printing.spool.django_database import DjangoDatabase
from printing.spool.queue import Step
from printing.spool.states import State
from printing.virtual import VirtualPrinter
from tests.factories.workspaces import WorkspaceFactory
from tests.printing.spool.conftest import at_work, eventually

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def house(transactional_db: None):
    return WorkspaceFactory.create()


def printer(house, **fields: object) -> Printer:
    given = {"workspace_id": house.pk, "name": "Bar", "kind": "network", "host": "127.0.0.1"}
    return Printer.objects.create(**{**given, **fields})


def put(to: Printer, *elements: object) -> PrintJob:
    slip = Slip("x", elements or (Text("hello"),))
    ticket = enqueue(slip, printer=to.pk, workspace_id=to.workspace_id, reference="Coupon 7")
    return PrintJob.objects.get(pk=ticket.job_id)


def told(house, kind: str) -> list[dict[str, object]]:
    return [e.data for e in Event.objects.filter(workspace=house, type=kind).order_by("position")]


def test_what_the_worker_prints(house, tmp_path: Path) -> None:
    with VirtualPrinter(tmp_path) as device:
        bar = printer(house, port=device.port)
        job = put(bar)
        with at_work():
            eventually(lambda: told(house, "print_job.state.updated"))
    (event,) = Event.objects.filter(type="print_job.state.updated")
    assert (event.subject_type, event.subject_id) == ("print_jobs", job.pk)
    assert event.id.version == 7
    assert abs((now() - event.created_at).total_seconds()) < 60
    assert event.data == {
        "state": "printed", "previous_state": "sending", "purpose": "slip",
        "reference": "Coupon 7", "source_id": None, "printer_id": str(bar.pk), "attempts": 1,
        "error_code": None, "error": None,
    }  # fmt: skip
    (condition,) = told(house, "printer.condition.updated")
    assert (condition["condition"], condition["previous_condition"]) == ("ready", "unknown")


def test_paid_but_not_printed_is_told_once(house) -> None:
    """A printer that cannot be reached is tried again and again; the reason is news once."""
    bar = printer(house, port=1)
    job = put(bar)
    with at_work():
        eventually(lambda: PrintJob.objects.get(pk=job.pk).attempts >= 2)
    (waits,) = told(house, "print_job.state.updated")
    assert (waits["state"], waits["error_code"]) == ("queued", "printer_unreachable")
    assert "No connection" in str(waits["error"])
    conditions = [one["condition"] for one in told(house, "printer.condition.updated")]
    assert conditions == ["printer_unreachable"]


def test_paper_near_its_end_and_the_drawer(house) -> None:
    bar = printer(house)
    db = DjangoDatabase()
    for shown in (
        Shown("ready"),
        Shown("ready", near_end=True),
        Shown("ready", near_end=True),
        Shown("printer_cover_open", "The cover is open."),
        Shown("ready", drawer_open=True),
    ):
        show_condition(db, house.pk, bar.pk, shown)
    events = told(house, "printer.condition.updated")
    assert [(e["condition"], e["near_end"], e["drawer_open"]) for e in events] == [
        ("ready", False, None),
        ("ready", True, None),
        ("printer_cover_open", False, None),
        ("ready", False, True),
    ]
    assert events[2]["detail"] == "The cover is open."


@pytest.mark.parametrize(("sensor", "is_open"), [("", None), ("high", False), ("low", True)])
def test_what_the_drawers_switch_means(house, tmp_path: Path, sensor: str, is_open: object) -> None:
    """The virtual printer's drawer is closed, its switch low."""
    with VirtualPrinter(tmp_path) as device:
        bar = printer(house, port=device.port, drawer_sensor=sensor)
        put(bar, Drawer())
        with at_work():
            eventually(lambda: told(house, "print_job.state.updated"))
    bar.refresh_from_db()
    assert bar.drawer_open is is_open


def test_what_people_decide(house) -> None:
    bar, hall = printer(house, kind="memory"), printer(house, kind="memory", name="Hall")
    job = put(bar)
    PrintJob.objects.filter(pk=job.pk).update(state="in_doubt")
    Event.objects.all().delete()
    deciding.print_again(job=job, who="someone")
    deciding.move(job=job, printer=hall, who="someone")
    deciding.cancel(job=job, who="someone")
    changes = [
        (e["previous_state"], e["state"], e["printer_id"] == str(hall.pk))
        for e in told(house, "print_job.state.updated")
    ]
    assert changes == [
        ("in_doubt", "queued", False),
        ("queued", "queued", True),
        ("queued", "cancelled", True),
    ]


def test_no_event_without_its_change(house) -> None:
    job = put(printer(house, kind="memory"))
    with transaction.atomic():
        queue.move(DjangoDatabase(), house.pk, job.pk, Step(State.CANCELLED))
        assert Event.objects.count() == 1
        transaction.set_rollback(True)
    assert not Event.objects.exists()


def test_a_printer_of_no_workspace_prints_all_the_same(transactional_db: None) -> None:
    nowhere = uuid.uuid4()
    bar = Printer.objects.create(workspace_id=nowhere, name="Bar", kind="memory")
    job = put(bar)
    assert queue.move(DjangoDatabase(), nowhere, job.pk, Step(State.CANCELLED))
    assert not Event.objects.exists()
