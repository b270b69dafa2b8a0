"""How long a printer that is done waits for its next job, and many printers in one process."""

from __future__ import annotations

import socket
import threading
import time
import uuid

from printing.interface import Slip, Text, enqueue
from printing.models import Printer, PrintJob
from printing.spool.worker import Worker

BODY = "\n".join(f"line {n}" for n in range(40))


class FastPrinter:
    """Confirms at once; notes when it confirmed and when the next job's first byte came."""

    def __init__(self) -> None:
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self.listener.getsockname()[1]
        self.gaps: list[float] = []
        self.done = 0
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self) -> None:
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            with connection:
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                self._serve(connection)

    def _serve(self, connection: socket.socket) -> None:
        confirmed = 0.0
        while True:
            try:
                data = connection.recv(65536)
            except OSError:
                return
            if not data:
                return
            # The status request before a job is not yet its first byte.
            if len(data) > 3 and confirmed:
                self.gaps.append(time.perf_counter() - confirmed)
                confirmed = 0.0
            answers = b"\x12" * data.count(b"\x10\x04")
            if b"\x1dr\x01" in data:
                answers += b"\x00"
                self.done += 1
            if answers:
                connection.sendall(answers)
            if b"\x1dr\x01" in data:
                confirmed = time.perf_counter()


def _row(name: str, port: int, workspace: uuid.UUID) -> Printer:
    return Printer.objects.create(
        workspace_id=workspace, name=name, kind="network", host="127.0.0.1", port=port
    )


def _put(printer: Printer, count: int) -> None:
    for number in range(count):
        enqueue(
            Slip("bench", (Text(BODY),)),
            printer=printer.pk,
            workspace_id=printer.workspace_id,
            reference=str(number),
        )


def _work_until(workspace: uuid.UUID, only: list[Printer]) -> float:
    """Run a worker until all is printed; return the seconds."""
    worker = Worker(only=frozenset(printer.pk for printer in only))
    thread = threading.Thread(target=worker.run)
    started = time.perf_counter()
    thread.start()
    left = PrintJob.objects.filter(workspace_id=workspace).exclude(state="printed")
    while left.exists() and time.perf_counter() - started < 120:
        time.sleep(0.05)
    took = time.perf_counter() - started
    worker.stop.set()
    thread.join()
    return took


def one(jobs: int) -> dict[str, float]:
    """Return the gaps, in milliseconds, between a confirmation and the next job's first byte."""
    device, workspace = FastPrinter(), uuid.uuid4()
    printer = _row("fast", device.port, workspace)
    _put(printer, jobs)
    _work_until(workspace, [printer])
    gaps = sorted(gap * 1000 for gap in device.gaps)
    return {
        "jobs": jobs,
        "gap, median ms": round(gaps[len(gaps) // 2], 2),
        "gap, 95th of 100, ms": round(gaps[len(gaps) * 95 // 100], 2),
    }


def many(count: int) -> dict[str, float]:
    """Print 10 jobs on each of `count` printers with one worker."""
    devices, workspace = [FastPrinter() for _ in range(count)], uuid.uuid4()
    printers = [_row(f"p{n}", device.port, workspace) for n, device in enumerate(devices)]
    for printer in printers:
        _put(printer, 10)
    took = _work_until(workspace, printers)
    done = sum(device.done for device in devices)
    return {"printers": count, "jobs": done, "jobs a second": round(done / took)}
