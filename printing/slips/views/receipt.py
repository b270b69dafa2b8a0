"""What a receipt's template may name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from printing.markup.forms import Form
from printing.markup.names import words
from printing.slips.views.lines import FactView, LineView, TaxView, TenderView

if TYPE_CHECKING:
    from printing.slips.sale import SaleDocument

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
    def address(self) -> tuple[str, ...]:
        """Company, address and tax number: texts."""
        return self._doc.header[1:]

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
    def footer(self) -> tuple[str, ...]:
        """Last words, as set in the workspace: texts."""
        return self._doc.footer

    @property
    def open_drawer(self) -> bool:
        """Whether the cash drawer is to open."""
        return self._doc.open_drawer


RECEIPT = Form("receipt", ReceiptView, LABELS)
