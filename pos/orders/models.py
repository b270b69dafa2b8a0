"""Orders, as far as an invoice names the one it came from."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from pos.customers.models import Customer, PromoCode
from pos.registers.models import Outlet, RevenueCenter
from pos.workspaces.fields import MoneyField
from pos.workspaces.models import WorkspaceModel, listed


class Order(WorkspaceModel):
    """What a table or a web guest asked for."""

    class State(models.TextChoices):
        CART = "cart"
        DRAFT = "draft"
        OPEN = "open"
        OPEN_WEB = "open_web"
        SENT = "sent"
        PENDING_PAYMENT = "pending_payment"
        PAID = "paid"
        DISCARDED = "discarded"

    class Status(models.TextChoices):
        RECEIVED = "received"
        CONFIRMED = "confirmed"
        REJECTED = "rejected"
        PREPARING = "preparing"
        READY_FOR_DELIVERY = "ready_for_delivery"
        DISPATCHED = "dispatched"
        IN_TRANSIT = "in_transit"
        DELIVERED = "delivered"

    class TableStatus(models.TextChoices):
        NO_TABLE = "no_table"
        SEATED = "seated"
        CLEANING = "cleaning"
        FREE = "free"

    class AdjustmentType(models.TextChoices):
        FIXED = "fixed"
        PERCENTAGE = "percentage"

    outlet = models.ForeignKey(
        Outlet, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    revenue_center = models.ForeignKey(
        RevenueCenter,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    customer = models.ForeignKey(
        Customer,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="orders",
        db_index=False,
    )
    promo_code = models.ForeignKey(
        PromoCode, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    state = models.CharField(max_length=16, choices=State, default=State.OPEN)
    status = models.CharField(max_length=24, choices=Status, null=True, blank=True)
    table_status = models.CharField(max_length=16, choices=TableStatus, null=True, blank=True)
    covers = models.PositiveIntegerField(null=True, blank=True)
    notes = models.CharField(max_length=500, null=True, blank=True)
    deposit_amount = MoneyField(null=True, blank=True)
    surcharge = MoneyField(null=True, blank=True)
    surcharge_type = models.CharField(max_length=16, choices=AdjustmentType, null=True, blank=True)
    surcharge_description = models.CharField(max_length=255, null=True, blank=True)
    discount = MoneyField(null=True, blank=True)
    discount_type = models.CharField(max_length=16, choices=AdjustmentType, null=True, blank=True)
    discount_description = models.CharField(max_length=255, null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]
        indexes = [
            listed("order"),
            models.Index(fields=["workspace", "updated_at", "id"], name="order_changed"),
            models.Index(fields=["workspace", "customer"], name="order_by_customer"),
        ]
        constraints = [
            models.CheckConstraint(
                name="order_state",
                condition=Q(
                    state__in=[
                        "cart",
                        "draft",
                        "open",
                        "open_web",
                        "sent",
                        "pending_payment",
                        "paid",
                        "discarded",
                    ]
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.created_at:%Y-%m-%d %H:%M} {self.state}"

    @property
    def invoice(self) -> Any:
        """The invoice that this order became, or None."""
        return next(iter(self.invoices.all()), None)
