"""A receipt from plain data: it knows nothing of orders, taxes or invoices."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from printing.slips.elements import Direction
from printing.slips.money import Money
from printing.slips.views.receipt import RECEIPT, ReceiptView

if TYPE_CHECKING:
    from collections.abc import Mapping

    from printing.markup.forms import SlipTemplate
    from printing.slips.elements import Slip


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


def sale_slip(document: SaleDocument, template: SlipTemplate | None = None) -> Slip:
    """Build the receipt of a sale or a refund, as the template says. Fits 32 columns and more.

    A template that fails gives way to the default one, with warning `template_failed`.
    """
    view = ReceiptView(document)
    title = f"{view.label.receipt} {document.number}".strip()
    return RECEIPT.slip(template, view, title, document.direction)
