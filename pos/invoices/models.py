"""Invoices: issued sales, their items, the taxes and tenders printed on them.

An issued invoice is never changed: the database refuses it, but for the mark of a cancellation. A
refund is an invoice of its own with negative amounts that names the original, and a cancellation is
a refund of the whole. An order is invoiced once: a split bill is several orders, and a refund names
the original invoice instead.
"""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import F, Q

from pos.customers.models import Customer, PromoCode
from pos.orders.models import Order
from pos.products.models import Modifier, Product, ProductVariant
from pos.registers.models import Register, RevenueCenter
from pos.users.models import User
from pos.workspaces.fields import MoneyField, QuantityField
from pos.workspaces.models import WorkspaceModel, listed

ZERO = Decimal("0.00")


class Invoice(WorkspaceModel):
    """One issued sale or refund, in the currency of its workspace.

    `subtotal` is net of tax, after every discount; `subtotal + tax = total`. `discount` is the
    part given on the whole bill, `item_discount_amount` the part given on single items, and
    `discount_amount` both together. The tip is not part of the total. `rounding` is what cash
    rounding took from or added to what was paid; the total and its tax stay as they are. `policy`
    is the one it was computed by (`pos.money.Policy.as_dict()`), so that it can be recomputed for
    ever.
    """

    class Kind(models.TextChoices):
        SALE = "sale"
        REFUND = "refund"
        TRAINING = "training"

    register = models.ForeignKey(
        Register, on_delete=models.PROTECT, related_name="invoices", db_index=False
    )
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    order = models.ForeignKey(
        Order,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="invoices",
        db_index=False,
    )
    original_invoice = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="refunds",
        db_index=False,
    )
    promo_code = models.ForeignKey(
        PromoCode, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
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
        Customer, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    kind = models.CharField(max_length=16, choices=Kind, default=Kind.SALE)
    number = models.PositiveBigIntegerField(
        help_text="Counted up in its register and kind, from 1, without gaps."
    )
    business_date = models.DateField(help_text="The business day that the sale belongs to.")
    subtotal = MoneyField()
    tax = MoneyField()
    total = MoneyField()
    discount = MoneyField(null=True, blank=True)
    discount_amount = MoneyField(null=True, blank=True)
    item_discount_amount = MoneyField(null=True, blank=True)
    surcharge_amount = MoneyField(null=True, blank=True)
    tip_amount = MoneyField(null=True, blank=True)
    rounding = MoneyField(default=ZERO)
    policy = models.JSONField(default=dict, blank=True)
    description = models.CharField(max_length=255, null=True, blank=True)
    cancelled = models.BooleanField(default=False)
    cancel_reason = models.CharField(max_length=255, null=True, blank=True)
    refund_reason = models.CharField(max_length=255, null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [
            listed("invoice"),
            models.Index(
                fields=["workspace", "register", "created_at", "id"], name="invoice_by_register"
            ),
            models.Index(fields=["workspace", "updated_at", "id"], name="invoice_changed"),
            models.Index(fields=["workspace", "business_date"], name="invoice_by_day"),
            models.Index(
                fields=["workspace", "original_invoice"],
                name="invoice_refunds",
                condition=Q(original_invoice__isnull=False),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "register", "kind", "number"], name="invoice_number_unique"
            ),
            models.CheckConstraint(
                name="invoice_adds_up", condition=Q(total=F("subtotal") + F("tax"))
            ),
            models.UniqueConstraint(
                fields=["workspace", "order"],
                name="invoice_order_once",
                condition=Q(order__isnull=False),
            ),
            models.CheckConstraint(
                name="invoice_refund_of_no_order",
                condition=Q(order__isnull=True) | Q(original_invoice__isnull=True),
            ),
            models.CheckConstraint(name="invoice_number_positive", condition=Q(number__gte=1)),
            models.CheckConstraint(
                name="invoice_cancel_reason",
                condition=Q(cancelled=True) | Q(cancel_reason__isnull=True),
            ),
            models.CheckConstraint(
                name="invoice_kind",
                condition=Q(kind="refund", original_invoice__isnull=False)
                | Q(kind__in=["sale", "training"], original_invoice__isnull=True),
            ),
            models.CheckConstraint(
                name="invoice_sign",
                condition=Q(original_invoice__isnull=True, total__gte=0)
                | Q(original_invoice__isnull=False, total__lte=0),
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.number} {self.total}"

    @property
    def is_refund(self) -> bool:
        return self.original_invoice_id is not None


class InvoiceItem(WorkspaceModel):
    """One line of an invoice.

    `subtotal`, `tax` and `total` are before the line's discount, the `…_incl_discount` ones after
    it, and each three add up. A void or complimentary line is printed, but not charged.

    The `charged_…` amounts are what is really owed for the line, after the discounts and surcharges
    of the whole bill: those of all lines add up to the invoice's. `taxes` are their parts by tax
    (`code`, `label`, `rate`, `base`, `amount`).
    """

    invoice = models.ForeignKey(
        Invoice, on_delete=models.PROTECT, related_name="invoice_items", db_index=False
    )
    position = models.PositiveSmallIntegerField(help_text="Its place on the invoice, from 1.")
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="+", db_index=False)
    product_variant = models.ForeignKey(
        ProductVariant,
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
    product_name = models.CharField(max_length=255)
    unit_price_incl_tax = MoneyField()
    quantity = QuantityField()
    tax_rate = models.DecimalField(
        max_digits=7, decimal_places=6, help_text="As a fraction: 0.210000 is 21 %."
    )
    subtotal = MoneyField()
    tax = MoneyField()
    total = MoneyField()
    discount = MoneyField(null=True, blank=True, help_text="Per cent or money, as it was given.")
    discount_amount = MoneyField(null=True, blank=True)
    subtotal_incl_discount = MoneyField()
    tax_incl_discount = MoneyField()
    total_incl_discount = MoneyField()
    charged_subtotal = MoneyField(default=ZERO)
    charged_tax = MoneyField(default=ZERO)
    charged_total = MoneyField(default=ZERO)
    taxes = models.JSONField(default=list, blank=True)
    original_item = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="refunded_by",
        db_index=False,
    )
    is_comp = models.BooleanField(default=False)
    is_void = models.BooleanField(default=False)
    comp_void_reason = models.CharField(max_length=255, null=True, blank=True)
    comp_void_notes = models.CharField(max_length=2048, null=True, blank=True)

    class Meta:
        ordering = ["invoice", "position"]
        indexes = [
            listed("invoice_item"),
            models.Index(
                fields=["workspace", "original_item"],
                name="invoice_item_refunds",
                condition=Q(original_item__isnull=False),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "invoice", "position"], name="invoice_item_position_unique"
            ),
            models.CheckConstraint(
                name="invoice_item_adds_up", condition=Q(total=F("subtotal") + F("tax"))
            ),
            models.CheckConstraint(
                name="invoice_item_discounted_adds_up",
                condition=Q(
                    total_incl_discount=F("subtotal_incl_discount") + F("tax_incl_discount")
                ),
            ),
            models.CheckConstraint(
                name="invoice_item_charged_adds_up",
                condition=Q(charged_total=F("charged_subtotal") + F("charged_tax")),
            ),
            models.CheckConstraint(name="invoice_item_quantity", condition=~Q(quantity=0)),
            models.CheckConstraint(
                name="invoice_item_not_both", condition=~Q(is_comp=True, is_void=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} x {self.product_name}"


class InvoiceItemModifier(WorkspaceModel):
    """A modifier as it was sold with an item; its price is part of the item's."""

    invoice_item = models.ForeignKey(
        InvoiceItem,
        on_delete=models.PROTECT,
        related_name="invoice_item_modifiers",
        db_index=False,
    )
    position = models.PositiveSmallIntegerField(help_text="Its place on the item, from 1.")
    modifier = models.ForeignKey(
        Modifier, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    name = models.CharField(max_length=255)
    price = MoneyField()

    class Meta:
        ordering = ["invoice_item", "position"]
        indexes = [listed("invoice_item_modifier")]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "invoice_item", "position"],
                name="invoice_item_modifier_position_unique",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class InvoiceTax(WorkspaceModel):
    """What an invoice holds of one tax, as printed.

    `net` is the base of this tax: where a line bears several, each counts it.
    """

    invoice = models.ForeignKey(
        Invoice, on_delete=models.PROTECT, related_name="taxes", db_index=False
    )
    rate = models.DecimalField(max_digits=7, decimal_places=6)
    label = models.CharField(max_length=255, blank=True, default="")
    net = MoneyField()
    tax = MoneyField()
    gross = MoneyField()

    class Meta:
        ordering = ["invoice", "-rate"]
        verbose_name_plural = "invoice taxes"
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "invoice", "rate", "label"], name="invoice_tax_rate_unique"
            ),
            models.CheckConstraint(
                name="invoice_tax_adds_up", condition=Q(gross=F("net") + F("tax"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rate:%}: {self.tax}"


class InvoiceTender(WorkspaceModel):
    """How an invoice was paid, as printed.

    `amount` is what it paid of the total and the tip together, `tip` the part that is the tip;
    `rounding` is what cash rounding added (below zero: took off): `amount + rounding` was kept, and
    `change` was handed back on top of it.
    """

    class Kind(models.TextChoices):
        CASH = "cash"
        CARD = "card"
        ROOM_CHARGE = "room_charge"
        VOUCHER = "voucher"
        OTHER = "other"

    invoice = models.ForeignKey(
        Invoice, on_delete=models.PROTECT, related_name="tenders", db_index=False
    )
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=16, choices=Kind)
    name = models.CharField(max_length=255)
    amount = MoneyField()
    tip = MoneyField(default=ZERO)
    rounding = MoneyField(default=ZERO)
    change = MoneyField(default=ZERO, help_text="Given back in cash.")
    room_number = models.CharField(max_length=255, null=True, blank=True)

    class Meta:
        ordering = ["invoice", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "invoice", "position"], name="invoice_tender_position_unique"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.amount}"
