"""What a receipt's template may name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from printing.markup.forms import Form
from printing.markup.names import words
from printing.slips.money import quantity_text

if TYPE_CHECKING:
    from types import SimpleNamespace

    from printing.slips.money import Money
    from printing.slips.sale import Line, Modifier, SaleDocument, TaxRow, Tender

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


class ModifierView:
    """A modifier as it is printed."""

    def __init__(self, modifier: Modifier, money: Money) -> None:
        self._modifier, self._money = modifier, money

    @property
    def quantity(self) -> str:
        """How often it was chosen, empty for once."""
        modifier = self._modifier
        return "" if modifier.quantity == 1 else quantity_text(modifier.quantity, self._money.point)

    @property
    def name(self) -> str:
        """What the guest chose."""
        return self._modifier.name

    @property
    def total(self) -> str:
        """What it costs in all, empty where it is free."""
        total = self._modifier.total
        return self._money.amount(total) if total else ""


class LineView:
    """A line of a receipt as it is printed."""

    def __init__(self, line: Line, money: Money, label: SimpleNamespace) -> None:
        self._line, self._money, self._label = line, money, label

    @property
    def quantity(self) -> str:
        """How many."""
        return quantity_text(self._line.quantity, self._money.point)

    @property
    def name(self) -> str:
        """Name of the product."""
        return self._line.name

    @property
    def mark(self) -> str:
        """The word for a line that costs nothing (void, on the house), else empty."""
        if not (self._line.void or self._line.comp):
            return ""
        return str(self._label.void if self._line.void else self._label.comp)

    @property
    def void(self) -> bool:
        """Whether it was voided."""
        return self._line.void

    @property
    def comp(self) -> bool:
        """Whether it is on the house."""
        return self._line.comp

    @property
    def several(self) -> bool:
        """Whether the quantity is another one than 1."""
        return self._line.quantity != 1

    @property
    def unit_price(self) -> str:
        """Price of one."""
        return self._money.amount(self._line.unit_price)

    @property
    def total(self) -> str:
        """Price of all, before modifiers and discount."""
        return self._money.amount(self._line.total)

    @property
    def discount(self) -> str:
        """What was taken off, with its minus, or empty."""
        return self._money.amount(-self._line.discount) if self._line.discount else ""

    @property
    def discount_name(self) -> str:
        """What the discount is called."""
        return self._line.discount_name or str(self._label.discount)

    @property
    def modifiers(self) -> list[ModifierView]:
        """What was chosen with it."""
        return [ModifierView(modifier, self._money) for modifier in self._line.modifiers]

    @property
    def notes(self) -> list[str]:
        """Notes for the guest: texts."""
        return list(self._line.notes)


class TaxView:
    """One rate as it is printed."""

    def __init__(self, row: TaxRow, money: Money) -> None:
        self._row, self._money = row, money

    @property
    def label(self) -> str:
        """The rate, such as 19 %."""
        return self._row.label

    @property
    def net(self) -> str:
        """Amount without tax."""
        return self._money.amount(self._row.net)

    @property
    def tax(self) -> str:
        """The tax."""
        return self._money.amount(self._row.tax)

    @property
    def gross(self) -> str:
        """Amount with tax."""
        return self._money.amount(self._row.gross)


class TenderView:
    """One way of paying as it is printed."""

    def __init__(self, tender: Tender, money: Money) -> None:
        self._tender, self._money = tender, money

    @property
    def name(self) -> str:
        """How it was paid."""
        return self._tender.name

    @property
    def amount(self) -> str:
        """What was handed over."""
        return self._money.amount(self._tender.amount)

    @property
    def details(self) -> list[str]:
        """Such as the last digits of a card: texts."""
        return list(self._tender.details)


class FactView:
    """A name and what belongs to it."""

    def __init__(self, fact: tuple[str, str]) -> None:
        self._fact = fact

    @property
    def name(self) -> str:
        """What it is."""
        return self._fact[0]

    @property
    def value(self) -> str:
        """What it says."""
        return self._fact[1]


class ReceiptView:
    """A sale, a refund or a copy as it is printed. Every amount is written ready."""

    def __init__(self, document: SaleDocument) -> None:
        self._doc, self._money = document, document.money
        self.label = words(LABELS, document.labels)

    @property
    def headed(self) -> bool:
        """Whether the shop, its address or a mark (refund, cancelled, copy) stands above."""
        doc = self._doc
        return bool(self.shop or self.address or doc.refund or doc.cancelled or doc.copy)

    @property
    def shop(self) -> str:
        """Name of the outlet: the first line of the receipt's head."""
        return self._doc.header[0] if self._doc.header else ""

    @property
    def address(self) -> list[str]:
        """Company, address and tax number: texts."""
        return list(self._doc.header[1:])

    @property
    def refund(self) -> bool:
        """Whether money went back to the guest."""
        return self._doc.refund

    @property
    def cancelled(self) -> bool:
        """Whether the invoice was cancelled."""
        return self._doc.cancelled

    @property
    def copy(self) -> str:
        """Which copy it is, from 1; empty for the first print."""
        return str(self._doc.copy) if self._doc.copy else ""

    @property
    def number(self) -> str:
        """Number of the invoice."""
        return self._doc.number

    @property
    def original(self) -> str:
        """Number of the invoice that a refund pays back."""
        return self._doc.original_number

    @property
    def date(self) -> str:
        """Day and time."""
        return self._doc.date

    @property
    def register(self) -> str:
        """The till."""
        return self._doc.register

    @property
    def cashier(self) -> str:
        """Who sold it."""
        return self._doc.cashier

    @property
    def facts(self) -> list[FactView]:
        """What else belongs to the sale, such as the customer."""
        return [FactView(fact) for fact in self._doc.meta if fact[1]]

    @property
    def lines(self) -> list[LineView]:
        """What was sold."""
        return [LineView(line, self._money, self.label) for line in self._doc.lines]

    @property
    def subtotal(self) -> str:
        """Sum of the lines; empty where it is the total."""
        doc = self._doc
        if doc.subtotal is None:
            return ""
        differs = doc.discount or doc.tip or doc.subtotal != doc.total
        return self._money.amount(doc.subtotal) if differs else ""

    @property
    def discount(self) -> str:
        """What was taken off the whole sale, with its minus, or empty."""
        return self._money.amount(-self._doc.discount) if self._doc.discount else ""

    @property
    def discount_name(self) -> str:
        """What the discount is called."""
        return self._doc.discount_name or str(self.label.discount)

    @property
    def tip(self) -> str:
        """The tip, or empty."""
        return self._money.amount(self._doc.tip) if self._doc.tip else ""

    @property
    def total(self) -> str:
        """What is paid in all, with the currency."""
        return self._money.full(self._doc.total)

    @property
    def taxes(self) -> list[TaxView]:
        """What each tax rate applies to."""
        return [TaxView(row, self._money) for row in self._doc.taxes]

    @property
    def tenders(self) -> list[TenderView]:
        """How it was paid."""
        return [TenderView(tender, self._money) for tender in self._doc.tenders]

    @property
    def change(self) -> str:
        """The change, or empty."""
        return self._money.amount(self._doc.change) if self._doc.change else ""

    @property
    def paid(self) -> bool:
        """Whether a tender or change is printed."""
        return bool(self._doc.tenders or self._doc.change)

    @property
    def code(self) -> str:
        """What the QR code holds, or empty."""
        return self._doc.qr

    @property
    def code_caption(self) -> str:
        """What stands below the QR code."""
        return self._doc.qr_caption

    @property
    def footer(self) -> list[str]:
        """Last words, as set in the workspace: texts."""
        return list(self._doc.footer)

    @property
    def open_drawer(self) -> bool:
        """Whether the cash drawer is to open."""
        return self._doc.open_drawer


RECEIPT = Form("receipt", ReceiptView, LABELS)
