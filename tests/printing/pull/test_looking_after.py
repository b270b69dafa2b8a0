"""What happens to printers that ask when they do not: silence, deadlines, fall-backs, and people."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from printing.interface import Slip, Text, enqueue, wait_for
from printing.models import Printer, PrintJob
from printing.pull import services, sweep
from printing.spool import deciding, looking
from printing.spool.states import State
from tests.printing.pull.conftest import make
from tests.printing.pull.device import Star
from tests.printing.spool.conftest import HERE, at_work, eventually, history, printer, put, states

pytestmark = pytest.mark.django_db(transaction=True)


def ago(seconds: float):
    return timezone.now() - timedelta(seconds=seconds)


def condition(one: Printer) -> str:
    return Printer.objects.get(pk=one.pk).condition


@pytest.mark.parametrize(
    ("seconds", "interval", "silent"),
    [(None, 5, True), (14, 5, False), (16, 5, True), (30, 20, False), (46, 20, True)],
)
def test_a_printer_that_stopped_asking_is_silent(seconds, interval, silent) -> None:
    seen = None if seconds is None else ago(seconds)
    bar = make("epson_sdp", poll_seconds=interval, seen_at=seen, condition="ready")
    sweep.look_after_all("test")
    assert condition(bar) == ("printer_silent" if silent else "ready")
    assert sweep.look_after_all("test") == 0


def test_a_printer_that_prints_is_not_silent(star) -> None:
    bar, device = star()
    put("x", bar)
    token = device.poll()["jobToken"]
    device.get(token)
    Printer.objects.update(seen_at=ago(60))
    sweep.look_after_all("test")
    assert condition(bar) == "ready"
    device.delete(token)
    sweep.look_after_all("test")
    assert condition(bar) == "printer_silent"
    assert device.poll()["jobReady"] is False
    bar.refresh_from_db()
    assert (bar.condition, bar.failing_since) == ("ready", None)


def test_deadlines_hold_without_any_request(star, monkeypatch) -> None:
    bar, device = star(in_doubt="reprint")
    paused, second = star(name="Paused")
    jobs = [put("x", bar), put("y", paused)]
    for one in (device, second):
        one.get(one.poll()["jobToken"])
    Printer.objects.filter(pk=paused.pk).update(is_paused=True)
    monkeypatch.setattr(services, "CONFIRM", 0.0)
    sweep.look_after_all("test")
    assert states(*jobs) == ["queued", "in_doubt"]
    assert history(jobs[0])[-2:] == [(1, "in_doubt", "no_word"), (0, "queued", "print_again")]


def test_another_printer_takes_over_and_renders_for_itself(star, device) -> None:
    spare = printer(device.port, name="Spare")
    bar, asking = star(fallback=spare, fail_over_after=3600)
    jobs = [put(f"job {n}", bar) for n in range(3)]
    asking.poll(statusCode="410")
    with at_work():
        eventually(lambda: condition(spare) == "ready")
        assert states(*jobs) == ["queued"] * 3
        Printer.objects.filter(pk=bar.pk).update(failing_since=ago(3601))
        eventually(lambda: states(*jobs) == ["printed"] * 3)
    lines = [device.job_file(n, "txt").read_text().strip() for n in (1, 2, 3)]
    assert lines == ["job 0", "job 1", "job 2"]
    assert {job.printer for job in PrintJob.objects.select_related("printer")} == {spare}


def test_the_other_way_round(star) -> None:
    bar, asking = star(name="Asks")
    push = printer(9, name="Dead", fallback=bar, fail_over_after=0)
    job = put("x", push)
    with at_work():
        eventually(asking.print_one)
    assert asking.paper[0][1].startswith(b"\x89PNG")
    assert states(job) == ["printed"]


def test_a_printer_changes_its_kind_while_slips_wait(star, device) -> None:
    bar, _ = star()
    job = put("x", bar)
    Printer.objects.update(kind="network", host="127.0.0.1", port=device.port, confirms=True)
    with at_work():
        eventually(lambda: states(job) == ["printed"])
    assert device.job_file(1, "txt").read_text() == "x\n"


def test_a_worker_sends_nothing_and_the_wait_is_for_the_printer(star) -> None:
    bar, device = star()
    job = put("x", bar)
    assert wait_for(job.pk, workspace_id=HERE, seconds=0.2).state == "queued"
    token = device.poll()["jobToken"]
    device.get(token)
    assert wait_for(job.pk, workspace_id=HERE, seconds=0.2).state == "sending"
    device.delete(token)
    assert wait_for(job.pk, workspace_id=HERE, seconds=30).state == "printed"
    assert history(job) == [(1, "sending", ""), (1, "printed", "")]


def test_what_is_built_by_a_source_is_rendered_for_the_kind(star, settings) -> None:
    _, device = star()
    ticket = enqueue(Slip("", (Text("kept"),)), printer="Bar", workspace_id=HERE, reference="r")
    PrintJob.objects.update(content=None)
    with at_work():
        eventually(device.print_one)
    assert PrintJob.objects.get(pk=ticket.job_id).state == State.PRINTED


def test_commands(star, capsys) -> None:
    bar, device = star()
    printer(9, name="Push")
    call_command("printer_credentials", "Bar")
    out = capsys.readouterr().out
    assert f"/printing/cloudprnt/{bar.pk}\n" in out
    assert device.ask("POST").status == 401
    password = re.search(r"Password  ([A-Za-z0-9]{28})\n", out)[1]
    assert Star(device.url, password).poll()["jobReady"] is False
    for wrong in ("Push", "Nobody"):
        with pytest.raises(CommandError, match="Bar"):
            call_command("printer_credentials", wrong)
    Printer.objects.filter(name="Push").delete()
    call_command("printer_status", "--ask")
    assert capsys.readouterr().out == "Bar: ready; 0 waiting, 0 in doubt\n"
    Printer.objects.update(seen_at=ago(60))
    sweep.look_after_all("test")
    with pytest.raises(SystemExit):
        call_command("printer_status")
    assert capsys.readouterr().out.startswith("Bar: printer_silent It asks every 5 s, and last did")


def test_a_test_page_waits_for_the_printer(star, capsys) -> None:
    _, device = star()
    with pytest.raises(CommandError, match="queued: no answer yet"):
        call_command("print_test_page", "Bar", "--wait", "0.1")
    assert device.print_one()


def test_what_a_job_looks_like(star) -> None:
    bar, device = star()
    job = put("Größe", bar)
    job.refresh_from_db()
    looks = looking.look(job)
    assert (looks.text(), looks.sent) == ("Größe\n", True)
    assert looks.png() == device.get(device.poll()["jobToken"]).body
    assert looks.commands() == [("cut", "none"), ("drawer", "no")]
    PrintJob.objects.update(state="in_doubt", doubts=1)
    job.refresh_from_db()
    marked = looking.look(job)
    assert marked.text().splitlines() == ["POSSIBLE DUPLICATE", "Größe"]
    deciding.print_again(job=job, who="me")
    assert device.get(device.poll()["jobToken"]).body == marked.png()
    PrintJob.objects.update(content=None)
    job.refresh_from_db()
    assert (looking.look(job).text(), looking.look(job).sent) == ("Größe\n", False)


@pytest.mark.parametrize("kind", ["cloudprnt", "epson_sdp"])
def test_a_printer_that_asks_needs_no_host(kind) -> None:
    bar = make(kind)
    bar.full_clean()
    assert bar.profile().confirms is False
