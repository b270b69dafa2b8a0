"""A Star printer asks over real HTTP: offered, fetched, confirmed, and everything that goes wrong."""

from __future__ import annotations

import hashlib
import io
import threading

import pytest
from django.db import connections
from PIL import Image

from printing.interface import Cut, Drawer, Slip, Text, enqueue
from printing.models import Printer, PrintJob
from printing.pull import pace, services
from printing.render.picture import unpack
from printing.spool import deciding
from tests.printing.pull.device import MAC, job_of
from tests.printing.spool.conftest import HERE, history, put, states

PAPER_OUT = {"statusCode": "410%20Out%20of%20paper", "status": "23 6 8 0 0 8 0 0 0"}


def test_a_slip_from_poll_to_paper(star) -> None:
    printer, device = star()
    slip = Slip("x", (Text("Größe"), Cut(partial=True), Drawer()))
    ticket = enqueue(slip, printer=printer.pk, workspace_id=HERE, reference="x")
    offered = device.poll()
    token = offered.pop("jobToken")
    assert offered == {"jobReady": True, "mediaTypes": ["image/png"], "deleteMethod": "DELETE"}
    job = PrintJob.objects.get(pk=ticket.job_id)
    assert (job.state, job.attempts) == ("queued", 0)  # offered is not taken
    got = device.get(token)
    assert (got.status, got.headers["Content-Type"]) == (200, "image/png")
    assert got.headers["X-Star-Cut"] == "partial; feed=true"
    assert got.headers["X-Star-CashDrawer"] == "end"
    assert got.headers["X-Star-ImageDitherPattern"] == "none"
    assert got.body == unpack(bytes(job.content)).png
    assert hashlib.sha256(job.content).hexdigest() == job.sha256
    picture = Image.open(io.BytesIO(got.body))
    assert (picture.width, picture.mode) == (576, "1")
    assert states(job) == ["sending"]
    assert device.poll() == {"jobReady": False}
    assert device.delete(token).json() == {"heard": "counts"}
    assert states(job) == ["printed"]
    assert history(job) == [(1, "sending", ""), (1, "printed", "")]
    printer.refresh_from_db()
    assert (printer.condition, printer.near_end) == ("ready", False)
    assert printer.seen_at is not None


def test_text_for_a_printer_that_asks_for_it(star) -> None:
    printer, device = star()
    device.asks = "text/plain"
    put("Größe", printer)
    token = device.poll()["jobToken"]
    got = device.get(token)
    assert (got.headers["Content-Type"], got.body) == ("text/plain", b"Gro?e\n")
    device.asks = "application/vnd.star.line"
    assert device.get(token).status == 415
    assert device.delete(token).json() == {"heard": "counts"}


def test_the_same_get_gives_the_same_bytes_and_deleting_twice_is_harmless(star) -> None:
    printer, device = star()
    job = put("once", printer)
    token = device.poll()["jobToken"]
    first, again = device.get(token), device.get(token)
    assert first.body == again.body
    assert [device.delete(token).status for _ in range(3)] == [200, 200, 200]
    assert history(job) == [(1, "sending", ""), (1, "printed", "")]
    assert device.get(token).status == 404
    assert device.poll() == {"jobReady": False}


def test_of_two_offers_of_one_slip_the_older_is_void(star) -> None:
    printer, device = star()
    job = put("one", printer)
    old, new = device.poll()["jobToken"], device.poll()["jobToken"]
    assert device.get(old).status == 404
    assert device.get(new).status == 200
    assert device.get(old).status == 404
    # What the one without the slip says changes nothing.
    assert device.delete(old, "520 Timeout").json() == {"heard": "unknown"}
    assert device.delete(old, "200 OK").json() == {"heard": "unknown"}
    assert states(job) == ["sending"]
    assert device.delete(new).json() == {"heard": "counts"}


def test_order_is_strict_and_doubt_holds_the_printer(star, monkeypatch) -> None:
    printer, device = star()
    jobs = [put(f"{n}", printer) for n in range(3)]
    token = device.poll()["jobToken"]
    device.get(token)
    monkeypatch.setattr(services, "CONFIRM", 0.0)
    assert device.poll() == {"jobReady": False}
    assert states(*jobs) == ["in_doubt", "queued", "queued"]
    assert history(jobs[0])[-1] == (1, "in_doubt", "no_word")
    deciding.print_again(job=jobs[0], who="me")
    monkeypatch.setattr(services, "CONFIRM", 90.0)
    again = device.poll()["jobToken"]
    marked = device.get(again).body
    plain = unpack(bytes(PrintJob.objects.get(pk=jobs[0].pk).content)).png
    assert Image.open(io.BytesIO(marked)).height > Image.open(io.BytesIO(plain)).height
    # The word about the first attempt comes now: noted, and it changes nothing.
    assert device.delete(token).json() == {"heard": "late"}
    assert device.delete(token).json() == {"heard": "late"}
    assert [code for *_, code in history(jobs[0])].count("late_word") == 1
    assert states(jobs[0]) == ["sending"]
    device.delete(again)
    assert device.print_one()
    assert device.print_one()
    assert states(*jobs) == ["printed"] * 3
    assert device.jobs() == [jobs[1].pk, jobs[2].pk]


@pytest.mark.parametrize("settled", ["in_doubt", "queued"])
def test_a_late_word_settles_what_was_in_doubt(star, monkeypatch, settled) -> None:
    printer, device = star()
    job = put("slow", printer)
    token = device.poll()["jobToken"]
    device.get(token)
    monkeypatch.setattr(services, "CONFIRM", 0.0)
    services.settle(printer)
    if settled == "queued":
        deciding.print_again(job=job, who="me")
        device.poll()  # offered again, but not taken
    assert states(job) == [settled]
    assert device.delete(token).json() == {"heard": "counts"}
    assert states(job) == ["printed"]
    assert device.poll() == {"jobReady": False}


def test_a_kitchen_prints_again_by_itself_with_the_mark(star, monkeypatch) -> None:
    printer, device = star(in_doubt="reprint")
    device.asks = "text/plain"
    put("soup", printer)
    device.get(device.poll()["jobToken"])
    monkeypatch.setattr(services, "CONFIRM", 0.0)
    token = device.poll()["jobToken"]
    assert device.get(token).body.split() == [b"POSSIBLE", b"DUPLICATE", b"soup"]


@pytest.mark.parametrize(
    ("code", "state", "error"),
    [
        ("200 OK", "printed", ""),
        ("OK", "printed", ""),
        ("211 Paper low", "printed", ""),
        ("410 Out of paper", "queued", "printer_paper_out"),
        ("420 Cover open", "queued", "printer_cover_open"),
        ("499", "queued", "printer_error"),
        ("510 Incompatible", "failed", "pull_media"),
        ("511 Decoding", "in_doubt", "in_doubt"),
        ("512", "failed", "pull_media"),
        ("520 Timeout", "queued", "pull_download"),
        ("521 Too large", "failed", "pull_media"),
        ("900 Whatever", "in_doubt", "in_doubt"),
    ],
)
def test_what_a_code_means(star, code, state, error) -> None:
    printer, device = star()
    job = put("x", printer)
    token = device.poll()["jobToken"]
    device.get(token)
    assert device.delete(token, code).json() == {"heard": "counts"}
    job.refresh_from_db()
    assert (job.state, job.error_code) == (state, error)
    # A part may be on paper where the printer failed at it: the next one is marked.
    assert job.doubts == int(code[0] == "4" or state == "in_doubt")


def test_paper_runs_out_in_the_middle(star, monkeypatch) -> None:
    monkeypatch.setattr(services, "AGAIN", 0.0)
    printer, device = star()
    job = put("long", printer)
    device.get(device.poll()["jobToken"])
    # While it says that it prints, it is believed, whatever else it says.
    assert device.poll(**PAPER_OUT, printingInProgress=True) == {"jobReady": False}
    assert states(job) == ["sending"]
    assert device.poll(**PAPER_OUT) == {"jobReady": False}
    assert states(job) == ["queued"]
    printer.refresh_from_db()
    assert printer.condition == "printer_paper_out"
    assert device.poll(**PAPER_OUT) == {"jobReady": False}  # nothing is offered while it lasts
    device.asks = "text/plain"
    assert b"POSSIBLE DUPLICATE" in device.get(device.poll()["jobToken"]).body
    assert [(state, code) for _, state, code in history(job)] == [
        ("sending", ""),
        ("in_doubt", "printer_paper_out"),
        ("queued", "printer_paper_out"),
        ("sending", ""),
    ]


def test_a_printer_that_prints_for_long_is_given_time(star, monkeypatch) -> None:
    printer, device = star()
    job = put("long", printer)
    device.get(device.poll()["jobToken"])
    PrintJob.objects.update(updated_at="2020-01-01T00:00:00Z")
    device.poll(printingInProgress=True)
    assert states(job) == ["sending"]
    monkeypatch.setattr(services, "HOLD", 0.0)
    PrintJob.objects.update(updated_at="2020-01-01T00:00:00Z")
    device.poll(printingInProgress=True)
    assert states(job) == ["in_doubt"]


@pytest.mark.parametrize(
    ("members", "condition", "near_end"),
    [
        ({}, "ready", False),
        ({"status": None}, "ready", False),
        ({"status": "23 6 0 0 0 4 0 0 0"}, "ready", True),
        ({"statusCode": "211%20Paper%20low"}, "ready", True),
        ({"status": "23 6 20 0 0 0 0 0 0"}, "printer_cover_open", False),
        ({"status": "23 6 8 0 0 0 0 0 0"}, "printer_offline", False),
        ({"status": "23 6 0 0 0 C 0 0 0"}, "printer_paper_out", True),
        ({"statusCode": "410"}, "printer_paper_out", False),
        ({"statusCode": "411"}, "printer_error", False),
        ({"statusCode": "420"}, "printer_cover_open", False),
        ({"statusCode": "511"}, "printer_error", False),
        ({"status": "no bytes"}, "ready", False),
    ],
)
def test_what_a_poll_says_of_the_printer(star, members, condition, near_end) -> None:
    printer, device = star()
    put("waits", printer)
    assert device.poll(**members)["jobReady"] is (condition == "ready")
    printer.refresh_from_db()
    assert (printer.condition, printer.near_end) == (condition, near_end)
    assert (printer.failing_since is None) is (condition == "ready")


def test_a_paused_printer_is_offered_nothing(star) -> None:
    printer, device = star()
    put("later", printer)
    Printer.objects.update(is_paused=True)
    assert device.poll()["jobReady"] is False
    Printer.objects.update(is_paused=False)
    assert device.print_one()


def test_the_interval_is_asked_for_once(star) -> None:
    printer, device = star()
    question = [{"request": "GetPollInterval", "options": ""}]
    assert device.poll() == {"jobReady": False, "clientAction": question}
    answer = [{"request": "GetPollInterval", "result": "17"}]
    assert device.poll(clientAction=answer) == {"jobReady": False}
    printer.refresh_from_db()
    assert printer.poll_seconds == 17


def test_a_printer_without_tokens_is_told_and_shown(star) -> None:
    printer, device = star()
    job = put("x", printer)
    device.poll()
    answer = device.ask("GET", f"type=image/png&mac={MAC}")
    assert (answer.status, answer.json()["error"]["code"]) == (404, "pull_no_token")
    assert device.ask("DELETE", f"mac={MAC}&code=200").json()["error"]["code"] == "pull_no_token"
    printer.refresh_from_db()
    assert "too old" in printer.condition_detail
    assert states(job) == ["queued"]
    # The request for the settings of another protocol names no type: that is no fault.
    assert device.ask("GET").json()["error"]["code"] == "pull_no_job"


def test_a_slip_that_moves_is_not_handed_out_here(star) -> None:
    printer, device = star()
    other, second = star(name="Other")
    job = put("x", printer)
    token = device.poll()["jobToken"]
    deciding.move(job=job, printer=other, who="me")
    assert device.get(token).status == 404
    assert second.get(token).status == 404
    PrintJob.objects.update(content=job.content)  # as the press would
    assert job_of(second.print_one()) == job.pk
    assert states(job) == ["printed"]


def test_what_was_rendered_for_another_kind_is_rendered_again_or_fails(star) -> None:
    printer, device = star()
    job = put("x", printer)
    PrintJob.objects.update(content=b"\x1b@commands\n")
    assert device.get(device.poll()["jobToken"]).status == 404
    job.refresh_from_db()
    assert (job.state, job.content) == ("queued", None)
    assert device.poll() == {"jobReady": False}  # until it is rendered
    PrintJob.objects.update(content=b"\x1b@commands\n", slip=None)
    assert device.get(device.poll()["jobToken"]).status == 404
    job.refresh_from_db()
    assert (job.state, job.error_code) == ("failed", "pull_media")


def test_a_printer_that_asks_without_a_pause_is_slowed_down(star, monkeypatch) -> None:
    monkeypatch.setattr(pace, "BURST", 3)
    monkeypatch.setattr(pace, "PER_SECOND", 0.0)
    _, device = star()
    other = star(name="Other")[1]
    answers = [device.ask("POST", body=b'{"statusCode": "200"}') for _ in range(5)]
    assert [one.status for one in answers] == [200, 200, 200, 429, 429]
    assert answers[-1].headers["Retry-After"] == "5"
    assert other.poll()["jobReady"] is False


def test_two_printers_with_one_login_print_each_slip_once(star) -> None:
    printer, device = star()
    twin = type(device)(device.url, device.password)
    jobs = [put(f"{n}", printer) for n in range(40)]
    over = threading.Event()

    def work(one) -> None:
        for _ in range(4000):
            if over.is_set():
                break
            if one.print_one() is None and not set(states(*jobs)) - {"printed"}:
                over.set()
        connections.close_all()

    threads = [threading.Thread(target=work, args=(one,)) for one in (device, twin)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert states(*jobs) == ["printed"] * 40
    together = device.jobs() + twin.jobs()
    assert sorted(together, key=str) == sorted((job.pk for job in jobs), key=str)
    assert [job.pk for job in jobs] == list(
        PrintJob.objects.order_by("printed_at", "position").values_list("pk", flat=True)
    )


def test_many_requests_at_once_for_one_name_take_it_once(star) -> None:
    printer, device = star()
    job = put("x", printer)
    token = device.poll()["jobToken"]
    answers: list[int] = []
    threads = [
        threading.Thread(target=lambda: answers.append(device.get(token).status)) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert answers == [200] * 8
    assert PrintJob.objects.get(pk=job.pk).attempts == 1
    assert history(job) == [(1, "sending", "")]
