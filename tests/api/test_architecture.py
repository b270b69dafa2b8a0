"""Rules that hold for every route and every statement."""

from __future__ import annotations

import uuid

import pytest
from django.conf import settings
from django.core.checks import run_checks
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver, path, reverse
from django.utils.module_loading import import_string
from rest_framework.throttling import BaseThrottle

from config import routes
from config.views import UnknownRoute
from pos.api.auth import ApiKeyAuthentication
from pos.api.health import HealthCheckView
from pos.api.permissions import HasScope, Public, Undeclared
from pos.jsonapi.views import ResourceView
from tests.api import world

# What names no workspace: which one it is, is what the first asks; the second counts by key.
EXCEPTIONS = ("from users_apikey where secret_hash", "jsonapi_ratewindow", "synchronous_commit")
CONTROL = ("SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK TO SAVEPOINT", "BEGIN", "COMMIT")


def views(resolver=None, prefix: str = ""):
    """Yield every route of the API with its view class and the options of the route."""
    for entry in (resolver or get_resolver()).url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from views(entry, route)
        elif isinstance(entry, URLPattern) and ("v1" in route or "v2" in route):
            yield route, entry.callback.cls, entry.callback.initkwargs


API = list(views())


def test_the_default_permission_opens_nothing():
    assert settings.REST_FRAMEWORK["DEFAULT_PERMISSION_CLASSES"] == [
        f"{Undeclared.__module__}.{Undeclared.__name__}"
    ]
    assert (
        import_string(settings.REST_FRAMEWORK["DEFAULT_PERMISSION_CLASSES"][0])().has_permission(
            None, None
        )
        is False
    )


def test_there_are_routes_of_every_kind():
    roots = {route.split("^")[0].rsplit("v", 1)[0] + "v" for route, _, _ in API}
    assert len(API) > 100
    assert {"v", "api/v", "pos/v", "pos/api/v"} <= roots


def test_every_route_declares_a_permission():
    for route, view, _ in API:
        assert Undeclared not in view.permission_classes, route
        assert view.permission_classes, route


def test_only_the_health_check_and_unknown_routes_are_public():
    public = {view for _, view, _ in API if Public in view.permission_classes}
    assert public == {HealthCheckView, UnknownRoute}


def test_every_resource_route_asks_for_a_key_and_a_scope_and_counts():
    for route, view, options in API:
        if issubclass(view, ResourceView):
            assert view.authentication_classes == [ApiKeyAuthentication], route
            assert view.permission_classes == [HasScope], route
            assert all(issubclass(throttle, BaseThrottle) for throttle in view.throttle_classes)
            assert view.throttle_classes, route
            assert options["resource"].scope.endswith(":read"), route


def test_a_route_without_a_permission_is_found(monkeypatch):
    assert routes.undeclared() == []
    resolver = get_resolver()
    forgotten = path("v1/forgotten", lambda _request: None)
    monkeypatch.setattr(resolver, "url_patterns", [*resolver.url_patterns, forgotten])
    assert routes.undeclared() == ["v1/forgotten"]
    assert [message.id for message in run_checks() if "forgotten" in message.msg] == [
        "slipway.E006"
    ]


def test_the_routes_of_printers_let_nobody_in_without_a_login(client, db):
    resolver = get_resolver()
    asking = [one for one in resolver.url_patterns if str(one.pattern) == "printing/"]
    patterns = [entry for one in asking for entry in one.url_patterns]
    assert len(patterns) == 2
    for entry in patterns:
        assert entry.callback.is_for_printers, entry
        address = reverse(entry.name, args=[uuid.uuid4()])
        for method in ("get", "post", "put", "patch", "delete", "options", "head"):
            answer = getattr(client, method)(address)
            assert answer.status_code == 401, (entry, method)
            assert answer.headers["WWW-Authenticate"], (entry, method)


def representative(rows) -> list[str]:
    deep = "invoiceItems.product.modifierSets.modifiers,invoiceItems.invoiceItemModifiers"
    wide = f"{deep},user,register.outlet,order.customer,originalInvoice,promoCode,revenueCenter"
    paths = [address for *_, address in world.ROUTES]
    paths += [f"{address}/{rows[resource.type].pk}" for _, _, resource, address in world.ROUTES]
    paths += [
        f"/v1/invoices?include={wide}",
        f"/v1/invoices/{rows['invoices'].pk}?include={wide}",
        "/v1/invoices?sort=-createdAt,updatedAt&page[size]=1&filter[createdAtGt]=2020-01-01",
        "/v1/orders?include=invoice.invoiceItems",
        "/v1/products?include=taxes,modifiers,productVariants,productType,modifierSets",
        "/v1/users?sort=name",
        "/v1/nothing",
    ]
    return paths


@pytest.mark.parametrize("flavour", ["snake", "camel"])
def test_every_statement_names_its_workspace(place, flavour):
    rows = world.fill(place)
    api = world.client(place, v2_flavour=flavour, rate_limit=10_000)
    with CaptureQueriesContext(
        connection,
    ) as seen:
        for address in representative(rows):
            assert api.get(address).status_code in {200, 404}
    statements = [query["sql"] for query in seen if not query["sql"].startswith(CONTROL)]
    assert len(statements) > 200
    read = [sql for sql in statements if not any(known in sql for known in EXCEPTIONS)]
    assert len(read) > 150
    assert [sql for sql in read if "workspace_id = " not in sql] == []


def test_the_number_of_statements_does_not_grow_with_the_rows(place):
    rows, api = world.fill(place), world.client(place)
    address = "/v1/invoices?include=invoiceItems.product,user,register.outlet,order"

    def statements() -> int:
        with CaptureQueriesContext(connection) as seen:
            api.read(address)
        return len(seen)

    statements()
    few = statements()
    for number in range(3, 30):
        world.item(rows, world.invoice(rows, number=number))
    assert statements() == few
