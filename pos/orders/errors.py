"""What can be wrong with a wish to change an order."""

from __future__ import annotations

from typing import Any


class OrderError(Exception):
    """An order cannot be made or changed as asked: a code, where it lies, and data.

    `at` is the path of the wrong member from the order on, in our own names, such as
    `("items", 0, "unit_price_incl_tax")`; a dialect turns it into its pointer.

    Codes: `not_found` (what), `mismatch` (given, expected), `blank`, `invalid`, `taken`,
    `not_changeable` (state), `transition` (from, to), `stale` (given, current), `unavailable`,
    `inactive`, `expired`, `exhausted`, `wrong_product`, `count` (minimum, maximum), `not_both`,
    `paid_already`, `has_payments`, `discount_too_large`, `too_large` (limit), `empty`, `parts`.
    """

    def __init__(self, code: str, at: tuple[str | int, ...] = (), **data: Any) -> None:
        self.code = code
        self.at = at
        self.data = data
        super().__init__(f"{code} at {'/'.join(map(str, at)) or 'the order'}: {data}")
