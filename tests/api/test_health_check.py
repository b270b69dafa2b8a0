"""The health check: open, published form, 503 while the database is away."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.db import connection

from tests.api import world
from tests.jsonapi.documents import check

PATHS = ["/v1/health-check", "/api/v2/health-check", "/pos/v1/health-check"]


def expected(status: str, kind: str) -> dict:
    check_ = {"type": "checks", "id": "database"}
    return {
        "data": {
            "type": kind,
            "id": "current",
            "attributes": {"status": status},
            "relationships": {"checks": {"data": [check_]}},
        },
        "included": [{**check_, "attributes": {"status": status}}],
    }


@pytest.mark.parametrize("path", PATHS)
def test_all_is_well(db, path):
    response = world.Caller(None).get(path)
    document = check(response.content, 200)
    assert response.status_code == 200
    stamp = document["data"]["attributes"].pop("timestamp")
    assert abs(dt.datetime.fromisoformat(stamp) - dt.datetime.now(dt.UTC)) < dt.timedelta(minutes=1)
    if "v1" in path:
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", stamp)
    assert document == expected("ok", "health_checks" if "v2" in path else "healthChecks")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("path", PATHS)
def test_the_database_is_away(monkeypatch, path):
    connection.close()
    with monkeypatch.context() as patch:
        patch.setitem(connection.settings_dict, "NAME", "there_is_no_such_database")
        response = world.Caller(None).get(path)
        connection.close()
    assert response.status_code == 503
    assert response["Content-Type"] == "application/vnd.api+json"
    document = check(response.content, 200)
    del document["data"]["attributes"]["timestamp"]
    assert document == expected("error", "health_checks" if "v2" in path else "healthChecks")


@pytest.mark.parametrize("method", ["POST", "DELETE", "PATCH"])
def test_it_is_only_read(db, method):
    response = world.Caller(None).send(method, PATHS[0])
    assert response.status_code == 405
    assert response["Allow"] == "GET, HEAD, OPTIONS"


def test_a_wrong_key_does_not_matter(db):
    assert world.Caller("sk_test_x").get(PATHS[0]).status_code == 200
