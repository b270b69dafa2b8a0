"""Keys of rows."""

from __future__ import annotations

import uuid

import uuid_utils


def new_id() -> uuid.UUID:
    """Make a UUIDv7: random to look at, in order for the index."""
    return uuid.UUID(bytes=uuid_utils.uuid7().bytes)
