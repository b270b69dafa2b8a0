"""Layout: widths, line breaks, and the three forms made from it."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

import pytest
import zxingcpp
from PIL import Image as Pillow

from printing.render.canvas import draw
from printing.render.layout import lay_out
from printing.render.plain import plain
from printing.render.profile import Profile, profile_for
from printing.render.rows import TextRow
from printing.render.text import cells, wrap_cells, wrap_words
from printing.slips.barcodes import BarcodeKind
from printing.slips.elements import (
    QR,
    Align,
    Barcode,
    Cell,
    Columns,
    Direction,
    Raw,
    Rule,
    Slip,
    Style,
    Text,
    Wrap,
)  # fmt: skip
from printing.slips.sale import sale_slip
from printing.slips.test_page import printer_test_page

if TYPE_CHECKING:
    from printing.slips.elements import Element
    from printing.slips.sale import SaleDocument

WIDTHS = (32, 42, 48)


def text_of(*elements: Element, columns: int = 42, direction: Direction = Direction.LTR) -> str:
    slip = Slip("t", elements, direction=direction)
    return plain(lay_out(slip, profile_for(columns)).rows, columns)


@pytest.mark.parametrize("columns", WIDTHS)
def test_every_line_of_a_sale_fits(sale: SaleDocument, columns: int) -> None:
    profile = profile_for(columns)
    for row in lay_out(sale_slip(sale), profile).rows:
        if isinstance(row, TextRow):
            assert sum(cells(run.text) * run.style.width for run in row.runs) <= columns


@pytest.mark.parametrize("columns", WIDTHS)
def test_nothing_of_a_sale_is_cut_off(sale: SaleDocument, columns: int) -> None:
    text = text_of(*sale_slip(sale).elements, columns=columns)
    words = set(re.findall(r"\S+", text))
    for line in sale.lines:
        assert set(line.name.split()) <= words
    assert {"1.234,50", "-1,20", "-1,00", "7,60", "2,10", "[drawer", "Flat"} <= words


def test_sale_at_42_columns(sale: SaleDocument) -> None:
    lines = text_of(*sale_slip(sale).elements).splitlines()
    assert lines[0].strip() == "Café Größe"
    assert "2 x  Flat White                       7,60" in lines
    assert "     + 2 x Hafermilch                 0,80" in lines
    assert "     Happy Hour                      -1,20" in lines
    assert "1 x  Wasser (on the house)            0,00" in lines
    assert "SUMME                           1.234,50 €" in lines
    assert "19 %                  6,39    1,21    7,60" in lines


@pytest.mark.parametrize("columns", WIDTHS)
def test_pictures_are_as_wide_as_the_paper(columns: int) -> None:
    profile = profile_for(columns)
    picture = draw(lay_out(printer_test_page("Bar", columns), profile).rows, profile)
    assert picture.width == {32: 384, 42: 512, 48: 576}[columns] + 48
    assert picture.mode == "L"
    assert set(picture.get_flattened_data()) == {0, 255}


@pytest.mark.parametrize(
    ("text", "room", "lines"),
    [
        ("a b c", 5, ["a b c"]),
        ("one two three", 7, ["one two", "three"]),
        ("  indented text", 10, ["  indented", "text"]),
        ("abcdefghij", 4, ["abcd", "efgh", "ij"]),
        ("ab abcdefgh c", 4, ["ab", "abcd", "efgh", "c"]),
        ("", 4, [""]),
        ("漢字漢字", 4, ["漢字", "漢字"]),
        ("漢字漢、字", 6, ["漢字", "漢、字"]),
        ("漢字「漢」字", 6, ["漢字", "「漢」", "字"]),
        ("コーヒー2杯", 6, ["コー", "ヒー2", "杯"]),
        ("合計 100円", 8, ["合計", "100円"]),
        ("漢 字 漢字", 5, ["漢 字", "漢字"]),
        ("감사합니다 또 오세요", 12, ["감사합니다", "또 오세요"]),
        ("감사합니다", 6, ["감사합", "니다"]),
        ("e\u0301e\u0301e\u0301e\u0301", 2, ["e\u0301e\u0301", "e\u0301e\u0301"]),
    ],
)
def test_words_wrap(text: str, room: int, lines: list[str]) -> None:
    assert wrap_words(text, room) == lines


def test_hard_wrap_as_the_printer_does() -> None:
    assert wrap_cells("abcdefgh", 3) == ["abc", "def", "gh"]


def test_columns_wrap_by_word() -> None:
    assert text_of(Columns.pair("a long name of something here", "12.50"), columns=32) == (
        "a long name of something   12.50\nhere\n"
    )


def test_columns_that_do_not_fit_stand_below_each_other() -> None:
    element = Columns((Cell("left"), Cell("x" * 30, 30, Align.RIGHT)))
    assert text_of(element, columns=32) == "left\n  " + "x" * 30 + "\n"


def test_columns_of_many_cells() -> None:
    element = Columns((Cell("a", 4), Cell("b", align=Align.CENTER), Cell("c", 4, Align.RIGHT)))
    line = text_of(element, columns=32).rstrip("\n")
    assert (line[0], line[-1], len(line), line.strip("a c")) == ("a", "c", 32, "b")


def test_double_size_keeps_its_column() -> None:
    assert text_of(Columns.pair("TOTAL", "9.99", Style(width=2)), columns=32) == (
        "TOTAL" + " " * 23 + "9.99\n"
    )


def test_right_to_left_mirrors() -> None:
    slip = Slip("t", (Columns.pair("left", "right"), Text("x")), direction=Direction.RTL)
    assert plain(lay_out(slip, profile_for(32)).rows, 32).splitlines() == [
        "right" + " " * 23 + "left",
        " " * 31 + "x",
    ]


def test_arabic_is_joined_and_turned() -> None:
    row = lay_out(Slip("t", (Text("لا 12"),)), profile_for(42)).rows[0]
    assert isinstance(row, TextRow)
    assert row.raster
    assert row.runs[0].text == "12 \ufefb"
    assert row.logical == "لا 12"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("👨\u200d👩\u200d👧 x", "👨 x"),  # a family is one picture
        ("👍🏽 x", "👍 x"),
        ("☕\ufe0f x", "☕ x"),
        ("🇱🇻 x", "LV x"),
        ("می\u200cخ", "می\u200cخ"),  # says that the letters are not joined
        ("a\u200db\u200c", "ab"),
        ("日本\u3000語", "日本  語"),
        ("x\u0378\ue000", "x\ufffd\ufffd"),
    ],
)
def test_what_is_no_letter_of_its_own(text: str, shown: str) -> None:
    assert text_of(Text(text)) == shown + "\n"


@pytest.mark.parametrize(
    "text",
    ["日本語のレシート", "中文收据", "한국어 영수증", "العربية", "עִבְרִית", "Ελληνικά", "Кириллица",
     "Čeština", "Latviešu", "€", "ｺｰﾋｰ ２００ｇ", "q̃ x̂ ệ"],  # noqa: RUF001 (full width on purpose)
)  # fmt: skip
@pytest.mark.parametrize("columns", WIDTHS)
def test_no_letter_is_missing(text: str, columns: int) -> None:
    assert lay_out(Slip("t", (Text(text),)), profile_for(columns)).warnings == ()


@pytest.mark.parametrize("text", ["สวัสดี", "हिन्दी", "ߒߞߏ", "ລາວ", "👨"])
def test_what_would_be_wrong_without_shaping_is_a_box(text: str) -> None:
    layout = lay_out(Slip("t", (Text(text),)), profile_for(42))
    assert [(w.code, dict(w.data)) for w in layout.warnings] == [
        ("missing_glyph", {"characters": "".join(sorted(set(text)))})
    ]


def test_wide_letters_fill_two_cells() -> None:
    rows = lay_out(Slip("t", (Text("漢字" * 12),)), profile_for(48)).rows
    assert len(rows) == 1
    left, _, right, _ = draw(rows, profile_for(48)).point(lambda grey: 255 - grey).getbbox() or ()
    assert left >= 24
    assert 24 + 46 * 12 < right <= 24 + 48 * 12
    assert text_of(Rule("漢"), columns=32) == "漢" * 16 + "\n"
    assert text_of(Columns.pair("小計", "五百円"), columns=32) == "小計" + " " * 22 + "五百円\n"


@pytest.mark.parametrize("text", ["漢字", "בית", "abc"])
def test_bold_is_bolder_in_every_script(text: str) -> None:
    light, bold = (
        draw(lay_out(Slip("t", (Text(text, style),)), profile_for(42)).rows, profile_for(42))
        for style in (Style(), Style(bold=True))
    )
    assert bold.tobytes().count(0) > 1.15 * light.tobytes().count(0)


def test_points_stand_on_their_letter() -> None:
    # The letters of the two lines are at the same places: points take no room.
    plain_line, pointed = (
        draw(lay_out(Slip("t", (Text(text),)), profile_for(42)).rows, profile_for(42))
        for text in ("שלום", "שָׁלוֹם")
    )
    assert plain_line.size == pointed.size
    black = [(a, b) for a, b in zip(plain_line.tobytes(), pointed.tobytes(), strict=True) if a != b]
    assert black
    assert set(black) == {(255, 0)}


@pytest.mark.parametrize(("columns", "dots"), [(32, 576), (32, 512), (42, 576)])
def test_letters_fill_cells_wider_than_they_are(columns: int, dots: int) -> None:
    profile = profile_for(columns, dots)
    rows = lay_out(Slip("t", (Text("█" * columns),)), profile).rows
    # A full block touches its neighbours: nothing is cut off, and no gap is left.
    picture = draw(rows, profile)
    line = picture.crop((24, 24 + 12, 24 + profile.cell * columns, 24 + 13))
    assert set(line.tobytes()) == {0}


def test_missing_glyph_is_a_box_and_a_warning() -> None:
    layout = lay_out(Slip("t", (Text("ไ x"),)), profile_for(42))
    assert [(w.code, dict(w.data)) for w in layout.warnings] == [
        ("missing_glyph", {"characters": "ไ"})
    ]
    assert draw(layout.rows, profile_for(42)).getextrema() == (0, 255)


def test_raw_state_holds_until_the_printer_is_initialised() -> None:
    elements = (Raw(b"\x1d!\x22\x1ba\x01"), Text("COUPON"), Raw(b"\x1b@"), Text("x"))
    rows = lay_out(Slip("t", elements), profile_for(42)).rows
    coupon, plain_row = rows[1], rows[3]
    assert isinstance(coupon, TextRow)
    assert isinstance(plain_row, TextRow)
    assert (coupon.runs[0].style, coupon.align) == (Style(width=3, height=3), Align.CENTER)
    assert (plain_row.runs[0].style, plain_row.align) == (Style(), Align.LEFT)


@pytest.mark.parametrize(("columns", "rows"), [(42, 3), (48, 3), (32, 5)])
def test_line_the_printer_wraps_is_reported(columns: int, rows: int) -> None:
    text = Text(" " * 18 + "COUPON" + " " * 18, wrap=Wrap.PRINTER)
    layout = lay_out(Slip("t", (Raw(b"\x1d!\x22"), text)), profile_for(columns))
    soft = [row.soft for row in layout.rows if isinstance(row, TextRow)]
    assert soft == [True] * (rows - 1) + [False]
    assert dict(layout.warnings[0].data)["rows"] == str(rows)


def test_wide_barcode_is_narrowed_or_written() -> None:
    narrow = lay_out(Slip("t", (Barcode("4006381333931", width=6),)), profile_for(42))
    assert [w.code for w in narrow.warnings] == ["barcode_narrowed"]
    wide = lay_out(Slip("t", (Barcode("A" * 40, BarcodeKind.CODE39),)), profile_for(32))
    assert [w.code for w in wide.warnings] == ["barcode_too_wide"]
    assert "A" * 32 in plain(wide.rows, 32)


def test_large_qr_is_made_smaller() -> None:
    layout = lay_out(Slip("t", (QR("x" * 600, size=16),)), profile_for(32))
    assert [w.code for w in layout.warnings] == ["qr_made_smaller"]


# A reader shows UPC codes as the EAN-13 they are.
CODES = [
    (BarcodeKind.UPC_A, "01234567890", "EAN13", "0012345678905"),
    (BarcodeKind.UPC_E, "0123456", "UPCE", "012345000065"),
    (BarcodeKind.EAN13, "4006381333931", "EAN13", "4006381333931"),
    (BarcodeKind.EAN13, "400638133393", "EAN13", "4006381333931"),
    (BarcodeKind.EAN8, "1234567", "EAN8", "12345670"),
    (BarcodeKind.CODE39, "AB-12 $", "Code39", "AB-12 $"),
    (BarcodeKind.ITF, "12345678", "ITF", "12345678"),
    (BarcodeKind.CODABAR, "A12345B", "Codabar", "A12345B"),
    (BarcodeKind.CODE93, "Slip 93;", "Code93", "Slip 93;"),
    (BarcodeKind.CODE128, "Slip-{128}", "Code128", "Slip-{128}"),
    (BarcodeKind.CODE128, "{C123456{Bab", "Code128", "123456ab"),
]


@pytest.mark.parametrize(("kind", "data", "symbology", "expected"), CODES)
def test_barcodes_can_be_read(kind: BarcodeKind, data: str, symbology: str, expected: str) -> None:
    profile = Profile()
    picture = draw(lay_out(Slip("t", (Text("a"), Barcode(data, kind))), profile).rows, profile)
    out = io.BytesIO()
    picture.save(out, format="PNG")
    found = zxingcpp.read_barcodes(Pillow.open(out))
    assert len(found) == 1
    assert symbology.lower() in str(found[0].format).lower().replace("-", "").replace(" ", "")
    assert expected in found[0].text


def test_rule_across_the_paper() -> None:
    assert text_of(Rule("="), columns=32) == "=" * 32 + "\n"
