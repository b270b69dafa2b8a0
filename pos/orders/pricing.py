"""Prices an order: its lines and adjustments go to `pos.money`, the amounts come back to its rows."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from pos import money
from pos.customers.models import PromoCode
from pos.orders.errors import OrderError

if TYPE_CHECKING:
    from pos.orders.models import Order, OrderBundle, OrderItem
    from pos.orders.sheets import Sheet

ZERO = Decimal("0.00")
LARGEST = Decimal(9_999_999_999)


def price(sheet: Sheet, *, steps: list[money.Step] | None = None) -> money.Priced:
    """Price an order by the policy of its outlet.

    Raises OrderError: `discount_too_large`, a fixed discount above what it is taken off; `too_large`.
    """
    given = discounts(sheet)
    try:
        return _sized(_price(sheet, given, steps))
    except InvalidOperation as error:
        raise OrderError("too_large", limit=LARGEST) from error
    except money.MoneyError as error:
        if error.code != "discount_too_large" or sheet.promo_code is None or not given:
            raise _refused(error) from error
        # A code for more than what is bought takes all of it, and no more.
        most = error.data["most"]
        try:
            return _price(sheet, [*given[:-1], replace(given[-1], value=most)], steps)
        except money.MoneyError as again:
            raise _refused(again) from again


def _sized(priced: money.Priced) -> money.Priced:
    """Refuse what no column can hold, and no guest can pay."""
    largest = max((line.listed.gross for line in priced.lines), default=ZERO)
    if max(largest, priced.charged.gross) > LARGEST:
        raise OrderError("too_large", limit=LARGEST)
    return priced


def _price(
    sheet: Sheet, given: list[money.Adjustment], steps: list[money.Step] | None
) -> money.Priced:
    return money.price(
        [_line(item) for item in sheet.items_in_place],
        policy=sheet.policy,
        discounts=given,
        surcharges=_given(sheet.order.surcharge, sheet.order.surcharge_type),
        bundle_discounts=_bundle_discounts(sheet.bundles),
        steps=steps,
    )


def _refused(error: money.MoneyError) -> OrderError:
    return OrderError("discount_too_large", ("discount",), **error.data)


def discounts(sheet: Sheet) -> list[money.Adjustment]:
    """List what is taken off the whole order: its own discount, then its promo code's."""
    return [*_given(sheet.order.discount, sheet.order.discount_type), *_promo(sheet.promo_code)]


def apply(sheet: Sheet, priced: money.Priced) -> None:
    """Write the amounts into the order and its lines. Saves nothing."""
    order: Order = sheet.order
    order.subtotal, order.tax, order.total = (
        priced.charged.net, priced.charged.tax, priced.charged.gross,
    )  # fmt: skip
    for item, line in zip(sheet.items_in_place, priced.lines, strict=True):
        item.subtotal, item.tax, item.total = line.listed.net, line.listed.tax, line.listed.gross
        item.subtotal_incl_discount = line.discounted.net
        item.tax_incl_discount = line.discounted.tax
        item.total_incl_discount = line.discounted.gross
        item.discount_amount = line.listed.gross - line.discounted.gross


def taxes_of(item: OrderItem) -> tuple[money.Tax, ...]:
    """Return the taxes of a line as they were when it was ordered."""
    return tuple(money.Tax.from_dict(tax) for tax in item.taxes)


def unit_price_incl_tax(
    unit_price: Decimal, taxes: tuple[money.Tax, ...], *, includes_tax: bool, policy: money.Policy
) -> Decimal:
    """Return what one unit costs with its taxes."""
    if includes_tax and all(tax.included is not False for tax in taxes):
        return unit_price
    line = money.Line(key="unit", quantity=Decimal(1), unit_price=unit_price, taxes=taxes)
    return money.price([line], policy=policy).charged.gross


def _line(item: OrderItem) -> money.Line:
    return money.Line(
        key=str(item.pk),
        quantity=item.quantity,
        unit_price=item.unit_price,
        taxes=taxes_of(item),
        discount=next(iter(_given(item.discount, item.discount_type)), None),
        bundle=str(item.order_bundle_id) if item.order_bundle_id else None,
        waived=item.is_comp or item.is_void,
    )


def _bundle_discounts(bundles: list[OrderBundle]) -> dict[str, money.Adjustment]:
    given = ((str(one.pk), _given(one.discount, one.discount_type)) for one in bundles)
    return {key: found[0] for key, found in given if found}


def _given(value: Decimal | None, kind: str | None) -> list[money.Adjustment]:
    if not value:
        return []
    return [money.Adjustment(kind=money.AdjustmentKind(kind or "fixed"), value=value)]


def _promo(code: PromoCode | None) -> list[money.Adjustment]:
    words: dict[Any, str] = {
        PromoCode.DiscountType.PERCENT: "percentage",
        PromoCode.DiscountType.ABSOLUTE: "fixed",
    }
    # Free shipping takes nothing off what is sold here.
    if code is None or code.discount_type not in words:
        return []
    return _given(code.amount, words[code.discount_type])
