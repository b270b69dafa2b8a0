"""Money and tax, pure: decimals in, decimals out, and every rounding can be told.

Nothing else in the project rounds an amount.
"""

from pos.money.amounts import (
    MoneyError,
    Rounding,
    TaxedAmount,
    currency_unit,
    round_sum,
    round_to,
)
from pos.money.cash import cash_due, change_due
from pos.money.lines import (
    Adjustment,
    AdjustmentKind,
    Line,
    Priced,
    PricedLine,
    Step,
    TaxTotal,
)
from pos.money.policy import (
    CashRounding,
    DiscountBase,
    DiscountMethod,
    Policy,
    PriceMode,
    Scope,
    Target,
)
from pos.money.pricing import explain, price, tax_totals
from pos.money.refunds import RefundedLine, SoldLine, refund
from pos.money.sharing import allocate, split_by_amounts, split_evenly, split_over_rates
from pos.money.taxes import Tax, TaxKind, TaxShare

__all__ = [
    "Adjustment", "AdjustmentKind", "CashRounding", "DiscountBase", "DiscountMethod", "Line",
    "MoneyError", "Policy", "PriceMode", "Priced", "PricedLine", "RefundedLine", "Rounding",
    "Scope", "SoldLine", "Step", "Target", "Tax", "TaxKind", "TaxShare", "TaxTotal", "TaxedAmount",
    "allocate", "cash_due", "change_due", "currency_unit", "explain", "price", "refund",
    "round_sum", "round_to", "split_by_amounts", "split_evenly", "split_over_rates", "tax_totals",
]  # fmt: skip
