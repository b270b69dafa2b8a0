"""By what rules a document is computed. Stored with it, so that it can be recomputed for ever."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from pos.money.amounts import MoneyError, Rounding

if TYPE_CHECKING:
    from collections.abc import Mapping


class PriceMode(StrEnum):
    """Whether unit prices contain their taxes."""

    INCLUSIVE = "inclusive"
    EXCLUSIVE = "exclusive"


class Scope(StrEnum):
    """What tax is rounded on.

    LINE: each tax on each line (Odoo "round per line", Sylius, pretix "line", Square by default).
    DOCUMENT: each tax once over the document; the prices are added up unrounded and rounded once
        (Odoo "round globally", EN 16931).
    DOCUMENT_GROSS_FIRST: as before, but the gross is rounded and the net is what is left of it
        (Odoo's set for Portugal).
    DOCUMENT_BY_NET: the nets of the lines stay, each tax is computed once from their sum, and the
        gross may move (pretix "sum_by_net").
    DOCUMENT_KEEP_GROSS: the prices of the lines stay, each tax is rounded once, and the nets may
        move (pretix "sum_by_net_keep_gross").
    """

    LINE = "line"
    DOCUMENT = "document"
    DOCUMENT_GROSS_FIRST = "document_gross_first"
    DOCUMENT_BY_NET = "document_by_net"
    DOCUMENT_KEEP_GROSS = "document_keep_gross"


class Target(StrEnum):
    """Which part of a price with tax is rounded; the other is the difference.

    NET as pretix, ERPNext and GOBL; TAX as Odoo, Zuora and Sylius.
    """

    NET = "net"
    TAX = "tax"


class DiscountBase(StrEnum):
    """What the discounts of a whole document are taken off: prices as they are entered, or the net."""

    PRICE = "price"
    NET = "net"


class DiscountMethod(StrEnum):
    """How a discount of the whole document reaches the tax.

    RECOMPUTE: tax is computed anew from the discounted prices (Sylius, ERPNext on the net).
    CONVERT: the discount is turned into a net amount of its own, rounded, and taken off the net
        (ERPNext on the grand total).
    SCALE: the discount is taken off the gross, and each tax shrinks in proportion (Odoo's global
        discount).
    """

    RECOMPUTE = "recompute"
    CONVERT = "convert"
    SCALE = "scale"


@dataclass(frozen=True, slots=True)
class CashRounding:
    """The smallest coin in use, and what becomes of exactly half of it."""

    unit: Decimal
    rounding: Rounding = Rounding.HALF_UP


@dataclass(frozen=True, slots=True)
class Policy:
    """The rules of an outlet.

    `unit` is the currency's smallest amount. `business_scope` takes the place of `scope` for sales
    to businesses, where it is set.
    """

    unit: Decimal = Decimal("0.01")
    price_mode: PriceMode = PriceMode.INCLUSIVE
    rounding: Rounding = Rounding.HALF_UP
    scope: Scope = Scope.LINE
    target: Target = Target.NET
    discount_base: DiscountBase = DiscountBase.PRICE
    discount_method: DiscountMethod = DiscountMethod.RECOMPUTE
    business_scope: Scope | None = None
    cash: CashRounding | None = None

    def for_customer(self, *, business: bool) -> Policy:
        """Return the policy for a sale to a business or to a consumer."""
        scope = self.business_scope if business and self.business_scope else self.scope
        return replace(self, scope=scope, business_scope=None)

    def as_dict(self) -> dict[str, str | None]:
        """Write it as texts, to be stored."""
        cash = self.cash
        plain = {
            name: None if value is None else str(value)
            for name, value in ((one.name, getattr(self, one.name)) for one in fields(self))
            if name != "cash"
        }
        return {
            **plain,
            "cash_unit": str(cash.unit) if cash else None,
            "cash_rounding": str(cash.rounding) if cash else None,
        }

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> Policy:
        """Read what `as_dict` wrote. Raises MoneyError `unknown_member` or `invalid_policy`."""
        unknown = sorted(set(stored) - set(READERS) - {"cash_unit", "cash_rounding"})
        if unknown:
            raise MoneyError("unknown_member", members=unknown)
        try:
            values = {
                name: read(stored[name])
                for name, read in READERS.items()
                if stored.get(name) is not None
            }
            if stored.get("cash_unit") is not None:
                values["cash"] = CashRounding(
                    Decimal(stored["cash_unit"]), Rounding(stored["cash_rounding"])
                )
        except (ValueError, KeyError, InvalidOperation) as error:
            raise MoneyError("invalid_policy", stored=dict(stored)) from error
        return cls(**values)


READERS: dict[str, Any] = {
    "unit": Decimal,
    "price_mode": PriceMode,
    "rounding": Rounding,
    "scope": Scope,
    "target": Target,
    "discount_base": DiscountBase,
    "discount_method": DiscountMethod,
    "business_scope": Scope,
}
