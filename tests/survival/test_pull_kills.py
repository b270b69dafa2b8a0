"""The server is killed while a printer fetches its slips: each is on paper once, none is in doubt.

The printer does what printers do: it asks again until it is answered.
"""

from __future__ import annotations

import http.client
import time
import uuid

import pytest

from printing.interface import Slip, Text
from printing.pull import logins
from printing.pull.tokens import read
from printing.render.layout import lay_out
from printing.render.picture import picture, unpack
from printing.render.profile import profile_for
from printing.spool import queue
from tests.printing.pull.device import Star

from .house import House
from .test_print_kills import WORKSPACE, Database

PRINTER = uuid.UUID(int=7)
PASSWORD = "x" * 28
JOBS, KILL_EVERY = 30, 10
PATIENCE = 60.0


@pytest.fixture
def house(tmp_path):
    made = House(tmp_path)
    try:
        done = made.manage("migrate", "-v0")
        assert done.returncode == 0, done.stderr
        made.start()
        yield made
    finally:
        made.end()


def insist(action, *words):
    """Do what may find the server dead, until it lives again."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            return action(*words)
        except (OSError, http.client.HTTPException):
            assert time.monotonic() < until
            time.sleep(0.02)


def furnish(db: Database) -> dict[uuid.UUID, bytes]:
    db.rows(
        "insert into printing_printer (id, workspace_id, name, kind, host, port, columns, dots,"
        " code_pages, confirms, is_default, in_doubt, is_paused, fail_over_after, condition_detail,"
        " device, options, login_sha256) values (%s, %s, 'Bar', 'cloudprnt', '', 9100, 48, 576,"
        " '[]', true, false, 'ask', false, 30, '', '', '{}', %s)",
        (PRINTER, WORKSPACE, logins.ha1("SHA-256", logins.USER, PASSWORD)),
    )
    stored = {}
    for number in range(JOBS):
        text = f"slip {number}"
        content = picture(lay_out(Slip(text, (Text(text),)), profile_for(48)), profile_for(48))
        job = queue.NewJob(
            workspace_id=WORKSPACE, key=text, purpose="slip", reference=text,
            content=content.pack(), printer_id=PRINTER,
        )  # fmt: skip
        db.rows(*queue.enqueueing(job))
        stored[job.id] = unpack(content.pack()).png
    return stored


def test_a_killed_server(house: House) -> None:
    db = Database(house)
    stored = furnish(db)
    device = Star(f"http://127.0.0.1:{house.port}/printing/cloudprnt/{PRINTER}", PASSWORD)
    paper: list[tuple[uuid.UUID, bytes]] = []
    for turn in range(JOBS * 4):
        if len(paper) == JOBS:
            break
        token = insist(device.poll).get("jobToken")
        assert token is not None
        # In turn: before it fetches, before it confirms.
        if turn % KILL_EVERY == 3:
            house.kill_server()
            house.start()
        got = insist(device.get, token)
        assert got.status == 200
        assert insist(device.get, token).body == got.body
        paper.append((read(token).job_id, got.body))
        if turn % KILL_EVERY == 8:
            house.kill_server()
            house.start()
        assert insist(device.delete, token).json() == {"heard": "counts"}
    assert paper == list(stored.items())  # each once, whole, without a mark, in order
    assert house.outages >= 6
    assert db.rows("select state, count(*) from printing_printjob group by 1") == [
        ("printed", JOBS)
    ]
    assert db.rows("select count(*) from printing_printattempt where state = 'in_doubt'") == [(0,)]
    db.raw.close()
