"""Faults as text, as values and as attributes."""

from __future__ import annotations

import pytest

from printing.errors import PrintingError
from printing.virtual import Faults
from printing.virtual.faults import KINDS, read


@pytest.mark.parametrize(
    ("text", "value", "once"),
    [
        ("paper_out", True, False),
        ("no_ack:once", True, True),
        ("slow=5000", 5000, False),
        ("reset_after=500:once", 500, True),
        ("ack_delay=0.5", 0.5, False),
    ],
)
def test_faults_are_read(text: str, value: object, once: bool) -> None:
    name, active = read(text)
    assert name == text.split("=", maxsplit=1)[0].split(":", maxsplit=1)[0]
    assert (active.value, active.once) == (value, once)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("fire", "it is none of paper_out, "),
        ("", "it is none of"),
        ("paper_out=1", "it takes no value"),
        ("paper_out:once", "it lasts until it is cleared"),
        ("refuse:once", "it lasts until it is cleared"),
        ("paper_out:twice", "write NAME"),
        ("slow", "it needs a number of bytes per second, at least 1"),
        ("slow=0", "at least 1"),
        ("slow=fast", "'fast' is not a number"),
        ("reset_after=-1", "at least 0"),
        ("reset_after=1.5", "it needs a whole number of bytes"),
        ("reset_after=nan", "it needs a number of bytes"),
        ("reset_after=inf", "it needs a number of bytes"),
    ],
)
def test_bad_faults(text: str, reason: str) -> None:
    with pytest.raises(PrintingError) as caught:
        read(text)
    assert caught.value.code == "invalid_fault"
    assert reason in str(caught.value)


def test_faults_as_attributes() -> None:
    faults = Faults()
    for name, kind in KINDS.items():
        assert not getattr(faults, name)
        setattr(faults, name, 7 if kind.unit else True)
        assert getattr(faults, name) == (7 if kind.unit else True)
        setattr(faults, name, None if kind.unit else False)
        assert faults.active() == {}
    with pytest.raises(AttributeError):
        faults.paper_gone = True
    with pytest.raises(PrintingError):
        faults.slow = True
