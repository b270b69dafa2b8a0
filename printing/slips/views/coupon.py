"""What a coupon's template may name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from printing.markup.forms import Form
from printing.markup.names import words

if TYPE_CHECKING:
    from printing.slips.coupon import Coupon

# Every word on the coupon; a document's own labels go over these.
LABELS: dict[str, str] = {
    "coupon": "Coupon",
    "number": "No.",
    "date": "Date",
    "valid_from": "Valid from",
    "valid_until": "Valid until",
    "conditions": "Conditions",
}


class CouponView:
    """A coupon as it is printed."""

    def __init__(self, coupon: Coupon) -> None:
        self._coupon = coupon
        self.label = words(LABELS, coupon.labels)

    @property
    def shop(self) -> str:
        """Name of the outlet."""
        return self._coupon.header[0] if self._coupon.header else ""

    @property
    def address(self) -> tuple[str, ...]:
        """Company and address: texts."""
        return self._coupon.header[1:]

    @property
    def title(self) -> str:
        """What the coupon is."""
        return self._coupon.title

    @property
    def value(self) -> str:
        """What it is worth, such as 5.00 EUR or 10 %, or empty."""
        return self._coupon.value

    @property
    def text(self) -> tuple[str, ...]:
        """What it is for: texts."""
        return self._coupon.text

    @property
    def code(self) -> str:
        """The code that is read when it is paid with."""
        return self._coupon.code

    @property
    def number(self) -> str:
        """Number of the coupon, or empty."""
        return self._coupon.number

    @property
    def date(self) -> str:
        """When it was made, or empty."""
        return self._coupon.date

    @property
    def valid_from(self) -> str:
        """First day, or empty."""
        return self._coupon.valid_from

    @property
    def valid_until(self) -> str:
        """Last day, or empty."""
        return self._coupon.valid_until

    @property
    def conditions(self) -> tuple[str, ...]:
        """Small print: texts."""
        return self._coupon.conditions

    @property
    def footer(self) -> tuple[str, ...]:
        """Last words: texts."""
        return self._coupon.footer


COUPON = Form("coupon", CouponView, LABELS)
