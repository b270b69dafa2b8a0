"""What is stored of a fiscal job and sent: one canonical JSON text, so that it can be hashed.

A receipt is `{"receipt": …}`, a report or a movement of cash `{"action": …, "amount": …}`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from printing.errors import PrintingError
from printing.fiscal.amounts import check_decimal, decimal_of, wrong
from printing.fiscal.codec import receipt_from_dict, to_dict

if TYPE_CHECKING:
    from decimal import Decimal

    from printing.fiscal.receipt import FiscalReceipt


class Action(StrEnum):
    """What a device prints beside receipts."""

    X = "x"
    Z = "z"
    CASH_IN = "cash-in"
    CASH_OUT = "cash-out"
    DUPLICATE = "duplicate"


MONEY = frozenset({Action.CASH_IN, Action.CASH_OUT})


@dataclass(frozen=True, slots=True)
class Errand:
    """One action; `amount` for cash put in or taken out, more than zero, and for nothing else."""

    action: Action
    amount: Decimal | None = None

    def __post_init__(self) -> None:
        if (self.action in MONEY) != (self.amount is not None):
            raise wrong("amount", "for cash put in or taken out, and for nothing else")
        if self.amount is not None and check_decimal("amount", self.amount, places=2) <= 0:
            raise wrong("amount", "more than zero")


def write(order: FiscalReceipt | Errand) -> bytes:
    """Write what is to be done as canonical JSON."""
    plain = to_dict(order) if isinstance(order, Errand) else {"receipt": to_dict(order)}
    text = json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode()


def read(content: bytes) -> FiscalReceipt | Errand:
    """Read what `write` wrote; raises PrintingError `invalid_receipt`."""
    try:
        found = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise wrong("content", "a JSON text") from error
    if not isinstance(found, dict):
        raise wrong("content", "an object")
    if "action" not in found:
        return receipt_from_dict(found.get("receipt"))
    try:
        action = Action(found["action"])
    except ValueError as error:
        raise PrintingError("invalid_receipt", member="action", reason="not known") from error
    amount = found.get("amount")
    return Errand(action, None if amount is None else decimal_of("amount", amount))
