"""How amounts and quantities are written on paper."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class Money:
    """How amounts are written: decimals, their point, thousands, and the currency's code or sign."""

    exponent: int = 2
    point: str = "."
    group: str = ""
    currency: str = ""

    def amount(self, value: Decimal) -> str:
        """Write an amount without its currency; half a cent rounds away from zero."""
        rounded = value.quantize(_unit(self.exponent), ROUND_HALF_UP)
        # A rounded nothing has no sign.
        text = f"{rounded or abs(rounded):,f}"
        return text.translate(_signs(self.group, self.point))

    def full(self, value: Decimal) -> str:
        """Write an amount with its currency."""
        return f"{self.amount(value)} {self.currency}".strip()


def quantity_text(value: Decimal, point: str = ".") -> str:
    """Write a quantity without needless zeros: 2, 0.5, 1.25."""
    return f"{value.normalize():f}".replace(".", point)


@lru_cache(maxsize=16)
def _unit(exponent: int) -> Decimal:
    return Decimal(1).scaleb(-exponent)


@lru_cache(maxsize=64)
def _signs(group: str, point: str) -> dict[int, str]:
    return {ord(","): group, ord("."): point}
