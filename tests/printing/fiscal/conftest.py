"""What the tests of fiscal devices share."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from printing.fiscal.erpnet import ErpNetDevice
from printing.fiscal.receipt import FiscalLine, FiscalPayment, FiscalReceipt, PaymentKind
from printing.fiscal.service import FiscalService
from printing.fiscal.simulator import Simulator

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class Clock:
    """Wall time that moves when it is told to."""

    def __init__(self) -> None:
        self.now = datetime.fromisoformat("2026-11-21T08:45:00")

    def __call__(self) -> datetime:
        return self.now

    def go(self, **by: float) -> None:
        self.now += timedelta(**by)


def sale(request_id: str = "r-1", price: str = "12.50", **members: object) -> FiscalReceipt:
    line = FiscalLine("Soup", Decimal(1), Decimal(price), 2)
    return FiscalReceipt(request_id, "SIM00001-0001-0000001", (line,), **members)


def card(amount: str) -> tuple[FiscalPayment, ...]:
    return (FiscalPayment(PaymentKind.CARD, Decimal(amount)),)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def simulator(tmp_path: Path, clock: Clock) -> Iterator[Simulator]:
    with Simulator(tmp_path / "fiscal", live=False, clock=clock) as device:
        device.faults.crash = lambda: pytest.fail("a crash was not asked for")
        yield device


@pytest.fixture
def service(simulator: Simulator) -> Iterator[FiscalService]:
    with FiscalService(simulator) as running:
        yield running


@pytest.fixture
def device(service: FiscalService) -> ErpNetDevice:
    return ErpNetDevice(service.url, service.printer, total=5)
