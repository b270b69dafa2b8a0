"""A coupon from plain data: what it is worth, until when, and its code."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from printing.slips.elements import Direction
from printing.slips.views.coupon import COUPON, CouponView

if TYPE_CHECKING:
    from collections.abc import Mapping

    from printing.markup.forms import SlipTemplate
    from printing.slips.elements import Slip


@dataclass(frozen=True, slots=True)
class Coupon:
    """Everything a coupon shows. Texts are ready; `value` has its currency or percent sign.

    `header` is the shop and its address. `code` is what is read when it is paid with.
    """

    title: str
    code: str
    value: str = ""
    text: tuple[str, ...] = ()
    valid_from: str = ""
    valid_until: str = ""
    conditions: tuple[str, ...] = ()
    number: str = ""
    date: str = ""
    header: tuple[str, ...] = ()
    footer: tuple[str, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)
    direction: Direction = Direction.LTR


def coupon_slip(coupon: Coupon, template: SlipTemplate | None = None) -> Slip:
    """Build a coupon, as the template says.

    A template that fails gives way to the default one, with warning `template_failed`.
    """
    view = CouponView(coupon)
    title = f"{view.label.coupon} {coupon.number}".strip()
    return COUPON.slip(template, view, title, coupon.direction)
