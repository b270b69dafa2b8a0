"""An invoice as the document that is sealed: everything that is on paper, as plain data.

Amounts and quantities are decimal strings, times RFC 3339 in UTC. `docs/ledger.md` lists the
members; a verifier reads them without this program.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

    from pos.invoices.models import (
        InvoiceItem,
        InvoiceItemModifier,
        InvoiceTax,
        InvoiceTender,
    )
    from pos.invoices.parts import Parts


def document(parts: Parts) -> dict[str, Any]:
    """Write an invoice with all its parts as the document that is sealed."""
    invoice = parts.invoice
    return {
        "type": "invoice",
        "kind": invoice.kind,
        "currency": parts.currency,
        "invoice_id": str(invoice.pk),
        "order_id": _id(invoice.order_id),
        "original": parts.original,
        "cancellation": parts.cancellation,
        "register": parts.register,
        "outlet": parts.outlet,
        "user": parts.user,
        "customer_id": _id(invoice.customer_id),
        "promo_code_id": _id(invoice.promo_code_id),
        "revenue_center_id": _id(invoice.revenue_center_id),
        "policy": invoice.policy,
        "items": [_item(item, parts.modifiers.get(item.pk, ())) for item in parts.items],
        "taxes": [_tax(tax) for tax in parts.taxes],
        "tenders": [_tender(tender) for tender in parts.tenders],
        "subtotal": str(invoice.subtotal),
        "tax": str(invoice.tax),
        "total": str(invoice.total),
        "discount": _text(invoice.discount),
        "discount_amount": _text(invoice.discount_amount),
        "item_discount_amount": _text(invoice.item_discount_amount),
        "surcharge_amount": _text(invoice.surcharge_amount),
        "tip": _text(invoice.tip_amount),
        "rounding": str(invoice.rounding),
        "reason": invoice.refund_reason,
    }


def _item(item: InvoiceItem, modifiers: Iterable[InvoiceItemModifier]) -> dict[str, Any]:
    return {
        "id": str(item.pk),
        "position": item.position,
        "product_id": str(item.product_id),
        "product_variant_id": _id(item.product_variant_id),
        "revenue_center_id": _id(item.revenue_center_id),
        "name": item.product_name,
        "quantity": str(item.quantity),
        "unit_price_incl_tax": str(item.unit_price_incl_tax),
        "tax_rate": f"{item.tax_rate:.6f}",
        "subtotal": str(item.subtotal),
        "tax": str(item.tax),
        "total": str(item.total),
        "discount_amount": _text(item.discount_amount),
        "net": str(item.charged_subtotal),
        "tax_charged": str(item.charged_tax),
        "gross": str(item.charged_total),
        "taxes": item.taxes,
        "is_comp": item.is_comp,
        "is_void": item.is_void,
        "reason": item.comp_void_reason,
        "notes": item.comp_void_notes,
        "modifiers": [{"name": one.name, "price": str(one.price)} for one in modifiers],
        "original_item_id": _id(item.original_item_id),
    }


def _tax(tax: InvoiceTax) -> dict[str, str]:
    return {
        "code": f"{tax.rate:.6f}/{tax.label}",
        "rate": f"{tax.rate:.6f}",
        "label": tax.label,
        "net": str(tax.net),
        "tax": str(tax.tax),
        "gross": str(tax.gross),
    }


def _tender(tender: InvoiceTender) -> dict[str, Any]:
    return {
        "kind": tender.kind,
        "name": tender.name,
        "amount": str(tender.amount),
        "tip": str(tender.tip),
        "rounding": str(tender.rounding),
        "change": str(tender.change),
        "room_number": tender.room_number,
    }


def _id(value: Any) -> str | None:
    return None if value is None else str(value)


def _text(value: Decimal | None) -> str | None:
    return None if value is None else str(value)
