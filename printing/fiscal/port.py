"""The port every fiscal device fills.

One rule stands above all: a fiscal close is never repeated without asking the device. Keep
`last()` before a receipt; after an error that `may_have_printed`, ask `find` and nothing else.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime
    from decimal import Decimal

    from printing.fiscal.receipt import FiscalReceipt
    from printing.fiscal.result import DeviceStatus, FiscalReport, FiscalResult, LastDocument


class FiscalDevice(ABC):
    """One fiscal device. Amounts are decimals with two places in the currency of the device.

    Every call ends within the deadline the device was made with, or raises PrintingError:
    `printer_unreachable` (nothing was sent), `fiscal_refused` (the device said no: `device_code`
    E101 to E999 and `text`; nothing was closed) and `fiscal_reply` (an answer nobody can use to a
    question that prints nothing). Calls that print may also raise the two of doubt
    (`may_have_printed`): `fiscal_doubt` (perhaps closed: ask `find`) and `fiscal_unknown` (not even
    the device can tell: a person has to look at its last document).
    """

    @abstractmethod
    def status(self) -> DeviceStatus:
        """Ask what state the device is in. Prints nothing."""

    @abstractmethod
    def print_receipt(
        self, receipt: FiscalReceipt, before: LastDocument | None = None
    ) -> FiscalResult:
        """Print a receipt, or a reversal, as a whole: it is closed, or voided.

        With `before` (from `last`) a refusal whose moment is unclear is settled by the counters;
        without, it is raised as `fiscal_doubt`. Never call it again after an error of doubt.
        """

    @abstractmethod
    def last(self) -> LastDocument:
        """Ask for the counters: last closed document, its amount, whether a receipt is open."""

    @abstractmethod
    def find(self, receipt: FiscalReceipt, before: LastDocument) -> FiscalResult | None:
        """Find out what became of a receipt whose reply was lost; `before` was kept before it.

        None: it is surely not closed and may be printed. Raises `fiscal_unknown` where the device
        cannot tell, as when other documents came between, or when it still prints. `before` has to
        be from right before the receipt, and nobody else may use the device until this call: the
        counters would take another receipt of the same amount for this one.
        """

    @abstractmethod
    def x_report(self) -> FiscalReport:
        """Print the totals since the last Z report and change nothing."""

    @abstractmethod
    def z_report(self) -> FiscalReport:
        """Print the totals, close the day and set them to zero. Cannot be undone.

        After an error of doubt look at the Z number of `status`, or at the paper.
        """

    @abstractmethod
    def cash_in(self, amount: Decimal) -> DeviceStatus:
        """Register cash put into the drawer, more than zero."""

    @abstractmethod
    def cash_out(self, amount: Decimal) -> DeviceStatus:
        """Register cash taken out, more than zero; E405 when the drawer holds less."""

    @abstractmethod
    def duplicate(self) -> DeviceStatus:
        """Print a copy of the last receipt, marked as one."""

    @abstractmethod
    def set_clock(self, moment: datetime) -> DeviceStatus:
        """Set the device's own clock: local wall time, without a zone."""
