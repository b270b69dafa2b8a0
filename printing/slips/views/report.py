"""What the template of an X or a Z report may name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from printing.markup.forms import Form
from printing.markup.names import words
from printing.slips.views.lines import TaxView

if TYPE_CHECKING:
    from decimal import Decimal

    from printing.slips.money import Money
    from printing.slips.report import ReportRow, ShiftReport, Tally

# Every word on the report; a document's own labels go over these.
LABELS: dict[str, str] = {
    "x_report": "X report",
    "z_report": "Z report",
    "not_final": "Nothing was closed",
    "register": "Register",
    "business_date": "Business day",
    "opened": "Opened",
    "opened_by": "by",
    "closed": "Closed",
    "closed_by": "by",
    "printed": "Printed",
    "invoices": "Invoices",
    "sales": "Sales",
    "refunds": "Refunds",
    "cancelled": "Cancelled",
    "voids": "Voids",
    "comps": "On the house",
    "discounts": "Discounts",
    "tips": "Tips",
    "copies": "Copies",
    "total": "TOTAL",
    "taxes": "Taxes",
    "tax": "Tax",
    "net": "Net",
    "gross": "Gross",
    "tenders": "Paid with",
    "categories": "Categories",
    "users": "People",
    "cash": "Cash",
    "opening_cash": "At the start",
    "cash_sales": "Taken",
    "paid_in": "Put in",
    "paid_out": "Taken out",
    "expected_cash": "Expected",
    "counted_cash": "Counted",
    "difference": "Difference",
    "perpetual": "Total of all closings",
}


class RowView:
    """A tender, a category or a person as it is printed."""

    def __init__(self, row: ReportRow, money: Money) -> None:
        self._row, self._money = row, money

    @property
    def name(self) -> str:
        """What or who it is."""
        return self._row.name

    @property
    def count(self) -> str:
        """How many sales."""
        return str(self._row.count)

    @property
    def amount(self) -> str:
        """Their amount."""
        return self._money.amount(self._row.amount)


class TallyView:
    """A count and an amount with their word."""

    def __init__(self, name: str, tally: Tally, money: Money) -> None:
        self._name, self._tally, self._money = name, tally, money

    @property
    def name(self) -> str:
        """What was counted."""
        return self._name

    @property
    def count(self) -> str:
        """How many."""
        return str(self._tally.count)

    @property
    def amount(self) -> str:
        """Their amount."""
        return self._money.amount(self._tally.amount)


class ReportView:
    """A shift as it is printed. Every amount is written ready."""

    def __init__(self, report: ShiftReport) -> None:
        self._report, self._money = report, report.money
        self.label = words(LABELS, report.labels)

    @property
    def shop(self) -> str:
        """Name of the outlet."""
        return self._report.header[0] if self._report.header else ""

    @property
    def address(self) -> tuple[str, ...]:
        """Company, address and tax number: texts."""
        return self._report.header[1:]

    @property
    def number(self) -> str:
        """Number of the shift, and of its closing."""
        return self._report.number

    @property
    def register(self) -> str:
        """The till."""
        return self._report.register

    @property
    def business_date(self) -> str:
        """The day it counts for, or empty."""
        return self._report.business_date

    @property
    def opened(self) -> str:
        """When it was opened."""
        return self._report.opened

    @property
    def opened_by(self) -> str:
        """Who opened it, or empty."""
        return self._report.opened_by

    @property
    def printed(self) -> str:
        """When the report was made."""
        return self._report.printed

    @property
    def first_number(self) -> str:
        """Number of the first invoice, or empty."""
        return self._report.first_number

    @property
    def last_number(self) -> str:
        """Number of the last invoice, or empty."""
        return self._report.last_number

    @property
    def tallies(self) -> list[TallyView]:
        """Sales, refunds, cancelled ones, voids, comps, discounts and tips, each if there was one."""
        report = self._report
        named = ("sales", "refunds", "cancelled", "voids", "comps", "discounts", "tips")
        found = [(name, getattr(report, name)) for name in named]
        return [
            TallyView(getattr(self.label, name), tally, self._money)
            for name, tally in found
            if tally.count or name == "sales"
        ]

    @property
    def copies(self) -> str:
        """How many copies were printed, or empty."""
        return str(self._report.copies) if self._report.copies else ""

    @property
    def total(self) -> str:
        """What was taken in all, with the currency."""
        return self._money.full(self._report.total)

    @property
    def taxes(self) -> list[TaxView]:
        """What each tax rate applies to."""
        return [TaxView(row, self._money) for row in self._report.taxes]

    @property
    def tenders(self) -> list[RowView]:
        """How it was paid."""
        return self._rows(self._report.tenders)

    @property
    def categories(self) -> list[RowView]:
        """What was sold, by category."""
        return self._rows(self._report.categories)

    @property
    def users(self) -> list[RowView]:
        """Who sold it."""
        return self._rows(self._report.users)

    @property
    def opening_cash(self) -> str:
        """Cash at the start."""
        return self._money.amount(self._report.cash.opening)

    @property
    def cash_sales(self) -> str:
        """Cash that was taken."""
        return self._money.amount(self._report.cash.sales)

    @property
    def paid_in(self) -> str:
        """Cash that was put in besides, or empty."""
        return self._some(self._report.cash.paid_in)

    @property
    def paid_out(self) -> str:
        """Cash that was taken out, with its minus, or empty."""
        return self._some(-self._report.cash.paid_out)

    @property
    def expected_cash(self) -> str:
        """What must be in the drawer."""
        return self._money.amount(self._report.cash.expected)

    @property
    def counted_cash(self) -> str:
        """What was counted, or empty."""
        counted = self._report.cash.counted
        return "" if counted is None else self._money.amount(counted)

    @property
    def difference(self) -> str:
        """What was counted less what was expected; empty where nobody counted."""
        difference = self._report.cash.difference
        return "" if difference is None else self._money.amount(difference)

    def _rows(self, rows: tuple[ReportRow, ...]) -> list[RowView]:
        return [RowView(row, self._money) for row in rows]

    def _some(self, amount: Decimal) -> str:
        return self._money.amount(amount) if amount else ""


class ClosingView(ReportView):
    """A shift that is closed as it is printed."""

    @property
    def closed(self) -> str:
        """When it was closed."""
        return self._report.closed

    @property
    def closed_by(self) -> str:
        """Who closed it, or empty."""
        return self._report.closed_by

    @property
    def perpetual(self) -> str:
        """Total of all closings so far, with the currency, or empty."""
        total = self._report.perpetual
        return "" if total is None else self._money.full(total)


X_REPORT = Form("x_report", ReportView, LABELS)
Z_REPORT = Form("z_report", ClosingView, LABELS)
