"""How slips were built before there were templates: what the default ones must give as well."""

from __future__ import annotations

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
    Drawer,
    Feed,
    Rule,
    Slip,
    Style,
    Text,
)
from printing.slips.kitchen import Change
from printing.slips.money import quantity_text
from printing.slips.views.kitchen import LABELS as KITCHEN_LABELS
from printing.slips.views.receipt import LABELS
from printing.slips.views.test_page import SAMPLES

BANNER = Style(bold=True, invert=True, width=2, height=2)
LARGE = Style(bold=True, height=2)
STRUCK = Style(bold=True, invert=True)


def sale_slip(document):
    """Build the receipt of a sale or a refund. Fits 32 columns and more."""
    builder = _Builder(document)
    elements = (
        *builder.head(),
        *builder.meta(),
        Rule(),
        *builder.lines(),
        Rule(),
        *builder.totals(),
        *builder.taxes(),
        *builder.tenders(),
        *builder.foot(),
        Cut(),
        *((Drawer(),) if document.open_drawer else ()),
    )
    title = f"{builder.label('receipt')} {document.number}".strip()
    return Slip(title, elements, direction=document.direction)


class _Builder:
    def __init__(self, document):
        self.doc = document
        self.money = document.money
        self._labels = {**LABELS, **document.labels}

    def label(self, key):
        return self._labels[key]

    def head(self):
        name, *rest = self.doc.header or ("",)
        elements = [Text(name, DOUBLE, Align.CENTER)] if name else []
        elements += [Text(line, align=Align.CENTER) for line in rest]
        marks = [
            f"{self.label(key)} {wanted}" if key == "copy" else self.label(key)
            for key, wanted in (
                ("refund", self.doc.refund),
                ("cancelled", self.doc.cancelled),
                ("copy", self.doc.copy),
            )
            if wanted
        ]
        for mark in marks:
            elements += [Feed(), Text(f" {mark} ", BANNER, Align.CENTER)]
        return [*elements, Feed()] if elements else []

    def meta(self):
        facts = [
            (self.label("number"), self.doc.number),
            (self.label("original"), self.doc.original_number),
            (self.label("date"), self.doc.date),
            (self.label("register"), self.doc.register),
            (self.label("cashier"), self.doc.cashier),
            *self.doc.meta,
        ]
        return [Columns.pair(name, value) for name, value in facts if value]

    def lines(self):
        return [element for line in self.doc.lines for element in self._line(line)]

    def _line(self, line):
        quantity = quantity_text(line.quantity, self.money.point)
        mark = self.label("void") if line.void else self.label("comp") if line.comp else ""
        name = f"{line.name} ({mark})" if mark else line.name
        elements = [self._item(f"{quantity} x", name, self.money.amount(line.total))]
        if line.quantity != 1:
            elements.append(self._item("", f"@ {self.money.amount(line.unit_price)}", ""))
        for modifier in line.modifiers:
            count = (
                ""
                if modifier.quantity == 1
                else f"{quantity_text(modifier.quantity, self.money.point)} x "
            )
            price = self.money.amount(modifier.total) if modifier.total else ""
            elements.append(self._item("", f"+ {count}{modifier.name}", price))
        if line.discount:
            label = line.discount_name or self.label("discount")
            elements.append(self._item("", label, self.money.amount(-line.discount)))
        return elements + [self._item("", f"* {note}", "") for note in line.notes]

    def _item(self, quantity, name, amount):
        cells = [Cell(quantity, max(4, len(quantity))), Cell(name)]
        if amount:
            cells.append(Cell(amount, max(8, len(amount)), Align.RIGHT))
        return Columns(tuple(cells))

    def totals(self):
        doc, money = self.doc, self.money
        elements = []
        if doc.subtotal is not None and (doc.discount or doc.tip or doc.subtotal != doc.total):
            elements.append(Columns.pair(self.label("subtotal"), money.amount(doc.subtotal)))
        if doc.discount:
            name = doc.discount_name or self.label("discount")
            elements.append(Columns.pair(name, money.amount(-doc.discount)))
        if doc.tip:
            elements.append(Columns.pair(self.label("tip"), money.amount(doc.tip)))
        return [*elements, Columns.pair(self.label("total"), money.full(doc.total), DOUBLE)]

    def taxes(self):
        if not self.doc.taxes:
            return []
        names = [self.label(key) for key in ("tax", "net", "tax", "gross")]
        amounts = [
            (row.label, *(self.money.amount(value) for value in (row.net, row.tax, row.gross)))
            for row in self.doc.taxes
        ]
        rows = [("%" if names[0] == names[2] else names[0], *names[1:]), *amounts]
        widths = [max(7, *(len(row[column]) for row in rows)) for column in (1, 2, 3)]
        table = [
            Columns(
                (
                    Cell(row[0], style=BOLD if index == 0 else Style()),
                    *(
                        Cell(text, width, Align.RIGHT, BOLD if index == 0 else Style())
                        for text, width in zip(row[1:], widths, strict=True)
                    ),
                )
            )
            for index, row in enumerate(rows)
        ]
        return [Rule(), *table]

    def tenders(self):
        elements = []
        for tender in self.doc.tenders:
            elements.append(Columns.pair(tender.name, self.money.amount(tender.amount)))
            elements += [Text(f"  {detail}") for detail in tender.details]
        if self.doc.change:
            elements.append(Columns.pair(self.label("change"), self.money.amount(self.doc.change)))
        return [Rule(), *elements] if elements else []

    def foot(self):
        elements = []
        if self.doc.qr:
            elements += [Feed(), QR(self.doc.qr)]
            if self.doc.qr_caption:
                elements += [Feed(), Text(self.doc.qr_caption, align=Align.CENTER)]
        if self.doc.footer:
            elements.append(Feed())
            elements += [Text(line, align=Align.CENTER) for line in self.doc.footer]
        return elements


def kitchen_slip(ticket):
    """Build the ticket: large, no prices, what is cancelled in white on black."""
    labels = {**KITCHEN_LABELS, **ticket.labels}
    elements = []
    if ticket.station:
        elements.append(Text(ticket.station, BOLD, Align.CENTER))
    if ticket.table:
        elements.append(Text(f"{labels['table']} {ticket.table}", DOUBLE, Align.CENTER))
    if ticket.moved_from:
        elements.append(Text(f"{labels['moved']} {ticket.moved_from}", STRUCK, Align.CENTER))
    if ticket.cancelled:
        elements.append(Text(f" {labels['order_cancelled']} ", STRUCK, Align.CENTER))
    facts = (
        (labels["order"], ticket.order),
        (labels["ticket"], ticket.number),
        (labels["covers"], ticket.covers),
        (labels["server"], ticket.server),
    )
    elements += [Columns.pair(name, value) for name, value in facts if value]
    elements += [Text(ticket.date), Rule("=")]
    for line in ticket.lines:
        elements += _ticket_line(line, labels)
    elements += [Text(note, BOLD) for note in ticket.notes]
    title = f"{labels['order']} {ticket.order}"
    return Slip(title, (*elements, Feed(), Cut()), direction=ticket.direction)


def _ticket_line(line, labels):
    off = line.change is Change.CANCELLED
    style = STRUCK if off else LARGE
    quantity = f"{line.quantity} x"
    name = f"{labels['cancelled']}: {line.name}" if off else line.name
    extras = [f"+ {one}" for one in line.modifiers] + [f"* {one}" for one in line.notes]
    if line.seat:
        extras.append(f"{labels['seat']} {line.seat}")
    cells = (Cell(quantity, max(4, len(quantity)), style=style), Cell(name, style=style))
    rest = [Columns((Cell("", 4), Cell(extra))) for extra in extras]
    return [Columns(cells), *rest]


def printer_test_page(name, columns):
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
