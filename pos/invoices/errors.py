"""What can be wrong with a wish to refund or cancel an invoice."""

from __future__ import annotations

from typing import Any


class InvoiceError(Exception):
    """An invoice cannot be refunded or cancelled as asked: a code, where it lies, and data.

    `at` is the path of the wrong member, in our own names, as in `OrderError`.

    Codes: `not_found` (what), `blank`, `not_refundable` (why), `cancelled_already`,
    `refunded_already`, `exceeds` (left, given), `nothing_left`, `greater_than`, `tip_exceeds`.
    """

    def __init__(self, code: str, at: tuple[str | int, ...] = (), **data: Any) -> None:
        self.code = code
        self.at = at
        self.data = data
        super().__init__(f"{code} at {'/'.join(map(str, at)) or 'the invoice'}: {data}")
