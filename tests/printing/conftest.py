"""What the printing tests share."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from printing.drivers.memory import MemoryDriver
from printing.slips.sale import Line, Modifier, Money, SaleDocument, TaxRow, Tender
from printing.virtual import VirtualPrinter

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def device(tmp_path: Path) -> Iterator[VirtualPrinter]:
    with VirtualPrinter(tmp_path / "paper", columns=42) as printer:
        yield printer


@pytest.fixture
def memory() -> Iterator[type[MemoryDriver]]:
    MemoryDriver.forget()
    yield MemoryDriver
    MemoryDriver.forget()


@pytest.fixture
def sale() -> SaleDocument:
    return SaleDocument(
        number="2026-000123",
        date="21.11.2026 08:45",
        header=("Café Größe", "Hauptstraße 5, 10115 Berlin"),
        cashier="Jörg",
        register="Kasse 1",
        lines=(
            Line(
                "Flat White",
                Decimal(2),
                Decimal("3.80"),
                Decimal("7.60"),
                modifiers=(Modifier("Hafermilch", Decimal("0.80"), Decimal(2)), Modifier("heiß")),
            ),
            Line(
                "Käsekuchen mit Sauerkirschen und sehr langer Bezeichnung",
                Decimal(1),
                Decimal("5.20"),
                Decimal("5.20"),
                discount=Decimal("1.20"),
                discount_name="Happy Hour",
                notes=("ohne Sahne",),
            ),
            Line("Wasser", Decimal(1), Decimal("2.50"), Decimal(0), comp=True),
        ),
        subtotal=Decimal("12.40"),
        discount=Decimal("1.00"),
        tip=Decimal("1.50"),
        total=Decimal("1234.50"),
        taxes=(TaxRow("19 %", Decimal("6.39"), Decimal("1.21"), Decimal("7.60")),),
        tenders=(Tender("Visa", Decimal("10.00"), ("**** 4242",)), Tender("Bar", Decimal(5))),
        change=Decimal("2.10"),
        footer=("Vielen Dank!",),
        qr="https://slipway.example/r/2026-000123",
        qr_caption="Beleg online",
        money=Money(2, ",", ".", "€"),
        labels={"total": "SUMME", "discount": "Rabatt"},
        open_drawer=True,
    )
