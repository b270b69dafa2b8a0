"""Fiscal devices behind an ErpNet.FP service, as printers: their state, receipts and reports."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from printing.drivers.base import WATCH, Condition, Driver, Link, Outcome, Watch
from printing.errors import PrintingError
from printing.fiscal import kinds
from printing.fiscal.content import Action, Errand, read
from printing.fiscal.erpnet import ErpNetDevice
from printing.fiscal.options import FiscalOptions, read_options
from printing.fiscal.result import MessageKind, Paper

if TYPE_CHECKING:
    from printing.fiscal.receipt import FiscalReceipt
    from printing.fiscal.result import DeviceStatus, FiscalReport, FiscalResult, LastDocument

HOST = re.compile(r"[A-Za-z0-9._:-]+")
# What a device says by a code that all printers have a name for.
NAMES = {"E101": "printer_offline", "E108": "printer_offline", "E301": "printer_paper_out"} | {
    "E302": "printer_cover_open"
}


class ErpNetDriver(Driver):
    """`Target.device` is the printer's id in the service at `host` and `port`."""

    def validate(self) -> None:
        self._device()

    def open(self) -> FiscalLink:
        return FiscalLink(self._device())

    def _device(self) -> ErpNetDevice:
        target = self.target
        options: FiscalOptions = read_options(target.options)
        if not HOST.fullmatch(target.host):
            raise PrintingError("invalid_profile", field="host", reason="a name or an address")
        host = f"[{target.host}]" if ":" in target.host else target.host
        return ErpNetDevice(
            f"http://{host}:{target.port}",
            target.device,
            connect=target.connect,
            total=float(options.timeout),
            password=options.password,
        )


class FiscalLink(Link):
    """Asks anew with each call: nothing is kept open."""

    def __init__(self, device: ErpNetDevice) -> None:
        self.device = device

    def check(self) -> Condition:
        return condition(self.device.status())

    def send(self, job: bytes, watch: Watch = WATCH) -> Outcome:
        """Do what the job says. Who wants to ask later what became of it keeps `last()` before."""
        order = read(job)
        if not watch.may_go_on():
            raise PrintingError("printer_offline")
        if isinstance(order, Errand):
            self.run(order)
        else:
            self.print(order, self.device.last())
        return Outcome.PRINTED

    def print(self, receipt: FiscalReceipt, before: LastDocument) -> FiscalResult:
        """Print a receipt; raises PrintingError as `FiscalDevice` does, by the names of printers."""
        try:
            return self.device.print_receipt(receipt, before)
        except PrintingError as error:
            raise named(error) from error

    def run(self, errand: Errand) -> FiscalReport | DeviceStatus:
        """Run a report or a movement of cash; raises as `print` does."""
        device, amount = self.device, errand.amount
        try:
            if amount is not None:
                cash = device.cash_in if errand.action is Action.CASH_IN else device.cash_out
                return cash(amount)
            if errand.action is Action.DUPLICATE:
                return device.duplicate()
            return device.z_report() if errand.action is Action.Z else device.x_report()
        except PrintingError as error:
            raise named(error) from error

    def close(self) -> None:
        pass


def condition(status: DeviceStatus, *, besides: frozenset[str] = frozenset()) -> Condition:
    """Say that a device can print; raises PrintingError where it cannot.

    `besides` are codes that do not stand in the way of what is to be printed.
    """
    errors = [one for one in status.messages if one.kind is MessageKind.ERROR]
    first = next((one for one in errors if one.code not in besides), None)
    if first is not None:
        code = first.code or "E999"
        raise named(PrintingError("fiscal_blocked", device_code=code, text=first.text))
    if not status.ok and not errors:
        raise PrintingError("fiscal_blocked", device_code="E999", text="no reason was given")
    return Condition(near_end=status.paper is Paper.NEAR_END)


def admit(status: DeviceStatus, *, kind: str, live: bool) -> None:
    """Refuse a simulator in a live workspace, and a real device where a simulator was set up.

    Raises PrintingError `simulator_refused` or `fiscal_no_simulator`.
    """
    if status.simulated and live:
        raise PrintingError("simulator_refused")
    if not status.simulated and kind == kinds.SIMULATOR:
        raise PrintingError("fiscal_no_simulator", found=status.device_serial)


def named(error: PrintingError) -> PrintingError:
    """Call what every printer may lack by the name that it has there; the rest stays as it is."""
    code = NAMES.get(str(error.data.get("device_code")))
    return PrintingError(code) if code and not error.may_have_printed else error
