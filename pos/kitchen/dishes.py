"""What an order asks of the kitchen, as plain data: this app knows no order."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal
    from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What is to be made of one line, and for which seat. Prices are no business of the kitchen."""

    product_id: UUID
    variant_id: UUID | None = None
    name: str
    variant: str = ""
    modifiers: tuple[str, ...] = ()
    notes: str = ""
    seat: int | None = None

    def same(self, other: Look) -> bool:
        """Tell whether both ask for the same. A product that got another name is the same food."""
        return self._asked == other._asked

    @property
    def _asked(self) -> tuple[object, ...]:
        chosen = tuple(sorted(self.modifiers))
        return self.product_id, self.variant_id, chosen, self.notes, self.seat


@dataclass(frozen=True, slots=True, kw_only=True)
class Dish:
    """A line of an order as it is now; `quantity` 0 where it is void.

    `category_id` is the type of its product, by which a printer is chosen.
    """

    line_id: UUID
    quantity: Decimal
    look: Look
    category_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What was last said of a line to one printer, and not taken back.

    Without a printer nobody in the kitchen can say what became of it: the line is settled, and what
    is taken off it is told to nobody.
    """

    line_id: UUID
    printer_id: UUID | None
    quantity: Decimal
    look: Look


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What is new to a printer (above zero), or off (below)."""

    printer_id: UUID
    quantity: Decimal
    look: Look


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """An order as the kitchen is to know it. `dishes` are in place; `off`: the whole of it is off.

    `tables` are names by id, in the order of the order.
    """

    workspace_id: UUID
    order_id: UUID
    outlet_id: UUID | None
    dishes: tuple[Dish, ...]
    tables: Mapping[UUID, str] = field(default_factory=dict)
    covers: int | None = None
    server: str = ""
    notes: str = ""
    off: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """What `line_id` of a split order came to: `quantity` of it stands on line `to_line_id` now.

    `counted` is false where the bill was split by amounts: then a part holds a share of each line,
    which is no number of dishes.
    """

    line_id: UUID
    to_order_id: UUID
    to_line_id: UUID
    quantity: Decimal
    counted: bool = True
