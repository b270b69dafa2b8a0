"""What can be wrong with a payment."""

from __future__ import annotations

from typing import Any


class PaymentError(Exception):
    """A payment cannot be taken as asked: a code, where it lies, and data.

    `at` is the path of the wrong member, in our own names, as in `OrderError`.

    Codes: `not_found` (what), `inactive`, `present` and `blank` (room number, tip), `greater_than`,
    `too_precise` (unit), `overpaid` (given, due), `not_payable` (state), `nothing_due`,
    `exhausted` (name).
    """

    def __init__(self, code: str, at: tuple[str | int, ...] = (), **data: Any) -> None:
        self.code = code
        self.at = at
        self.data = data
        super().__init__(f"{code} at {'/'.join(map(str, at)) or 'the payment'}: {data}")
