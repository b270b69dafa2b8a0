"""The objects of the published documents, with exactly the printed values."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal

import pytest

from pos.demo import golden
from pos.invoices.models import Invoice, InvoiceItem, InvoiceItemModifier
from pos.products.models import Product, ProductVariant
from pos.registers.models import Outlet, Register
from pos.users.models import Membership, User

MADE = dt.datetime(2024, 1, 1, 12, tzinfo=dt.UTC)


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)


def texts(row, *names):
    return {name: str(getattr(row, name)) for name in names}


def test_the_invoice(demo):
    invoice = Invoice.objects.get(pk="5a43b8fa-8029-4093-895b-bddd8c74ebe1")
    assert invoice.workspace == demo
    assert texts(invoice, "discount", "tax", "total", "subtotal", "discount_amount",
                 "item_discount_amount", "tip_amount") == {
        "discount": "0.00", "tax": "1.67", "total": "10.00", "subtotal": "8.33",
        "discount_amount": "0.00", "item_discount_amount": "0.00", "tip_amount": "0.00",
    }  # fmt: skip
    assert (invoice.cancelled, invoice.cancel_reason, invoice.description) == (False, None, None)
    assert invoice.created_at == at("2024-10-24T08:44:45.409Z")
    assert invoice.updated_at == at("2024-10-24T08:44:45.547Z")
    assert str(invoice.user_id) == "817f7fc3-3dcb-4cb8-9991-af488a497968"
    assert str(invoice.register_id) == "eef23c03-49b9-432b-b1a3-955ea1501557"
    assert invoice.original_invoice_id is None


def test_its_item_and_modifier(demo):
    invoice = Invoice.objects.get(pk="5a43b8fa-8029-4093-895b-bddd8c74ebe1")
    item = invoice.invoice_items.get()
    assert str(item.id) == "22426614-316e-4654-b567-60d781f9ae37"
    assert item.product_name == "Awesome Rubber Bottle"
    assert texts(item, "unit_price_incl_tax", "quantity", "subtotal", "tax", "total", "discount",
                 "discount_amount", "subtotal_incl_discount", "tax_incl_discount",
                 "total_incl_discount") == {
        "unit_price_incl_tax": "10.00", "quantity": "1.00", "subtotal": "8.33", "tax": "1.67",
        "total": "10.00", "discount": "0.00", "discount_amount": "1.00",
        "subtotal_incl_discount": "7.33", "tax_incl_discount": "1.47", "total_incl_discount": "8.80",
    }  # fmt: skip
    assert (item.is_comp, item.is_void, item.created_at, item.updated_at) == (
        False,
        False,
        MADE,
        MADE,
    )
    modifier = item.invoice_item_modifiers.get()
    assert str(modifier.id) == "1a6d80c4-7f2e-4d49-9f5a-f279cdaaa87e"
    assert (modifier.name, modifier.price, modifier.created_at) == (
        "Extra Ice",
        Decimal("0.50"),
        MADE,
    )


def test_the_variant_that_was_sold(demo):
    variant = ProductVariant.objects.get(pk="99a2d9e7-8903-4c45-8f72-d914f38eb44a")
    assert texts(variant, "sku", "barcode", "tax", "retail_price_excl_tax",
                 "retail_price_incl_tax", "regular_retail_price") == {
        "sku": "SKU12345", "barcode": "012345678912", "tax": "1.00",
        "retail_price_excl_tax": "8.00", "retail_price_incl_tax": "10.00",
        "regular_retail_price": "9.00",
    }  # fmt: skip
    assert (variant.deleted, variant.created_at) == (False, MADE)


def test_the_register_and_its_user(demo):
    register = Register.objects.get(pk="eef23c03-49b9-432b-b1a3-955ea1501557")
    assert (register.name, register.invoices_count, register.index, register.virtual) == (
        "Cummings and Sons", 1, 9, False,
    )  # fmt: skip
    assert register.created_at == register.updated_at == at("2024-10-24T08:44:45.042Z")
    assert register.outlet.registers.count() == 1
    user = User.objects.get(pk="817f7fc3-3dcb-4cb8-9991-af488a497968")
    assert user.name == "Norbert Russel"
    assert Membership.objects.get(user=user).workspace == demo


def test_the_register_of_the_single_read(demo):
    register = Register.objects.get(pk="31b14937-2524-491f-b0a0-dc0a7393ff3f")
    assert (register.name, register.invoices_count, register.index) == ("Main Register", 1200, 3)
    outlet = Outlet.objects.get(pk="5efa8b3c-b930-4b31-918d-95ab0e212e64")
    assert register.outlet == outlet
    assert (outlet.name, outlet.address2, outlet.index) == ("Downtown Cafe", "Suite 4B", 5)


def test_the_product(demo):
    product = Product.objects.get(pk="286ef74f-e37f-477f-bcda-77f8fbfd13ea")
    assert (product.name, product.sku, product.barcode) == (
        "Product Number One", "ABC-123-HR-K", "1234567890",
    )  # fmt: skip
    assert product.created_at == at("2022-10-16T11:29:00Z")
    assert product.product_type.name == "Food"
    assert set(product.modifier_sets.values_list("name", flat=True)) == {"Size", "Toppings"}
    assert set(product.product_variants.values_list("sku", flat=True)) == {
        "ABD-123-HR-O", "ABD-144-HR-Z",
    }  # fmt: skip


@pytest.mark.parametrize("model", list(golden.objects()), ids=lambda model: model.__name__)
def test_every_object_of_the_file_is_loaded(demo, model):
    rows = golden.objects()[model]
    ids = {uuid.UUID(row["id"]) for row in rows if "id" in row}
    assert model.objects.filter(pk__in=ids).count() == len(ids)


def test_the_item_of_the_single_read_has_its_modifier(demo):
    item = InvoiceItem.objects.get(pk="31b14937-2524-491f-b0a0-dc0a7393ff3f")
    assert (item.product_name, item.discount, item.discount_amount) == (
        "Main InvoiceItem",
        None,
        None,
    )
    assert InvoiceItemModifier.objects.get(invoice_item=item).pk == uuid.UUID(
        "5efa8b3c-b930-4b31-918d-95ab0e212e64"
    )
