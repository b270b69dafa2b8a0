"""MiniPOS print blocks: the published sample, byte by byte, and what is refused."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from printing.errors import PrintingError
from printing.render.encoder import encode
from printing.render.layout import lay_out
from printing.render.plain import plain
from printing.render.profile import profile_for
from printing.slips.barcodes import BarcodeKind
from printing.slips.elements import Align, Barcode, Cut, Hri, Raw, Slip, Text, Wrap
from printing.slips.minipos import blocks, slip_from_minipos

BANNER = " " * 18 + "COUPON" + " " * 18
SAMPLE: dict[str, Any] = {
    "slip": [
        {"kind": "escpos", "content": ["1D2122", "1D4201", "1D4201"]},
        {"kind": "text", "content": BANNER},
        {"kind": "escpos", "content": ["1B40"]},
        {"kind": "text", "content": "The text line should not be wider than the"},
        {"kind": "text", "content": "maximum character width of the printer"},
        {"kind": "barcode", "code": "1234567890123", "type": 2},
    ]
}


def job(slip: Slip, columns: int = 42) -> bytes:
    profile = profile_for(columns)
    return encode(lay_out(slip, profile), profile)


def test_bytes_of_the_published_sample() -> None:
    content = (
        bytes.fromhex("1D2122 1D4201 1D4201")
        + BANNER.encode() + b"\n"
        + bytes.fromhex("1B40")
        + b"The text line should not be wider than the\n"
        + b"maximum character width of the printer\n"
        + bytes.fromhex("1B6101 1D6840 1D7702 1D6600 1D4802")
        # The form with a length in place of `1D 6B 02 ... 00`.
        + bytes.fromhex("1D6B43 0D") + b"1234567890123"
        + bytes.fromhex("1B6404")
    )  # fmt: skip
    # The frame initialises before the cut, which also puts the alignment back.
    frame = bytes.fromhex("1B3D01 1B40"), bytes.fromhex("1B40 1D564200 1D7201")
    assert job(slip_from_minipos(SAMPLE, columns=42)) == frame[0] + content + frame[1]


def test_warnings_of_the_published_sample() -> None:
    warnings = slip_from_minipos(SAMPLE, columns=42).warnings
    assert [(w.code, dict(w.data)) for w in warnings] == [
        ("bad_check_digit", {"kind": "EAN13", "data": "1234567890123", "expected": "8"}),
        ("line_too_long", {"text": "COUPON", "rows": "3", "columns": "42"}),
    ]


@pytest.mark.parametrize(("columns", "rows"), [(32, ["5", "2", "2"]), (48, ["3"])])
def test_warnings_depend_on_the_width(columns: int, rows: list[str]) -> None:
    warnings = slip_from_minipos(SAMPLE, columns=columns).warnings
    assert [dict(w.data)["rows"] for w in warnings if w.code == "line_too_long"] == rows


def test_sample_on_paper() -> None:
    profile = profile_for(42)
    slip = slip_from_minipos(SAMPLE, columns=42)
    lines = plain(lay_out(slip, profile).rows, 42).splitlines()
    assert lines[1].strip() == "COUPON"
    assert lines[3] == "The text line should not be wider than the"


def test_header_and_footer_stand_around_the_slip() -> None:
    info = {
        "header": [
            {"kind": "text", "content": "Header info1"},
            {"kind": "barcode", "code": "1234567890123", "type": 2, "align": 0, "height": 40,
             "width": 2, "text_position": 2},
        ],
        "footer": [{"kind": "barcode", "code": "0000000000003", "type": 2}],
        "slip": [{"kind": "escpos", "content": ["1D2122", "1D4201"]}, {"kind": "text", "content": "x"}],
        "customer": {"phone": "+37199999999"},
    }  # fmt: skip
    assert slip_from_minipos(info, columns=42).elements == (
        Text("Header info1", wrap=Wrap.PRINTER),
        Barcode("1234567890123", height=40, align=Align.LEFT),
        Raw(b"\x1d!\x22"),
        Raw(b"\x1dB\x01"),
        Text("x", wrap=Wrap.PRINTER),
        Raw(b"\x1b@"),
        Barcode("0000000000003"),
        Cut(),
    )


def test_blocks_for_a_receipt() -> None:
    found = blocks([{"kind": "text", "content": "Thanks"}], "footer")
    assert found == (Text("Thanks", wrap=Wrap.PRINTER),)


@pytest.mark.parametrize(
    ("type_", "code", "kind"),
    [
        (0, "012345678905", BarcodeKind.UPC_A),
        (2, "4006381333931", BarcodeKind.EAN13),
        (4, "ABC", BarcodeKind.CODE39),
        (6, "A12B", BarcodeKind.CODABAR),
        (7, "ABC", BarcodeKind.CODE93),
        (8, "abc", BarcodeKind.CODE128),
        (67, "4006381333931", BarcodeKind.EAN13),
        (73, "{Babc", BarcodeKind.CODE128),
    ],
)
def test_barcode_types(type_: int, code: str, kind: BarcodeKind) -> None:
    (barcode,) = blocks([{"kind": "barcode", "code": code, "type": type_}], "slip")
    assert isinstance(barcode, Barcode)
    assert (barcode.kind, barcode.data) == (kind, code)


def test_parameters_of_a_barcode() -> None:
    block = {"kind": "barcode", "code": "4006381333931", "type": 67, "align": 2, "height": 255,
             "width": 3, "text_position": 0}  # fmt: skip
    assert blocks([block], "slip") == (
        Barcode("4006381333931", BarcodeKind.EAN13, 255, 3, Hri.NONE, Align.RIGHT),
    )
    nothing = {"kind": "barcode", "code": "4006381333931", "type": 2, "align": None, "height": None}
    assert blocks([nothing], "slip") == (Barcode("4006381333931"),)


CODE = {"kind": "barcode", "code": "4006381333931", "type": 2}
REFUSED: list[tuple[Any, str, dict[str, object]]] = [
    (None, "invalid_element", {"at": "slip/1"}),
    ({}, "invalid_element", {"at": "slip/1/kind"}),
    ({"kind": "image"}, "invalid_element", {"at": "slip/1/kind"}),
    ({"kind": "text"}, "invalid_element", {"at": "slip/1/content"}),
    ({"kind": "text", "content": 5}, "invalid_element", {"at": "slip/1/content"}),
    ({"kind": "text", "content": "x", "bold": 1}, "invalid_element", {"at": "slip/1/bold"}),
    ({"kind": "barcode", "code": "1"}, "invalid_element", {"at": "slip/1/type"}),
    ({**CODE, "type": "2"}, "invalid_element", {"at": "slip/1/type"}),
    ({**CODE, "type": True}, "invalid_element", {"at": "slip/1/type"}),
    ({**CODE, "type": 101}, "invalid_barcode", {"at": "slip/1/type"}),
    ({**CODE, "type": 9}, "invalid_barcode", {"at": "slip/1/type"}),
    ({**CODE, "code": "12"}, "invalid_barcode", {"at": "slip/1/code"}),
    ({**CODE, "code": 4006381333931}, "invalid_element", {"at": "slip/1/code"}),
    ({**CODE, "align": 3}, "invalid_element", {"at": "slip/1/align"}),
    ({**CODE, "height": 0}, "invalid_element", {"at": "slip/1/height"}),
    ({**CODE, "width": 7}, "invalid_element", {"at": "slip/1/width"}),
    ({**CODE, "text_position": 4}, "invalid_element", {"at": "slip/1/text_position"}),
    ({**CODE, "font": 1}, "invalid_element", {"at": "slip/1/font"}),
    ({"kind": "escpos"}, "invalid_element", {"at": "slip/1/content"}),
    ({"kind": "escpos", "content": "1B40"}, "invalid_element", {"at": "slip/1/content"}),
    (
        {"kind": "escpos", "content": ["1B40", "1B401B700019"]},
        "raw_refused",
        {"at": "slip/1/content/1", "command": "1B7000", "offset": 2},
    ),
    ({"kind": "escpos", "content": ["zz"]}, "raw_refused", {"at": "slip/1/content/0"}),
    ({"kind": "escpos", "content": [None]}, "invalid_element", {"at": "slip/1/content/0"}),
]


@pytest.mark.parametrize(("block", "code", "data"), REFUSED)
def test_refused_with_its_place(block: Any, code: str, data: dict[str, object]) -> None:
    with pytest.raises(PrintingError) as caught:
        slip_from_minipos({"slip": [{"kind": "text", "content": "x"}, block]}, columns=42)
    assert caught.value.code == code
    assert data.items() <= caught.value.data.items()
    assert str(caught.value)


@pytest.mark.parametrize("info", [None, [], {}, {"slip": None}, {"slip": []}, {"slip": {}}])
def test_there_must_be_a_slip(info: Any) -> None:
    with pytest.raises(PrintingError) as caught:
        slip_from_minipos(info, columns=42)
    assert caught.value.code == "invalid_element"


def test_raw_commands_in_a_header_are_refused() -> None:
    info = {**SAMPLE, "header": [{"kind": "escpos", "content": ["1B40"]}]}
    with pytest.raises(PrintingError) as caught:
        slip_from_minipos(info, columns=42)
    assert caught.value.data["at"] == "header/0/kind"


def test_paper_fed_by_raw_commands_is_limited() -> None:
    feeding = {"slip": [{"kind": "escpos", "content": ["1B4AFF"] * 10}]}
    with pytest.raises(PrintingError, match="dots of empty paper"):
        slip_from_minipos(feeding, columns=42)
    feeding["slip"][0]["content"] = ["1B4AFF"] * 9
    assert slip_from_minipos(feeding, columns=42).warnings == ()


def test_too_many_blocks() -> None:
    with pytest.raises(PrintingError, match="elements, at most"):
        slip_from_minipos({"slip": [{"kind": "text", "content": "x"}] * 2001}, columns=42)


values = st.none() | st.integers(-5, 300) | st.text(max_size=4) | st.lists(st.text(max_size=4))


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 5), st.sampled_from(["kind", "content", "code", "type", "align"]), values)
def test_a_member_of_any_kind_is_fine_or_refused(index: int, member: str, value: Any) -> None:
    info = copy.deepcopy(SAMPLE)
    info["slip"][index][member] = value
    try:
        slip_from_minipos(info, columns=42)
    except PrintingError as error:
        assert str(error.data["at"]).startswith(f"slip/{index}")  # noqa: PT017 (what is accepted is fine as well)
