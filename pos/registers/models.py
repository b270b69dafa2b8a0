"""Outlets with their money policy, registers, areas, tables, and revenue centers."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from pos.workspaces.fields import MoneyField, TimestampField
from pos.workspaces.models import WorkspaceModel, listed


class PriceMode(models.TextChoices):
    """What an outlet's prices are: with tax or without."""

    INCLUSIVE = "inclusive", "With tax"
    EXCLUSIVE = "exclusive", "Without tax"


class Rounding(models.TextChoices):
    """What becomes of exactly half."""

    HALF_UP = "half_up", "Away from zero"
    HALF_EVEN = "half_even", "To the even neighbour"


class TaxScope(models.TextChoices):
    """What tax is rounded on. The words are those of `pos.money.Scope`."""

    LINE = "line", "Each line"
    DOCUMENT_BY_NET = "document_by_net", "The document; nets stay, the total may move"
    DOCUMENT_KEEP_GROSS = "document_keep_gross", "The document; the total stays, nets may move"


class TaxTarget(models.TextChoices):
    """Which part of a price with tax is rounded; the other is the difference."""

    NET = "net", "The net amount"
    TAX = "tax", "The tax"


class Outlet(WorkspaceModel):
    """A place of business: restaurant, bar, terrace."""

    name = models.CharField(max_length=255)
    address1 = models.CharField(max_length=255, null=True, blank=True)
    address2 = models.CharField(max_length=255, null=True, blank=True)
    city = models.CharField(max_length=86, null=True, blank=True)
    state = models.CharField(max_length=54, null=True, blank=True)
    postal_code = models.CharField(max_length=10, null=True, blank=True)
    index = models.PositiveIntegerField(default=1, help_text="Its place in lists, from 1.")
    deleted_at = TimestampField(null=True, blank=True)
    price_mode = models.CharField(
        max_length=16,
        choices=PriceMode,
        default=PriceMode.INCLUSIVE,
        help_text="Whether the prices that guests see contain the tax.",
    )
    rounding = models.CharField(
        max_length=16,
        choices=Rounding,
        default=Rounding.HALF_UP,
        help_text="What becomes of exactly half of the smallest coin.",
    )
    tax_scope = models.CharField(
        max_length=32,
        choices=TaxScope,
        default=TaxScope.LINE,
        help_text="Where tax is rounded: on each line, or once on the document.",
    )
    tax_target = models.CharField(
        max_length=8,
        choices=TaxTarget,
        default=TaxTarget.TAX,
        help_text="Which of the two is rounded when a price contains its tax.",
    )
    cash_rounding_unit = MoneyField(
        null=True,
        blank=True,
        help_text="The smallest coin in use, such as 0.05; empty where cash is exact.",
    )

    class Meta:
        ordering = ["index", "name"]
        indexes = [listed("outlet")]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "name"], name="outlet_name_unique"),
            models.CheckConstraint(
                name="outlet_cash_rounding_unit",
                condition=Q(cash_rounding_unit__isnull=True) | Q(cash_rounding_unit__gt=0),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class RevenueCenter(WorkspaceModel):
    """A part of the business that its sales are counted under, such as Bar or Banquets."""

    name = models.CharField(max_length=255)
    is_active = models.BooleanField(default=True)
    deleted_at = TimestampField(null=True, blank=True)

    class Meta:
        ordering = ["name"]
        indexes = [listed("revenue_center")]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "name"], name="revenue_center_name_unique"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Register(WorkspaceModel):
    """A till. Its invoices are numbered without gaps."""

    outlet = models.ForeignKey(
        Outlet, on_delete=models.PROTECT, related_name="registers", db_index=False
    )
    name = models.CharField(max_length=255)
    index = models.PositiveIntegerField(default=1, help_text="Its place in the outlet, from 1.")
    is_training = models.BooleanField(
        default=False, help_text="For practice: its invoices are numbered apart and never counted."
    )
    virtual = models.BooleanField(default=False, help_text="Software only, such as web orders.")
    invoices_count = models.PositiveBigIntegerField(
        default=0, editable=False, help_text="A counter: counting a million rows takes too long."
    )

    class Meta:
        ordering = ["outlet", "index"]
        indexes = [
            listed("register"),
            models.Index(fields=["workspace", "outlet"], name="register_outlet"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "name"], name="register_name_unique"),
        ]

    def __str__(self) -> str:
        return self.name


class Area(WorkspaceModel):
    """A part of the house with tables: terrace, bar, hall."""

    outlet = models.ForeignKey(
        Outlet, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    name = models.CharField(max_length=255)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["name"]
        indexes = [listed("area")]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "name"], name="area_name_unique"),
        ]

    def __str__(self) -> str:
        return self.name


class Table(WorkspaceModel):
    """A table that guests sit at."""

    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="tables", db_index=False)
    name = models.CharField(max_length=255)
    number_of_seats = models.PositiveSmallIntegerField(default=4)

    class Meta:
        ordering = ["area", "name"]
        indexes = [
            listed("table"),
            models.Index(fields=["workspace", "area"], name="table_by_area"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "area", "name"], name="table_name_unique"),
        ]

    def __str__(self) -> str:
        return self.name
