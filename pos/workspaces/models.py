"""Workspaces: the tenants. Every other row belongs to exactly one."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, RegexValidator
from django.db import models

from pos.workspaces.fields import TimestampField, now, uuid7


def validate_timezone(name: str) -> None:
    """Refuse a time zone that this machine does not know."""
    if name not in available_timezones():
        msg = f"{name!r} is not a time zone; use a name such as Europe/Riga."
        raise ValidationError(msg)


class TimestampedModel(models.Model):
    """A row with a time-ordered key and the times of its making and last change."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    created_at = TimestampField(default=now, editable=False)
    updated_at = TimestampField(auto_now=True)

    class Meta:
        abstract = True


class Workspace(TimestampedModel):
    """One business: its own products, sales, staff and keys."""

    name = models.CharField(max_length=255)
    slug = models.SlugField(max_length=63, unique=True)
    currency = models.CharField(
        max_length=3,
        default="EUR",
        validators=[RegexValidator(r"^[A-Z]{3}$", "Use an ISO 4217 code such as EUR.")],
    )
    timezone = models.CharField(max_length=63, default="UTC", validators=[validate_timezone])
    business_day_starts_at = models.PositiveSmallIntegerField(
        default=0,
        validators=[MaxValueValidator(23)],
        help_text="Hour of the local day; a sale before it belongs to the day before.",
    )
    language = models.CharField(
        max_length=2,
        default="en",
        choices=[("en", "English"), ("de", "Deutsch"), ("lv", "Latviešu"), ("ar", "العربية")],
        help_text="The language of receipts.",
    )
    legal_name = models.CharField(max_length=255, blank=True)
    tax_number = models.CharField(max_length=40, blank=True)
    receipt_footer = models.TextField(blank=True)
    is_demo = models.BooleanField(
        "demo",
        default=False,
        db_default=False,
        help_text="Its sales are not real ones: only here may a simulated fiscal device be used.",
    )

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                name="workspace_business_day_starts_at",
                condition=models.Q(business_day_starts_at__lte=23),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> ZoneInfo:
        """The time zone in which this business counts its days."""
        return ZoneInfo(self.timezone)


class WorkspaceQuerySet(models.QuerySet[Any]):
    """Rows of the workspaces that somebody may see."""

    def in_workspace(self, workspace: Workspace) -> WorkspaceQuerySet:
        return self.filter(workspace=workspace)


class WorkspaceModel(TimestampedModel):
    """A row of one workspace. Subclasses start every unique key and list index with it."""

    workspace = models.ForeignKey(
        Workspace, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    objects = WorkspaceQuerySet.as_manager()

    class Meta:
        abstract = True


def listed(name: str) -> models.Index:
    """Make the index behind a list in its default order, with the cursor's two keys."""
    return models.Index(fields=["workspace", "created_at", "id"], name=f"{name}_listed")
