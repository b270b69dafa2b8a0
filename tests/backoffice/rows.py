"""A workspace with one row, or several, of every noun."""

from __future__ import annotations

import datetime as dt
import itertools
import uuid
from decimal import Decimal
from types import SimpleNamespace

from django.apps import apps
from django.test import Client
from django.urls import reverse

from pos.customers.models import Customer, PromoCode
from pos.events.models import Event
from pos.invoices.models import (
    Invoice,
    InvoiceItem,
    InvoiceItemModifier,
    InvoiceTax,
    InvoiceTender,
)
from pos.kitchen.models import Ticket
from pos.ledger.models import SealedDocument, Series, Signature, SigningKey
from pos.orders.models import Order, OrderBundle, OrderItem, OrderTax
from pos.payments.models import Payment, PaymentMethod
from pos.products.models import (
    Modifier,
    ModifierSet,
    ModifierSetModifier,
    Product,
    ProductBundle,
    ProductBundleItem,
    ProductModifier,
    ProductModifierSet,
    ProductTax,
    ProductType,
    ProductVariant,
    Tax,
)
from pos.registers.models import Area, Outlet, Register, RevenueCenter, Table
from pos.users.models import ApiKey, Membership, User, hash_secret
from pos.workspaces.models import Workspace

count = itertools.count(1)
PRICE = {
    "tax": Decimal("0.21"),
    "retail_price_excl_tax": Decimal("1.00"),
    "retail_price_incl_tax": Decimal("1.21"),
    "regular_retail_price": Decimal("1.21"),
}
LABELS = [
    "workspaces.workspace", "users.user", "users.membership", "users.apikey",
    "registers.outlet", "registers.revenuecenter", "registers.register",
    "products.producttype", "products.tax", "products.modifier", "products.modifierset",
    "products.product", "products.productvariant", "customers.customer", "customers.promocode",
    "registers.area", "registers.table", "products.productbundle", "products.productbundleitem",
    "orders.order", "orders.orderitem", "orders.orderbundle", "payments.paymentmethod",
    "payments.payment", "events.event", "ledger.series", "ledger.sealeddocument",
    "ledger.signingkey", "ledger.signature", "invoices.invoice", "invoices.invoiceitem", "invoices.invoiceitemmodifier",
    "invoices.invoicetax", "invoices.invoicetender", "kitchen.ticket",
]  # fmt: skip


def workspace() -> Workspace:
    n = next(count)
    return Workspace.objects.create(name=f"House {n}", slug=f"house-{n}")


def member(place: Workspace | None = None, role: str = "waiter", **extra) -> User:
    n = next(count)
    user = User.objects.create_user(f"p{n}@example.com", "pass-word-1", name=f"P {n}", **extra)
    if place is not None:
        Membership.objects.create(workspace=place, user=user, role=role)
    return user


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def staff(place: Workspace, role: str) -> Client:
    return signed_in(member(place, role, is_staff=True))


def operator() -> Client:
    return signed_in(User.objects.create_superuser(f"op{next(count)}@example.com", "x", name="Op"))


def fill(place: Workspace) -> SimpleNamespace:
    """Make one row of every noun, each naming the others."""
    n = next(count)
    own = {"workspace": place}
    r = SimpleNamespace(workspace=place)
    r.user = member(place)
    r.membership = r.user.memberships.get()
    r.apikey = ApiKey.objects.create(
        **own,
        name=f"Key {n}",
        prefix="sk_test_abcd",
        secret_hash=hash_secret(str(n)),
        scopes=["read"],
    )
    r.outlet = Outlet.objects.create(**own, name=f"Bar {n}")
    r.revenuecenter = RevenueCenter.objects.create(**own, name=f"Center {n}")
    r.register = Register.objects.create(**own, name=f"Till {n}", outlet=r.outlet)
    r.producttype = ProductType.objects.create(**own, name=f"Type {n}")
    r.tax = Tax.objects.create(**own, name=f"Tax {n}", rate=Decimal("0.21"))
    r.modifier = Modifier.objects.create(**own, name=f"Modifier {n}", price=Decimal("0.50"))
    r.modifierset = ModifierSet.objects.create(**own, name=f"Set {n}")
    r.product = Product.objects.create(
        **own, name=f"Product {n}", sku=f"S{n}", product_type=r.producttype, **PRICE
    )
    lines(r)
    r.customer = Customer.objects.create(**own, full_name=f"Guest {n}", email=f"g{n}@example.com")
    r.promocode = PromoCode.objects.create(**own, code=f"CODE{n}", amount=Decimal("5.00"))
    r.order = Order.objects.create(**own, outlet=r.outlet, customer=r.customer)
    order_lines(r, n)
    sell(r)
    sealed(r, n)
    return r


def order_lines(r: SimpleNamespace, n: int) -> None:
    """Put a line and a bundle on the order, and a payment for them."""
    own = {"workspace": r.workspace}
    r.area = Area.objects.create(**own, name=f"Area {n}", outlet=r.outlet)
    r.table = Table.objects.create(**own, name=f"T{n}", area=r.area)
    r.productbundle = ProductBundle.objects.create(**own, name=f"Menu {n}")
    r.productbundleitem = ProductBundleItem.objects.create(
        **own, product_bundle=r.productbundle, product=r.product, group_name="Main"
    )
    r.orderbundle = OrderBundle.objects.create(**own, order=r.order, product_bundle=r.productbundle)
    r.orderitem = OrderItem.objects.create(
        **own, order=r.order, position=1, product=r.product, product_name=r.product.name,
        unit_price=Decimal("1.21"), unit_price_incl_tax=Decimal("1.21"), quantity=Decimal(1),
        subtotal=Decimal("1.00"), tax=Decimal("0.21"), total=Decimal("1.21"),
        subtotal_incl_discount=Decimal("1.00"), tax_incl_discount=Decimal("0.21"),
        total_incl_discount=Decimal("1.21"),
    )  # fmt: skip
    OrderTax.objects.create(
        **own, order=r.order, tax=r.tax, net=Decimal("1.00"), amount=Decimal("0.21")
    )
    r.ticket = Ticket.objects.create(
        **own, order_id=r.order.pk, number=1, printer_id=uuid.uuid4(), code=f"C{n}",
        station="Grill",
    )  # fmt: skip
    r.paymentmethod = PaymentMethod.objects.create(**own, code=f"card-{n}", kind="card")
    r.payment = Payment.objects.create(
        **own, order=r.order, payment_method=r.paymentmethod, register=r.register, user=r.user,
        amount=Decimal("1.21"), business_date=dt.date(2026, 5, 1),
    )  # fmt: skip
    r.event = Event.objects.create(
        **own, type="order.state.updated", subject_type="orders", subject_id=r.order.pk
    )


def sealed(r: SimpleNamespace, n: int) -> None:
    """Seal something, and sign it."""
    own = {"workspace": r.workspace}
    r.series = Series.objects.create(**own, register=r.register, kind="sale", last_number=1)
    r.sealeddocument = SealedDocument.objects.create(
        **own, series=r.series, register=r.register, kind="sale", number=1,
        business_date=dt.date(2026, 5, 1), subject_id=r.invoice.pk, content='{"a":1}',
        previous_hash="0" * 64, hash=f"{n:064x}",
    )  # fmt: skip
    r.signingkey = SigningKey.objects.create(
        **own, public_key=f"key {n}", private_key="x", is_active=False
    )
    r.signature = Signature.objects.create(
        **own, document=r.sealeddocument, key=r.signingkey, signature="x"
    )


def lines(r: SimpleNamespace) -> None:
    """Put a variant, a set, a modifier and a tax under the product; a modifier into the set."""
    own, n = {"workspace": r.workspace}, next(count)
    r.productvariant = ProductVariant.objects.create(
        **own, product=r.product, selector={"size": f"{n} l"}, sku=f"V{n}", **PRICE
    )
    another = Modifier.objects.create(**own, name=f"Extra {n}")
    questions = ModifierSet.objects.create(**own, name=f"Question {n}")
    rate = Tax.objects.create(**own, name=f"Rate {n}", rate=Decimal("0.12"))
    ModifierSetModifier.objects.create(**own, modifier_set=r.modifierset, modifier=another)
    ProductModifierSet.objects.create(**own, product=r.product, modifier_set=questions)
    ProductModifier.objects.create(**own, product=r.product, modifier=another)
    ProductTax.objects.create(**own, product=r.product, tax=rate)


def sell(r: SimpleNamespace, *, original: Invoice | None = None) -> Invoice:
    """Issue an invoice of one line, or the refund of one."""
    sign = -1 if original else 1
    r.register.invoices_count += 1
    r.register.save()
    own = {"workspace": r.workspace}
    r.invoice = Invoice.objects.create(
        **own, register=r.register, user=r.user, order=None if hasattr(r, "invoice") else r.order, customer=r.customer,
        number=r.register.invoices_count, business_date=dt.date(2026, 5, 1),
        kind="refund" if original else "sale", original_invoice=original, subtotal=sign * Decimal("1.00"), tax=sign * Decimal("0.21"),
        total=sign * Decimal("1.21"), revenue_center=r.revenuecenter, promo_code=r.promocode,
    )  # fmt: skip
    sell_line(r, sign=sign)
    r.invoicetender = InvoiceTender.objects.create(
        **own,
        invoice=r.invoice,
        position=1,
        kind="cash",
        name="Cash",
        amount=sign * Decimal("1.21"),
    )
    r.invoicetax = InvoiceTax.objects.create(
        **own, invoice=r.invoice, rate=Decimal("0.21"), net=sign * Decimal("1.00"),
        tax=sign * Decimal("0.21"), gross=sign * Decimal("1.21"),
    )  # fmt: skip
    return r.invoice


def sell_line(r: SimpleNamespace, *, sign: int = 1) -> None:
    """Put one more item with a modifier on the invoice."""
    net, tax = Decimal("1.00"), Decimal("0.21")
    r.invoiceitem = InvoiceItem.objects.create(
        workspace=r.workspace, invoice=r.invoice, position=r.invoice.invoice_items.count() + 1,
        product=r.product, product_variant=r.productvariant, product_name=r.product.name,
        unit_price_incl_tax=net + tax, quantity=Decimal(sign), tax_rate=Decimal("0.21"),
        subtotal=net, tax=tax, total=net + tax, subtotal_incl_discount=net,
        tax_incl_discount=tax, total_incl_discount=net + tax,
    )  # fmt: skip
    r.invoiceitemmodifier = InvoiceItemModifier.objects.create(
        workspace=r.workspace, invoice_item=r.invoiceitem, position=1, modifier=r.modifier,
        name=r.modifier.name, price=Decimal("0.50"),
    )  # fmt: skip


def row_of(r: SimpleNamespace, label: str):
    return getattr(r, label.split(".")[1])


def url(label: str, page: str, *args) -> str:
    return reverse(f"admin:{label.replace('.', '_')}_{page}", args=args)


def admin_model(app: str, model: str, field: str):
    return apps.get_model(app, model)._meta.get_field(field).remote_field.model


def ids_of(model, place: Workspace) -> set:
    if model is Workspace:
        return {place.pk}
    if model is User:
        return set(User.objects.filter(memberships__workspace=place).values_list("pk", flat=True))
    return set(model.objects.filter(workspace=place).values_list("pk", flat=True))
