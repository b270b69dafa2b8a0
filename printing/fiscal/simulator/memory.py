"""What the simulator never forgets: numbers, totals, cash, the last documents."""

from __future__ import annotations

import secrets
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from printing.fiscal.amounts import ZERO

if TYPE_CHECKING:
    from collections.abc import Callable

# A range of its own: no real device begins here, so no number can be taken for a real one.
FIRST_NUMBER = 9_000_001
VERSION = 1
REMEMBERED = 100
DAY = timedelta(hours=24)
Totals = dict[str, Decimal]


@dataclass(frozen=True, slots=True)
class Receipt:
    """A closed receipt, as the device remembers it."""

    request_id: str
    number: int
    amount: Decimal
    at: datetime
    z: int


@dataclass(slots=True)
class Memory:
    """The fiscal memory. Totals by tax group and payments by kind are of the day, until Z.

    `number` counts every document, `z` the Z reports, `sequence` the lines of the journal.
    `opened` is the request whose receipt has been started and not ended. `entry` is the newest
    line of the journal: kept here too, so that a power cut between the two files loses nothing.
    """

    serial: str = field(default_factory=lambda: f"SIM-{secrets.token_hex(4).upper()}")
    number: int = FIRST_NUMBER - 1
    z: int = 0
    receipts: int = 0
    sales: Totals = field(default_factory=dict)
    reversals: Totals = field(default_factory=dict)
    payments: Totals = field(default_factory=dict)
    cash: Decimal = ZERO
    grand_total: Decimal = ZERO
    day_from: datetime | None = None
    clock_offset: float = 0.0
    opened: str | None = None
    last_at: datetime | None = None
    amount: Decimal = ZERO
    copied: bool = False
    recent: list[Receipt] = field(default_factory=list)
    sequence: int = 0
    entry: dict[str, Any] | None = None

    @property
    def fiscal_memory(self) -> str:
        """Serial number of the fiscal memory."""
        return f"SIM-FM-{self.serial.removeprefix('SIM-')}"

    def blocked(self, now: datetime) -> bool:
        """Whether 24 hours have passed since the first receipt after the last Z report."""
        return self.day_from is not None and now - self.day_from > DAY

    def next_document(self, now: datetime, amount: Decimal = ZERO) -> int:
        """Count one more document."""
        self.number += 1
        self.amount, self.last_at = amount, now
        return self.number

    def net(self) -> dict[int, Decimal]:
        """Sales less reversals by tax group."""
        groups = sorted({*self.sales, *self.reversals})
        return {int(g): self.sales.get(g, ZERO) - self.reversals.get(g, ZERO) for g in groups}

    def new_day(self) -> None:
        """Set the day's totals to zero, as a Z report does. Cash stays in the drawer."""
        self.sales, self.reversals, self.payments = {}, {}, {}
        self.receipts, self.day_from = 0, None

    def remember(self, receipt: Receipt) -> None:
        """Keep a receipt among the last ones."""
        self.recent = [*self.recent, receipt][-REMEMBERED:]

    def to_json(self) -> dict[str, Any]:
        """Write all of it as what `json.dumps` takes."""
        return {"version": VERSION, **_plain(asdict(self))}

    @classmethod
    def from_json(cls, data: object) -> Memory:
        """Read what `to_json` wrote; raises ValueError saying what is wrong."""
        if not isinstance(data, dict) or data.pop("version", None) != VERSION:
            raise ValueError(f"not a memory of version {VERSION}")
        try:
            memory = cls(**{name: _READERS.get(name, _as_is)(data[name]) for name in data})
        except (KeyError, TypeError, AttributeError, InvalidOperation) as error:
            raise ValueError(f"damaged ({type(error).__name__})") from error
        if not str(memory.serial).startswith("SIM-"):
            raise ValueError("not the memory of a simulator")
        return memory


def _as_is(value: Any) -> Any:
    return value


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, Decimal):
        return format(value, "f")
    return value.isoformat() if isinstance(value, datetime) else value


def _time(value: Any) -> datetime | None:
    return None if value is None else datetime.fromisoformat(value)


def _totals(value: Any) -> Totals:
    return {str(key): Decimal(item) for key, item in value.items()}


def _receipt(value: Any) -> Receipt:
    at = datetime.fromisoformat(value["at"])
    number, z = int(value["number"]), int(value["z"])
    return Receipt(str(value["request_id"]), number, Decimal(value["amount"]), at, z)


_READERS: dict[str, Callable[[Any], Any]] = {
    **dict.fromkeys(("number", "z", "receipts", "sequence"), int),
    **dict.fromkeys(("cash", "grand_total", "amount"), Decimal),
    **dict.fromkeys(("sales", "reversals", "payments"), _totals),
    **dict.fromkeys(("day_from", "last_at"), _time),
    "clock_offset": float,
    "recent": lambda items: [_receipt(item) for item in items],
}
