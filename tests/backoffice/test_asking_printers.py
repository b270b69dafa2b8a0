"""Printers that ask for their slips: their address and login in the back office."""

import base64
import re

import pytest

from printing.interface import Cut, Slip, Text, enqueue
from printing.models import Printer, PrintJob
from printing.pull import logins
from printing.render.picture import unpack
from tests.backoffice import rows
from tests.backoffice.test_printers import FORM

pytestmark = pytest.mark.django_db


def printer(place, kind="cloudprnt", name="Bar"):
    return Printer.objects.create(workspace_id=place.pk, name=name, kind=kind)


def choose(client, *chosen):
    data = {"action": "make_password", "_selected_action": [str(one.pk) for one in chosen]}
    page = rows.url("printing.printer", "changelist")
    return client.post(page, data, follow=True).content.decode()


@pytest.mark.parametrize(("kind", "folder"), [("cloudprnt", "cloudprnt"), ("epson_sdp", "epson")])
def test_the_page_says_what_to_put_into_the_printer(kind, folder):
    here = rows.workspace()
    bar = printer(here, kind)
    client = rows.staff(here, "manager")
    url = rows.url("printing.printer", "change", bar.pk)
    page = client.get(url).content.decode()
    assert f"http://testserver/printing/{folder}/{bar.pk}" in page
    assert "None yet" in page
    shown = choose(client, bar)
    assert "user <code>printer</code>" in shown
    password = re.search(r"password <code>(\w{28})</code>", shown)[1]
    bar.refresh_from_db()
    assert bar.login_sha256 == logins.ha1("SHA-256", "printer", password)
    assert bool(bar.login_md5) is (kind == "epson_sdp")
    page = client.get(url).content.decode()
    assert logins.fingerprint(bar) in page
    for secret in (password, bar.login_sha256, bar.login_md5 or password):
        assert secret not in page
    changed = client.post(url, {**FORM, "kind": kind, "poll_seconds": "17"})
    assert changed.status_code == 302
    bar.refresh_from_db()
    assert (bar.name, bar.poll_seconds) == ("Kitchen", 17)


def test_printers_that_are_sent_to_need_no_password():
    here = rows.workspace()
    push = printer(here, "memory")
    client = rows.staff(here, "owner")
    assert "needs no password" in choose(client, push)
    page = client.get(rows.url("printing.printer", "change", push.pk)).content.decode()
    assert "Asks for its slips" not in page
    push.refresh_from_db()
    assert push.login_sha256 == ""


def test_who_only_looks_makes_no_password():
    here, elsewhere = rows.workspace(), rows.workspace()
    mine, theirs = printer(here), printer(elsewhere)
    choose(rows.staff(here, "accountant"), mine)
    choose(rows.staff(here, "owner"), theirs)
    assert set(Printer.objects.values_list("login_sha256", flat=True)) == {""}


def test_the_page_of_a_job_shows_the_picture():
    here = rows.workspace()
    bar = printer(here)
    slip = Slip("x", (Text("Grüße"), Cut()))
    ticket = enqueue(slip, printer=bar.pk, workspace_id=here.pk, reference="x")
    client = rows.staff(here, "owner")
    page = client.get(rows.url("printing.printjob", "change", ticket.job_id)).content.decode()
    job = PrintJob.objects.get(pk=ticket.job_id)
    assert base64.b64encode(unpack(bytes(job.content)).png).decode() in page
    assert "Grüße" in page
    assert "<td>partial</td>" in page or "<td>full</td>" in page
