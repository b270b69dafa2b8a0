"""An error of the server says nothing but its request's id; the log has the rest."""

from __future__ import annotations

import pytest
from django.db import connection

from tests.api import world
from tests.jsonapi.documents import check

PATHS = ["/v1/customers", "/v1/customers/018f0000-0000-7000-8000-000000000001", "/api/v2/customers"]


@pytest.fixture
def broken(place):
    """A database whose table is gone; the test's transaction brings it back."""
    with connection.cursor() as cursor:
        cursor.execute("alter table customers_customer rename to elsewhere")


@pytest.mark.parametrize("path", PATHS)
def test_a_failing_database(api, broken, caplog, path):
    response = api.get(path, X_Request_Id="request-12345678")
    assert response.status_code == 500
    assert response["Content-Type"] == "application/vnd.api+json"
    assert response["Cache-Control"] == "no-store"
    assert response["X-Request-Id"] == "request-12345678"
    (error,) = check(response.content, 500)["errors"]
    assert error["meta"] == {"requestId": "request-12345678"}
    logged = [record for record in caplog.records if record.name == "slipway.errors"]
    assert "request-12345678" in logged[0].getMessage()
    assert logged[0].exc_info


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("debug", [True, False])
def test_nothing_leaks(api, broken, settings, path, debug):
    settings.DEBUG = debug
    text = api.get(f"{path}?fields[customers]=fullName").content.decode().lower()
    for word in (
        "select",
        "customers_customer",
        "psycopg",
        "traceback",
        ".py",
        "sk_test",
        "relation",
    ):
        assert word not in text


def test_the_connection_serves_the_next_request(api, place):
    world.fill(place)
    with connection.cursor() as cursor:
        cursor.execute("savepoint before")
        cursor.execute("alter table customers_customer rename to elsewhere")
        assert api.get(PATHS[0]).status_code == 500
        cursor.execute("rollback to savepoint before")
    assert api.get(PATHS[0]).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_a_failure_ends_its_own_transaction():
    api = world.client(world.workspace())
    with connection.cursor() as cursor:
        cursor.execute("alter table customers_customer rename to elsewhere")
    try:
        assert api.get(PATHS[0]).status_code == 500
        assert api.get("/v1/registers").status_code == 200
    finally:
        with connection.cursor() as cursor:
            cursor.execute("alter table elsewhere rename to customers_customer")
    assert api.get(PATHS[0]).status_code == 200


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("path", ["/v1/customers", "/pos/api/v2/invoices"])
def test_a_database_that_is_away(monkeypatch, path):
    api = world.client(world.workspace())
    connection.close()
    with monkeypatch.context() as patch:
        patch.setitem(connection.settings_dict, "NAME", "there_is_no_such_database")
        response = api.get(path)
        assert response.status_code == 500
        text = response.content.decode()
        check(response.content, 500)
        assert "there_is_no" not in text
        connection.close()
    assert api.get(path).status_code == 200
