"""Slips: what they accept, refuse and warn about."""

from __future__ import annotations

import pytest

from printing.errors import SENTENCES, PrintingError
from printing.slips.barcodes import BarcodeKind, check_digit
from printing.slips.elements import QR, Barcode, Feed, Raw, Slip, Style, Text

ACCEPTED = [
    "1D2122", "1D4201", "1B40", "1B32", "1B2100", "1B21B9", "1B2D02", "1B4501", "1B4700", "1B4D31",
    "1B6102", "1B640A", "1B4AFF", "1B33FF", "1B2020", "1B7B01", "1B5601", "1D2177", "1D6201",
    "1D4833", "1D6601", "1D68FF", "1D7706", "1b401d2122", "1B401D42011B6101",
]  # fmt: skip

# hex, command named in the error, offset
REFUSED = [
    ("1B3D00", "1B3D00", 0),  # printer off
    ("1B700019", "1B7000", 0),  # drawer
    ("1014010001", "101401", 0),  # drawer, in real time
    ("10140801030103140601", "101408", 0),
    ("100501", "100501", 0),
    ("1C710100", "1C7101", 0),  # stored logos
    ("1D284C0600", "1D284C", 0),
    ("1D28450300014949", "1D2845", 0),  # user setup
    ("1D284D0200", "1D284D", 0),
    ("1D284100", "1D2841", 0),
    ("1D61FF", "1D61FF", 0),  # unsolicited status
    ("1B4C", "1B4C", 0),  # page mode
    ("1C26", "1C26", 0),
    ("1B7421", "1B7421", 0),
    ("1B5203", "1B5203", 0),
    ("1B2501", "1B2501", 0),
    ("1D3A", "1D3A", 0),
    ("1B633501", "1B6335", 0),
    ("1F1B1F910049", "1F1B1F", 0),
    ("1D763000FFFFFFFF", "1D7630", 0),  # swallows what follows
    ("1D6B49FF", "1D6B49", 0),
    ("1D286BFFFF", "1D286B", 0),
    ("1B401B70", "1B70", 2),
    ("1B4041", "41", 2),  # text
    ("1B45001B4502", "1B4502", 3),
    ("1B640B", "1B640B", 0),
    ("1D2188", "1D2188", 0),
    ("1D21", "1D21", 0),  # not complete
    ("1B", "1B", 0),
    ("0A", "0A", 0),
]


@pytest.mark.parametrize("text", ACCEPTED)
def test_raw_accepts(text: str) -> None:
    assert Raw.from_hex(text).data == bytes.fromhex(text)


@pytest.mark.parametrize(("text", "command", "offset"), REFUSED)
def test_raw_refuses(text: str, command: str, offset: int) -> None:
    with pytest.raises(PrintingError) as caught:
        Raw.from_hex(text)
    assert caught.value.code == "raw_refused"
    assert caught.value.data["command"] == command
    assert caught.value.data["offset"] == offset
    assert command in str(caught.value)


@pytest.mark.parametrize("text", ["", "1B 40", "1B4", "xyz0", "0x1B40", "1B40" * 33])
def test_raw_refuses_what_is_no_hex_or_too_long(text: str) -> None:
    with pytest.raises(PrintingError, match="not allowed"):
        Raw.from_hex(text)


def test_raw_is_checked_however_it_is_made() -> None:
    with pytest.raises(PrintingError):
        Raw(b"\x1bp\x00\x19\x19")


def test_wrong_check_digit_is_kept_with_a_warning() -> None:
    slip = Slip("x", (Barcode("1234567890123", BarcodeKind.EAN13),))
    assert slip.elements[0].data == "1234567890123"  # type: ignore[union-attr]
    assert [w.code for w in slip.warnings] == ["bad_check_digit"]
    assert dict(slip.warnings[0].data)["expected"] == "8"


def test_right_check_digit() -> None:
    assert check_digit("400638133393") == "1"
    assert Slip("x", (Barcode("4006381333931"), Barcode("123456789012"))).warnings == ()


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        (BarcodeKind.EAN13, "12345"),
        (BarcodeKind.EAN13, "12345678901ab"),
        (BarcodeKind.ITF, "123"),
        (BarcodeKind.CODE39, "abc"),
        (BarcodeKind.CODABAR, "123"),
        (BarcodeKind.CODE128, "a\x10\x14b"),
        (BarcodeKind.CODE128, "{C12a4"),
        (BarcodeKind.CODE128, "{Blone{brace"),
        (BarcodeKind.CODE128, "{B"),
        (BarcodeKind.CODE93, "é"),
        (BarcodeKind.UPC_E, "9123456"),
    ],
)
def test_barcode_refuses(kind: BarcodeKind, data: str) -> None:
    with pytest.raises(PrintingError) as caught:
        Barcode(data, kind)
    assert caught.value.code == "invalid_barcode"


@pytest.mark.parametrize(("m", "name"), [(0, "UPC_A"), (2, "EAN13"), (6, "CODABAR"), (67, "EAN13")])
def test_barcode_kind_from_the_printers_number(m: int, name: str) -> None:
    assert BarcodeKind.from_gs_k(m).name == name


@pytest.mark.parametrize("m", [-1, 7, 64, 74])
def test_barcode_kind_unknown(m: int) -> None:
    with pytest.raises(PrintingError):
        BarcodeKind.from_gs_k(m)


def test_limits() -> None:
    with pytest.raises(PrintingError, match="elements, at most"):
        Slip("x", tuple(Text("a") for _ in range(2001)))
    for make in (lambda: Feed(0), lambda: Feed(41), lambda: QR(""), lambda: Style(width=9)):
        with pytest.raises(PrintingError):
            make()


def test_doubt_is_told_apart() -> None:
    assert PrintingError("in_doubt", sent=1, total=2, reason="x").may_have_printed
    assert not PrintingError("printer_paper_out").may_have_printed
    assert all(SENTENCES.values())
