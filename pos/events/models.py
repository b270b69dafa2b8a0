"""What happened, written in the transaction in which it happened."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Cast

from pos.workspaces.fields import TimestampField, now, uuid7
from pos.workspaces.models import Workspace

_TRANSACTION = Cast(
    Cast(models.Func(function="pg_current_xact_id"), models.TextField()), models.BigIntegerField()
)


_POSITION = models.Func(models.Value("events_position"), function="nextval")


class Event(models.Model):
    """One thing that happened to one resource.

    `position` orders events. It is given before the transaction ends, so a lower one may appear
    after a higher one; `transaction` lets a reader stop before the oldest one that is still
    running, and so miss nothing.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    position = models.BigIntegerField(editable=False, db_default=_POSITION)
    workspace = models.ForeignKey(
        Workspace, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    type = models.CharField(max_length=64, help_text="Such as order.state.updated.")
    subject_type = models.CharField(max_length=64)
    subject_id = models.UUIDField()
    data = models.JSONField(default=dict, blank=True)
    created_at = TimestampField(default=now, editable=False)
    transaction = models.BigIntegerField(editable=False, db_default=_TRANSACTION)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "position"], name="event_position"),
        ]
        indexes = [
            models.Index(fields=["workspace", "subject_id"], name="event_by_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.subject_id}"
