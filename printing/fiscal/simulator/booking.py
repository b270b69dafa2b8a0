"""How documents change the memory: pure steps from one memory to the next."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from printing.fiscal.amounts import ZERO
from printing.fiscal.receipt import PaymentKind
from printing.fiscal.simulator.codes import refused
from printing.fiscal.simulator.memory import Memory, Receipt
from printing.fiscal.simulator.paper import (
    NOTICE,
    Row,
    document,
    receipt_rows,
    report_rows,
    text_lines,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime
    from decimal import Decimal

    from printing.fiscal.receipt import FiscalReceipt
    from printing.fiscal.simulator.machine import Closed


def copy(memory: Memory) -> Memory:
    """Take a memory to change; the old one stays what it was."""
    return replace(
        memory,
        sales=dict(memory.sales),
        reversals=dict(memory.reversals),
        payments=dict(memory.payments),
    )


def book(
    memory: Memory, kind: str, now: datetime, body: Iterable[Row], **facts: Any
) -> dict[str, Any]:
    """Write the journal entry of a document into the memory; returns it."""
    memory.sequence += 1
    facts = {
        "z": memory.z + 1,
        "at": now.isoformat(),
        "serial": memory.serial,
        "fiscal_memory": memory.fiscal_memory,
        **facts,
    }
    rows = document(kind, body, facts)
    memory.entry = {
        "sequence": memory.sequence,
        "kind": kind,
        "simulated": True,
        "notice": NOTICE,
        **facts,
        "rows": rows,
        "text": text_lines(rows),
    }
    return memory.entry


def book_receipt(memory: Memory, receipt: FiscalReceipt, closed: Closed, now: datetime) -> None:
    """Count a closed receipt or reversal. Raises E405 when the drawer lacks cash to pay out."""
    back = receipt.reversal is not None
    sign = -1 if back else 1
    cash = sign * closed.payments.get(PaymentKind.CASH, ZERO)
    if memory.cash + cash < 0:
        raise refused("E405", "the drawer holds less cash")
    memory.cash += cash
    totals = memory.reversals if back else memory.sales
    for group, part in closed.groups.items():
        totals[str(group)] = totals.get(str(group), ZERO) + part
    for kind, amount in closed.payments.items():
        memory.payments[kind] = memory.payments.get(kind, ZERO) + sign * amount
    if not back:
        memory.grand_total += closed.amount
    memory.day_from = memory.day_from or now
    memory.receipts += 1
    memory.opened, memory.copied = None, False
    number = memory.next_document(now, closed.amount)
    memory.remember(Receipt(receipt.request_id, number, closed.amount, now, memory.z + 1))
    book(
        memory,
        "reversal" if back else "receipt",
        now,
        _heading(receipt) + receipt_rows(closed),
        number=number,
        request_id=receipt.request_id,
        unique_sale_number=receipt.unique_sale_number,
        operator=receipt.operator,
        amount=_text(closed.amount),
        groups={str(group): _text(part) for group, part in closed.groups.items()},
        payments={kind.value: _text(part) for kind, part in closed.payments.items()},
    )


def _heading(receipt: FiscalReceipt) -> list[Row]:
    rows: list[Row] = [["Operator", receipt.operator]] if receipt.operator else []
    if receipt.reversal is not None:
        rows.append(["Reverses", receipt.reversal.receipt_number])
        rows.append(["Of memory", receipt.reversal.fiscal_memory_serial])
        rows.append(["Reason", receipt.reversal.reason.value])
    return rows


def book_void(memory: Memory, now: datetime, reason: str) -> None:
    """Note a receipt that was started and voided: it has no number and counts nothing."""
    request_id, memory.opened = memory.opened, None
    book(memory, "void", now, [[reason]], number=None, request_id=request_id)


def book_report(memory: Memory, kind: str, now: datetime) -> dict[str, Any]:
    """Write an X or Z report; a Z report also closes the day."""
    number = memory.next_document(now)
    net = {str(group): amount for group, amount in memory.net().items()}
    blocks: dict[str, Mapping[Any, Decimal]] = {
        "Sales by group": memory.sales,
        "Reversals by group": memory.reversals,
        "Net by group": net,
        "Payments": memory.payments,
    }
    sums = {"Receipts": memory.receipts, "Cash": memory.cash, "All sales": memory.grand_total}
    entry = book(
        memory, kind, now, report_rows(blocks, sums), number=number,
        totals={group: _text(amount) for group, amount in net.items()},
        receipts=memory.receipts,
    )  # fmt: skip
    if kind == "z":
        memory.z += 1
        memory.new_day()
    return entry


def book_cash(memory: Memory, amount: Decimal, now: datetime) -> None:
    """Count cash put in (positive) or taken out (negative)."""
    if memory.cash + amount < 0:
        raise refused("E405", "the drawer holds less cash")
    memory.cash += amount
    kind = "cash_in" if amount > 0 else "cash_out"
    number = memory.next_document(now)
    body: list[Row] = [["Amount", _text(abs(amount))], ["Cash", _text(memory.cash)]]
    book(memory, kind, now, body, number=number, amount=_text(abs(amount)))


def _text(amount: Decimal) -> str:
    return format(amount, ".2f")
