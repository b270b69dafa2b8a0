"""When the house is busy: closed days, weekdays, seasons, and the hours of a day."""

from __future__ import annotations

import datetime as dt
from bisect import bisect
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from pos.demo.cents import split

if TYPE_CHECKING:
    from random import Random

TIMEZONE = "Europe/Riga"
DAY_STARTS_AT = 5
LAST_DAY = dt.date(2026, 10, 31)
EARLIEST_LAST_DAY = dt.date(2025, 1, 1)

WEEKDAYS = (60, 75, 85, 100, 150, 170, 110)  # Monday first
MONTHS = (75, 80, 90, 100, 115, 125, 130, 130, 105, 100, 90, 115)
CLOSED = {(1, 1), (6, 24), (12, 24), (12, 25)}
TERRACE_MONTHS = range(5, 10)

QUARTER_MS = 15 * 60 * 1000
OPENS_AT = 7
# Weights of the hours from 7:00 to 2:00 in the night, on a working day and at a weekend.
WORKDAY_HOURS = (4, 9, 7, 4, 8, 24, 22, 9, 5, 6, 9, 15, 19, 17, 11, 7, 4, 2, 1)
WEEKEND_HOURS = (2, 6, 10, 9, 8, 16, 18, 12, 8, 8, 12, 19, 24, 22, 17, 14, 11, 8, 5)


class Day(NamedTuple):
    """One business day: when it starts (local midnight, ms) and how many sales it has."""

    date: dt.date
    midnight_ms: int
    sales: int
    terrace: bool


def length(invoices: int) -> int:
    """Tell over how many days to spread the sales: one to twenty-four months."""
    return max(30, min(730, invoices // 30))


def _weight(date: dt.date) -> int:
    spring_cleaning = date.weekday() == 0 and date.day <= 7 and date.month <= 3
    if (date.month, date.day) in CLOSED or spring_cleaning:
        return 0
    return WEEKDAYS[date.weekday()] * MONTHS[date.month - 1]


def days(*, invoices: int, until: dt.date) -> list[Day]:
    """Spread the sales over the days up to and with `until`."""
    count = length(invoices)
    dates = [until - dt.timedelta(days=back) for back in reversed(range(count))]
    sales = split(invoices, [_weight(date) for date in dates])
    return [
        Day(date, _midnight(date), number, date.month in TERRACE_MONTHS)
        for date, number in zip(dates, sales, strict=True)
    ]


def _midnight(date: dt.date) -> int:
    # The offset at the start of the business day holds until its end: clocks change at three in
    # the night, after the last guest.
    start = dt.datetime.combine(date, dt.time(DAY_STARTS_AT), ZoneInfo(TIMEZONE))
    return int(start.timestamp() - DAY_STARTS_AT * 3600) * 1000


def _quarters(hours: tuple[int, ...]) -> list[int]:
    return list(accumulate(weight for weight in hours for _ in range(4)))


_WORKDAY = _quarters(WORKDAY_HOURS)
_WEEKEND = _quarters(WEEKEND_HOURS)


def moments(day: Day, chance: Random) -> list[int]:
    """Draw the times of a day's sales in milliseconds since local midnight, each a different one."""
    quarters = _WEEKEND if day.date.weekday() >= 4 else _WORKDAY
    top = quarters[-1]
    rnd = chance.random
    opens = OPENS_AT * 4
    drawn = sorted(
        int((opens + bisect(quarters, rnd() * top) + rnd()) * QUARTER_MS) for _ in range(day.sales)
    )
    last = -1
    for at, moment in enumerate(drawn):
        last = drawn[at] = max(moment, last + 1)
    return drawn


def daypart(ms: int) -> int:
    """Tell the part of the day: 0 breakfast, 1 lunch, 2 afternoon, 3 dinner, 4 night."""
    return bisect((11, 15, 18, 22), ms // 3_600_000)
