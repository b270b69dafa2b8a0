"""How a fiscal job looks to people: what the device was sent, and what it gave back.

It is no picture of the paper, which is the device's own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from printing.fiscal.content import Errand
from printing.fiscal.simulator.machine import Machine
from printing.fiscal.simulator.paper import NOTICE, receipt_rows
from printing.slips.elements import BOLD, Align, Columns, Element, Rule, Slip, Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from printing.fiscal.receipt import FiscalReceipt


def slip_of(
    order: FiscalReceipt | Errand, facts: Mapping[str, str | None], *, simulated: bool
) -> Slip:
    """Make a slip of an order; `facts` are labels and what stands behind them, where it is known.

    Raises PrintingError `fiscal_refused` for a receipt that no device would take.
    """
    notice: list[Element] = [Text(NOTICE, BOLD, Align.CENTER)] if simulated else []
    known: list[Element] = [Columns.pair(label, value) for label, value in facts.items() if value]
    foot: list[Element] = [Rule(), *known] if known else []
    body = _errand(order) if isinstance(order, Errand) else _receipt(order)
    return Slip("Fiscal", (*notice, *body, *foot, *notice))


def _errand(errand: Errand) -> list[Element]:
    amount = "" if errand.amount is None else str(errand.amount)
    return [Text(f"{errand.action} {amount}".upper().strip(), BOLD, Align.CENTER)]


def _receipt(receipt: FiscalReceipt) -> list[Element]:
    machine = Machine()
    machine.open()
    for line in receipt.lines:
        machine.add(line)
    for payment in receipt.payments:
        machine.pay(payment)
    if not receipt.payments:
        machine.pay_rest()
    title = "REVERSAL RECEIPT" if receipt.reversal else "RECEIPT"
    rows = receipt_rows(machine.close())
    lines = [Columns.pair(row[0], row[1]) if len(row) > 1 else Text(row[0]) for row in rows]
    return [Text(title, BOLD, Align.CENTER), Rule(), *lines]
