"""How filter values are read."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from pos.jsonapi.filters import IdField, TextField, TimeField

UTC = dt.UTC
MOMENT = dt.datetime(2024, 10, 24, 8, 44, 45, 409000, tzinfo=UTC)
TIMES = {
    "2024-10-24T08:44:45.409Z": MOMENT,
    "2024-10-24T08:44:45.409+00:00": MOMENT,
    "2024-10-24T10:44:45.409+02:00": MOMENT,
    "2024-10-24T08:44:45.409 00:00": MOMENT,
    "2024-10-24T10:44:45.409 02:00": MOMENT,
    "2024-10-24T06:44:45.409-02:00": MOMENT,
    "2024-10-24T08:44:45.409": MOMENT,
    " 2024-10-24T08:44:45.409Z ": MOMENT,
    "2024-10-24": dt.datetime(2024, 10, 24, tzinfo=UTC),
    "2024-02-29": dt.datetime(2024, 2, 29, tzinfo=UTC),
    "0001-01-01": dt.datetime(1, 1, 1, tzinfo=UTC),
    "9999-12-31T23:59:59-12:00": dt.datetime(
        9999, 12, 31, 23, 59, 59, tzinfo=dt.timezone(dt.timedelta(hours=-12))
    ),
}
NO_TIMES = [
    "yesterday", "2024-13-01", "2024-02-30", "2023-02-29", "0000-01-01", "24-10-24", "10:00",
    "2024-10-24T25:00:00Z", "2024-10-24T08:44:45+99:99", "10000-01-01", "-2024-10-24", "1729759485",
    "2024-10-24T08:44:45Z; drop table", "\0", "now", "infinity", "epoch",
]  # fmt: skip


@pytest.mark.parametrize(("text", "moment"), TIMES.items())
def test_time(text, moment):
    assert TimeField().clean(text) == moment


@pytest.mark.parametrize("text", NO_TIMES)
def test_no_time(text):
    with pytest.raises(ValidationError, match="Use a date-time such as"):
        TimeField().clean(text)


offsets = st.integers(-14 * 60, 14 * 60).map(lambda m: dt.timezone(dt.timedelta(minutes=m)))


@given(moment=st.datetimes(timezones=offsets))
def test_every_time_comes_back_with_its_plus_escaped_or_not(moment):
    text = moment.isoformat()
    assert TimeField().clean(text) == moment
    assert TimeField().clean(text.replace("+", " ")) == moment


@given(text=st.text(min_size=1, max_size=40))
def test_any_text_is_a_time_or_refused(text):
    try:
        moment = TimeField(required=False).clean(text)
    except ValidationError:
        return
    assert moment is None or moment.tzinfo is not None


@pytest.mark.parametrize("text", ["", "1", "abc", "018f0000-0000-7000-8000-00000000000", "\0"])
def test_no_id(text):
    with pytest.raises(ValidationError):
        IdField().clean(text)


def test_text_keeps_its_spaces():
    assert TextField().clean("  a  ") == "  a  "


def test_text_without_nul():
    with pytest.raises(ValidationError, match="Null characters"):
        TextField().clean("a\0b")
