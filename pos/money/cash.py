"""Coins: what is paid where the smallest coin is larger than the smallest amount, and change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pos.money.amounts import ZERO, MoneyError, round_to

if TYPE_CHECKING:
    from decimal import Decimal

    from pos.money.policy import CashRounding


def cash_due(amount: Decimal, cash: CashRounding | None) -> tuple[Decimal, Decimal]:
    """Return what is payable in coins, and the rounding in it: `payable = amount + rounding`.

    The tax stays as it is. What is handed back is the mirror of what was taken.
    """
    if cash is None:
        return amount, ZERO
    payable = round_to(amount, cash.unit, cash.rounding)
    return payable, payable - amount


def change_due(due: Decimal, handed_over: Decimal) -> Decimal:
    """Return what is handed back. Raises MoneyError `does_not_add_up` where it is not enough."""
    if handed_over < due:
        raise MoneyError("does_not_add_up", due=due, handed_over=handed_over)
    return handed_over - due
