"""Cursors are read back as they were written, and nothing else is read."""

from __future__ import annotations

import datetime as dt
import uuid

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos.jsonapi import cursor
from pos.jsonapi.cursor import BadCursorError, Position

ORDER = "invoices:created_at"
ID = "018f0000-0000-7000-8000-000000000001"
TIME = "2026-05-01T10:00:00.123000+00:00"
LOWEST, HIGHEST = str(uuid.UUID(int=0)), str(uuid.UUID(int=(1 << 128) - 1))

# From the year 2 to the year 5971.
times = st.integers(-62_104_060_800_000, 126_261_000_000_000).map(
    lambda millis: cursor.EPOCH + dt.timedelta(milliseconds=millis)
)
texts = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=255)


def forged(payload: object, order: str = ORDER) -> str:
    """Write a long cursor with a right checksum around a payload that the engine never writes."""
    raw = cursor._checked(orjson.dumps(payload), order)
    return cursor.LONG + cursor._to_text(b"\x01" + raw)


@given(moment=times, row=st.uuids())
def test_a_time_and_an_id_come_back_from_33_letters(moment, row):
    place = Position((moment.isoformat(),), str(row))
    text = cursor.encode(place, order=ORDER, compact=True)
    assert len(text) == 33
    assert cursor.SHAPE.match(text)
    assert cursor.decode(text, order=ORDER, compact=True) == place


@given(keys=st.lists(texts, min_size=1, max_size=2), row=st.uuids())
def test_any_keys_come_back(keys, row):
    place = Position(tuple(keys), str(row))
    text = cursor.encode(place, order="x", compact=False)
    assert cursor.SHAPE.match(text)
    assert cursor.decode(text, order="x", compact=False) == place


def test_the_longest_keys_come_back():
    place = Position(("\x01" * 255, "\U0001f389" * 255), ID)
    text = cursor.encode(place, order="x", compact=False)
    assert cursor.decode(text, order="x", compact=False) == place


@pytest.mark.parametrize(
    "printed",
    [
        "2026-05-01 10:00:00+00",
        "2026-05-01 10:00:00.1+00",
        "2026-05-01 10:00:00.12+00",
        "2026-05-01 10:00:00.123+00",
        "1969-12-31 23:59:59.999+00",
    ],
)
def test_times_are_read_as_postgresql_prints_them(printed):
    text = cursor.encode(Position((printed,), ID), order=ORDER, compact=True)
    (key,) = cursor.decode(text, order=ORDER, compact=True).keys
    assert dt.datetime.fromisoformat(key) == dt.datetime.fromisoformat(printed)


@pytest.mark.parametrize("compact", [True, False])
@pytest.mark.parametrize("other", ["invoices:-created_at", "orders:created_at", ""])
def test_a_cursor_fits_no_other_list_or_order(other, compact):
    text = cursor.encode(Position((TIME,), ID), order=ORDER, compact=compact)
    with pytest.raises(BadCursorError):
        cursor.decode(text, order=other, compact=compact)


@pytest.mark.parametrize("compact", [True, False])
def test_a_cursor_of_the_other_kind_is_refused(compact):
    text = cursor.encode(Position((TIME,), ID), order=ORDER, compact=compact)
    with pytest.raises(BadCursorError):
        cursor.decode(text, order=ORDER, compact=not compact)


@pytest.mark.parametrize("compact", [True, False])
def test_every_changed_letter_is_noticed(compact):
    text = cursor.encode(Position((TIME,), ID), order=ORDER, compact=compact)
    for i in range(len(cursor.LONG) * (not compact), len(text)):
        changed = text[:i] + ("A" if text[i] != "A" else "B") + text[i + 1 :]
        with pytest.raises(BadCursorError):
            cursor.decode(changed, order=ORDER, compact=compact)


@pytest.mark.parametrize("compact", [True, False])
@pytest.mark.parametrize(
    "text",
    [
        "", "x", "x-", "-", "x--", "0", "0" * 33, "z" * 33, "z" * 36, "z" * 5000, "x-" + "z" * 4000,
        "x-0", "x-A", "NA", ID, "é", "\N{FULLWIDTH DIGIT ONE}", "a b", "a\n", " " * 33, "\0", "a+b/c==",
    ],
)  # fmt: skip
def test_what_is_no_cursor_is_refused(text, compact):
    with pytest.raises(BadCursorError):
        cursor.decode(text, order=ORDER, compact=compact)


@given(text=st.text(max_size=60) | st.from_regex(cursor.SHAPE, fullmatch=True))
def test_no_text_does_more_than_be_refused(text):
    for compact in (True, False):
        with pytest.raises(BadCursorError):
            cursor.decode(text, order=ORDER, compact=compact)


@pytest.mark.parametrize(
    "payload",
    [None, 5, "text", [], {}, {"a": 1}, [1], [["a"], 5], ["a", None], ["a", "no id"], ["\0", ID]],
)
def test_a_payload_of_another_shape_is_refused(payload):
    with pytest.raises(BadCursorError):
        cursor.decode(forged(payload), order=ORDER, compact=False)


def test_steps_beside_a_row():
    place = Position((TIME,), ID)
    assert place.just_after().id > ID > place.just_before().id
    assert place.just_after().just_before() == place
    assert Position((TIME,), LOWEST).just_before().id == LOWEST
    assert Position((TIME,), HIGHEST).just_after().id == HIGHEST
