"""The bytes of a job."""

from __future__ import annotations

import io
import tempfile
from pathlib import Path

import pytest
from PIL import Image as Pillow

from printing.errors import PrintingError
from printing.render.encoder import encode
from printing.render.layout import lay_out
from printing.render.profile import CodePage, Profile, profile_for
from printing.render.raster import defuse
from printing.slips.barcodes import BarcodeKind
from printing.slips.elements import (
    QR,
    Align,
    Barcode,
    Columns,
    Cut,
    Drawer,
    Element,
    Image,
    Raw,
    Slip,
    Style,
    Text,
    Wrap,
)  # fmt: skip

HEAD, TAIL = b"\x1b=\x01\x1b@", b"\x1dr\x01"


def job(*elements: Element, profile: Profile | None = None) -> bytes:
    profile = profile or profile_for(42)
    data = encode(lay_out(Slip("t", elements), profile), profile)
    assert data.startswith(HEAD)
    assert data.endswith(TAIL)
    return data[len(HEAD) : -len(TAIL)]


def test_frame_ends_with_cut_drawer_and_the_request_for_a_confirmation() -> None:
    assert job(Drawer(), Text("a"), Cut()) == b"a\n\x1bd\x04\x1b@\x1dVB\x00\x1bp\x0022"
    assert job(Cut(partial=False), Drawer(5)) == b"\x1bd\x04\x1b@\x1dVA\x00\x1bp\x0122"
    assert job() == b""


def test_frame_locks_realtime_commands_where_the_printer_can() -> None:
    data = job(Text("a"), profile=Profile(locks_realtime=True))
    assert data == b"\x1d(D\x03\x00\x14\x01\x00\x1d(D\x03\x00\x14\x02\x00a\n\x1b@"


def test_only_changes_of_style_are_sent() -> None:
    bold = Style(bold=True)
    data = job(Text("a", bold, Align.CENTER), Text("b", bold, Align.CENTER), Text("c"))
    assert data == b"\x1ba\x01\x1bE\x01a\nb\n\x1ba\x00\x1bE\x00c\n\x1b@"


def test_sizes_inversion_and_underline() -> None:
    data = job(Text("a", Style(width=2, height=3, invert=True, underline=True)))
    assert data == b"\x1d!\x12\x1b-\x01\x1dB\x01a\n\x1b@"


@pytest.mark.parametrize(
    "evil",
    [
        "Evil\x1bp\x00\x19\x19",
        "\x10\x14\x01\x00\x05",
        "a\x1d(E\x03",
        "\x9b\x85x\x7f",
        "\u202ex\u200b\ufeff",
        "\x0b\x0c\r\x00",
    ],
)
@pytest.mark.parametrize("place", ["text", "columns"])
def test_text_carries_no_commands(evil: str, place: str) -> None:
    element = Text(evil) if place == "text" else Columns.pair(evil, evil)
    data = job(element).removesuffix(b"\x1b@")
    assert not set(data) - set(range(0x20, 0x7F)) - {0x0A}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "äöüß",
            b"\x84\x94\x81\xe1",
        ),  # CP437, the page in force at the start, is named all the same
        ("5 €", b"5 \xd5"),
        ("āčēģīķļņšūž", "āčēģīķļņšūž".encode("cp775")),
        ("Žaļš", "Žaļš".encode("cp775")),
        ("Καλημέρα", "Καλημέρα".encode("cp737")),
        ("Привет", "Привет".encode("cp866")),
        ("zażółć", "zażółć".encode("cp775")),
    ],
)
def test_first_page_that_has_it_all(text: str, expected: bytes) -> None:
    profile = profile_for(48)
    page = profile.page_for(text)
    assert page is not None
    assert job(Text(text), profile=profile) == (
        b"\x1bt" + bytes([page.slot]) + expected + b"\n\x1b@"
    )


def test_order_of_pages_is_the_printers() -> None:
    pages = (CodePage("CP1257", 25), CodePage("CP775", 95))
    data = job(Text("ā"), profile=Profile(code_pages=pages))
    assert data == b"\x1bt\x19" + "ā".encode("cp1257") + b"\n\x1b@"


def test_line_of_two_pages() -> None:
    data = job(Text("ā 5 € ā"))
    a, euro = "ā".encode("cp775"), "€".encode("cp858")
    assert data == b"\x1bt\x21" + a + b" 5 \x1bt\x13" + euro + b" \x1bt\x21" + a + b"\n\x1b@"


def test_page_is_named_again_after_the_printer_was_initialised() -> None:
    a = b"\x1bt\x21" + "ā".encode("cp775") + b"\n"
    assert job(Text("ā"), Raw(b"\x1b@"), Text("ā")) == a + b"\x1b@" + a + b"\x1b@"


def test_published_slip() -> None:
    coupon = " " * 18 + "COUPON" + " " * 18
    data = job(
        Raw.from_hex("1D2122"),
        Raw.from_hex("1D4201"),
        Raw.from_hex("1D4201"),
        Text(coupon, wrap=Wrap.PRINTER),
        Raw.from_hex("1B40"),
        Text("The text line should not be wider than the", wrap=Wrap.PRINTER),
        Text("maximum character width of the printer", wrap=Wrap.PRINTER),
        Barcode("1234567890123", BarcodeKind.from_gs_k(2)),
        Cut(),
    )
    assert data == (
        bytes.fromhex("1D21221D42011D4201")
        + coupon.encode()
        + b"\n\x1b@The text line should not be wider than the\n"
        + b"maximum character width of the printer\n"
        + bytes.fromhex("1B61011D68401D77021D66001D48021D6B430D")
        + b"1234567890123"
        + bytes.fromhex("1B64041B401D564200")
    )


def test_native_qr() -> None:
    data = job(QR("abc", size=5, error="Q"))
    assert data == (
        b"\x1ba\x01\x1d(k\x04\x001A2\x00\x1d(k\x03\x001C\x05\x1d(k\x03\x001E2"
        b"\x1d(k\x06\x001P0abc\x1d(k\x03\x001Q0\x1b@"
    )


@pytest.mark.parametrize("size", [5, 6, 8])
def test_qr_as_picture_where_the_printer_draws_none(size: int) -> None:
    data = job(QR("abc", size=size), profile=Profile(native_symbols=False))
    assert b"\x1d(k" not in data
    width = -(-21 * size // 8)
    assert data.startswith(b"\x1ba\x01\x1dv0\x00" + bytes([width, 0, min(21 * size, 128), 0]))


@pytest.mark.parametrize("text", ["مرحبا 12.50", "שלום", "漢字", "สวัสดี"])
def test_what_no_page_has_becomes_a_picture(text: str) -> None:
    data = job(Text(text))
    assert data.startswith(b"\x1dv0\x00\x40\x00\x1e\x00")  # 64 bytes wide, 30 rows
    assert len(data) == 8 + 64 * 30 + 2
    assert any(data[8:-2])


def test_pictures_are_sent_in_pieces() -> None:
    out = io.BytesIO()
    Pillow.new("L", (64, 300), 0).save(out, format="PNG")
    data = job(Image(out.getvalue()))
    heads = [b"\x1dv0\x00\x08\x00" + rows.to_bytes(2, "little") for rows in (128, 128, 44)]
    assert (
        data
        == b"\x1ba\x01"
        + b"".join(
            head + b"\xff" * 8 * rows for head, rows in zip(heads, (128, 128, 44), strict=True)
        )
        + b"\x1b@"
    )


def test_realtime_commands_are_taken_out_of_pictures() -> None:
    evil = b"\x10\x14\x01\x10\x04\x10\x05\x10\x10\x14\x10"
    safe = defuse(evil)
    assert len(safe) == len(evil)
    for pattern in (b"\x10\x14", b"\x10\x04", b"\x10\x05"):
        assert pattern not in safe
    picture = Pillow.frombytes("1", (8 * len(evil), 1), bytes(b ^ 0xFF for b in evil))
    out = io.BytesIO()
    picture.save(out, format="PNG")
    assert b"\x10\x14" not in job(Image(out.getvalue()))


def test_broken_image_is_refused() -> None:
    with pytest.raises(PrintingError) as caught:
        job(Image(b"not a picture"))
    assert caught.value.code == "invalid_image"


def test_nothing_is_printed_on_the_terminal_and_nothing_left_behind(
    capsys: pytest.CaptureFixture[str],
) -> None:
    before = set(Path(tempfile.gettempdir()).glob("slipway-escpos-*"))
    job(Barcode("4006381333931"), QR("x"), Text("ā"))
    assert capsys.readouterr().out == ""
    assert set(Path(tempfile.gettempdir()).glob("slipway-escpos-*")) <= before
