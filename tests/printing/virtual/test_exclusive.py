"""A printer that serves one connection at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from printing.virtual import VirtualPrinter

from .tools import ACKNOWLEDGE, HELLO, connect, eventually, job, send, take, texts

if TYPE_CHECKING:
    from pathlib import Path


def test_others_wait(tmp_path: Path) -> None:
    with VirtualPrinter(tmp_path, exclusive=True) as device:
        with connect(device) as first, connect(device) as second:
            first.sendall(b"\x10\x04\x01")
            assert take(first, 1) == b"\x12"
            second.sendall(b"second\n" + ACKNOWLEDGE)
            second.settimeout(0.2)
            with pytest.raises(TimeoutError):
                second.recv(1)
            first.sendall(b"first\n" + ACKNOWLEDGE)
            assert take(first, 1) == b"\x00"
            first.close()
            second.settimeout(5)
            assert take(second, 1) == b"\x00"
        assert [texts(job(device, n)) for n in (1, 2)] == [["first"], ["second"]]


def test_others_are_refused(tmp_path: Path) -> None:
    with VirtualPrinter(tmp_path, exclusive="refuse") as device:
        with connect(device) as first:
            first.sendall(b"\x10\x04\x01")
            assert take(first, 1) == b"\x12"
            with pytest.raises(ConnectionRefusedError):
                connect(device)
            assert send(device) == "printer_unreachable"
            first.sendall(HELLO)
            assert take(first, 1) == b"\x00"
        eventually(lambda: send(device) == "printed")
        assert device.jobs == 2


def test_one_that_left_without_its_paper_is_not_in_the_way(tmp_path: Path) -> None:
    with VirtualPrinter(tmp_path, exclusive=True) as device:
        device.faults.paper_out = True
        with connect(device) as first:
            first.sendall(b"first\n" + ACKNOWLEDGE)
            eventually(lambda: device.held() == 9)
        assert send(device) == "printer_paper_out"
        device.faults.paper_out = False
        assert send(device) == "printed"
        assert [texts(job(device, n)) for n in (1, 2)] == [["first"], ["hello"]]


def test_without_it_all_are_served(device: VirtualPrinter) -> None:
    with connect(device) as first, connect(device) as second:
        first.sendall(b"fir")
        second.sendall(HELLO)
        assert take(second, 1) == b"\x00"
        first.sendall(b"st\n" + ACKNOWLEDGE)
        assert take(first, 1) == b"\x00"
    assert [texts(job(device, n)) for n in (1, 2)] == [["hello"], ["first"]]
