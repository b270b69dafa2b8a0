"""The simulator is killed at its worst moments, as a process of its own, and started again."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import threading
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from printing.errors import PrintingError
from printing.fiscal.erpnet import ErpNetDevice
from printing.fiscal.service import FiscalService
from printing.fiscal.simulator import Simulator
from printing.fiscal.simulator.paper import NOTICE
from tests.printing.fiscal.conftest import sale

if TYPE_CHECKING:
    from collections.abc import Iterator

    from printing.fiscal.result import LastDocument

ROOT = Path(__file__).resolve().parents[3]
FIRST = 9_000_001


def command(*args: str) -> subprocess.Popen[str]:
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    return subprocess.Popen(
        [sys.executable, "manage.py", "fiscal_simulator", *args],
        cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


@contextmanager
def running(
    folder: Path, *faults: str, total: float = 1.0
) -> Iterator[tuple[subprocess.Popen[str], ErpNetDevice]]:
    args = [arg for fault in faults for arg in ("--fault", fault)]
    with command("--port", "0", "--folder", str(folder), *args) as process:
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            assert line.startswith(f"{NOTICE} on http://127.0.0.1:"), process.stderr
            url = line.split(" on ")[1].split(",")[0]
            printer = line.split("printer ")[1].split(",")[0]
            yield process, ErpNetDevice(url, printer, total=total)
        finally:
            if process.poll() is None:
                process.kill()


def journal(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "journal.jsonl").read_text().splitlines()]


@pytest.mark.parametrize("point", ["before_close", "after_close_before_reply"])
def test_killed_at_a_crash_point(tmp_path: Path, point: str) -> None:
    with running(tmp_path, point) as (process, device):
        before = device.last()
        with pytest.raises(PrintingError) as caught:
            device.print_receipt(sale("r-1"), before)
        assert caught.value.code == "fiscal_doubt"
        assert process.wait(timeout=5) == -signal.SIGKILL
        with pytest.raises(PrintingError) as caught:
            device.find(sale("r-1"), before)
        assert caught.value.code == "fiscal_unknown"
    with running(tmp_path, total=10) as (_, device):
        found = device.find(sale("r-1"), before)
        if point == "before_close":
            assert found is None
            assert device.print_receipt(sale("r-1"), before).receipt_number == str(FIRST)
        else:
            assert found is not None
            assert (found.receipt_number, found.amount) == (str(FIRST), Decimal("12.50"))
        assert device.print_receipt(sale("r-2")).receipt_number == str(FIRST + 1)
    kinds = [entry["kind"] for entry in journal(tmp_path)]
    void = ["void"] if point == "before_close" else []
    assert kinds == [*void, "receipt", "receipt"]


@pytest.mark.parametrize("point", ["before_close", "after_close_before_reply"])
def test_killed_during_a_z_report(tmp_path: Path, point: str) -> None:
    with Simulator(tmp_path, live=False) as first:
        first.print_receipt(sale("r-1"))
    with running(tmp_path, point) as (process, device):
        # The crash point of a receipt and of a Z report are the same: here only Z is printed.
        with pytest.raises(PrintingError) as caught:
            device.z_report()
        assert caught.value.code == "fiscal_doubt"
        assert process.wait(timeout=5) == -signal.SIGKILL
    closed = point == "after_close_before_reply"
    with Simulator(tmp_path, live=False) as again:
        assert again.status().z_number == int(closed)
        assert again.memory.net() == ({} if closed else {2: Decimal("12.50")})
        assert [e["kind"] for e in again.journal()] == ["receipt", *(["z"] if closed else [])]


def test_killed_at_any_moment(tmp_path: Path) -> None:
    """Every request ends up on paper once, whatever moment the power fails at."""
    chance = random.Random(7)
    closed: dict[str, str] = {}
    for _ in range(4):
        with running(tmp_path) as (process, device):
            timer = threading.Timer(chance.uniform(0.05, 0.4), process.kill)
            timer.start()
            doubtful = _print_until_it_dies(device, closed)
            timer.join()
        if doubtful is not None:
            name, before = doubtful
            with Simulator(tmp_path, live=False) as again, FiscalService(again) as service:
                device = ErpNetDevice(service.url, service.printer)
                found = device.find(sale(name), before) or device.print_receipt(sale(name), before)
                closed[name] = found.receipt_number
    printed = [entry for entry in journal(tmp_path) if entry["kind"] == "receipt"]
    assert {entry["request_id"]: str(entry["number"]) for entry in printed} == closed
    assert [entry["number"] for entry in printed] == [FIRST + n for n in range(len(printed))]
    with Simulator(tmp_path, live=False) as again:
        assert again.memory.sales == {"2": Decimal("12.50") * len(closed)}


def _print_until_it_dies(
    device: ErpNetDevice, closed: dict[str, str]
) -> tuple[str, LastDocument] | None:
    for _ in range(1000):
        name = f"r-{len(closed)}"
        try:
            before = device.last()
        except PrintingError:
            return None
        try:
            closed[name] = device.print_receipt(sale(name), before).receipt_number
        except PrintingError as error:
            return (name, before) if error.may_have_printed else None
    raise AssertionError("it was not killed")


def test_command_prints_and_stops(tmp_path: Path) -> None:
    with running(tmp_path, "cover_open", "lost_reply") as (process, device):
        assert device.status().errors == ("E302",)
        process.send_signal(signal.SIGTERM)
        out, error = process.communicate(timeout=10)
    assert (process.returncode, error) == (0, "")
    assert out.endswith("Stopped.\n")
    with running(tmp_path) as (process, device):
        device.print_receipt(sale())
        assert process.stdout is not None
        assert process.stdout.readline() == f"Printed receipt {FIRST}\n"
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=10)
    assert process.returncode == 0


def test_command_names_a_taken_port(service: FiscalService, tmp_path: Path) -> None:
    with command("--port", str(service.port), "--folder", str(tmp_path / "other")) as process:
        _, error = process.communicate(timeout=10)
    assert process.returncode == 1
    assert f"Cannot listen on 127.0.0.1:{service.port}" in error
    assert "Traceback" not in error


def test_command_names_a_taken_folder(service: FiscalService, tmp_path: Path) -> None:
    with command("--port", "0", "--folder", str(tmp_path / "fiscal")) as process:
        _, error = process.communicate(timeout=10)
    assert process.returncode == 1
    assert "another simulator uses it" in error
    assert "Traceback" not in error
