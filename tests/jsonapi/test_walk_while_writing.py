"""A walk sees every row that was there when it began, once, while others write."""

from __future__ import annotations

import threading
from contextlib import contextmanager

import pytest
from django.db import connection

from pos.customers.models import Customer
from tests.api import world
from tests.jsonapi.walking import PATH, flat, links, walk

pytestmark = pytest.mark.django_db(transaction=True)
ROWS = 60


@contextmanager
def writer(place, existing):
    """Insert rows before, among and after the existing ones until the block ends."""
    done = threading.Event()
    written = []

    def write() -> None:
        try:
            for n in range(5000):
                if done.is_set():
                    return
                beside = existing[n % len(existing)]
                row = Customer(workspace=place, created_at=beside.created_at, full_name="new")
                row.save()
                written.append(str(row.pk))
        finally:
            connection.close()

    thread = threading.Thread(target=write)
    thread.start()
    try:
        yield written
    finally:
        done.set()
        thread.join(20)
    assert not thread.is_alive()


@pytest.mark.parametrize("sort", ["createdAt", "-createdAt", "createdAt,-updatedAt"])
def test_no_row_is_missed_or_doubled(sort):
    place = world.workspace()
    rows = world.customers(place, ROWS)
    ids = [str(row.pk) for row in (rows[::-1] if sort == "-createdAt" else rows)]
    api = world.client(place)
    path = f"{PATH}?sort={sort}&page[size]=7"
    middle = path
    for _ in range(4):
        middle = links(api, middle)["next"]
    with writer(place, rows) as written:
        seen = {
            "forward": flat(walk(api, path)),
            "backward": flat(walk(api, middle, "prev")),
            "from the middle": flat(walk(api, middle)),
        }
    assert written
    known = set(ids)
    for way, found in seen.items():
        assert len(found) == len(set(found)), f"{way}: a row is doubled"
    old = {way: [row for row in found if row in known] for way, found in seen.items()}
    assert old["forward"] == ids
    assert old["from the middle"] == ids[28:]
    # The page that the walk back starts from may end earlier, pushed by new rows.
    assert old["backward"] == ids[: len(old["backward"])]
    assert len(old["backward"]) >= 28
