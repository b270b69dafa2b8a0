"""Writes sales as lines of COPY text, table by table."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from typing import TYPE_CHECKING

from pos.demo.cents import quantity_text, text
from pos.demo.ids import COUNTER_BITS, key
from pos.demo.menu import TAXES
from pos.demo.place import METHODS
from pos.money import Policy, Target, Tax

if TYPE_CHECKING:
    from random import Random

    from pos.demo.catalogue import Catalogue
    from pos.demo.menu import TaxPlan
    from pos.demo.sales import Line, Sale

NULL = r"\N"
_ROW = ("id", "created_at", "updated_at", "workspace_id")
ORDER = (
    *_ROW, "outlet_id", "customer_id", "promo_code_id", "revenue_center_id", "state", "status",
    "table_status", "covers", "notes", "deposit_amount", "surcharge", "surcharge_type",
    "surcharge_description", "discount", "discount_type", "discount_description", "user_id",
    "split_from_id", "subtotal", "tax", "total", "paid", "version", "business_date", "void_reason",
    "void_notes",
)  # fmt: skip
INVOICE = (
    *_ROW, "register_id", "user_id", "order_id", "original_invoice_id", "promo_code_id",
    "revenue_center_id", "customer_id", "number", "business_date", "subtotal", "tax", "total",
    "discount", "discount_amount", "item_discount_amount", "tip_amount", "description", "cancelled",
    "cancel_reason", "kind", "surcharge_amount", "rounding", "policy", "refund_reason",
)  # fmt: skip
ITEM = (
    *_ROW, "invoice_id", "position", "product_id", "product_variant_id", "revenue_center_id",
    "product_name", "unit_price_incl_tax", "quantity", "tax_rate", "subtotal", "tax", "total",
    "discount", "discount_amount", "subtotal_incl_discount", "tax_incl_discount",
    "total_incl_discount", "is_comp", "is_void", "comp_void_reason", "comp_void_notes",
    "charged_subtotal", "charged_tax", "charged_total", "taxes", "original_item_id",
)  # fmt: skip
MODIFIER = (*_ROW, "invoice_item_id", "position", "modifier_id", "name", "price")
TAX = (*_ROW, "invoice_id", "rate", "label", "net", "tax", "gross")
TENDER = (
    *_ROW, "invoice_id", "position", "kind", "name", "amount", "change", "tip", "rounding",
    "room_number",
)  # fmt: skip
PAYMENT = (
    *_ROW, "order_id", "payment_method_id", "register_id", "user_id", "amount", "tip_amount",
    "rounding", "change", "notes", "room_number", "business_date",
)  # fmt: skip

_RATES = {tax.percent: f"{tax.percent / 100:.6f}" for tax in TAXES}
_LABELS = {tax.percent: tax.label for tax in TAXES}
# Prices contain their tax, which is what is rounded.
_POLICY = json.dumps(Policy(target=Target.TAX).as_dict())


def _tax_text(code: str, tax: TaxPlan) -> str:
    """Write the taxes of a line as JSON, with places for the base and the amount."""
    written = Tax(code=code, rate=Decimal(_RATES[tax.percent]), label=tax.label, included=True)
    return f'[{{"tax": {json.dumps(written.as_dict())}, "base": "%s", "amount": "%s"}}]'


class Clock:
    """Writes times in milliseconds as PostgreSQL reads them, remembering the last minutes."""

    def __init__(self) -> None:
        self.minutes: dict[int, str] = {}

    def __call__(self, ms: int) -> str:
        minute, rest = divmod(ms, 60_000)
        prefix = self.minutes.get(minute)
        if prefix is None:
            if len(self.minutes) > 10_000:
                self.minutes.clear()
            moment = dt.datetime.fromtimestamp(minute * 60, dt.UTC)
            prefix = self.minutes[minute] = f"{moment:%Y-%m-%d %H:%M}:"
        return f"{prefix}{rest // 1000:02d}.{rest % 1000:03d}+00"


class Writer:
    """Collects lines of the six tables of sales; the caller loads and clears them."""

    def __init__(
        self, workspace: str, registers: list[str], chance: Random, catalogue: Catalogue
    ) -> None:
        self.workspace = workspace
        self.methods = {kind: catalogue.key("payment_method", kind) for kind, _ in METHODS}
        self.tax_texts = {
            tax.percent: _tax_text(catalogue.key("tax", tax.name), tax) for tax in TAXES
        }
        self.registers = registers
        self.bits = chance.getrandbits
        self.clock = Clock()
        self.clear()

    def clear(self) -> None:
        self.orders: list[str] = []
        self.invoices: list[str] = []
        self.items: list[str] = []
        self.modifiers: list[str] = []
        self.taxes: list[str] = []
        self.tenders: list[str] = []
        self.payments: list[str] = []
        self.sales: list[str] = []

    def add(self, sale: Sale) -> None:
        """Write one sale with everything that belongs to it."""
        order = self._order(sale) if sale.ordered_ms else r"\N"
        made, changed = self.clock(sale.ms), self.clock(sale.changed_ms)
        stamps = f"{made}\t{made}\t{self.workspace}"
        net = text(sale.total - sale.tax)
        self.invoices.append(
            f"{sale.key}\t{made}\t{changed}\t{self.workspace}\t{self.registers[sale.register]}\t"
            f"{sale.user}\t{order}\t{sale.original}\t{sale.promo_code}\t{sale.revenue_center}\t"
            f"{sale.customer}\t{sale.number}\t{sale.date}\t{net}\t{text(sale.tax)}\t"
            f"{text(sale.total)}\t{text(sale.discount)}\t"
            f"{text(sale.discount + sale.item_discount)}\t{text(sale.item_discount)}\t"
            f"{text(sale.tip)}\t{sale.description}\t{'t' if sale.cancelled else 'f'}\t"
            f"{sale.cancel_reason}\t{'refund' if sale.is_refund else 'sale'}\t0.00\t0.00\t{_POLICY}\t"
            f"{'Guest complaint' if sale.is_refund else NULL}"
        )
        self.sales.append(sale.key)
        for position, line in enumerate(sale.lines, start=1):
            self._item(sale, line, position, stamps)
        for part in sale.taxes:
            self.taxes.append(
                f"{self._key(sale.ms)}\t{stamps}\t{sale.key}\t{_RATES[part.percent]}\t"
                f"{_LABELS[part.percent]}\t{text(part.gross - part.tax)}\t{text(part.tax)}\t"
                f"{text(part.gross)}"
            )
        self._tenders(sale, order, stamps)

    def _tenders(self, sale: Sale, order: str, stamps: str) -> None:
        tip = sale.tip
        for position, (kind, name, amount, change) in enumerate(sale.tenders, start=1):
            part = min(tip, max(amount, 0))
            tip -= part
            room = sale.description.removeprefix("Room ") if kind == "room_charge" else NULL
            self.tenders.append(
                f"{self._key(sale.ms)}\t{stamps}\t{sale.key}\t{position}\t{kind}\t{name}\t"
                f"{text(amount)}\t{text(change)}\t{text(part)}\t0.00\t{room}"
            )
            if sale.ordered_ms:
                self.payments.append(
                    f"{self._key(sale.ms)}\t{stamps}\t{order}\t{self.methods[kind]}\t"
                    f"{self.registers[sale.register]}\t{sale.user}\t{text(amount - part)}\t"
                    f"{text(part)}\t0.00\t{text(change)}\t{NULL}\t{room}\t{sale.date}"
                )

    def _key(self, ms: int) -> str:
        return key(ms, self.bits(COUNTER_BITS))

    def _order(self, sale: Sale) -> str:
        order = self._key(sale.ordered_ms)
        status, table = ("delivered", "no_table") if sale.web else (r"\N", "free")
        nulls = "\t".join([r"\N"] * 7)
        self.orders.append(
            f"{order}\t{self.clock(sale.ordered_ms)}\t{self.clock(sale.ms)}\t{self.workspace}\t"
            f"{sale.outlet}\t{sale.customer}\t{sale.promo_code}\t{sale.revenue_center}\tpaid\t"
            f"{status}\t{table}\t{sale.covers}\t{sale.notes}\t{nulls}\t{sale.user}\t{NULL}\t"
            f"{text(sale.total - sale.tax)}\t{text(sale.tax)}\t{text(sale.total)}\t"
            f"{text(sale.total)}\t2\t{sale.date}\t{NULL}\t{NULL}"
        )
        return order

    def _item(self, sale: Sale, line: Line, position: int, stamps: str) -> None:
        item = line.key = self._key(sale.ms)
        what = line.what
        taxes = self.tax_texts[what.percent] % (
            text(line.owed - line.owed_tax),
            text(line.owed_tax),
        )
        self.items.append(
            f"{item}\t{stamps}\t{sale.key}\t{position}\t{what.product}\t{what.variant}\t"
            f"{sale.item_center or what.revenue_center}\t{what.name}\t{text(line.unit)}\t"
            f"{quantity_text(line.quantity)}\t{_RATES[what.percent]}\t"
            f"{text(line.total - line.tax)}\t{text(line.tax)}\t{text(line.total)}\t"
            f"{text(line.given)}\t{text(line.discount)}\t{text(line.paid - line.paid_tax)}\t"
            f"{text(line.paid_tax)}\t{text(line.paid)}\t{'t' if line.comp else 'f'}\t"
            f"{'t' if line.void else 'f'}\t{line.reason}\t{line.notes}\t"
            f"{text(line.owed - line.owed_tax)}\t{text(line.owed_tax)}\t{text(line.owed)}\t"
            f"{taxes if line.charged else '[]'}\t{line.original}"
        )
        for at, (modifier, name, cents) in enumerate(line.answers, start=1):
            self.modifiers.append(
                f"{self._key(sale.ms)}\t{stamps}\t{item}\t{at}\t{modifier}\t{name}\t{text(cents)}"
            )
