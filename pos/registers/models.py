"""Outlets, their registers, and the revenue centers that sales are counted under."""

from __future__ import annotations

from django.db import models

from pos.workspaces.fields import TimestampField
from pos.workspaces.models import WorkspaceModel, listed


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

    class Meta:
        ordering = ["index", "name"]
        indexes = [listed("outlet")]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "name"], name="outlet_name_unique"),
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
