"""Orders: what a table or a guest asked for, priced and open to change until it is paid."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import F, Q

from pos.customers.models import Customer, PromoCode
from pos.products.models import (
    Modifier,
    Product,
    ProductBundle,
    ProductBundleItem,
    ProductVariant,
    Tax,
)
from pos.registers.models import Outlet, RevenueCenter, Table
from pos.users.models import User
from pos.workspaces.fields import MoneyField, QuantityField
from pos.workspaces.models import WorkspaceModel, listed

ZERO = Decimal("0.00")
STATES = ["cart", "draft", "open", "open_web", "sent", "pending_payment", "paid", "discarded"]


class AdjustmentType(models.TextChoices):
    """How a discount or a surcharge is given. The words are those of `pos.money`."""

    FIXED = "fixed"
    PERCENTAGE = "percentage"


class Order(WorkspaceModel):
    """What a table or a web guest asked for.

    `subtotal + tax = total` is what is owed for it, in the currency of its workspace; tips are not
    part of it. `paid` is what has been paid of the total. `version` counts its changes.
    """

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

    AdjustmentType = AdjustmentType

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
    user = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    split_from = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="split_into",
        db_index=False,
    )
    tables = models.ManyToManyField(Table, through="OrderTable", related_name="orders")
    taxes = models.ManyToManyField(Tax, through="OrderTax", related_name="+")
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
    subtotal = MoneyField(default=ZERO, editable=False)
    tax = MoneyField(default=ZERO, editable=False)
    total = MoneyField(default=ZERO, editable=False)
    paid = MoneyField(default=ZERO, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    business_date = models.DateField(
        null=True,
        blank=True,
        editable=False,
        help_text="The day on which it was paid or discarded.",
    )
    void_reason = models.CharField(max_length=255, null=True, blank=True)
    void_notes = models.CharField(max_length=2048, null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]
        indexes = [
            listed("order"),
            models.Index(fields=["workspace", "updated_at", "id"], name="order_changed"),
            models.Index(fields=["workspace", "customer"], name="order_by_customer"),
        ]
        constraints = [
            models.CheckConstraint(name="order_state", condition=Q(state__in=STATES)),
            models.CheckConstraint(
                name="order_adds_up", condition=Q(total=F("subtotal") + F("tax"))
            ),
            models.CheckConstraint(
                name="order_not_overpaid", condition=Q(paid__gte=0, paid__lte=F("total"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.created_at:%Y-%m-%d %H:%M} {self.state}"

    @property
    def invoice(self) -> Any:
        """The invoice that this order became, or None."""
        return next(iter(self.invoices.all()), None)


class OrderTable(models.Model):
    """A table that an order is served at."""

    workspace = models.ForeignKey(
        "workspaces.Workspace", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    order = models.ForeignKey(Order, on_delete=models.CASCADE, db_index=False)
    table = models.ForeignKey(Table, on_delete=models.PROTECT, db_index=False)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "order", "table"], name="order_table_once"
            ),
        ]
        indexes = [models.Index(fields=["workspace", "table", "order"], name="order_by_table")]

    def __str__(self) -> str:
        return f"{self.order_id} at {self.table_id}"


class OrderTax(models.Model):
    """What an order holds of one tax."""

    workspace = models.ForeignKey(
        "workspaces.Workspace", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    order = models.ForeignKey(Order, on_delete=models.CASCADE, db_index=False)
    tax = models.ForeignKey(Tax, on_delete=models.PROTECT, db_index=False)
    position = models.PositiveSmallIntegerField(default=0)
    net = MoneyField()
    amount = MoneyField()

    class Meta:
        ordering = ["position", "id"]
        verbose_name_plural = "order taxes"
        constraints = [
            models.UniqueConstraint(fields=["workspace", "order", "tax"], name="order_tax_once"),
        ]

    def __str__(self) -> str:
        return f"{self.tax_id}: {self.amount}"


class OrderBundle(WorkspaceModel):
    """A product bundle in an order; its items point at it."""

    order = models.ForeignKey(
        Order, on_delete=models.PROTECT, related_name="order_bundles", db_index=False
    )
    product_bundle = models.ForeignKey(
        ProductBundle, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    position = models.PositiveSmallIntegerField(default=0)
    quantity = QuantityField(default=Decimal("1.00"))
    discount = MoneyField(null=True, blank=True)
    discount_type = models.CharField(
        max_length=16, choices=AdjustmentType, default=AdjustmentType.FIXED
    )

    class Meta:
        ordering = ["order", "position"]
        indexes = [
            listed("order_bundle"),
            models.Index(fields=["workspace", "order", "position"], name="order_bundle_order"),
        ]
        constraints = [
            models.CheckConstraint(name="order_bundle_quantity", condition=Q(quantity__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} x {self.product_bundle_id}"


class OrderItem(WorkspaceModel):
    """One line of an order; of a bundle in it where `order_bundle` is set.

    `subtotal`, `tax` and `total` are before discounts, the `…_incl_discount` ones after the line's
    own and its bundle's. `unit_price` is what the price was entered as: with or without tax, as
    `price_includes_tax` says; `taxes` are the rates of the moment it was ordered, as
    `pos.money.Tax.as_dict()` writes them. Both stay when the catalogue changes.
    """

    class Status(models.TextChoices):
        ORDERED = "ordered"
        SENT = "sent"

    order = models.ForeignKey(
        Order, on_delete=models.PROTECT, related_name="order_items", db_index=False
    )
    order_bundle = models.ForeignKey(
        OrderBundle,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="items",
        db_index=False,
    )
    position = models.PositiveSmallIntegerField(help_text="Its place in the order, from 1.")
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="+", db_index=False)
    product_variant = models.ForeignKey(
        ProductVariant,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    product_bundle_item = models.ForeignKey(
        ProductBundleItem,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    revenue_center = models.ForeignKey(
        RevenueCenter,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    modifiers = models.ManyToManyField(Modifier, through="OrderItemModifier", related_name="+")
    product_name = models.CharField(max_length=255)
    unit_price = MoneyField()
    price_includes_tax = models.BooleanField(default=True)
    unit_price_incl_tax = MoneyField()
    quantity = QuantityField()
    taxes = models.JSONField(default=list, blank=True)
    subtotal = MoneyField(default=ZERO)
    tax = MoneyField(default=ZERO)
    total = MoneyField(default=ZERO)
    discount = MoneyField(null=True, blank=True, help_text="Per cent or money, as it was given.")
    discount_type = models.CharField(
        max_length=16, choices=AdjustmentType, default=AdjustmentType.FIXED
    )
    discount_description = models.CharField(max_length=255, null=True, blank=True)
    discount_amount = MoneyField(null=True, blank=True)
    subtotal_incl_discount = MoneyField(default=ZERO)
    tax_incl_discount = MoneyField(default=ZERO)
    total_incl_discount = MoneyField(default=ZERO)
    is_comp = models.BooleanField(default=False)
    is_void = models.BooleanField(default=False)
    comp_void_reason = models.CharField(max_length=255, null=True, blank=True)
    comp_void_notes = models.CharField(max_length=2048, null=True, blank=True)
    notes = models.CharField(max_length=2048, null=True, blank=True)
    status = models.CharField(max_length=16, choices=Status, default=Status.ORDERED)
    seat = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["order", "position"]
        indexes = [listed("order_item")]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "order", "position"], name="order_item_position_unique"
            ),
            models.CheckConstraint(
                name="order_item_adds_up", condition=Q(total=F("subtotal") + F("tax"))
            ),
            models.CheckConstraint(
                name="order_item_discounted_adds_up",
                condition=Q(
                    total_incl_discount=F("subtotal_incl_discount") + F("tax_incl_discount")
                ),
            ),
            models.CheckConstraint(name="order_item_quantity", condition=Q(quantity__gt=0)),
            models.CheckConstraint(
                name="order_item_not_both", condition=~Q(is_comp=True, is_void=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} x {self.product_name}"


class OrderBundleItem(OrderItem):
    """A line that belongs to a bundle: the same table, published as a type of its own."""

    class Meta:
        proxy = True


class OrderItemModifier(models.Model):
    """A modifier chosen for a line; its price at that moment is part of the line's."""

    workspace = models.ForeignKey(
        "workspaces.Workspace", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    order_item = models.ForeignKey(
        OrderItem, on_delete=models.CASCADE, related_name="chosen_modifiers", db_index=False
    )
    modifier = models.ForeignKey(Modifier, on_delete=models.PROTECT, db_index=False)
    position = models.PositiveSmallIntegerField(default=0)
    name = models.CharField(max_length=255)
    price = MoneyField()

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "order_item", "modifier"], name="order_item_modifier_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name
