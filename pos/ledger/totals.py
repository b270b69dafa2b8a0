"""Running totals of a series: what all its documents so far come to."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import orjson

if TYPE_CHECKING:
    from collections.abc import Mapping

ZERO = Decimal("0.00")
# Kinds that count as turnover; copies, slips and training raise no totals.
COUNTED = frozenset({"sale", "refund"})


@dataclass(frozen=True, slots=True)
class Movements:
    """What one document adds: its gross, (net, tax, gross) by tax, and the amount by tender."""

    gross: Decimal = ZERO
    taxes: Mapping[str, tuple[Decimal, Decimal, Decimal]] = field(default_factory=dict)
    tenders: Mapping[str, Decimal] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """Write it as texts."""
        return {
            "gross": str(self.gross),
            "taxes": {code: list(map(str, amounts)) for code, amounts in self.taxes.items()},
            "tenders": {kind: str(amount) for kind, amount in self.tenders.items()},
        }

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> Movements:
        """Read what `as_dict` wrote."""
        return cls(
            Decimal(stored["gross"]),
            {
                code: (Decimal(net), Decimal(tax), Decimal(gross))
                for code, (net, tax, gross) in stored["taxes"].items()
            },
            {kind: Decimal(amount) for kind, amount in stored["tenders"].items()},
        )


def add(totals: Mapping[str, Any], movements: Movements, *, counted: bool) -> dict[str, Any]:
    """Add a document's movements to the totals before it. `totals` is empty before the first."""
    gross, taxes, tenders = movements.gross, movements.taxes, movements.tenders
    if not counted:
        gross, taxes, tenders = ZERO, {}, {}
    by_tax = {code: list(amounts) for code, amounts in totals.get("taxes", {}).items()}
    for code, amounts in taxes.items():
        before = by_tax.get(code, ["0.00"] * 3)
        by_tax[code] = [
            str(Decimal(one) + amount) for one, amount in zip(before, amounts, strict=True)
        ]
    by_tender = dict(totals.get("tenders", {}))
    for kind, amount in tenders.items():
        by_tender[kind] = str(Decimal(by_tender.get(kind, "0.00")) + amount)
    return {
        "count": totals.get("count", 0) + 1,
        "gross": str(Decimal(totals.get("gross", "0.00")) + gross),
        "taxes": by_tax,
        "tenders": by_tender,
    }


def read(text: str) -> dict[str, Any]:
    """Read totals as the database keeps them."""
    found: dict[str, Any] = orjson.loads(text)
    return found
