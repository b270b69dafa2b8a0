"""A spool at work: real rows, real sockets, a worker in a thread."""

from __future__ import annotations

import threading
import time
import uuid
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from printing.interface import Slip, Text, enqueue
from printing.models import Printer, PrintJob
from printing.spool.worker import Worker

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

HERE = uuid.UUID("00000000-0000-7000-8000-000000000001")
PATIENCE = 10.0


@contextmanager
def at_work(**options: object) -> Iterator[Worker]:
    """Run a worker in a thread; what it raised fails the test."""
    worker = Worker(**options)  # type: ignore[arg-type]
    failed: list[BaseException] = []

    def work() -> None:
        try:
            worker.run()
        except BaseException as error:  # noqa: BLE001 (given to the test)
            failed.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield worker
    finally:
        worker.stop.set()
        thread.join(30)
        assert not thread.is_alive()
        assert failed == []


def eventually(found: Callable[[], object], seconds: float = PATIENCE) -> object:
    """Wait until `found` gives something true; fail with what it gave last."""
    until = time.monotonic() + seconds
    while not (value := found()):
        assert time.monotonic() < until, f"still {value!r} after {seconds} s"
        time.sleep(0.02)
    return value


def printer(port: int, **fields: object) -> Printer:
    given = {"workspace_id": HERE, "name": "Bar", "kind": "network", "host": "127.0.0.1"}
    return Printer.objects.create(port=port, columns=42, dots=512, **{**given, **fields})


def put(text: str, to: Printer, **options: object) -> PrintJob:
    slip = Slip(text, (Text(text),))
    ticket = enqueue(slip, printer=to.pk, workspace_id=HERE, reference=text, **options)  # type: ignore[arg-type]
    return PrintJob.objects.get(pk=ticket.job_id)


def states(*jobs: PrintJob) -> list[str]:
    return [PrintJob.objects.get(pk=job.pk).state for job in jobs]


def history(job: PrintJob) -> list[tuple[int, str, str]]:
    return [(one.number, one.state, one.code) for one in job.history.order_by("id")]


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Printers are given up on in a second instead of half a minute."""
    target = Printer.target
    times = {"connect": 1.0, "status": 0.5, "total": 1.0}
    monkeypatch.setattr(Printer, "target", lambda one: replace(target(one), **times))


@pytest.fixture
def spool(transactional_db: None) -> None:
    """Rows that other connections see."""
