"""Slips that ask much of every output: all elements, scripts, sizes, directions and symbols."""

from __future__ import annotations

import io
from dataclasses import replace
from decimal import Decimal
from itertools import cycle
from typing import TYPE_CHECKING

from PIL import Image as Pillow

from printing.slips.barcodes import BarcodeKind
from printing.slips.elements import (
    BOLD,
    DOUBLE,
    QR,
    Align,
    Barcode,
    Cell,
    Columns,
    Cut,
    Direction,
    Drawer,
    Feed,
    Hri,
    Image,
    Raw,
    Rule,
    Slip,
    Style,
    Text,
    Wrap,
)
from printing.slips.minipos import slip_from_minipos
from printing.slips.sale import Line, sale_slip
from printing.slips.test_page import printer_test_page
from tests.printing.test_minipos_slip import SAMPLE

if TYPE_CHECKING:
    from printing.slips.sale import SaleDocument

SCRIPTS = (
    "日本語のレシート", "中文收据", "한국어 영수증", "العربية", "עברית", "Ελληνικά", "Кириллица",
    "Čeština", "Latviešu", "€",
)  # fmt: skip
# Kind, data, and what a reader says: it shows UPC codes as the EAN-13 they are.
CODES = (
    (BarcodeKind.UPC_A, "01234567890", "0012345678905"),
    (BarcodeKind.UPC_E, "0123456", "0012345000065"),
    (BarcodeKind.EAN13, "4006381333931", "4006381333931"),
    (BarcodeKind.EAN8, "1234567", "12345670"),
    (BarcodeKind.CODE39, "AB-12 $", "AB-12 $"),
    (BarcodeKind.ITF, "12345678", "12345678"),
    (BarcodeKind.CODABAR, "A12345B", "A12345B"),
    (BarcodeKind.CODE93, "Slip 93;", "Slip 93;"),
    (BarcodeKind.CODE128, "Slip-{128}", "Slip-{128}"),
)
QRS = tuple((f"https://slipway.example/{level}?ā=漢", level) for level in "LMQH")


def _picture() -> bytes:
    out = io.BytesIO()
    Pillow.linear_gradient("L").resize((200, 150)).save(out, format="PNG")
    return out.getvalue()


def _arabic(sale: SaleDocument) -> Slip:
    lines = (
        Line("قهوة عربية", Decimal(2), Decimal("3.80"), Decimal("7.60")),
        Line("כריך 12 שָׁלוֹם", Decimal(1), Decimal("1.50"), Decimal("1.50")),
        Line("می‌خواهم Latte", Decimal(1), Decimal("5.20"), Decimal("5.20")),
    )
    labels = {"total": "المجموع", "subtotal": "المجموع الفرعي"}
    return sale_slip(replace(sale, lines=lines, labels=labels, direction=Direction.RTL))


def _mixed() -> Slip:
    return Slip(
        "Mixed",
        (
            Text("日本語のレシート", DOUBLE, Align.CENTER),
            *(Text(sample, align=align) for sample, align in zip(SCRIPTS, cycle(Align))),
            Columns.pair("コーヒー 2 x 3,80", "7,60"),
            Columns.pair("長い商品名の珈琲豆「エチオピア・イルガチェフェ」200グラム", "1.234,00"),
            Columns((Cell("ราคา", 6), Cell("☕ 👨‍👩‍👧 🇱🇻 👍🏽"), Cell("合計", 6, Align.RIGHT))),
            Text("Cà phê sữa đá q̃ x̂"),
            Text("漢字 bold", BOLD),
            Text("下線 underlined", Style(underline=True)),
            Text(" 反転 inverted ", Style(invert=True, underline=True), Align.RIGHT),
            Text("Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen"),
            Rule("═"),
            Rule("〜"),
        ),
    )


def _sizes() -> Slip:
    looks = [
        Style(
            bold=height % 2 == 0,
            underline=width == 2,
            invert=height == 3,
            width=width,
            height=height,
        )
        for width in (1, 2, 3, 8)
        for height in (1, 2, 3, 8)
    ]
    lines = [Text(f"{s.width}x{s.height}", s, align) for s in looks for align in Align]
    both = Columns((Cell("TOTAL", style=DOUBLE), Cell("9.99", 9, Align.RIGHT, BOLD)))
    return Slip("Sizes", (*lines, both, Text("ends here", wrap=Wrap.PRINTER)))


def _raw() -> Slip:
    return Slip(
        "Raw",
        (
            Raw.from_hex("1B2130"),
            Text("modes"),
            Raw.from_hex("1B40"),
            Raw.from_hex("1B4D01"),
            Text("font B " * 12, wrap=Wrap.PRINTER),
            Text("right, font B", align=Align.RIGHT),
            Raw.from_hex("1B4D00"),
            Raw.from_hex("1B6101"),
            Raw.from_hex("1B4501"),
            Raw.from_hex("1B2D01"),
            Text("centred, bold, underlined"),
            Raw.from_hex("1B6403"),
            Raw.from_hex("1D4201"),
            Text("漢字 inverted too"),
            Raw.from_hex("1B40"),
            Text("x" * 100, wrap=Wrap.PRINTER),
            Cut(partial=False),
            Drawer(5),
        ),
    )


def symbols() -> Slip:
    bars = [Barcode(data, kind, text=hri) for (kind, data, _), hri in zip(CODES, cycle(Hri))]
    codes = [QR(data, 4, level) for data, level in QRS]
    apart = [part for code in (*bars, *codes) for part in (code, Feed(2))]
    return Slip("Symbols", (*apart, Image(_picture()), Text("after"), Image(_picture())))


def slips(sale: SaleDocument, columns: int) -> dict[str, Slip]:
    """Make them all; some depend on the width."""
    return {
        "sale": sale_slip(sale),
        "arabic": _arabic(sale),
        "mixed": _mixed(),
        "sizes": _sizes(),
        "raw": _raw(),
        "symbols": symbols(),
        "minipos": slip_from_minipos(SAMPLE, columns=columns),
        "test page": printer_test_page("Ēdnīca", columns),
    }


NAMES = ("sale", "arabic", "mixed", "sizes", "raw", "symbols", "minipos", "test page")
