"""Counts the requests of each key in a window of time."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import connection, transaction

from pos.jsonapi.errors import ApiError, Problem

if TYPE_CHECKING:
    from uuid import UUID

# One statement: two requests at once are both counted. The window starts with its first request.
COUNT = """
insert into jsonapi_ratewindow as w (key, started_at, hits)
values (%(key)s, now(), 1)
on conflict (key) do update set
    hits = case when w.started_at <= now() - %(window)s * interval '1 second'
        then 1 else w.hits + 1 end,
    started_at = case when w.started_at <= now() - %(window)s * interval '1 second'
        then now() else w.started_at end
returning hits, extract(epoch from started_at) + %(window)s, extract(epoch from now())
"""


@dataclass(frozen=True, slots=True)
class Rate:
    """A key's standing: requests allowed and left in the window, and when it ends (epoch, s)."""

    limit: int
    remaining: int
    reset: int

    def headers(self) -> dict[str, str]:
        """Write both families of headers that the published pages print."""
        values = {"Limit": self.limit, "Remaining": self.remaining, "Reset": self.reset}
        return {
            f"{family}-{name}": str(value)
            for family in ("X-RateLimit", "X-Rate-Limit")
            for name, value in values.items()
        }


def count(*, key: UUID, limit: int, window: int) -> Rate:
    """Count a request. Raises ApiError 429 with Retry-After beyond the limit."""
    with transaction.atomic(), connection.cursor() as cursor:
        # A crash may forget a few requests; waiting for the disk at each one costs more.
        cursor.execute("set local synchronous_commit = off")
        cursor.execute(COUNT, {"key": key, "window": window})
        hits, ends, moment = cursor.fetchone()
    rate = Rate(limit=limit, remaining=max(limit - hits, 0), reset=math.ceil(ends))
    if hits > limit:
        wait = max(math.ceil(ends - moment), 1)
        detail = f"This key may make {limit} requests in {window} seconds; retry in {wait} s."
        problem = Problem(status=429, code="too_many_requests", detail=detail)
        raise ApiError(problem, headers={**rate.headers(), "Retry-After": str(wait)})
    return rate
