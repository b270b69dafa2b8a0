"""From a sale to the receipt that one device is sent, to the cent, or not at all."""

from __future__ import annotations

import unicodedata
from datetime import datetime
from decimal import ROUND_HALF_UP
from typing import TYPE_CHECKING

from printing.errors import PrintingError
from printing.fiscal.amounts import CENT, ZERO, cents
from printing.fiscal.receipt import (
    MAX_TEXT,
    CommentLine,
    Entry,
    FiscalLine,
    FiscalPayment,
    FiscalReceipt,
    Modifier,
    PaymentKind,
    Reversal,
    ReversalReason,
)
from printing.fiscal.sale import FiscalSaleNote

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from printing.fiscal.options import FiscalOptions
    from printing.fiscal.sale import FiscalOriginal, FiscalSale, FiscalSaleLine

_UNPRINTABLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def receipt_of(sale: FiscalSale, options: FiscalOptions) -> FiscalReceipt:
    """Make the receipt of a sale for a device.

    Raises PrintingError: `fiscal_tax_group` and `fiscal_payment` where the set-up lacks something,
    `fiscal_amounts` where the receipt would not come to what the sale came to, `invalid_receipt`
    where a device cannot print it.
    """
    tip = sum((one.tip for one in sale.payments), ZERO) if options.tip_group else ZERO
    lines = tuple(_lines(sale, options, tip))
    receipt = FiscalReceipt(
        request_id=sale.request_id.hex,
        unique_sale_number=f"{options.sale_prefix or _prefix(sale)}-{sale.number:07d}",
        lines=lines,
        payments=_payments(sale, options),
        operator=options.operator,
        reversal=_reversal(sale.original) if sale.original else None,
    )
    _check(sale, receipt, options, tip)
    return receipt


def _prefix(sale: FiscalSale) -> str:
    """Stand in for a number of the law's: the letters are of the sale, so that no two are alike."""
    return f"{sale.request_id.hex[-8:].upper()}-0001"


def _lines(sale: FiscalSale, options: FiscalOptions, tip: Decimal) -> Iterator[Entry]:
    for line in sale.lines:
        if isinstance(line, FiscalSaleNote):
            yield CommentLine(printable(line.text))
            continue
        yield _sold(line, options)
        for note in line.notes:
            yield CommentLine(printable(note))
    if tip and options.tip_group:
        yield FiscalLine(printable(sale.tip_text), ONE, tip, options.tip_group)
    tips = sum((one.tip for one in sale.payments), ZERO)
    if tips and not options.tip_group:
        yield CommentLine(printable(f"{sale.tip_text} {tips}"), footer=True)
    for text in sale.footer:
        yield CommentLine(printable(text), footer=True)


def _sold(line: FiscalSaleLine, options: FiscalOptions) -> FiscalLine:
    """Write a line so that it comes to its amount: what is missing is its discount or surcharge."""
    if line.amount < 0 or line.unit_price < 0 or line.quantity <= 0:
        raise _off(f"{line.text} costs less than nothing")
    amount = _in(line.amount, CENT)
    if amount is None:
        raise _off(f"{line.text} costs {line.amount}, which has more than two decimals")
    text, group = printable(line.text), options.group(line.tax)
    quantity, price = _in(line.quantity, MILLI), _in(line.unit_price, CENT)
    if quantity is None or price is None:
        return FiscalLine(text, ONE, amount, group)
    missing = amount - cents(quantity * price)
    return FiscalLine(text, quantity, price, group, Modifier(missing) if missing else None)


def _in(value: Decimal, unit: Decimal) -> Decimal | None:
    """Write an amount or quantity in whole units, with their digits; None where it is none."""
    found = value.quantize(unit, ROUND_HALF_UP)
    return found if found == value else None


def _payments(sale: FiscalSale, options: FiscalOptions) -> tuple[FiscalPayment, ...]:
    """Add up what was paid by type of the device, cash last: only then does it give change.

    Where coins were rounded, the change of the device would not be what was handed back: then what
    was paid is written without it.
    """
    sums: dict[PaymentKind, Decimal] = {}
    rounded = any(one.rounding for one in sale.payments)
    for one in sale.payments:
        kind = options.payment(one.kind)
        paid = one.amount + (one.tip if options.tip_group else ZERO)
        if kind is PaymentKind.CASH and not rounded:
            paid += one.change
        sums[kind] = sums.get(kind, ZERO) + paid
    cash = sums.pop(PaymentKind.CASH, ZERO)
    ordered = [*sums.items(), (PaymentKind.CASH, cash)]
    return tuple(FiscalPayment(kind, amount) for kind, amount in ordered if amount)


def _reversal(original: FiscalOriginal) -> Reversal:
    return Reversal(
        receipt_number=original.number,
        receipt_datetime=datetime.fromisoformat(original.at),
        fiscal_memory_serial=original.memory,
        reason=ReversalReason.OPERATOR_ERROR if original.mistake else ReversalReason.REFUND,
    )


def _check(sale: FiscalSale, receipt: FiscalReceipt, options: FiscalOptions, tip: Decimal) -> None:
    """Refuse a receipt that does not come to what was sold, by group, in all, and as it was paid."""
    wanted: dict[int, Decimal] = {}
    for line in sale.lines:
        if not isinstance(line, FiscalSaleNote):
            group = options.group(line.tax)
            wanted[group] = wanted.get(group, ZERO) + line.amount
    if options.tip_group and tip:
        wanted[options.tip_group] = wanted.get(options.tip_group, ZERO) + tip
    if receipt.groups != wanted or receipt.total != sale.total + tip:
        raise _off(f"the lines come to {receipt.total}, the invoice to {sale.total + tip}")
    if not receipt.groups:
        raise _off("nothing is sold")
    paid = sum((one.amount for one in sale.payments), ZERO)
    if paid != sale.total:
        raise _off(f"{paid} is paid of {sale.total}")


def _off(reason: str) -> PrintingError:
    return PrintingError("fiscal_amounts", reason=reason)


def printable(text: str) -> str:
    """Cut a text to what a device prints on one line; what it cannot print becomes a space."""
    clean = "".join(" " if unicodedata.category(one) in _UNPRINTABLE else one for one in text)
    return " ".join(clean.split())[:MAX_TEXT].strip() or "-"


ONE = CENT * 100
MILLI = CENT / 10
