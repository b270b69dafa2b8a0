"""The engine's tables: requests counted per key, and answers kept for requests that come again."""

from __future__ import annotations

from django.db import models


class RateWindow(models.Model):
    """How many requests a key has made in its current window.

    One row per key, restarted when its window has passed; a crash may lose a count, so the writer
    does not wait for the disk.
    """

    key = models.UUIDField(primary_key=True)
    started_at = models.DateTimeField()
    hits = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.key}: {self.hits}"


class IdempotencyKey(models.Model):
    """The answer to a write, kept with it: in the same transaction, or not at all.

    `request_hash` is of the request that it answers (see `idempotency.py`); `expires_at` is empty
    where the answer is kept for good.
    """

    workspace_id = models.UUIDField()
    key = models.CharField(max_length=64)
    request_hash = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    location = models.TextField(blank=True, default="")
    body = models.BinaryField()
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace_id", "key"], name="idempotency_key_once"),
        ]
        indexes = [
            models.Index(
                fields=["workspace_id", "expires_at"],
                name="idempotency_key_expiry",
                condition=models.Q(expires_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.key
