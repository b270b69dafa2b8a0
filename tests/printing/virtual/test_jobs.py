"""The files of a job, and what its JSON says."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from printing.interface import (
    BOLD,
    QR,
    Barcode,
    BarcodeKind,
    Columns,
    Cut,
    Drawer,
    Feed,
    Slip,
    Text,
    render_bytes,
)
from printing.slips.minipos import slip_from_minipos
from printing.virtual import VirtualPrinter

from .tools import HELLO, ask, connect, eventually, job, printed, send, take, texts

if TYPE_CHECKING:
    from pathlib import Path

SLIP = Slip(
    "t",
    (
        Text("Café", BOLD), Columns.pair("Tea", "2.50"), Feed(2), Barcode("96385074", BarcodeKind.EAN8),
        QR("x"), Cut(), Drawer(5),
    ),
)  # fmt: skip
KEYS = {
    "job", "size", "sha256", "columns", "dots", "received_at", "printed_at", "confirmed",
    "unfinished", "elements", "ignored",
}  # fmt: skip


def test_what_the_json_says_of_a_slip(device: VirtualPrinter) -> None:
    content = render_bytes(SLIP, device.profile)
    before = datetime.now(UTC) - timedelta(milliseconds=1)
    assert send(device, content) == "printed"
    found = job(device, 1)
    assert set(found) == KEYS
    assert device.job_file(1, "bin").read_bytes() == content
    assert (found["size"], found["sha256"]) == (len(content), hashlib.sha256(content).hexdigest())
    assert (found["job"], found["columns"], found["dots"]) == (1, 42, 512)
    received, done = (datetime.fromisoformat(found[f"{n}_at"]) for n in ("received", "printed"))
    assert before <= received <= done <= datetime.now(UTC)
    assert (found["confirmed"], found["unfinished"], found["ignored"]) == (True, "", [])
    kinds = [one["kind"] for one in found["elements"]]
    assert kinds == ["text", "text", "feed", "barcode", "qr", "feed", "cut", "drawer"]
    text, _, feed, barcode, qr, _, cut, drawer = found["elements"]
    assert (text["text"], text["runs"][0]["bold"]) == ("Café", True)
    assert (feed["lines"], feed["dots"]) == (2, 60)
    assert (barcode["symbol"], barcode["data"], barcode["align"]) == ("EAN8", "96385074", "center")
    assert (qr["data"], qr["size"], qr["error"]) == ("x", 6, "M")
    assert cut["partial"] is True
    assert (drawer["pin"], drawer["on"], drawer["hidden"]) == (5, 100, False)


def test_offsets_lead_to_the_bytes(device: VirtualPrinter) -> None:
    send(device, render_bytes(SLIP, device.profile))
    content, starts = device.job_file(1, "bin").read_bytes(), {}
    for element in job(device, 1)["elements"]:
        starts.setdefault(element["kind"], content[element["offset"] :])
    assert starts["text"].startswith(b"Caf")
    assert starts["barcode"].startswith(b"\x1dk\x44\x0896385074")
    assert starts["qr"].startswith(b"\x1d(k\x03\x001Q0")
    assert starts["cut"].startswith(b"\x1dV")
    assert starts["drawer"].startswith(b"\x1bp\x01")


def test_published_minipos_slip(device: VirtualPrinter) -> None:
    info = {
        "slip": [
            {"kind": "escpos", "content": ["1D2122", "1D4201", "1D4201"]},
            {"kind": "text", "content": " " * 18 + "COUPON" + " " * 18},
            {"kind": "escpos", "content": ["1B40"]},
            {"kind": "text", "content": "The text line should not be wider than the"},
            {"kind": "barcode", "code": "1234567890123", "type": 2},
        ]
    }
    slip = slip_from_minipos(info, columns=42)
    assert send(device, render_bytes(slip, device.profile)) == "printed"
    found = job(device, 1)
    assert [text.strip() for text in texts(found)[:4]] == [
        "", "COUPON", "", "The text line should not be wider than the",
    ]  # fmt: skip
    assert found["elements"][1]["runs"][0] == {
        "text": "    COUPON    ",
        "bold": False,
        "underline": False,
        "invert": True,
        "width": 3,
        "height": 3,
    }
    assert found["ignored"] == []


def test_what_has_no_effect_is_listed(device: VirtualPrinter) -> None:
    found = printed(device, b"a\n\x1bL\x1f\x1d(k\x03\x00\x30\x43\x03b\n\x1dP\x10\x10\x1c\x99c\n")
    assert texts(found) == ["a", "b", "c"]
    assert [(one["offset"], one["hex"]) for one in found["ignored"]] == [
        (2, "1B 4C"),
        (4, "1F"),
        (5, "1D 28 6B 03 00 30 43 03"),
        (15, "1D 50 10 10"),
        (19, "1C 99"),
    ]


def test_commands_that_cut_and_open(device: VirtualPrinter) -> None:
    content = b"\x1dV\x00\x1dV1\x1dVB\x20\x1bi\x1bm\x1bp\x00\x19\xfa\x10\x14\x01\x01\x02"
    found = printed(device, content)
    kinds = [(one["kind"], one.get("partial", one.get("pin"))) for one in found["elements"]]
    assert kinds == [
        ("cut", False), ("cut", True), ("feed", None), ("cut", True), ("cut", True), ("cut", True),
        ("drawer", 2), ("drawer", 5),
    ]  # fmt: skip
    assert [one["on"] for one in found["elements"][-2:]] == [50, 200]


def test_drawer_pulse_inside_a_picture_is_found(device: VirtualPrinter) -> None:
    pulse = b"\x10\x14\x01\x00\x05"
    picture = b"\x1dv0\x00\x10\x00\x02\x00" + pulse.ljust(32, b"\x00")
    drawers = [one for one in printed(device, picture)["elements"] if one["kind"] == "drawer"]
    assert [(one["pin"], one["on"], one["hidden"]) for one in drawers] == [(2, 500, True)]
    # `GS ( D` switches that off.
    locked = printed(device, b"\x1d(D\x03\x00\x14\x01\x00" + picture + pulse)
    assert [one["kind"] for one in locked["elements"]] == ["image"]


def test_printer_that_is_not_selected(device: VirtualPrinter) -> None:
    assert texts(printed(device, b"\x1b=\x00lost\n\x1b=\x01seen\n")) == ["seen"]


def test_job_that_ends_amid_a_command(device: VirtualPrinter) -> None:
    with connect(device) as connection:
        connection.sendall(b"text\n\x1dv0\x00\xff\xff")
    assert device.wait_for_job(1)
    found = job(device, 1)
    assert (found["confirmed"], found["unfinished"]) == (False, "1D 76 30 00 FF FF")
    assert found["size"] == 11


def test_questions_are_no_part_of_a_job(device: VirtualPrinter) -> None:
    with connect(device) as connection:
        connection.sendall(b"te\x10\x04\x04xt\n\x1dr\x01")
        assert take(connection, 2) == b"\x12\x00"
    assert device.job_file(1, "bin").read_bytes() == b"text\n\x1dr\x01"


def test_full_disk_is_told_and_the_printer_goes_on(device: VirtualPrinter) -> None:
    # A folder in the place of a part of the job: writing it fails.
    (device.folder / ".0001.png.part").mkdir()
    assert ask(device, HELLO, 1) == b"\x00"
    assert device.jobs == 0
    assert "could not be kept" in device.device.failure
    (device.folder / ".0001.png.part").rmdir()
    assert send(device) == "printed"
    assert device.jobs == 1
    names = {file.name for file in device.folder.iterdir()}
    assert names == {f"0001.{suffix}" for suffix in ("bin", "png", "txt", "json")}


def test_other_files_in_the_folder_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "12 old.bin").write_bytes(b"x")
    (tmp_path / "0041.bin").write_bytes(b"x")
    with VirtualPrinter(tmp_path) as device:
        send(device)
        assert job(device, 42)["job"] == 42
        assert device.clear() == 2
    assert [file.name for file in tmp_path.iterdir()] == ["12 old.bin"]


def test_clearing(device: VirtualPrinter) -> None:
    send(device)
    send(device)
    assert device.clear() == 2
    assert list(device.folder.iterdir()) == []
    send(device)
    eventually(lambda: device.jobs == 1)
    assert job(device, 1)["job"] == 1
