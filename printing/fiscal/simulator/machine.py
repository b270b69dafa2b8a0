"""The state machine of one document: closed, open, paying, closed again."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from printing.errors import PrintingError
from printing.fiscal.amounts import MAX_AMOUNT, ZERO
from printing.fiscal.receipt import (
    CommentLine,
    DocumentModifier,
    Entry,
    FiscalLine,
    FiscalPayment,
    PaymentKind,
    add_line,
)
from printing.fiscal.simulator.codes import refused

if TYPE_CHECKING:
    from decimal import Decimal


class Phase(StrEnum):
    """Where a document is. Each command is allowed in some phases only; E404 in the others."""

    CLOSED = "closed"
    OPEN = "open"
    PAYING = "paying"


@dataclass(frozen=True, slots=True)
class Closed:
    """What a closed document comes to. `payments` are net of change."""

    lines: tuple[Entry, ...]
    groups: dict[int, Decimal]
    payments: dict[PaymentKind, Decimal]
    amount: Decimal
    change: Decimal


@dataclass(slots=True)
class Machine:
    """One document at a time, in RAM: a power cut forgets it. Raises `fiscal_refused`."""

    phase: Phase = Phase.CLOSED
    lines: list[Entry] = field(default_factory=list)
    groups: dict[int, Decimal] = field(default_factory=dict)
    paid: list[FiscalPayment] = field(default_factory=list)

    @property
    def total(self) -> Decimal:
        """The sum of the document so far."""
        return sum(self.groups.values(), ZERO)

    @property
    def due(self) -> Decimal:
        """What is still to be paid; negative when there is change."""
        return self.total - sum((payment.amount for payment in self.paid), ZERO)

    def open(self) -> None:
        """Start a document."""
        self._need(Phase.CLOSED)
        self.phase, self.lines, self.groups, self.paid = Phase.OPEN, [], {}, []

    def add(self, line: Entry) -> None:
        """Add a line; footers may come after the payments."""
        late = isinstance(line, CommentLine) and line.footer
        self._need(*([Phase.OPEN, Phase.PAYING] if late else [Phase.OPEN]))
        groups = dict(self.groups)
        try:
            add_line(groups, line)
        except PrintingError as error:
            code = "E403" if isinstance(line, DocumentModifier) else "E407"
            raise refused(code, str(error.data["reason"])) from error
        if sum(groups.values(), ZERO) > MAX_AMOUNT:
            raise refused("E403", f"a receipt of at most {MAX_AMOUNT}")
        self.groups = groups
        self.lines.append(line)

    def pay(self, payment: FiscalPayment) -> None:
        """Take a payment. Only cash may exceed what is due, and only the last one can."""
        self._need(Phase.OPEN, Phase.PAYING)
        self._need_sale()
        if self.due <= 0:
            raise refused("E406", "everything is paid")
        if payment.kind is not PaymentKind.CASH and payment.amount > self.due:
            raise refused("E406", "only cash gives change")
        self.paid.append(payment)
        self.phase = Phase.PAYING

    def pay_rest(self) -> None:
        """Take what is due in cash."""
        self._need(Phase.OPEN)
        self._need_sale()
        if self.due > 0:
            self.paid.append(FiscalPayment(PaymentKind.CASH, self.due))
        self.phase = Phase.PAYING

    def close(self) -> Closed:
        """End the document; everything has to be paid."""
        self._need(Phase.PAYING)
        if self.due > 0:
            raise refused("E406", "the payments are less than the total")
        self.phase = Phase.CLOSED
        return Closed(tuple(self.lines), self.groups, self._net(), self.total, -self.due)

    def abort(self) -> None:
        """Void the document; nothing of it counts."""
        self._need(Phase.OPEN, Phase.PAYING)
        self.phase = Phase.CLOSED

    def _net(self) -> dict[PaymentKind, Decimal]:
        net: dict[PaymentKind, Decimal] = {}
        for payment in self.paid:
            net[payment.kind] = net.get(payment.kind, ZERO) + payment.amount
        if self.due < 0:
            net[PaymentKind.CASH] += self.due
        return net

    def _need_sale(self) -> None:
        if not any(isinstance(line, FiscalLine) for line in self.lines):
            raise refused("E410")

    def _need(self, *phases: Phase) -> None:
        if self.phase not in phases:
            raise refused("E404", f"the document is {self.phase}")
