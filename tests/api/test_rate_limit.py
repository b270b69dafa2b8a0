"""Requests of each key are counted in a window, exactly."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from pos.jsonapi.models import RateWindow
from tests.api import world
from tests.jsonapi.documents import check

LIST = "/v1/customers"
FAMILIES = ("X-RateLimit", "X-Rate-Limit")


def standing(response) -> list[tuple[int, int, int]]:
    return [
        tuple(int(response[f"{family}-{name}"]) for name in ("Limit", "Remaining", "Reset"))
        for family in FAMILIES
    ]


def refused(response) -> int:
    """Check a refusal; return the seconds to wait."""
    assert response.status_code == 429
    (error,) = check(response.content, 429)["errors"]
    assert error["code"] == "too_many_requests"
    assert response["Cache-Control"] == "no-store"
    return int(response["Retry-After"])


def use(row, hits: int, *, seconds_ago: float = 0) -> None:
    """Say that a key made some requests since some time ago, by the database's clock."""
    with connection.cursor() as cursor:
        cursor.execute("select now() - %s * interval '1 second'", [seconds_ago])
        (started,) = cursor.fetchone()
    RateWindow.objects.update_or_create(key=row.pk, defaults={"hits": hits, "started_at": started})


@pytest.fixture
def test_key(place):
    return world.key(place, rate_limit=None)


def test_a_test_key_may_make_200_requests(test_key):
    row, secret = test_key
    api = world.Caller(secret)
    first = api.get(LIST)
    reset = int(time.time()) + 900
    for limit, remaining, ends in standing(first):
        assert (limit, remaining) == (200, 199)
        assert abs(ends - reset) <= 30
    use(row, 199)
    assert [left for _, left, _ in standing(api.get(LIST))] == [0, 0]
    last = api.get(LIST)
    wait = refused(last)
    assert 0 < wait <= 900
    assert [(limit, left) for limit, left, _ in standing(last)] == [(200, 0)] * 2


def test_two_hundred_and_one_requests(test_key):
    api = world.Caller(test_key[1])
    statuses = [api.get(LIST).status_code for _ in range(201)]
    assert statuses == [200] * 200 + [429]


def test_a_key_may_have_a_limit_of_its_own(place):
    api = world.client(place, rate_limit=2, is_live=True)
    assert [api.get(LIST).status_code for _ in range(4)] == [200, 200, 429, 429]


@pytest.mark.parametrize("extra", [{"is_live": True, "rate_limit": None}, {"rate_limit": 0}])
def test_a_live_key_has_no_limit_by_default(place, extra):
    api = world.client(place, **extra)
    response = api.get(LIST)
    assert response.status_code == 200
    assert not [name for name in response.headers if "rate" in name.lower()]
    assert not RateWindow.objects.exists()


def test_the_servers_limits_are_settings(place, settings):
    settings.SLIPWAY = {**settings.SLIPWAY, "RATE_LIMIT_LIVE": 1, "RATE_LIMIT_WINDOW": 10}
    api = world.client(place, is_live=True, rate_limit=None)
    assert api.get(LIST).status_code == 200
    assert refused(api.get(LIST)) <= 10


def test_the_window_restarts(test_key):
    row, secret = test_key
    api = world.Caller(secret)
    use(row, 200, seconds_ago=898)
    assert refused(api.get(LIST)) <= 2
    use(row, 5000, seconds_ago=901)
    assert [left for _, left, _ in standing(api.get(LIST))] == [199, 199]


def test_keys_are_counted_apart(place):
    one, two = (world.client(place, rate_limit=1) for _ in range(2))
    assert one.get(LIST).status_code == 200
    assert one.get(LIST).status_code == 429
    assert two.get(LIST).status_code == 200


def test_every_route_counts_for_the_key(place):
    api = world.client(place, rate_limit=3)
    paths = [LIST, "/api/v2/invoices", f"{LIST}/x", "/pos/v1/orders"]
    assert [api.get(path).status_code for path in paths] == [200, 200, 404, 429]


def test_a_304_and_an_error_carry_the_standing(place):
    api = world.client(place, rate_limit=9)
    tag = api.get(LIST)["ETag"]
    known, wrong = api.get(LIST, If_None_Match=tag), api.get(f"{LIST}?foo=1")
    assert (known.status_code, wrong.status_code) == (304, 400)
    assert [standing(answer)[0][1] for answer in (known, wrong)] == [7, 6]


@pytest.mark.django_db(transaction=True)
def test_requests_at_once_are_all_counted():
    place = world.workspace()
    row, secret = world.key(place, rate_limit=20)

    def ask(number: int) -> int:
        try:
            return world.Caller(secret).get(LIST).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        statuses = list(pool.map(ask, range(48)))
    assert sorted(statuses) == [200] * 20 + [429] * 28
    assert RateWindow.objects.get(key=row.pk).hits == 48


def test_a_request_without_the_scope_counts_as_well(place):
    _, secret = world.key(place, scopes=["users:read"], rate_limit=2)
    api = world.Caller(secret)
    assert [api.get(LIST).status_code for _ in range(3)] == [403, 403, 429]
