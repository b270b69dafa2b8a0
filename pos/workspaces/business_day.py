"""The business day: which day a moment belongs to, in the workspace's zone and after its cut-off."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

DAY = dt.timedelta(days=1)


def business_date(moment: dt.datetime, *, zone: ZoneInfo, starts_at: int) -> dt.date:
    """Return the business date of a moment.

    `starts_at` is the hour of the local clock at which a day begins: what is sold before it belongs
    to the day before. The wall clock decides, so the hour that comes twice in autumn and the one
    that is left out in spring need no rule of their own.
    """
    local = moment.astimezone(zone)
    return local.date() - DAY if local.hour < starts_at else local.date()
