"""The operator's commands: what they say, and exit codes that a script can use."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import uuid
from typing import TYPE_CHECKING

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from printing.models import PrintJob
from tests.printing.spool.conftest import eventually, printer, put, states

if TYPE_CHECKING:
    from printing.virtual import VirtualPrinter

pytestmark = pytest.mark.usefixtures("spool")


def test_the_queue_is_listed(capsys) -> None:
    bar = printer(1)
    waiting, doubtful = put("waiting", bar), put("doubtful", bar)
    call_command("print_queue", "list")
    out = capsys.readouterr().out
    assert f"{waiting.pk}  " in out
    assert out.endswith("2 not on paper.\n")
    PrintJob.objects.filter(pk=doubtful.pk).update(state="in_doubt", error="look at the paper")
    with pytest.raises(SystemExit) as caught:
        call_command("print_queue", "list", "--printer", "Bar", "--json")
    assert caught.value.code == 3
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(row["reference"], row["state"], row["error"]) for row in rows] == [
        ("waiting", "queued", None),
        ("doubtful", "in_doubt", "look at the paper"),
    ]
    PrintJob.objects.update(state="printed")
    call_command("print_queue", "list", "--all")
    assert "doubtful" in capsys.readouterr().out


def test_decisions(capsys) -> None:
    bar, other = printer(1), printer(2, name="Other")
    job = put("slip", bar)
    for action, before, after in (
        ("retry", "failed", "queued"),
        ("printed", "in_doubt", "printed"),
        ("again", "in_doubt", "queued"),
        ("cancel", "queued", "cancelled"),
    ):
        PrintJob.objects.filter(pk=job.pk).update(state=before)
        call_command("print_queue", action, str(job.pk))
        assert states(job) == [after]
        assert capsys.readouterr().out.startswith("slip: ")
    with pytest.raises(CommandError, match="not_possible"):
        call_command("print_queue", "again", str(job.pk))
    PrintJob.objects.filter(pk=job.pk).update(state="failed")
    call_command("print_queue", "move", str(job.pk), "Other")
    job.refresh_from_db()
    assert (job.printer, job.moved_from, job.state) == (other, bar, "queued")
    for words in (
        ("cancel", "x"),
        ("cancel", str(uuid.uuid4())),
        ("move", str(job.pk), "Nowhere"),
    ):
        with pytest.raises(CommandError):
            call_command("print_queue", *words)


def test_test_page(device: VirtualPrinter, capsys) -> None:
    printer(device.port)
    call_command("print_test_page", "Bar")
    assert capsys.readouterr().out == "Printed a test page on Bar\n"
    assert "Test page: Bar" in device.job_file(1, "txt").read_text()
    device.faults.offline = True
    with pytest.raises(CommandError, match="off-line"):
        call_command("print_test_page", "Bar", wait=0.3)
    with pytest.raises(CommandError, match="no printer 'Foo'; there are: Bar"):
        call_command("print_test_page", "Foo")


def test_status(device: VirtualPrinter, capsys) -> None:
    printer(device.port)
    call_command("printer_status")
    assert capsys.readouterr().out == "Bar: unknown; 0 waiting, 0 in doubt\n"
    call_command("printer_status", "--ask")
    assert capsys.readouterr().out == "Bar: ready; 0 waiting, 0 in doubt\n"
    device.faults.paper_out = True
    with pytest.raises(SystemExit) as caught:
        call_command("printer_status", "--ask", "--json")
    assert caught.value.code == 3
    assert json.loads(capsys.readouterr().out)["condition"] == "printer_paper_out"
    with pytest.raises(CommandError):
        call_command("printer_status", "--printer", "Nowhere")


def test_the_worker_prints_survives_its_death_and_ends_when_told(device: VirtualPrinter) -> None:
    where = connection.get_connection_params()
    url = f"postgresql://{where['user']}@/{where['dbname']}?host={where['host']}"
    bar = printer(device.port)
    process = subprocess.Popen(
        [sys.executable, "manage.py", "run_printers", "--printer", "Bar"],
        env={**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "config.settings"},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert process.stdout is not None
        said = process.stdout.readline()
        assert said.startswith("Printing for 1 printer (process ")
        first = put("first", bar)
        eventually(lambda: states(first) == ["printed"])
        os.kill(int(said.split("process ")[1].rstrip(").\n")), signal.SIGKILL)
        assert process.stdout.readline().startswith("Printing for 1 printer")
        second = put("second", bar)
        eventually(lambda: states(second) == ["printed"])
        process.terminate()
        assert process.wait(15) == 0
        assert process.stdout.read() == "Stopped.\n"
    finally:
        process.kill()
        process.wait()
        if process.stdout:
            process.stdout.close()
    assert device.jobs == 2
