"""Who a key is, and who it is not."""

from __future__ import annotations

import datetime as dt

import pytest

from pos.users.models import ApiKey
from pos.workspaces.fields import now
from tests.api import world
from tests.jsonapi.documents import check

PATHS = ["/v1/customers", "/api/v2/customers", "/pos/v1/customers", "/v1/customers/x"]
HOUR = dt.timedelta(hours=1)
UNKNOWN = "sk_test_" + "0" * 64

MALFORMED = [
    "", " ", "Bearer", "Bearer ", "Bearer:", "Bearer: ", "Bearer {key} {key}", "Bearer{key}",
    "Basic {key}", "{key}", "Token {key}", "Bearer\t{key}", "Bearer, {key}", "Bearer:: {key}",
    "Bearer\xa0{key}",
]  # fmt: skip
ACCEPTED = ["Bearer {key}", "bearer {key}", "BEARER {key}", "Bearer: {key}", "Bearer   {key}"]


def refused(response) -> str:
    assert response.status_code == 401
    assert response["WWW-Authenticate"] == "Bearer"
    assert response["Content-Type"] == "application/vnd.api+json"
    assert response["Cache-Control"] == "no-store"
    (error,) = check(response.content, 401)["errors"]
    assert error["title"] == "Unauthorized"
    return error["code"]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "POST", "DELETE"])
def test_no_key(db, path, method):
    response = world.Caller(None).send(method, path)
    assert response.status_code == 401
    assert response["WWW-Authenticate"] == "Bearer"
    if method != "HEAD":
        assert refused(response) == "not_authenticated"


@pytest.mark.parametrize("header", MALFORMED)
def test_a_malformed_header(place, header):
    key = world.key(place)[1]
    response = world.Caller(None).get(PATHS[0], Authorization=header.format(key=key))
    assert refused(response) in {"authentication_failed", "not_authenticated"}
    assert key not in response.content.decode()


@pytest.mark.parametrize("header", ACCEPTED)
def test_spellings_of_the_header(place, header):
    key = world.key(place)[1]
    response = world.Caller(None).get(PATHS[0], Authorization=header.format(key=key))
    assert response.status_code == 200


@pytest.mark.parametrize(
    "secret", [UNKNOWN, "x", "sk_live_", "é" * 20, "a" * 8000, "' or 1=1 --", "%s", "\x7f"]
)
def test_an_unknown_key(place, secret):
    world.key(place)
    response = world.Caller(secret.replace(" ", "+")).get(PATHS[0])
    assert refused(response) == "authentication_failed"
    assert secret not in response.content.decode()


def test_the_stored_hash_is_no_key(place):
    row, _ = world.key(place)
    assert refused(world.Caller(row.secret_hash).get(PATHS[0]))
    assert refused(world.Caller(row.prefix).get(PATHS[0]))


def test_a_key_in_the_query_is_none(place):
    secret = world.key(place)[1]
    assert refused(world.Caller(None).get(f"{PATHS[0]}?api_key={secret}"))


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"revoked_at": HOUR}, 401),
        ({"revoked_at": -HOUR}, 401),
        ({"expires_at": -HOUR}, 401),
        ({"expires_at": HOUR * 0}, 401),
        ({"expires_at": HOUR}, 200),
    ],
)
def test_revoked_and_expired_keys(place, change, status):
    moments = {name: now() + offset for name, offset in change.items()}
    assert world.client(place, **moments).get(PATHS[0]).status_code == status


def test_revoking_ends_it_at_once(place):
    row, secret = world.key(place)
    api = world.Caller(secret)
    assert api.get(PATHS[0]).status_code == 200
    ApiKey.objects.filter(pk=row.pk).update(revoked_at=now())
    assert refused(api.get(PATHS[0])) == "authentication_failed"


@pytest.mark.parametrize(
    ("ago", "noted"), [(None, True), (0, False), (59, False), (60, True), (3600, True)]
)
def test_a_use_is_noted_at_most_once_a_minute(place, ago, noted):
    before = None if ago is None else now() - dt.timedelta(seconds=ago)
    row, secret = world.key(place, last_used_at=before)
    started = now()
    world.Caller(secret).read(PATHS[0])
    row.refresh_from_db()
    assert (row.last_used_at != before) is noted
    if noted:
        assert started <= row.last_used_at <= now()


def test_a_refused_use_is_not_noted(place):
    row, secret = world.key(place, revoked_at=now())
    world.Caller(secret).get(PATHS[0])
    row.refresh_from_db()
    assert row.last_used_at is None


def test_signing_in_to_the_back_office_opens_nothing(place, admin_user):
    caller = world.Caller(None)
    caller.http.force_login(admin_user)
    assert refused(caller.get(PATHS[0])) == "not_authenticated"
