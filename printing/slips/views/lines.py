"""What may be named of the things on a receipt: lines, modifiers, taxes, tenders."""

from __future__ import annotations

from typing import TYPE_CHECKING

from printing.slips.money import quantity_text

if TYPE_CHECKING:
    from types import SimpleNamespace

    from printing.slips.money import Money
    from printing.slips.sale import Line, Modifier, TaxRow, Tender


class ModifierView:
    """A modifier as it is printed."""

    def __init__(self, modifier: Modifier, money: Money) -> None:
        self._modifier, self._money = modifier, money

    @property
    def quantity(self) -> str:
        """How often it was chosen, empty for once."""
        modifier = self._modifier
        return "" if modifier.quantity == 1 else quantity_text(modifier.quantity, self._money.point)

    @property
    def name(self) -> str:
        """What the guest chose."""
        return self._modifier.name

    @property
    def total(self) -> str:
        """What it costs in all, empty where it is free."""
        total = self._modifier.total
        return self._money.amount(total) if total else ""


class LineView:
    """A line of a receipt as it is printed."""

    def __init__(self, line: Line, money: Money, label: SimpleNamespace) -> None:
        self._line, self._money, self._label = line, money, label

    @property
    def quantity(self) -> str:
        """How many."""
        return quantity_text(self._line.quantity, self._money.point)

    @property
    def name(self) -> str:
        """Name of the product."""
        return self._line.name

    @property
    def mark(self) -> str:
        """The word for a line that costs nothing (void, on the house), else empty."""
        if not (self._line.void or self._line.comp):
            return ""
        return str(self._label.void if self._line.void else self._label.comp)

    @property
    def void(self) -> bool:
        """Whether it was voided."""
        return self._line.void

    @property
    def comp(self) -> bool:
        """Whether it is on the house."""
        return self._line.comp

    @property
    def several(self) -> bool:
        """Whether the quantity is another one than 1."""
        return self._line.quantity != 1

    @property
    def unit_price(self) -> str:
        """Price of one."""
        return self._money.amount(self._line.unit_price)

    @property
    def total(self) -> str:
        """Price of all, before modifiers and discount."""
        return self._money.amount(self._line.total)

    @property
    def discount(self) -> str:
        """What was taken off, with its minus, or empty."""
        return self._money.amount(-self._line.discount) if self._line.discount else ""

    @property
    def discount_name(self) -> str:
        """What the discount is called."""
        return self._line.discount_name or str(self._label.discount)

    @property
    def modifiers(self) -> list[ModifierView]:
        """What was chosen with it."""
        return [ModifierView(modifier, self._money) for modifier in self._line.modifiers]

    @property
    def notes(self) -> tuple[str, ...]:
        """Notes for the guest: texts."""
        return self._line.notes


class TaxView:
    """One rate as it is printed."""

    def __init__(self, row: TaxRow, money: Money) -> None:
        self._row, self._money = row, money

    @property
    def label(self) -> str:
        """The rate, such as 19 %."""
        return self._row.label

    @property
    def net(self) -> str:
        """Amount without tax."""
        return self._money.amount(self._row.net)

    @property
    def tax(self) -> str:
        """The tax."""
        return self._money.amount(self._row.tax)

    @property
    def gross(self) -> str:
        """Amount with tax."""
        return self._money.amount(self._row.gross)


class TenderView:
    """One way of paying as it is printed."""

    def __init__(self, tender: Tender, money: Money) -> None:
        self._tender, self._money = tender, money

    @property
    def name(self) -> str:
        """How it was paid."""
        return self._tender.name

    @property
    def amount(self) -> str:
        """What was handed over."""
        return self._money.amount(self._tender.amount)

    @property
    def details(self) -> tuple[str, ...]:
        """Such as the last digits of a card: texts."""
        return self._tender.details


class FactView:
    """A name and what belongs to it."""

    def __init__(self, fact: tuple[str, str]) -> None:
        self._fact = fact

    @property
    def name(self) -> str:
        """What it is."""
        return self._fact[0]

    @property
    def value(self) -> str:
        """What it says."""
        return self._fact[1]
