"""A receipt from plain data: knows how receipts look, and nothing of orders, taxes or invoices."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from printing.slips.elements import (
    BOLD,
    DOUBLE,
    QR,
    Align,
    Cell,
    Columns,
    Cut,
    Direction,
    Drawer,
    Element,
    Feed,
    Rule,
    Slip,
    Style,
    Text,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

BANNER = Style(bold=True, invert=True, width=2, height=2)

# Every word on the receipt; a document's own labels go over these.
LABELS: dict[str, str] = {
    "receipt": "Receipt",
    "refund": "REFUND",
    "cancelled": "CANCELLED",
    "copy": "COPY",
    "original": "Original receipt",
    "number": "No.",
    "date": "Date",
    "cashier": "Cashier",
    "register": "Register",
    "discount": "Discount",
    "comp": "on the house",
    "void": "void",
    "subtotal": "Subtotal",
    "total": "TOTAL",
    "tax": "Tax",
    "net": "Net",
    "gross": "Gross",
    "tip": "Tip",
    "change": "Change",
}


@dataclass(frozen=True, slots=True)
class Money:
    """How amounts are written: decimals, their point, thousands, and the currency's code or sign."""

    exponent: int = 2
    point: str = "."
    group: str = ""
    currency: str = ""

    def amount(self, value: Decimal) -> str:
        """Write an amount without its currency; half a cent rounds away from zero."""
        rounded = value.quantize(Decimal(1).scaleb(-self.exponent), ROUND_HALF_UP)
        # A rounded nothing has no sign.
        text = f"{rounded or abs(rounded):,f}"
        return text.translate({ord(","): self.group, ord("."): self.point})

    def full(self, value: Decimal) -> str:
        """Write an amount with its currency."""
        return f"{self.amount(value)} {self.currency}".strip()


@dataclass(frozen=True, slots=True)
class Modifier:
    """What a guest chose with a line. `total` None or 0: free, so no amount is printed."""

    name: str
    total: Decimal | None = None
    quantity: Decimal = Decimal(1)


@dataclass(frozen=True, slots=True)
class Line:
    """One sold thing. `total` is before `discount`; `discount` is positive and printed negative."""

    name: str
    quantity: Decimal
    unit_price: Decimal
    total: Decimal
    modifiers: tuple[Modifier, ...] = ()
    discount: Decimal = Decimal(0)
    discount_name: str = ""
    notes: tuple[str, ...] = ()
    comp: bool = False
    void: bool = False


@dataclass(frozen=True, slots=True)
class TaxRow:
    """One tax rate: its label, and net, tax and gross of what it applies to."""

    label: str
    net: Decimal
    tax: Decimal
    gross: Decimal


@dataclass(frozen=True, slots=True)
class Tender:
    """How it was paid, with details such as the last digits of a card."""

    name: str
    amount: Decimal
    details: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SaleDocument:
    """Everything a receipt shows. Amounts are Decimals in the currency's unit; texts are ready.

    `copy` is which copy it is, from 1; 0 for the first print.
    """

    number: str
    date: str
    lines: tuple[Line, ...]
    total: Decimal
    header: tuple[str, ...] = ()
    cashier: str = ""
    register: str = ""
    meta: tuple[tuple[str, str], ...] = ()
    subtotal: Decimal | None = None
    discount: Decimal = Decimal(0)
    discount_name: str = ""
    taxes: tuple[TaxRow, ...] = ()
    tip: Decimal = Decimal(0)
    tenders: tuple[Tender, ...] = ()
    change: Decimal = Decimal(0)
    refund: bool = False
    original_number: str = ""
    cancelled: bool = False
    copy: int = 0
    footer: tuple[str, ...] = ()
    qr: str = ""
    qr_caption: str = ""
    open_drawer: bool = False
    money: Money = field(default_factory=Money)
    labels: Mapping[str, str] = field(default_factory=dict)
    direction: Direction = Direction.LTR


def sale_slip(document: SaleDocument) -> Slip:
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


def quantity_text(value: Decimal, point: str = ".") -> str:
    """Write a quantity without needless zeros: 2, 0.5, 1.25."""
    return f"{value.normalize():f}".replace(".", point)


class _Builder:
    def __init__(self, document: SaleDocument) -> None:
        self.doc = document
        self.money = document.money
        self._labels = {**LABELS, **document.labels}

    def label(self, key: str) -> str:
        return self._labels[key]

    def head(self) -> list[Element]:
        name, *rest = self.doc.header or ("",)
        elements: list[Element] = [Text(name, DOUBLE, Align.CENTER)] if name else []
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

    def meta(self) -> list[Element]:
        facts = [
            (self.label("number"), self.doc.number),
            (self.label("original"), self.doc.original_number),
            (self.label("date"), self.doc.date),
            (self.label("register"), self.doc.register),
            (self.label("cashier"), self.doc.cashier),
            *self.doc.meta,
        ]
        return [Columns.pair(name, value) for name, value in facts if value]

    def lines(self) -> list[Element]:
        return [element for line in self.doc.lines for element in self._line(line)]

    def _line(self, line: Line) -> list[Element]:
        quantity = quantity_text(line.quantity, self.money.point)
        mark = self.label("void") if line.void else self.label("comp") if line.comp else ""
        name = f"{line.name} ({mark})" if mark else line.name
        elements: list[Element] = [self._item(f"{quantity} x", name, self.money.amount(line.total))]
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

    def _item(self, quantity: str, name: str, amount: str) -> Columns:
        cells = [Cell(quantity, max(4, len(quantity))), Cell(name)]
        if amount:
            cells.append(Cell(amount, max(8, len(amount)), Align.RIGHT))
        return Columns(tuple(cells))

    def totals(self) -> list[Element]:
        doc, money = self.doc, self.money
        elements: list[Element] = []
        if doc.subtotal is not None and (doc.discount or doc.tip or doc.subtotal != doc.total):
            elements.append(Columns.pair(self.label("subtotal"), money.amount(doc.subtotal)))
        if doc.discount:
            name = doc.discount_name or self.label("discount")
            elements.append(Columns.pair(name, money.amount(-doc.discount)))
        if doc.tip:
            elements.append(Columns.pair(self.label("tip"), money.amount(doc.tip)))
        return [*elements, Columns.pair(self.label("total"), money.full(doc.total), DOUBLE)]

    def taxes(self) -> list[Element]:
        if not self.doc.taxes:
            return []
        names = [self.label(key) for key in ("tax", "net", "tax", "gross")]
        amounts = [
            (row.label, *(self.money.amount(value) for value in (row.net, row.tax, row.gross)))
            for row in self.doc.taxes
        ]
        rows = [("%" if names[0] == names[2] else names[0], *names[1:]), *amounts]
        widths = [max(7, *(len(row[column]) for row in rows)) for column in (1, 2, 3)]
        table: list[Element] = [
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

    def tenders(self) -> list[Element]:
        elements: list[Element] = []
        for tender in self.doc.tenders:
            elements.append(Columns.pair(tender.name, self.money.amount(tender.amount)))
            elements += [Text(f"  {detail}") for detail in tender.details]
        if self.doc.change:
            elements.append(Columns.pair(self.label("change"), self.money.amount(self.doc.change)))
        return [Rule(), *elements] if elements else []

    def foot(self) -> list[Element]:
        elements: list[Element] = []
        if self.doc.qr:
            elements += [Feed(), QR(self.doc.qr)]
            if self.doc.qr_caption:
                elements += [Feed(), Text(self.doc.qr_caption, align=Align.CENTER)]
        if self.doc.footer:
            elements.append(Feed())
            elements += [Text(line, align=Align.CENTER) for line in self.doc.footer]
        return elements
