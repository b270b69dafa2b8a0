"""The back office of invoices: to find, read and follow. An issued invoice is never edited."""

from pos.invoices.admin.invoice import InvoiceAdmin
from pos.invoices.admin.parts import (
    InvoiceItemAdmin,
    InvoiceItemModifierAdmin,
    InvoiceTaxAdmin,
    InvoiceTenderAdmin,
)

__all__ = [
    "InvoiceAdmin",
    "InvoiceItemAdmin",
    "InvoiceItemModifierAdmin",
    "InvoiceTaxAdmin",
    "InvoiceTenderAdmin",
]
