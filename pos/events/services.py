"""Writes events into a batch, so that they are sent and committed with what they tell of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from psycopg.types.json import Jsonb

from pos.events.models import Event
from pos.workspaces.fields import uuid7

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping
    from uuid import UUID

    from pos.database import Batch


def record(
    batch: Batch,
    *,
    workspace_id: UUID,
    type: str,  # noqa: A002 (the word of the published webhooks)
    subject: tuple[str, UUID],
    data: Mapping[str, Any],
    at: dt.datetime,
) -> None:
    """Record that something happened to a resource (its type and id), in the batch's transaction."""
    row = {
        "id": uuid7(),
        "workspace_id": workspace_id,
        "type": type,
        "subject_type": subject[0],
        "subject_id": subject[1],
        "data": Jsonb(dict(data)),
        "created_at": at,
    }
    batch.insert(Event, [row])
