"""Every factory makes a valid row, and all that it names is in its workspace."""

from __future__ import annotations

import pytest

from tests.factories import (
    customers,
    invoices,
    orders,
    payments,
    products,
    registers,
    users,
    workspaces,
)

FACTORIES = [
    factory
    for module in (customers, invoices, orders, payments, products, registers, users, workspaces)
    for name, factory in sorted(vars(module).items())
    if name.endswith("Factory") and factory.__module__ == module.__name__
]


@pytest.mark.django_db
@pytest.mark.parametrize("factory", FACTORIES, ids=lambda factory: factory.__name__)
def test_a_row_is_valid_and_whole(factory):
    rows = [factory.create(), factory.create()]
    for row in rows:
        row.full_clean()
        for field in row._meta.concrete_fields:
            named = getattr(row, field.name) if field.is_relation else None
            if hasattr(named, "workspace_id"):
                assert named.workspace_id == row.workspace_id, field.name


@pytest.mark.django_db
def test_a_sale_has_its_item_tax_and_tender():
    invoice = invoices.sell()
    assert invoice.invoice_items.get().total == invoice.taxes.get().gross == invoice.total
    assert invoice.tenders.get().amount == invoice.total
