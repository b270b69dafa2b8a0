"""Random raw elements: exactly the allowed ones pass, and a refusal names the command and its place."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from printing.errors import PrintingError
from printing.slips.elements import Raw
from tests.printing.fuzz.grammar import GrammarError, raw_tokens, tokens
from tests.printing.fuzz.meaning import ASK, BEGIN
from tests.printing.fuzz.raws import FORBIDDEN, any_bytes
from tests.printing.fuzz.slips import refused

MOST = 64


def check(data: bytes) -> bool:
    """Compare our judgement with the grammar's; return whether the bytes were accepted."""
    try:
        made = Raw(data)
    except PrintingError as error:
        refused(error)
        _place(data, error)
        return False
    assert made == Raw.from_hex(data.hex().upper())
    assert b"".join(bytes(t.code) + t.data for t in raw_tokens(data)) == data
    # As part of a job, too, nothing of it is anything else.
    whole = tokens(BEGIN + data + b"\x1b@" + ASK)
    assert len(whole) == len(list(raw_tokens(data))) + 4
    return True


def _place(data: bytes, error: PrintingError) -> None:
    offset, command, code = error.data["offset"], error.data["command"], error.code
    assert code == "raw_refused"
    if not data or len(data) > MOST:
        assert offset == min(len(data), MOST)
        return
    with pytest.raises(GrammarError) as caught:
        list(raw_tokens(data))
    assert caught.value.args[0] == offset
    assert command == data[offset : offset + 3].hex().upper()


@pytest.mark.parametrize("seed", range(4))
def test_random_raw_elements(seed: int) -> None:
    chance = Random(seed)
    accepted = sum(check(any_bytes(chance)) for _ in range(20_000))
    assert 4_000 < accepted < 16_000


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=MOST + 2) | st.randoms(use_true_random=False).map(any_bytes))
def test_raw_elements_that_shrink(data: bytes) -> None:
    check(data)


@pytest.mark.parametrize("data", FORBIDDEN, ids=bytes.hex)
def test_what_no_caller_may_send(data: bytes) -> None:
    for place in (data, b"\x1b@" + data, data + b"\x1b@", b"\x1ba\x01" + data + b"\x1dB\x01"):
        assert not check(place)
