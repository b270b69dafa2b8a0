"""Adds an order's rows to a batch: its lines, what they hold of each tax, its tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pos.orders import pricing
from pos.orders.errors import OrderError
from pos.orders.models import OrderTable, OrderTax
from pos.products.models import Tax

if TYPE_CHECKING:
    from uuid import UUID

    from pos import money
    from pos.database import Batch
    from pos.orders.catalogue import Catalogue
    from pos.orders.drafts import OrderDraft
    from pos.orders.lines import Assembler
    from pos.orders.sheets import Sheet

ORDER_FIELDS = (
    "outlet", "revenue_center", "customer", "promo_code", "state", "status", "table_status",
    "covers", "notes", "surcharge", "surcharge_type", "surcharge_description", "discount",
    "discount_type", "discount_description", "subtotal", "tax", "total", "version",
    "business_date", "void_reason", "void_notes", "updated_at",
)  # fmt: skip
LINE_FIELDS = (
    "position", "product", "product_variant", "revenue_center", "product_name", "unit_price",
    "price_includes_tax", "unit_price_incl_tax", "quantity", "taxes", "subtotal", "tax", "total",
    "discount", "discount_type", "discount_description", "discount_amount",
    "subtotal_incl_discount", "tax_incl_discount", "total_incl_discount", "is_comp", "is_void",
    "comp_void_reason", "comp_void_notes", "notes", "status", "seat", "updated_at",
)  # fmt: skip


def write_lines(batch: Batch, sheet: Sheet, assembler: Assembler) -> None:
    """Add the lines and bundles that are new or changed, and the taxes of them all."""
    batch.create(assembler.new_bundles)
    for bundle in assembler.changed_bundles:
        batch.update(bundle, "quantity", "discount", "discount_type", "updated_at")
    batch.create(assembler.new_items)
    fresh = {item.pk for item in assembler.new_items}
    # A discount of the whole moves the amounts of every line.
    for item in sheet.items:
        if item.pk not in fresh:
            batch.update(item, *LINE_FIELDS)
    for item in assembler.rechosen:
        batch.add(FORGET_MODIFIERS, (item.workspace_id, item.pk))
    batch.create(assembler.new_modifiers)
    write_taxes(batch, sheet, pricing.price(sheet))


FORGET_MODIFIERS = """
delete from orders_orderitemmodifier where workspace_id = %s and order_item_id = %s
"""
FORGET_TAXES = "delete from orders_ordertax where workspace_id = %s and order_id = %s"
FORGET_TABLES = "delete from orders_ordertable where workspace_id = %s and order_id = %s"


def write_taxes(batch: Batch, sheet: Sheet, priced: money.Priced) -> None:
    """Add what the order holds of each tax, in place of what it held."""
    order = sheet.order
    batch.add(FORGET_TAXES, (order.workspace_id, order.pk))
    batch.create(
        [
            OrderTax(
                workspace=sheet.workspace,
                order=order,
                tax=Tax(id=total.code),
                position=place,
                net=total.net,
                amount=total.tax,
            )
            for place, total in enumerate(priced.taxes, start=1)
        ]
    )


def write_tables(
    batch: Batch, sheet: Sheet, draft: OrderDraft, catalogue: Catalogue
) -> dict[UUID, str] | None:
    """Add the tables of an order, in place of those it had; return their names by id.

    None where the draft leaves them as they are. Raises OrderError.
    """
    if draft.tables is None:
        return None
    order = sheet.order
    for place, key in enumerate(draft.tables):
        if key not in catalogue.tables:
            raise OrderError("not_found", ("tables", place), what="table")
        if key in draft.tables[:place]:
            raise OrderError("taken", ("tables", place))
    batch.add(FORGET_TABLES, (order.workspace_id, order.pk))
    batch.create(
        [
            OrderTable(
                workspace=sheet.workspace,
                order=order,
                table=catalogue.tables[key],
                position=place,
            )
            for place, key in enumerate(draft.tables, start=1)
        ]
    )
    return {key: catalogue.tables[key].name for key in draft.tables}
