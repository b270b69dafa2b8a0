"""X and Z reports from plain data: what a register took since it was opened."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from printing.slips.elements import Direction
from printing.slips.money import Money
from printing.slips.views.report import X_REPORT, Z_REPORT, ClosingView, ReportView

if TYPE_CHECKING:
    from collections.abc import Mapping

    from printing.markup.forms import SlipTemplate
    from printing.slips.elements import Slip
    from printing.slips.sale import TaxRow

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many there were, and their amount."""

    count: int = 0
    amount: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class ReportRow:
    """A tender, a category or a person: how many sales, and their amount."""

    name: str
    count: int
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Cash:
    """Cash in the drawer. `counted` None: nobody counted it yet, so there is no difference."""

    opening: Decimal = ZERO
    sales: Decimal = ZERO
    paid_in: Decimal = ZERO
    paid_out: Decimal = ZERO
    counted: Decimal | None = None

    @property
    def expected(self) -> Decimal:
        """What must be in the drawer."""
        return self.opening + self.sales + self.paid_in - self.paid_out

    @property
    def difference(self) -> Decimal | None:
        """What is too much in it, or, negative, what is missing."""
        return None if self.counted is None else self.counted - self.expected


@dataclass(frozen=True, slots=True)
class ShiftReport:
    """Everything an X or a Z report shows. Texts are ready; amounts are in the currency's unit.

    `number` counts the shifts of a register; a Z report is the closing of that number, an X report
    looks at one that is open and changes nothing. `first_number` and `last_number` are those of the
    invoices. `perpetual` is the total of all closings so far, which is never reset.
    """

    number: str
    register: str
    opened: str
    printed: str
    total: Decimal
    closed: str = ""
    business_date: str = ""
    opened_by: str = ""
    closed_by: str = ""
    header: tuple[str, ...] = ()
    first_number: str = ""
    last_number: str = ""
    sales: Tally = field(default_factory=Tally)
    refunds: Tally = field(default_factory=Tally)
    cancelled: Tally = field(default_factory=Tally)
    voids: Tally = field(default_factory=Tally)
    comps: Tally = field(default_factory=Tally)
    discounts: Tally = field(default_factory=Tally)
    tips: Tally = field(default_factory=Tally)
    copies: int = 0
    taxes: tuple[TaxRow, ...] = ()
    tenders: tuple[ReportRow, ...] = ()
    categories: tuple[ReportRow, ...] = ()
    users: tuple[ReportRow, ...] = ()
    cash: Cash = field(default_factory=Cash)
    perpetual: Decimal | None = None
    money: Money = field(default_factory=Money)
    labels: Mapping[str, str] = field(default_factory=dict)
    direction: Direction = Direction.LTR


def x_report_slip(report: ShiftReport, template: SlipTemplate | None = None) -> Slip:
    """Build an X report, as the template says.

    A template that fails gives way to the default one, with warning `template_failed`.
    """
    view = ReportView(report)
    title = f"{view.label.x_report} {report.number}".strip()
    return X_REPORT.slip(template, view, title, report.direction)


def z_report_slip(report: ShiftReport, template: SlipTemplate | None = None) -> Slip:
    """Build a Z report, as `x_report_slip` does an X report."""
    view = ClosingView(report)
    title = f"{view.label.z_report} {report.number}".strip()
    return Z_REPORT.slip(template, view, title, report.direction)
