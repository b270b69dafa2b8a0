"""Customers and the promo codes they use."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from pos.workspaces.fields import MoneyField, TimestampField
from pos.workspaces.models import WorkspaceModel, listed


class Customer(WorkspaceModel):
    """A guest or company that is known by name. Every detail may be missing."""

    full_name = models.CharField(max_length=255, null=True, blank=True)
    company_name = models.CharField(max_length=255, null=True, blank=True)
    tax_number = models.CharField(max_length=40, null=True, blank=True)
    email = models.CharField(max_length=320, null=True, blank=True)
    address1 = models.CharField(max_length=255, null=True, blank=True)
    address2 = models.CharField(max_length=255, null=True, blank=True)
    city = models.CharField(max_length=100, null=True, blank=True)
    state = models.CharField(max_length=100, null=True, blank=True)
    postal_code = models.CharField(max_length=20, null=True, blank=True)
    country = models.CharField(max_length=100, null=True, blank=True)
    notes = models.CharField(max_length=500, null=True, blank=True)
    phone = models.CharField(max_length=20, null=True, blank=True)
    mobile = models.CharField(max_length=20, null=True, blank=True)
    country_specific_code = models.CharField(max_length=50, null=True, blank=True)
    date_of_birth = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["full_name"]
        indexes = [
            listed("customer"),
            models.Index(fields=["workspace", "email"], name="customer_by_email"),
            models.Index(fields=["workspace", "full_name"], name="customer_by_name"),
        ]

    def __str__(self) -> str:
        return self.full_name or self.company_name or self.email or str(self.id)


class PromoCode(WorkspaceModel):
    """A code that lowers the price of an order."""

    class DiscountType(models.TextChoices):
        PERCENT = "percent"
        ABSOLUTE = "absolute"
        FREE_SHIPPING = "free_shipping"

    class Channel(models.TextChoices):
        ECOMMERCE = "ecommerce"
        POS = "pos"

    code = models.CharField(max_length=255)
    discount_type = models.CharField(
        max_length=16, choices=DiscountType, default=DiscountType.PERCENT
    )
    amount = MoneyField(null=True, blank=True, help_text="Per cent or money, by its type.")
    channel = models.CharField(max_length=16, choices=Channel, default=Channel.ECOMMERCE)
    active = models.BooleanField(default=True)
    description = models.CharField(max_length=1000, null=True, blank=True)
    max_usages = models.PositiveIntegerField(null=True, blank=True)
    usages = models.PositiveIntegerField(
        default=0, editable=False, help_text="Orders paid with it; counted when one is paid."
    )
    starts_at = TimestampField(null=True, blank=True)
    ends_at = TimestampField(null=True, blank=True)
    deleted_at = TimestampField(null=True, blank=True)

    class Meta:
        ordering = ["code"]
        indexes = [listed("promo_code")]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "code"],
                name="promo_code_unique",
                condition=Q(deleted_at__isnull=True),
            ),
            models.CheckConstraint(
                name="promo_code_amount", condition=Q(amount__isnull=True) | Q(amount__gte=0)
            ),
            models.CheckConstraint(
                name="promo_code_dates",
                condition=Q(starts_at__isnull=True)
                | Q(ends_at__isnull=True)
                | Q(starts_at__lte=F("ends_at")),
            ),
        ]

    def __str__(self) -> str:
        return self.code
