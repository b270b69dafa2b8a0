"""Keys and chance: both come out the same for the same seed."""

from __future__ import annotations

import datetime as dt
import hashlib
import random

COUNTER_BITS = 74

# Everything that is not a sale carries this time in its key, so that a key depends on nothing but
# the workspace and the name.
FOUNDED = dt.datetime(2022, 3, 1, 8, 0, tzinfo=dt.UTC)


def dice(*seed: object) -> random.Random:
    """Make the source of chance for `seed`."""
    return random.Random(":".join(map(str, seed)))  # noqa: S311 (repeatable demo data, no secret)


def key(ms: int, bits: int) -> str:
    """Make a UUIDv7 of a time in milliseconds and 74 further bits, as PostgreSQL reads it."""
    return f"{ms:012x}7{bits & 0xFFF:03x}{0x8000000000000000 | bits >> 12:016x}"


def milliseconds(moment: dt.datetime) -> int:
    """Count the milliseconds from 1970 to `moment`."""
    return int(moment.timestamp()) * 1000 + moment.microsecond // 1000


def fixed_key(slug: str, kind: str, name: str) -> str:
    """Make the key of a named thing in a workspace: always the same."""
    digest = hashlib.sha256(f"{slug}/{kind}/{name}".encode()).digest()
    bits = int.from_bytes(digest[:10], "big") >> (80 - COUNTER_BITS)
    text = key(milliseconds(FOUNDED), bits)
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
