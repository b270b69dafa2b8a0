"""The day that a moment belongs to: after the cut-off hour, in the workspace's zone."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from pos.orders import services as orders
from pos.workspaces.business_day import business_date
from tests.orders.shop import item, open_shop

RIGA, NEW_YORK, KOLKATA = map(ZoneInfo, ("Europe/Riga", "America/New_York", "Asia/Kolkata"))


def utc(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("moment", "zone", "starts_at", "expected"),
    [
        ("2026-03-14T21:59:59", RIGA, 0, "2026-03-14"),
        ("2026-03-14T22:00:00", RIGA, 0, "2026-03-15"),
        # A bar that closes at four: what is voided at three belongs to the evening before.
        ("2026-03-15T01:00:00", RIGA, 5, "2026-03-14"),
        ("2026-03-15T02:59:59", RIGA, 5, "2026-03-14"),
        ("2026-03-15T03:00:00", RIGA, 5, "2026-03-15"),
        # Spring: 03:00 becomes 04:00 on 29 March; the day starts at 05:00 all the same.
        ("2026-03-29T01:59:59", RIGA, 5, "2026-03-28"),
        ("2026-03-29T02:00:00", RIGA, 5, "2026-03-29"),
        # A cut-off in the hour that is left out: 03:00 does not come, 04:00 is after it.
        ("2026-03-29T00:59:59", RIGA, 3, "2026-03-28"),
        ("2026-03-29T01:00:00", RIGA, 3, "2026-03-29"),
        # Autumn: 03:30 comes twice on 25 October, and is before four both times.
        ("2026-10-25T00:30:00", RIGA, 4, "2026-10-24"),
        ("2026-10-25T01:30:00", RIGA, 4, "2026-10-24"),
        ("2026-10-25T02:00:00", RIGA, 4, "2026-10-25"),
        ("2026-11-01T05:30:00", NEW_YORK, 2, "2026-10-31"),
        ("2026-11-01T06:30:00", NEW_YORK, 2, "2026-10-31"),
        ("2026-11-01T07:00:00", NEW_YORK, 2, "2026-11-01"),
        ("2026-12-31T18:29:59", KOLKATA, 0, "2026-12-31"),
        ("2026-12-31T18:30:00", KOLKATA, 0, "2027-01-01"),
    ],
)
def test_business_date(moment, zone, starts_at, expected):
    found = business_date(utc(moment), zone=zone, starts_at=starts_at)
    assert found == dt.date.fromisoformat(expected)


@pytest.mark.django_db
def test_a_sale_and_a_void_after_midnight_belong_to_the_evening():
    shop = open_shop()
    shop.workspace.timezone, shop.workspace.business_day_starts_at = "Europe/Riga", 5
    shop.workspace.save()
    night = utc("2026-03-15T01:00:00")
    coffee = shop.product("3.30")
    paid = shop.pay(shop.order(item(coffee)), "3.30", at=night)
    assert paid.payment.business_date == paid.invoice.business_date == dt.date(2026, 3, 14)
    order = orders.void(
        workspace=shop.workspace, order_id=shop.order(item(coffee)).pk, reason="Left", at=night
    )
    assert order.business_date == dt.date(2026, 3, 14)
