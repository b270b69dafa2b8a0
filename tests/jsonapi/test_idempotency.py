"""Kept answers: for how long, and what a key that has expired may do."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from django.core.management import call_command
from django.utils import timezone

from pos.jsonapi.models import IdempotencyKey
from pos.orders.models import Order
from tests.api import world
from tests.api.test_selling import document, line, order
from tests.orders.shop import item, open_shop

pytestmark = pytest.mark.django_db
KEY = {"Idempotency_Key": "AbCdEf-0123"}


@pytest.fixture
def shop():
    return open_shop()


def change(api, made, notes, **headers):
    body = {"data": {"type": "orders", "attributes": {"notes": notes}}}
    return api.patch(f"/v1/orders/{made.pk}", body, **headers)


def test_answers_to_changes_are_kept_for_a_day_and_money_for_good(shop):
    api = world.client(shop.workspace)
    made = shop.order(item(shop.product("3.30")))
    document(change(api, made, "a", **KEY))
    document(api.post("/v1/orders", order(line(shop.product())), Idempotency_Key="0" * 64), 201)
    kept = {row.key: row.expires_at for row in IdempotencyKey.objects.all()}
    assert kept["0" * 64] is None
    assert 86_300 < (kept["abcdef-0123"] - timezone.now()).total_seconds() <= 86_400


def test_the_same_request_is_known_however_its_json_is_written(shop):
    api = world.client(shop.workspace)
    made = shop.order(item(shop.product("3.30")))
    first = change(api, made, "a", **KEY)
    raw = b' {"data": {"attributes":{ "notes" : "a" }, "type":"orders"} }'
    again = api.patch(f"/v1/orders/{made.pk}", raw, **KEY)
    assert (again.content, again["Idempotency-Replayed"]) == (first.content, "true")
    other = api.patch(f"/v1/orders/{made.pk}?include=orderItems", raw, **KEY)
    assert other.status_code == 409
    assert Order.objects.get(pk=made.pk).version == 2


def test_a_key_whose_time_has_passed_is_free_and_forgotten(shop):
    api = world.client(shop.workspace)
    made = shop.order(item(shop.product("3.30")))
    change(api, made, "a", **KEY)
    IdempotencyKey.objects.update(expires_at=timezone.now() - dt.timedelta(hours=1))
    document(change(api, made, "b", **KEY))
    assert Order.objects.get(pk=made.pk).notes == "b"
    assert IdempotencyKey.objects.count() == 1
    IdempotencyKey.objects.update(expires_at=timezone.now() - dt.timedelta(hours=1))
    out = io.StringIO()
    call_command("purge_idempotency_keys", stdout=out)
    assert out.getvalue() == "Forgot 1 answers.\n"


def test_another_workspace_has_keys_of_its_own(shop):
    made = shop.order(item(shop.product("3.30")))
    change(world.client(shop.workspace), made, "a", **KEY)
    other = open_shop()
    theirs = other.order(item(other.product("3.30")))
    document(change(world.client(other.workspace), theirs, "b", **KEY))


@pytest.mark.parametrize("key", ["", "short", "x" * 8, "0" * 65, "0123 4567", "0123456g"])
def test_a_malformed_key_is_refused(shop, key):
    response = world.client(shop.workspace).post("/v1/orders", order(), Idempotency_Key=key)
    assert response.status_code == 400
    assert b"Idempotency-Key" in response.content
