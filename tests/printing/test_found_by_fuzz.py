"""What random slips brought to light: each of these once went wrong."""

from __future__ import annotations

import io
import zlib

import pytest
from PIL import Image as Pillow

from printing.errors import PrintingError
from printing.render.canvas import draw
from printing.render.encoder import encode
from printing.render.layout import lay_out
from printing.render.plain import plain
from printing.render.profile import Profile, profile_for
from printing.slips.barcodes import BarcodeKind, check_data, code128_bytes, code128_text
from printing.slips.elements import (
    BOLD,
    QR,
    Align,
    Barcode,
    Cell,
    Columns,
    Cut,
    Element,
    Image,
    Raw,
    Rule,
    Slip,
    Text,
)
from printing.virtual.machine import Machine
from printing.virtual.parser import Parser
from tests.printing.fuzz.grammar import REAL_TIME

P42 = profile_for(42)
DRAWS_NOTHING = Profile(native_symbols=False)


def job(*elements: Element, profile: Profile = P42) -> bytes:
    return encode(lay_out(Slip("t", elements), profile), profile)


def same(*elements: Element, profile: Profile = P42) -> str:
    """Compare the preview with the paper, dot by dot; return it as text."""
    layout = lay_out(Slip("t", elements), profile)
    machine = Machine(profile)
    for command in Parser().feed(encode(layout, profile)):
        machine.run(command)
    assert machine.ignored == []
    rows = machine.take_rows()
    assert draw(rows, profile).tobytes() == draw(layout.rows, profile).tobytes()
    return plain(layout.rows, profile.columns)


def png(width: int, height: int) -> bytes:
    out = io.BytesIO()
    Pillow.new("1", (width, height)).save(out, format="PNG")
    return out.getvalue()


@pytest.mark.parametrize("command", ["\x10\x14\x01\x00\x01", "\x10\x04\x01", "\x10\x05\x02"])
def test_a_qr_code_opens_no_drawer(command: str) -> None:
    data = job(QR(f"https://x.example/{command}"))
    assert not REAL_TIME.search(data)
    assert b"\x1dv0" in data
    assert b"\x1d(k" in job(QR("BEGIN:VCARD\r\nN:x\r\n"))


@pytest.mark.parametrize("align", Align)
@pytest.mark.parametrize("text", ["a" * n for n in (1, 20, 40, 80)])
def test_qr_codes_of_any_size_as_pictures(align: Align, text: str) -> None:
    assert f"[QR {text}]" in same(QR(text, size=3, align=align))
    drawn = job(QR(text, size=3, align=align), profile=DRAWS_NOTHING)
    assert b"\x1dv0" in drawn
    assert b"\x1d(k" not in drawn


def test_half_a_character_in_a_qr_code() -> None:
    with pytest.raises(PrintingError, match="half a character"):
        QR("x\ud800")


def test_a_label_holds_no_control_characters() -> None:
    layout = lay_out(Slip("t", (QR("a\x1b[31m\n\x07b"),)), P42)
    assert "[QR a [31m  b]" in plain(layout.rows, 42)


def test_pictures_on_paper_of_any_width() -> None:
    profile = Profile(columns=33, dots=397)
    head = job(Text("中文"), profile=profile).partition(b"\x1dv0\x00")[2][:2]
    assert int.from_bytes(head, "little") == 50


@pytest.mark.parametrize("size", [(3000, 1), (1, 5000), (577, 1), (1, 1)])
def test_thin_pictures_stay_lines(size: tuple[int, int]) -> None:
    assert "[image" in same(Image(png(*size)))


@pytest.mark.parametrize("side", [10_000, 30_000, 2**31 - 1])
def test_a_picture_that_would_fill_the_memory(side: int) -> None:
    head = b"IHDR" + side.to_bytes(4, "big") * 2 + bytes((8, 0, 0, 0, 0))
    crc = zlib.crc32(head).to_bytes(4, "big")
    bomb = Image(b"\x89PNG\r\n\x1a\n\0\0\0\r" + head + crc)
    with pytest.raises(PrintingError) as caught:
        lay_out(Slip("t", (bomb,)), P42)
    assert caught.value.code == "invalid_image"


@pytest.mark.parametrize(
    ("data", "sent"),
    [
        ("ab{", b"{Bab{{"),
        ("{C1234{BNo", b"{C\x0c\x22{BNo"),
        ("{C9900{102", b"{C\x63\x00{1\x02"),
        ("{ACAP{C007B", None),
        ("{AC1{C12{A9", b"{AC1{C\x0c{A9"),
        ("{B{{{C55{B{{", b"{B{{{C\x37{B{{"),
    ],
)
def test_in_code_set_c_two_digits_are_one_byte(data: str, sent: bytes | None) -> None:
    if sent is None:
        with pytest.raises(PrintingError):
            check_data(BarcodeKind.CODE128, data)
        return
    assert code128_bytes(data) == sent
    assert code128_bytes(code128_text(sent)) == sent
    assert b"\x1dkI" + bytes([len(sent)]) + sent in job(Barcode(data, BarcodeKind.CODE128))
    assert "[CODE128 " in same(Barcode(data, BarcodeKind.CODE128))


@pytest.mark.parametrize("pair", ["04", "05", "20"])
def test_a_barcode_opens_no_drawer(pair: str) -> None:
    data = job(Barcode("{C0016" + pair, BarcodeKind.CODE128))
    assert not REAL_TIME.search(data)
    assert b"\x1dv0" in data


def test_raw_commands_come_on_top_of_what_is_set() -> None:
    data = job(Text("one", BOLD, Align.CENTER), Raw(b"\x1bJ\x05"), Text("two"))
    assert b"one\n\x1bJ\x05\x1ba\x00\x1bE\x00two\n" in data
    same(Text("one", BOLD, Align.CENTER), Raw(b"\x1bJ\x05\x1b3\x20"), Text("two"), Rule())


def test_columns_stay_columns_after_raw_spacing() -> None:
    pair = Columns((Cell("x" * 30), Cell("y", 11)))
    shown = same(Raw(b"\x1b \x08\x1bM\x01"), Text("a" * 60), pair, Rule("="), Text("b" * 60))
    assert shown.splitlines()[2] == "x" * 30 + " y"


def test_raw_modes_end_at_the_knife() -> None:
    data = job(Raw(b"\x1d!\x11\x1bM\x01\x1b \x05"), Text("a"), Cut(), Text("b"))
    assert data.endswith(b"\x1b@\x1dVB\x00b\n\x1b@\x1dr\x01")
    same(Raw(b"\x1d!\x11\x1bM\x01"), Text("a"), Cut(), Text("b" * 50))


def test_a_barcode_too_wide_is_text_that_wraps() -> None:
    digits = "1234567890" * 5
    assert same(Barcode(digits, BarcodeKind.ITF, align=Align.LEFT)).split() == [
        digits[:42],
        digits[42:],
    ]
