"""Ways to pay, and payments of orders."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import Q

from pos.invoices.models import InvoiceTender
from pos.orders.models import Order
from pos.registers.models import Register
from pos.users.models import User
from pos.workspaces.fields import MoneyField
from pos.workspaces.models import WorkspaceModel, listed

ZERO = Decimal("0.00")


class PaymentMethod(WorkspaceModel):
    """A way to pay. Its `kind` decides the rules: change for cash, a room number for a room charge."""

    name = models.CharField(max_length=255, null=True, blank=True)
    code = models.CharField(max_length=64, help_text="Such as cash, card or room_charge.")
    kind = models.CharField(
        max_length=16, choices=InvoiceTender.Kind, default=InvoiceTender.Kind.OTHER
    )
    is_active = models.BooleanField(default=True)
    is_tippable = models.BooleanField(default=False)

    class Meta:
        ordering = ["code"]
        indexes = [listed("payment_method")]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "code"], name="payment_method_code_unique"
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.code


class Payment(WorkspaceModel):
    """Money taken for an order, never changed afterwards.

    `amount` is what was paid of the order's total; the tip is on top of it. In cash, `rounding` is
    what the smallest coin added (below zero: took off), and `change` what was handed back.
    """

    order = models.ForeignKey(
        Order, on_delete=models.PROTECT, related_name="payments", db_index=False
    )
    payment_method = models.ForeignKey(
        PaymentMethod, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    register = models.ForeignKey(
        Register, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    amount = MoneyField()
    tip_amount = MoneyField(null=True, blank=True)
    rounding = MoneyField(default=ZERO)
    change = MoneyField(default=ZERO)
    notes = models.CharField(max_length=500, null=True, blank=True)
    room_number = models.CharField(max_length=255, null=True, blank=True)
    business_date = models.DateField()

    class Meta:
        ordering = ["created_at", "id"]
        indexes = [
            listed("payment"),
            models.Index(
                fields=["workspace", "order", "created_at", "id"], name="payment_by_order"
            ),
            models.Index(fields=["workspace", "business_date"], name="payment_by_day"),
        ]
        constraints = [
            models.CheckConstraint(name="payment_amount", condition=Q(amount__gte=0)),
            models.CheckConstraint(
                name="payment_tip", condition=Q(tip_amount__isnull=True) | Q(tip_amount__gte=0)
            ),
            models.CheckConstraint(name="payment_change", condition=Q(change__gte=0)),
        ]

    def __str__(self) -> str:
        return f"{self.amount} {self.payment_method_id}"
