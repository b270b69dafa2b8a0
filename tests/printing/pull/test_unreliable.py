"""Printers whose line breaks anywhere: each slip is on paper once, or again with the mark, in order.

The device and a person share one paper. The person looks at it to decide about what is in doubt,
and sometimes prints again what is there, to be on the safe side.
"""

from __future__ import annotations

import json
import random
from collections import Counter
from dataclasses import dataclass, field
from urllib.parse import quote, urlencode

import pytest

from printing.models import PrintJob
from printing.pull import services
from printing.render.picture import unpack
from printing.spool import deciding
from tests.printing.pull.device import MAC, READY, job_of, printed, quietly
from tests.printing.spool.conftest import put

JOBS = 300
MOST_TURNS = JOBS * 20


@dataclass
class Paper:
    """What came out, in order: (job, with the mark, whole)."""

    rows: list[tuple[object, bool, bool]] = field(default_factory=list)

    def has(self, job_id: object) -> bool:
        return any(job == job_id and whole for job, _, whole in self.rows)


@dataclass
class Shop:
    """One printer, its paper, its luck, and the person beside it."""

    device: object
    luck: random.Random
    stored: dict[object, bytes]
    paper: Paper = field(default_factory=Paper)
    seen: Counter[str] = field(default_factory=Counter)

    def happens(self, what: str, chance: float) -> bool:
        found = self.luck.random() < chance
        self.seen[what] += found
        return found

    def comes_out(self, token: str, data: bytes, *, whole: bool) -> None:
        job_id = job_of(token)
        self.paper.rows.append((job_id, data != self.stored[job_id], whole))

    def decide(self) -> None:
        for job in PrintJob.objects.filter(state="in_doubt"):
            self.seen["in doubt"] += 1
            if self.paper.has(job.pk) and not self.happens("printed again to be safe", 0.2):
                deciding.it_printed(job=job, who="me")
            else:
                deciding.print_again(job=job, who="me")

    def star_turn(self) -> None:
        device = self.device
        if self.happens("poll lost", 0.05):
            quietly(device.drop, "POST", body=json.dumps(READY).encode())
        token = device.poll().get("jobToken")
        if token is None:
            return
        if self.fetched(token):
            self.star_prints(token)

    def fetched(self, token: str) -> bool:
        """Try to fetch a slip; False where the device gives up."""
        device = self.device
        query = f"type={quote('image/png')}&mac={MAC}&token={token}"
        while self.happens("slip lost on the way", 0.1):
            quietly(device.drop, "GET", query, read=self.luck.choice([0, 20, 200]))
            if self.happens("power cut before printing", 0.3):
                return False
            if self.happens("gave up fetching", 0.3):
                device.delete(token, "520 Timeout")
                return False
        return True

    def star_prints(self, token: str) -> None:
        device = self.device
        got = device.get(token)
        if got.status != 200:
            device.delete(token, "520 Timeout")
            return
        if self.happens("paper out in the middle", 0.05):
            self.comes_out(token, got.body, whole=False)
            device.poll(statusCode="410%20Out%20of%20paper")
            return
        self.comes_out(token, got.body, whole=True)
        if self.happens("power cut after printing", 0.05):
            return
        while self.happens("confirmation lost on the way", 0.1):
            query = f"mac={MAC}&code=200%20OK&token={token}"
            quietly(device.drop, "DELETE", query, read=self.luck.choice([0, 20]))
        device.delete(token)
        if self.happens("confirmed twice", 0.1):
            device.delete(token)

    def epson_turn(self) -> None:
        device = self.device
        if self.happens("slip lost on the way", 0.05):
            body = urlencode({"ConnectionType": "GetRequest", "ID": "printer"}).encode()
            quietly(device.drop, "POST", body=body, read=self.luck.choice([0, 20, 200]))
            return
        given = device.request()
        if given is None:
            return
        token, data = given
        if self.happens("paper out in the middle", 0.05):
            self.comes_out(token, data, whole=False)
            device.result(token, success="false", code="EPTR_REC_EMPTY", status="524296")
            return
        self.comes_out(token, data, whole=True)
        if self.happens("power cut after printing", 0.05):
            return
        while self.happens("confirmation lost on the way", 0.1):
            form = {"ConnectionType": "SetResponse", "ResponseFile": printed(token)}
            quietly(device.drop, "POST", body=urlencode(form).encode())
        for _ in range(1 + self.happens("confirmed twice", 0.1)):
            device.result(token)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", ["star", "epson"])
def test_a_line_that_breaks_anywhere(kind, request, monkeypatch) -> None:
    # At once: this device asks again only when it has forgotten what it had.
    monkeypatch.setattr(services, "CONFIRM", 0.0)
    monkeypatch.setattr(services, "AGAIN", 0.0)
    printer, device = request.getfixturevalue(kind)()
    jobs = [put(f"slip {n}", printer) for n in range(JOBS)]
    contents = dict(PrintJob.objects.values_list("pk", "content"))
    stored = {
        pk: unpack(bytes(content)).png if kind == "star" else bytes(content)
        for pk, content in contents.items()
    }
    shop = Shop(device, random.Random(20), stored)
    turn = shop.star_turn if kind == "star" else shop.epson_turn
    for _ in range(MOST_TURNS):
        turn()
        shop.decide()
        if not PrintJob.objects.exclude(state="printed").exists():
            break
    assert not PrintJob.objects.exclude(state="printed").exists()  # none is lost
    plain = Counter(job for job, marked, whole in shop.paper.rows if whole and not marked)
    assert max(plain.values()) == 1  # none is there twice without the mark
    first = list(dict.fromkeys(job for job, _, whole in shop.paper.rows if whole))
    assert first == [job.pk for job in jobs]  # all are there, in order
    for happened in ("slip lost on the way", "power cut after printing", "in doubt"):
        assert shop.seen[happened] > 0, shop.seen
    assert any(marked for _, marked, _ in shop.paper.rows)
