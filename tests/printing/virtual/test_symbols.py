"""Barcodes, QR codes and pictures: drawn so that a reader reads them back from the paper."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

import pytest
from PIL import Image as Pillow

from printing.interface import (
    QR,
    Barcode,
    BarcodeKind,
    Hri,
    Slip,
    Text,
    render_bytes,
)
from printing.slips.elements import Image
from printing.virtual import VirtualPrinter

from .tools import picture, printed, read_back, send, texts

if TYPE_CHECKING:
    from pathlib import Path

READABLE = [
    (BarcodeKind.EAN13, "4006381333931", "EAN13", "4006381333931"),
    (BarcodeKind.EAN8, "96385074", "EAN8", "96385074"),
    # A reader sees no difference to an EAN13 from 0.
    (BarcodeKind.UPC_A, "036000291452", "EAN13", "0036000291452"),
    (BarcodeKind.UPC_E, "04252614", "UPCE", "0042100005264"),
    (BarcodeKind.CODE39, "SLIP-7", "Code39", "SLIP-7"),
    (BarcodeKind.ITF, "12345678", "ITF", "12345678"),
    (BarcodeKind.CODABAR, "A40156B", "Codabar", "A40156B"),
    (BarcodeKind.CODE128, "No. 12/7", "Code128", "No. 12/7"),
    (BarcodeKind.CODE128, "{BNo.{C123456", "Code128", "No.123456"),
    (BarcodeKind.CODE128, "{C001699{A-{B{{x", "Code128", "001699-{x"),
    (BarcodeKind.CODE93, "SLIP 93", "Code93", "SLIP 93"),
]


@pytest.mark.parametrize("columns", [32, 42, 48])
@pytest.mark.parametrize(("kind", "data", "symbology", "text"), READABLE)
def test_barcodes_of_a_slip_are_read_back(
    kind: BarcodeKind, data: str, symbology: str, text: str, columns: int, tmp_path: Path
) -> None:
    with VirtualPrinter(tmp_path, columns=columns) as device:
        slip = Slip("t", (Text("above"), Barcode(data, kind, text=Hri.BOTH), Text("below")))
        assert send(device, render_bytes(slip, device.profile)) == "printed"
        found = read_back(device, 1)
    assert found == [(symbology, text)]


@pytest.mark.parametrize("data", ["{C1604", "{C991620010005", "{B12{C1605"])
def test_barcodes_that_would_be_commands_are_sent_as_dots(data: str, tmp_path: Path) -> None:
    with VirtualPrinter(tmp_path) as device:
        job = render_bytes(Slip("t", (Barcode(data, BarcodeKind.CODE128),)), device.profile)
        assert not re.search(rb"\x10[\x04\x05\x14]", job)
        assert send(device, job) == "printed"
        assert read_back(device, 1) == [("Code128", re.sub(r"\{[BC]", "", data))]


@pytest.mark.parametrize("columns", [32, 42, 48])
@pytest.mark.parametrize("data", ["https://slipway.example/r/7", "Ēdnīca €3,80", "Größe", "領収書"])
def test_qr_codes_of_a_slip_are_read_back(data: str, columns: int, tmp_path: Path) -> None:
    with VirtualPrinter(tmp_path, columns=columns) as device:
        slip = Slip("t", (Text("above"), QR(data), Text("below")))
        assert send(device, render_bytes(slip, device.profile)) == "printed"
        assert read_back(device, 1) == [("QRCode", data)]


FORMS = [
    (b"\x1dk\x0012345678901\x00", "EAN13", "0123456789012"),
    (b"\x1dk\x024006381333931\x00", "EAN13", "4006381333931"),
    (b"\x1dk\x039638507\x00", "EAN8", "96385074"),
    (b"\x1dk\x04*SLIP*\x00", "Code39", "SLIP"),
    (b"\x1dk\x05123456\x00", "ITF", "123456"),
    (b"\x1dk\x06A123B\x00", "Codabar", "A123B"),
    (b"\x1dk\x43\x0c400638133393", "EAN13", "4006381333931"),
    (b"\x1dk\x48\x07SLIP 93", "Code93", "SLIP 93"),
    # Set C has values, not digits.
    (b"\x1dk\x49\x0a{BNo.{C\x0c\x22\x38", "Code128", "No.123456"),
    (b"\x1dk\x49\x06{Aa{Bb".replace(b"a", b"A"), "Code128", "Ab"),
    (b"\x1dk\x49\x07{Bx{{y{", "", ""),
    (b"\x1dk\x49\x07{Bx{{yz", "Code128", "x{yz"),
    (b"\x1dk\x49\x06{BA{Sb", "", ""),
    (b"\x1dk\x49\x06{BA{SB", "Code128", "AB"),
    (b"\x1dk\x4f\x08Ab123456", "Code128", "Ab123456"),
    (b"\x1dk\x49\x05plain", "", ""),
    (b"\x1dk\x43\x03123", "", ""),
    (b"\x1dk\x4b\x03123", "", ""),
]  # fmt: skip


@pytest.mark.parametrize(("command", "symbology", "text"), FORMS)
def test_forms_of_barcodes(
    device: VirtualPrinter, command: bytes, symbology: str, text: str
) -> None:
    found = printed(device, b"\x1dw\x02a\n" + command + b"\nb\n")
    assert read_back(device, 1) == ([(symbology, text)] if text else [])
    (symbol,) = (one for one in found["elements"] if one["kind"] == "barcode")
    assert symbol["printed"] is bool(text)
    assert bool(symbol["reason"]) is not bool(text)
    assert texts(found) == ["a", "", "b"]


def test_barcode_amid_a_line_is_text(device: VirtualPrinter) -> None:
    found = printed(device, b"Total \x1dk\x43\x0c400638133393\nnext\n")
    # The length is a character, too: 12 is a form feed, and prints nothing.
    assert texts(found) == ["Total 400638133393", "next"]
    assert read_back(device, 1) == []
    assert found["ignored"][0]["reason"] == "the line is not empty: its data prints as text"


def test_barcode_that_is_too_wide_prints_nothing(device: VirtualPrinter) -> None:
    found = printed(device, b"\x1dw\x06\x1dk\x43\x0c400638133393")
    (symbol,) = found["elements"]
    assert (symbol["printed"], symbol["reason"]) == (False, "570 dots do not fit on 512")
    assert (symbol["symbol"], symbol["data"]) == ("EAN13", "4006381333931")


def qr(data: bytes, size: int = 6) -> bytes:
    length = (len(data) + 3).to_bytes(2, "little")
    return (
        b"\x1d(k\x04\x00\x31\x41\x32\x00\x1d(k\x03\x00\x31\x43%c\x1d(k\x03\x00\x31\x45\x31" % size
        + b"\x1d(k" + length + b"\x31\x50\x30" + data + b"\x1d(k\x03\x00\x31\x51\x30"
    )  # fmt: skip


def test_qr_bytes_that_are_no_utf8(device: VirtualPrinter) -> None:
    found = printed(device, b"a\n" + qr("Größe".encode("latin-1")) + b"b\n")
    assert found["elements"][1]["data"] == "Größe"
    assert read_back(device, 1) == [("QRCode", "Größe")]


def test_qr_codes_that_print_nothing(device: VirtualPrinter) -> None:
    found = printed(
        device, qr(b"x" * 3000) + qr(b"x" * 500, 16) + b"\x1b@\x1d(k\x03\x00\x31\x51\x30"
    )
    assert [(one["printed"], one["reason"]) for one in found["elements"]] == [
        (False, "too much data for a QR code"),
        (False, "1360 dots do not fit on 512"),
        (False, "there is no data"),
    ]
    assert [one["reason"] for one in printed(device, b"text" + qr(b"x"))["ignored"]] == [
        "the line is not empty"
    ]


# A ring of 16 x 24 dots, in lines and in columns.
LINES = b"\xff\xff" + b"\x80\x01" * 22 + b"\xff\xff"
COLUMNS = b"\xff\xff\xff" + b"\x80\x00\x01" * 14 + b"\xff\xff\xff"
STORE = b"\x30\x70\x30\x01\x01\x31\x10\x00\x18\x00" + LINES
PICTURES = {
    "GS v 0": b"\x1dv0\x00\x02\x00\x18\x00" + LINES,
    "GS ( L": b"\x1d(L\x3a\x00" + STORE + b"\x1d(L\x02\x00\x30\x32",
    "GS 8 L": b"\x1d8L\x3a\x00\x00\x00" + STORE + b"\x1d(L\x02\x00\x30\x02",
    "ESC *": b"\x1b3\x18\x1b*\x21\x10\x00" + COLUMNS + b"\n",
    "GS /": b"\x1d*\x02\x03" + COLUMNS + b"\x1d/\x00",
}


@pytest.mark.parametrize("command", PICTURES)
def test_pictures(device: VirtualPrinter, command: str) -> None:
    found = printed(device, PICTURES[command])
    (image,) = found["elements"]
    assert (image["kind"], image["width"], image["height"]) == ("image", 16, 24)
    ring = Pillow.new("L", (16, 24), 0)
    ring.paste(255, (1, 1, 15, 23))
    assert picture(device, 1).crop((24, 24, 40, 48)).tobytes() == ring.tobytes()
    assert device.job_file(1, "txt").read_text() == "[image 16x24]\n"
    assert found["ignored"] == []


def test_larger_dots_and_bands_that_join(device: VirtualPrinter) -> None:
    doubled = b"\x1dv0\x03\x02\x00\x18\x00" + LINES
    coarse = b"\x1b*\x00\x02\x00\xff\xff\n"
    bands = b"\x1b3\x18" + (b"\x1b*\x21\x10\x00" + COLUMNS + b"\n") * 3
    sizes = [
        [(one["width"], one["height"]) for one in printed(device, content)["elements"]]
        for content in (doubled, b"\x1b3\x18" + coarse, bands)
    ]
    assert sizes == [[(32, 48)], [(4, 24)], [(16, 72)]]


def test_bands_with_the_usual_pitch_have_white_between(device: VirtualPrinter) -> None:
    found = printed(device, (b"\x1b*\x21\x10\x00" + COLUMNS + b"\n") * 2)
    assert [one["kind"] for one in found["elements"]] == ["image", "feed"] * 2
    assert picture(device, 1).height == 48 + 60


def test_image_of_a_slip(device: VirtualPrinter) -> None:
    out = io.BytesIO()
    Pillow.linear_gradient("L").resize((200, 300)).save(out, format="PNG")
    slip = Slip("t", (Image(out.getvalue()),))
    assert send(device, render_bytes(slip, device.profile)) == "printed"
    assert device.job_file(1, "txt").read_text().strip() == "[image 200x300]"


def test_graphics_without_their_data_are_ignored(device: VirtualPrinter) -> None:
    found = printed(device, b"\x1d(L\x0a\x00\x30\x70\x30\x01\x01\x31\xff\xff\xff\xffa\n")
    assert texts(found) == ["a"]
    assert [one["bytes"] for one in found["ignored"]] == [15]
