"""What the printer says about itself, as Epson documents it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from .tools import ACKNOWLEDGE, ask, connect, job, take

if TYPE_CHECKING:
    from printing.virtual import VirtualPrinter


@pytest.mark.parametrize(
    ("fault", "answers"),
    [
        ("", "12 12 12 12"),
        ("paper_out", "1A 32 12 72"),
        ("paper_near_end", "12 12 12 1E"),
        ("cover_open", "1A 16 12 12"),
        ("offline", "1A 12 12 12"),
        ("error", "1A 52 1A 12"),
        ("drawer_open", "16 12 12 12"),
        ("lies", "12 12 12 12"),
    ],
)
def test_status_at_once(device: VirtualPrinter, fault: str, answers: str) -> None:
    if fault:
        device.faults.set(fault)
    said = ask(device, b"\x10\x04\x01\x10\x04\x02\x10\x04\x03\x10\x04\x04", 4)
    assert said.hex(" ").upper() == answers


def test_liar_says_nothing_of_its_paper(device: VirtualPrinter) -> None:
    device.faults.paper_out = device.faults.lies = True
    assert ask(device, b"\x10\x04\x04", 1) == b"\x12"


@pytest.mark.parametrize(
    ("fault", "question", "answer"),
    [
        ("", b"\x1dr\x01", b"\x00"),
        ("", b"\x1dr1", b"\x00"),
        ("paper_near_end", b"\x1dr\x01", b"\x03"),
        ("drawer_open", b"\x1dr\x01", b"\x00"),
        ("", b"\x1dr\x02", b"\x00"),
        ("drawer_open", b"\x1dr2", b"\x01"),
        ("paper_near_end", b"\x1bv", b"\x03"),
        ("drawer_open", b"\x1bu\x00", b"\x01"),
    ],
)
def test_status_in_its_turn(
    device: VirtualPrinter, fault: str, question: bytes, answer: bytes
) -> None:
    if fault:
        device.faults.set(fault)
    assert ask(device, question, 1) == answer


@pytest.mark.parametrize(
    ("n", "answer"),
    [
        (1, b"\x20"), (49, b"\x20"), (2, b"\x02"), (51, b"\x01"),
        (66, b"_SLIPWAY\x00"), (67, b"_VIRTUAL\x00"),
    ],
)  # fmt: skip
def test_identity(device: VirtualPrinter, n: int, answer: bytes) -> None:
    assert ask(device, b"\x1dI" + bytes([n]), len(answer)) == answer


def test_process_id_confirms_what_is_before_it(device: VirtualPrinter) -> None:
    assert ask(device, b"first\n\x1d(H\x06\x0000A-17", 7) == b"\x37\x22A-17\x00"
    assert device.wait_for_job(1)
    assert (job(device, 1)["confirmed"], job(device, 1)["size"]) == (True, 17)


def test_status_is_answered_amid_a_picture_and_while_it_holds(device: VirtualPrinter) -> None:
    device.faults.paper_out = True
    with connect(device) as connection:
        connection.sendall(b"\x1dv0\x00\x20\x00\xff\x00" + b"\xff" * 100 + b"\x10\x04")
        connection.sendall(b"\x04")
        assert connection.recv(1) == b"\x72"


def test_automatic_reports(device: VirtualPrinter) -> None:
    with connect(device) as connection:
        connection.sendall(b"\x1da\xff")
        assert take(connection, 4) == b"\x10\x00\x00\x0f"
        for fault, report in (
            ("paper_near_end", b"\x10\x00\x03\x0f"),
            ("paper_out", b"\x18\x00\x0f\x0f"),
            ("cover_open", b"\x38\x00\x0f\x0f"),
            ("drawer_open", b"\x3c\x00\x0f\x0f"),
            ("error", b"\x3c\x08\x0f\x0f"),
        ):
            device.faults.set(fault)
            assert take(connection, 4) == report
        device.faults.clear_all()
        assert take(connection, 4) == b"\x10\x00\x00\x0f"
        # Switched off: what changes now is not reported, the next answer is the confirmation.
        connection.sendall(b"\x1da\x00text\n" + ACKNOWLEDGE)
        assert connection.recv(1) == b"\x00"
        device.faults.drawer_open = True
        connection.sendall(b"\x1dr\x02")
        assert connection.recv(4) == b"\x01"


def test_reports_only_what_is_watched(device: VirtualPrinter) -> None:
    with connect(device) as connection:
        connection.sendall(b"\x1da\x01")
        assert take(connection, 4) == b"\x10\x00\x00\x0f"
        device.faults.paper_near_end = True
        device.faults.drawer_open = True
        assert take(connection, 4) == b"\x14\x00\x03\x0f"
