"""A page that shows whether a printer is set up right."""

from __future__ import annotations

from printing.slips.barcodes import BarcodeKind
from printing.slips.elements import (
    DOUBLE,
    QR,
    Align,
    Barcode,
    Columns,
    Cut,
    Feed,
    Rule,
    Slip,
    Style,
    Text,
)

SAMPLES = (
    ("English", "The quick brown fox"),
    ("Deutsch", "Grüße, Straße, 5 €"),
    ("Latviešu", "ā č ē ģ ī ķ ļ ņ š ū ž"),
    ("Polski", "ą ć ę ł ń ó ś ź ż"),
    ("Ελληνικά", "Καλημέρα"),
    ("Русский", "Доброе утро"),
    ("العربية", "شكرا لزيارتكم"),
    ("עברית", "תודה רבה"),
)


def printer_test_page(name: str, columns: int) -> Slip:
    """Build the page: a line that must just fit, styles, scripts, a barcode and a QR code."""
    ruler = "".join(str(column % 10) for column in range(1, columns + 1))
    return Slip(
        f"Test page {name}",
        (
            Text("Slipway", DOUBLE, Align.CENTER),
            Text(f"Test page: {name}", align=Align.CENTER),
            Rule(),
            Text(ruler),
            Columns.pair("Left", "Right"),
            Text("Bold", Style(bold=True)),
            Text("Underlined", Style(underline=True)),
            Text(" Inverted ", Style(invert=True)),
            Rule(),
            *(Columns.pair(label, sample) for label, sample in SAMPLES),
            Rule(),
            Barcode("4006381333931", BarcodeKind.EAN13),
            Feed(),
            QR("https://slipway.example/test-page"),
            Feed(),
            Text("It works when every line is whole.", align=Align.CENTER),
            Cut(),
        ),
    )
