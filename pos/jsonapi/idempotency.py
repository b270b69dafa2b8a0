"""Idempotency as a fact of the database: a write and its answer are committed together.

Whoever holds a key's advisory lock may write under it. The lock ends with the transaction, so a
first attempt that fails, or whose server dies, frees the key and leaves nothing behind.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import orjson

from pos.database import Batch
from pos.jsonapi.errors import ApiError, Problem

if TYPE_CHECKING:
    from uuid import UUID

    from rest_framework.request import Request

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
FORM = re.compile(r"[0-9a-fA-F-]{8,64}")
A_DAY = dt.timedelta(hours=24)
FOR_GOOD = None

LOCK = "select pg_try_advisory_xact_lock(hashtextextended(%s, 0))"
FIND = """
select k.request_hash, k.status, k.location, k.body from jsonapi_idempotencykey k
where k.workspace_id = %s and k.key = %s and (k.expires_at is null or k.expires_at > now())
"""
KEEP = """
insert into jsonapi_idempotencykey as k
    (workspace_id, key, request_hash, status, location, body, created_at, expires_at)
values (%s, %s, %s, %s, %s, %s, now(), now() + %s::interval)
on conflict (workspace_id, key) do update set
    request_hash = excluded.request_hash, status = excluded.status, location = excluded.location,
    body = excluded.body, created_at = excluded.created_at, expires_at = excluded.expires_at
where k.expires_at <= now()
"""


@dataclass(frozen=True, slots=True)
class Attempt:
    """A request that carries a key. `request_hash` tells it from others under the same key."""

    workspace_id: UUID
    key: str
    request_hash: str


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer that was given before, byte for byte."""

    status: int
    location: str
    body: bytes


def attempt(request: Request, workspace_id: UUID, document: Any) -> Attempt | None:
    """Read the key of a request; None where it has none. Raises ApiError 400.

    Two requests are the same where method, path, query and document are; how the document's JSON is
    spaced or ordered does not matter, because a client that tries again may write it anew.
    """
    key = request.META.get("HTTP_IDEMPOTENCY_KEY")
    if key is None:
        return None
    if not FORM.fullmatch(key):
        detail = "An Idempotency-Key has 8 to 64 characters of 0-9, a-f, A-F and the hyphen."
        raise ApiError(Problem(status=400, code="invalid", detail=detail, header=HEADER))
    same = orjson.dumps(
        [request.method, request.path, request.META.get("QUERY_STRING", ""), document],
        option=orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS,
        default=str,
    )
    return Attempt(workspace_id, key, hashlib.sha256(same).hexdigest())


def begin(one: Attempt) -> Kept | None:
    """Take a key, within the write's transaction; return the answer that it has already.

    The look is a statement of its own after the lock, so it sees what the last holder committed.
    Raises ApiError 409: the key answers another request, or one that is still at work.
    """
    name = f"{one.workspace_id}:{one.key.lower()}"
    batch = Batch().ask(LOCK, (name,)).ask(FIND, (one.workspace_id, one.key.lower()))
    locked, rows = batch.send()
    if not locked[0][0]:
        detail = "A request with this key is still at work; try again in a moment."
        problem = Problem(status=409, code="in_flight", detail=detail, header=HEADER)
        raise ApiError(problem, headers={"Retry-After": "1"})
    if not rows:
        return None
    request_hash, status, location, body = rows[0]
    if request_hash != one.request_hash:
        # The title is the published one.
        detail = "This key has answered another request; use a new key for a new request."
        raise ApiError(
            Problem(
                status=409,
                code="idempotency_conflict",
                detail=detail,
                header=HEADER,
                title="Idempotency Conflict",
            )
        )
    return Kept(status, location, bytes(body))


def keep(one: Attempt, answer: Kept, *, span: dt.timedelta | None) -> None:
    """Keep an answer, in the write's transaction, for a span or (None) for good."""
    values = (
        one.workspace_id, one.key.lower(), one.request_hash, answer.status, answer.location,
        answer.body, span,
    )  # fmt: skip
    Batch().add(KEEP, values).send()
