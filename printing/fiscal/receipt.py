"""A fiscal receipt: structure, not text. The device adds up, taxes, numbers and prints it.

Amounts are decimals with two places in the currency of the device; quantities have three places.
Every value checks itself and raises PrintingError `invalid_receipt`, which names the member.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from printing.errors import PrintingError
from printing.fiscal.amounts import ZERO, cents, check_decimal, share, wrong

if TYPE_CHECKING:
    from decimal import Decimal

MAX_TEXT = 200
MAX_LINES = 500
MAX_PAYMENTS = 20
TAX_GROUPS = range(1, 9)
_UNPRINTABLE = frozenset({"Cc", "Cs", "Zl", "Zp"})
# Goes into a URL as the task id of ErpNet.FP, which takes 60 characters.
REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,60}")


class PaymentKind(StrEnum):
    """How a receipt is paid: the names of ErpNet.FP."""

    CASH = "cash"
    CARD = "card"
    CHECK = "check"
    COUPONS = "coupons"
    EXT_COUPONS = "ext-coupons"
    PACKAGING = "packaging"
    INTERNAL_USAGE = "internal-usage"
    DAMAGE = "damage"
    BANK = "bank"
    RESERVED1 = "reserved1"
    RESERVED2 = "reserved2"


class ReversalReason(StrEnum):
    """Why a receipt is reversed: the names of ErpNet.FP."""

    OPERATOR_ERROR = "operator-error"
    REFUND = "refund"
    TAX_BASE_REDUCTION = "taxbase-reduction"


def check_text(member: str, value: object, limit: int = MAX_TEXT) -> None:
    """Refuse what a device cannot print on one line, and control characters above all."""
    if not isinstance(value, str) or not value.strip() or len(value) > limit:
        raise wrong(member, f"a text of 1 to {limit} characters")
    if any(unicodedata.category(char) in _UNPRINTABLE for char in value):
        raise wrong(member, "no control characters and no line breaks")


def check_kind(member: str, value: object, kind: type) -> None:
    """Refuse a member of another type; `True` is no number."""
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise wrong(member, f"of type {kind.__name__}")


@dataclass(frozen=True, slots=True)
class Modifier:
    """A discount (negative) or surcharge (positive) of one line: an amount, or a percentage."""

    value: Decimal
    percent: bool = False

    def __post_init__(self) -> None:
        check_decimal("value", self.value, places=2)
        check_kind("percent", self.percent, bool)
        if not self.value or (self.percent and abs(self.value) > 100):
            raise wrong("value", "not zero, and at most 100 percent")

    def of(self, amount: Decimal) -> Decimal:
        """Return what it adds to an amount, rounded to the cent."""
        return cents(amount * self.value / 100) if self.percent else self.value


@dataclass(frozen=True, slots=True)
class FiscalLine:
    """Goods or a service sold. `tax_group` 1 to 8 is what the device's owner programmed."""

    text: str
    quantity: Decimal
    unit_price: Decimal
    tax_group: int
    modifier: Modifier | None = None

    def __post_init__(self) -> None:
        check_text("text", self.text)
        if check_decimal("quantity", self.quantity, places=3) <= 0:
            raise wrong("quantity", "more than zero")
        if check_decimal("unit_price", self.unit_price, places=2) < 0:
            raise wrong("unit_price", "not negative")
        check_kind("tax_group", self.tax_group, int)
        if self.tax_group not in TAX_GROUPS:
            raise wrong("tax_group", "1 to 8")
        if self.modifier is not None:
            check_kind("modifier", self.modifier, Modifier)
        check_decimal("unit_price", self.gross, places=2)
        if self.amount < 0:
            raise wrong("modifier", "no larger than the line")

    @property
    def gross(self) -> Decimal:
        """Quantity times price, rounded to the cent, before the modifier."""
        return cents(self.quantity * self.unit_price)

    @property
    def amount(self) -> Decimal:
        """What the line adds to the receipt."""
        return self.gross + (self.modifier.of(self.gross) if self.modifier else ZERO)


@dataclass(frozen=True, slots=True)
class CommentLine:
    """A line of text among the goods, or after the payments when it is a `footer`."""

    text: str
    footer: bool = False

    def __post_init__(self) -> None:
        check_text("text", self.text)
        check_kind("footer", self.footer, bool)


@dataclass(frozen=True, slots=True)
class DocumentModifier:
    """A discount (negative) or surcharge on the subtotal so far, shared by its tax groups."""

    amount: Decimal

    def __post_init__(self) -> None:
        if not check_decimal("amount", self.amount, places=2):
            raise wrong("amount", "not zero")


Entry = FiscalLine | CommentLine | DocumentModifier


@dataclass(frozen=True, slots=True)
class FiscalPayment:
    """One payment. What exceeds the total is change, and only cash gives change."""

    kind: PaymentKind
    amount: Decimal

    def __post_init__(self) -> None:
        check_kind("kind", self.kind, PaymentKind)
        if check_decimal("amount", self.amount, places=2) <= 0:
            raise wrong("amount", "more than zero")


@dataclass(frozen=True, slots=True)
class Reversal:
    """The receipt that is taken back. Its time is the wall clock of the device, without a zone."""

    receipt_number: str
    receipt_datetime: datetime
    fiscal_memory_serial: str
    reason: ReversalReason

    def __post_init__(self) -> None:
        check_text("receipt_number", self.receipt_number, 40)
        check_kind("receipt_datetime", self.receipt_datetime, datetime)
        if self.receipt_datetime.tzinfo is not None:
            raise wrong("receipt_datetime", "the device's own time, without a zone")
        check_text("fiscal_memory_serial", self.fiscal_memory_serial, 40)
        check_kind("reason", self.reason, ReversalReason)


@dataclass(frozen=True, slots=True)
class FiscalReceipt:
    """A sale, or with `reversal` its taking back (amounts stay positive).

    `request_id` names this attempt to print, once and for ever; `unique_sale_number` is what the
    law asks for. Without payments all is paid in cash. Whether payments and total agree is for the
    device to say.
    """

    request_id: str
    unique_sale_number: str
    lines: tuple[Entry, ...]
    payments: tuple[FiscalPayment, ...] = ()
    operator: str | None = None
    reversal: Reversal | None = None

    def __post_init__(self) -> None:
        if not isinstance(self.request_id, str) or not REQUEST_ID.fullmatch(self.request_id):
            raise wrong("request_id", "1 to 60 letters, digits, dots, hyphens or underscores")
        check_text("unique_sale_number", self.unique_sale_number, 60)
        if self.operator is not None:
            check_text("operator", self.operator, 40)
        if self.reversal is not None:
            check_kind("reversal", self.reversal, Reversal)
        self._check_members()

    def _check_members(self) -> None:
        check_kind("lines", self.lines, tuple)
        check_kind("payments", self.payments, tuple)
        if not 1 <= len(self.lines) <= MAX_LINES:
            raise wrong("lines", f"1 to {MAX_LINES} lines")
        if len(self.payments) > MAX_PAYMENTS:
            raise wrong("payments", f"at most {MAX_PAYMENTS} payments")
        if not all(isinstance(line, Entry) for line in self.lines):
            raise wrong("lines", "sales, comments and modifiers only")
        if not all(isinstance(payment, FiscalPayment) for payment in self.payments):
            raise wrong("payments", "payments only")
        try:
            check_decimal("lines", self.total, places=2)
        except PrintingError as error:
            raise wrong("lines", str(error.data["reason"])) from error

    @property
    def groups(self) -> dict[int, Decimal]:
        """Totals by tax group, after all modifiers."""
        totals: dict[int, Decimal] = {}
        for line in self.lines:
            add_line(totals, line)
        return totals

    @property
    def total(self) -> Decimal:
        """What the device has to arrive at."""
        return sum(self.groups.values(), ZERO)


def add_line(totals: dict[int, Decimal], line: Entry) -> None:
    """Add a line to totals by tax group; raises `invalid_receipt` for a modifier of nothing."""
    if isinstance(line, FiscalLine):
        totals[line.tax_group] = totals.get(line.tax_group, ZERO) + line.amount
    elif isinstance(line, DocumentModifier):
        subtotal = sum(totals.values(), ZERO)
        if not subtotal or subtotal + line.amount < 0:
            raise wrong("amount", "no larger than the subtotal it stands under")
        for group, part in share(line.amount, totals).items():
            totals[group] += part
