"""The engine's only table: requests counted per key."""

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
