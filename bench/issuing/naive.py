"""The naive way: a DRF serializer, then one `save()` for each object of a sale."""

from __future__ import annotations

import hashlib
import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from rest_framework import serializers

from pos import money
from pos.events.models import Event
from pos.invoices.models import Invoice, InvoiceItem, InvoiceTax, InvoiceTender
from pos.jsonapi.models import IdempotencyKey
from pos.ledger.models import SealedDocument, Series
from pos.orders.models import Order
from pos.payments.models import Payment, PaymentMethod
from pos.registers.models import Register
from pos.users.models import User
from printing.models import PrintJob

if TYPE_CHECKING:
    import datetime as dt

    from pos.orders.models import OrderItem


class PaymentInput(serializers.Serializer[Any]):
    """What a client sends."""

    order = serializers.PrimaryKeyRelatedField(queryset=Order.objects.all())
    payment_method = serializers.PrimaryKeyRelatedField(queryset=PaymentMethod.objects.all())
    register = serializers.PrimaryKeyRelatedField(queryset=Register.objects.all())
    amount = serializers.DecimalField(max_digits=12, decimal_places=2)


class PaymentOutput(serializers.ModelSerializer[Payment]):
    """What it is answered."""

    class Meta:
        model = Payment
        fields = ("id", "amount", "tip_amount", "order", "payment_method", "register")


@transaction.atomic
def pay(data: dict[str, Any], user_id: Any, key: str) -> bytes:
    """Take a payment and issue the invoice, object by object."""
    if IdempotencyKey.objects.filter(key=key).exists():
        raise ValueError(key)
    read = PaymentInput(data=data)
    read.is_valid(raise_exception=True)
    order = Order.objects.select_for_update().get(pk=read.validated_data["order"].pk)
    register, user = read.validated_data["register"], User.objects.get(pk=user_id)
    method, today = read.validated_data["payment_method"], timezone.localdate()
    payment = Payment(
        workspace=order.workspace, order=order, payment_method=method, register=register,
        user=user, amount=read.validated_data["amount"], business_date=today,
    )  # fmt: skip
    payment.save()
    order.paid += payment.amount
    order.state = Order.State.PAID
    order.save()
    invoice, document = _invoice(order, register, user, today)
    InvoiceTender(
        workspace=order.workspace, invoice=invoice, position=1, kind=method.kind, name=method.name,
        amount=payment.amount,
    ).save()  # fmt: skip
    _seal(invoice, register, document, today)
    for kind in ("orders.payments.added", "order.state.updated", "invoice.issued"):
        Event(
            workspace=order.workspace, type=kind, subject_type="orders", subject_id=order.pk,
            data={"state": order.state},
        ).save()  # fmt: skip
    PrintJob(
        workspace_id=order.workspace_id, key=f"invoice:{invoice.pk}", reference="invoice"
    ).save()
    answer = json.dumps(PaymentOutput(payment).data, default=str).encode()
    IdempotencyKey(
        workspace_id=order.workspace_id, key=key, request_hash="0" * 64, status=201, body=answer,
        created_at=timezone.now(),
    ).save()  # fmt: skip
    return answer


def _invoice(
    order: Order, register: Register, user: User, today: dt.date
) -> tuple[Invoice, dict[str, Any]]:
    ordered = list(order.order_items.all())
    priced = money.price(
        [_line(item) for item in ordered], policy=money.Policy(target=money.Target.TAX)
    )
    series, _ = Series.objects.get_or_create(
        workspace=order.workspace, register=register, kind="sale"
    )
    series = Series.objects.select_for_update().get(pk=series.pk)
    invoice = Invoice(
        workspace=order.workspace, register=register, user=user, order=order,
        number=series.last_number + 1, business_date=today, subtotal=priced.charged.net,
        tax=priced.charged.tax, total=priced.charged.gross,
    )  # fmt: skip
    invoice.save()
    for item, line in zip(ordered, priced.lines, strict=True):
        InvoiceItem(
            workspace=order.workspace, invoice=invoice, position=item.position,
            product=item.product, product_name=item.product_name, quantity=item.quantity,
            unit_price_incl_tax=item.unit_price_incl_tax, tax_rate=Decimal("0.21"),
            subtotal=line.listed.net, tax=line.listed.tax, total=line.listed.gross,
            subtotal_incl_discount=line.charged.net, tax_incl_discount=line.charged.tax,
            total_incl_discount=line.charged.gross, charged_subtotal=line.charged.net,
            charged_tax=line.charged.tax, charged_total=line.charged.gross,
        ).save()  # fmt: skip
    for tax in priced.taxes:
        InvoiceTax(
            workspace=order.workspace, invoice=invoice, rate=tax.rate, label=tax.label, net=tax.net,
            tax=tax.tax, gross=tax.gross,
        ).save()  # fmt: skip
    register.invoices_count += 1
    register.save()
    lines = [
        {"name": item.product_name, "total": str(line.charged.gross)}
        for item, line in zip(ordered, priced.lines, strict=True)
    ]
    return invoice, {"total": str(invoice.total), "lines": lines}


def _line(item: OrderItem) -> money.Line:
    taxes = tuple(money.Tax.from_dict(tax) for tax in item.taxes)
    return money.Line(str(item.pk), item.quantity, item.unit_price, taxes)


def _seal(invoice: Invoice, register: Register, document: dict[str, Any], today: dt.date) -> None:
    series = Series.objects.get(workspace=invoice.workspace, register=register, kind="sale")
    gross = Decimal(series.totals.get("gross", "0")) + invoice.total
    series.totals = {"gross": str(gross)}
    content = json.dumps({**document, "number": invoice.number, "totals": series.totals})
    digest = hashlib.sha256(f"{series.last_hash}\n{content}".encode()).hexdigest()
    SealedDocument(
        workspace=invoice.workspace, series=series, register=register, kind="sale",
        number=invoice.number, business_date=today, subject_id=invoice.pk, content=content,
        previous_hash=series.last_hash, hash=digest,
    ).save()  # fmt: skip
    series.last_number, series.last_hash = invoice.number, digest
    series.save()
