"""A sale or refund as a fiscal device should register it, before its set-up is applied.

Amounts are decimals in the currency of the device and never negative: a refund is told by
`original`. What a document holds that cannot be said here is refused when the receipt is made.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from uuid import UUID

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class FiscalSaleLine:
    """Goods or a service. `amount` is what is owed for it in the end, whatever took part in that.

    `tax` is named as the options of a device do (`21`, `10+5`, `0`); `notes` are printed below it.
    """

    text: str
    quantity: Decimal
    unit_price: Decimal
    amount: Decimal
    tax: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FiscalSaleNote:
    """A line that costs nothing: what was given for free, or taken off the bill."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FiscalSalePayment:
    """What was paid in one way: `amount` of the total, `tip` on top, `change` handed back.

    `rounding` is what coins added to (below zero: took from) what is paid in cash.
    """

    kind: str
    amount: Decimal
    tip: Decimal = ZERO
    change: Decimal = ZERO
    rounding: Decimal = ZERO


@dataclass(frozen=True, slots=True, kw_only=True)
class FiscalOriginal:
    """The receipt that a refund takes back, as its device told it; `at` is that device's clock."""

    number: str
    at: str
    memory: str
    mistake: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FiscalSale:
    """One invoice. `total` is what its lines must add up to, and its payments without tips.

    `request_id` names it once and for ever: a device that heard it before does not print it again.
    `number` counts sales; that of a refund is the number of what it takes back.
    """

    request_id: UUID
    number: int
    lines: tuple[FiscalSaleLine | FiscalSaleNote, ...]
    payments: tuple[FiscalSalePayment, ...]
    total: Decimal
    footer: tuple[str, ...] = ()
    tip_text: str = "Tip"
    original: FiscalOriginal | None = None
