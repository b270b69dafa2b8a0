"""Which command is allowed when: a table, and what each refusal is called."""

from __future__ import annotations

from decimal import Decimal

import pytest

from printing.errors import PrintingError
from printing.fiscal.receipt import (
    CommentLine,
    DocumentModifier,
    FiscalLine,
    FiscalPayment,
    PaymentKind,
)
from printing.fiscal.simulator.machine import Machine, Phase

D = Decimal
SOUP = FiscalLine("Soup", D(1), D("10.00"), 1)
STEPS = {
    "open": lambda m: m.open(),
    "sell": lambda m: m.add(SOUP),
    "comment": lambda m: m.add(CommentLine("x")),
    "footer": lambda m: m.add(CommentLine("x", footer=True)),
    "discount": lambda m: m.add(DocumentModifier(D("-1.00"))),
    "pay": lambda m: m.pay(FiscalPayment(PaymentKind.CARD, D("1.00"))),
    "pay_rest": lambda m: m.pay_rest(),
    "close": lambda m: m.close(),
    "abort": lambda m: m.abort(),
}
ALLOWED = {
    Phase.CLOSED: {"open"},
    Phase.OPEN: {"sell", "comment", "footer", "discount", "pay", "pay_rest", "abort"},
    Phase.PAYING: {"footer", "pay", "close", "abort"},
}


def _machine(phase: Phase) -> Machine:
    machine = Machine()
    if phase is not Phase.CLOSED:
        machine.open()
        machine.add(SOUP)
    if phase is Phase.PAYING:
        machine.pay(FiscalPayment(PaymentKind.CARD, D("4.00")))
    return machine


def _code(machine: Machine, step: str) -> str | None:
    try:
        STEPS[step](machine)
    except PrintingError as error:
        return str(error.data["device_code"])
    return None


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("phase", Phase)
def test_commands_by_phase(phase: Phase, step: str) -> None:
    machine = _machine(phase)
    code = _code(machine, step)
    if step not in ALLOWED[phase]:
        assert (code, machine.phase) == ("E404", phase)
    else:
        assert code == ("E406" if step == "close" else None)


def test_change_comes_from_cash_only() -> None:
    machine = _machine(Phase.PAYING)
    with pytest.raises(PrintingError, match="E406"):
        machine.pay(FiscalPayment(PaymentKind.CARD, D("6.01")))
    machine.pay(FiscalPayment(PaymentKind.CASH, D("20.00")))
    with pytest.raises(PrintingError, match="E406"):
        machine.pay(FiscalPayment(PaymentKind.CASH, D("1.00")))
    closed = machine.close()
    assert closed.payments == {PaymentKind.CARD: D("4.00"), PaymentKind.CASH: D("6.00")}
    assert (closed.amount, closed.change) == (D("10.00"), D("14.00"))


def test_nothing_sold_cannot_be_paid() -> None:
    machine = Machine()
    machine.open()
    machine.add(CommentLine("x"))
    assert _code(machine, "pay_rest") == "E410"
    assert _code(machine, "discount") == "E403"


def test_a_receipt_has_an_upper_end() -> None:
    machine = Machine()
    machine.open()
    machine.add(FiscalLine("Yacht", D(1), D("99999999.99"), 1))
    assert _code(machine, "sell") == "E403"
    assert machine.total == D("99999999.99")
