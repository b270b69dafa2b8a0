"""Invoices and what belongs to them.

`InvoiceFactory` makes the bare invoice over 12.10; `sell` makes it with its item, tax and tender.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import factory
from factory.django import DjangoModelFactory

from pos.invoices.models import Invoice, InvoiceItem, InvoiceItemModifier, InvoiceTax, InvoiceTender
from tests.factories.products import ProductFactory
from tests.factories.registers import RegisterFactory
from tests.factories.users import UserFactory
from tests.factories.workspaces import WorkspaceFactory

SAME = factory.SelfAttribute("..workspace")
NET, TAX, GROSS = Decimal("10.00"), Decimal("2.10"), Decimal("12.10")
RATE = Decimal("0.210000")


class InvoiceFactory(DjangoModelFactory[Invoice]):
    class Meta:
        model = Invoice

    workspace = factory.SubFactory(WorkspaceFactory)
    register = factory.SubFactory(RegisterFactory, workspace=SAME)
    user = factory.SubFactory(UserFactory)
    kind = factory.LazyAttribute(
        lambda row: "refund" if getattr(row, "original_invoice", None) else "sale"
    )
    number = factory.Sequence(lambda n: n + 1)
    business_date = dt.date(2025, 3, 14)
    subtotal = NET
    tax = TAX
    total = GROSS
    discount = Decimal("0.00")
    discount_amount = Decimal("0.00")
    item_discount_amount = Decimal("0.00")
    tip_amount = Decimal("0.00")


class InvoiceItemFactory(DjangoModelFactory[InvoiceItem]):
    class Meta:
        model = InvoiceItem

    workspace = factory.SubFactory(WorkspaceFactory)
    invoice = factory.SubFactory(InvoiceFactory, workspace=SAME)
    product = factory.SubFactory(ProductFactory, workspace=SAME)
    position = factory.Sequence(lambda n: n % 30_000 + 1)
    product_name = factory.SelfAttribute("product.name")
    unit_price_incl_tax = GROSS
    quantity = Decimal("1.00")
    tax_rate = RATE
    subtotal = NET
    tax = TAX
    total = GROSS
    discount = Decimal("0.00")
    discount_amount = Decimal("0.00")
    subtotal_incl_discount = NET
    tax_incl_discount = TAX
    total_incl_discount = GROSS
    charged_subtotal = NET
    charged_tax = TAX
    charged_total = GROSS


class InvoiceItemModifierFactory(DjangoModelFactory[InvoiceItemModifier]):
    class Meta:
        model = InvoiceItemModifier

    workspace = factory.SubFactory(WorkspaceFactory)
    invoice_item = factory.SubFactory(InvoiceItemFactory, workspace=SAME)
    position = factory.Sequence(lambda n: n % 30_000 + 1)
    name = "Extra ice"
    price = Decimal("0.00")


class InvoiceTaxFactory(DjangoModelFactory[InvoiceTax]):
    class Meta:
        model = InvoiceTax

    workspace = factory.SubFactory(WorkspaceFactory)
    invoice = factory.SubFactory(InvoiceFactory, workspace=SAME)
    rate = RATE
    label = "A"
    net = NET
    tax = TAX
    gross = GROSS


class InvoiceTenderFactory(DjangoModelFactory[InvoiceTender]):
    class Meta:
        model = InvoiceTender

    workspace = factory.SubFactory(WorkspaceFactory)
    invoice = factory.SubFactory(InvoiceFactory, workspace=SAME)
    position = 1
    kind = InvoiceTender.Kind.CASH
    name = "Cash"
    amount = GROSS


def sell(**values: Any) -> Invoice:
    """Make an invoice with one item, its tax and its tender."""
    invoice = InvoiceFactory.create(**values)
    own = {"workspace": invoice.workspace, "invoice": invoice}
    InvoiceItemFactory.create(**own, position=1)
    InvoiceTaxFactory.create(**own)
    InvoiceTenderFactory.create(**own)
    return invoice
