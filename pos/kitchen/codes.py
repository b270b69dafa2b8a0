"""What people call an order by across a noisy kitchen."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from uuid import UUID

# Without I, L, O and U: they are read and heard as something else.
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 4


def code_of(order_id: UUID) -> str:
    """Return four letters and digits for an order, from the random end of its id.

    One in a million, so that two open orders hardly ever share one; and no counter that all orders
    of a house would wait for.
    """
    places = (order_id.int >> 5 * place & 31 for place in reversed(range(LENGTH)))
    return "".join(LETTERS[place] for place in places)
