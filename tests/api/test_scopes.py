"""Every route against every scope, as one table."""

from __future__ import annotations

from pos.users.scopes import SCOPES
from tests.api import world
from tests.jsonapi.documents import check

NEEDED = {
    "invoices": "invoices", "invoice_items": "invoices", "invoice_item_modifiers": "invoices",
    "orders": "orders", "users": "users", "registers": "registers", "outlets": "registers",
    "revenue_centers": "registers", "products": "products", "product_types": "products",
    "product_variants": "products", "modifier_sets": "products", "modifiers": "products",
    "order_items": "orders", "order_bundle_items": "orders", "order_bundles": "orders",
    "payments": "payments", "payment_methods": "payments", "areas": "registers",
    "tables": "registers", "product_bundles": "products", "product_bundle_items": "products",
    "taxes": "products", "promo_codes": "customers", "customers": "customers",
    "printers": "printing", "print_jobs": "printing",
}  # fmt: skip


def opens(scope: str, resource: str) -> bool:
    noun = NEEDED[resource]
    return scope in {"all", "read", f"{noun}:read", f"{noun}:write"}


def test_every_resource_stands_in_the_table():
    assert {resource.type for _, _, resource, _ in world.ROUTES} == set(NEEDED)


def test_every_route_against_every_scope(place):
    rows = world.fill(place)
    expected, found = {}, {}
    for scope, _ in SCOPES:
        callers = {name: world.client(place, scope, v2_flavour=name) for name in ("snake", "camel")}
        for dialect, flavour, resource, path in world.ROUTES:
            for address in (path, f"{path}/{rows[resource.type].pk}"):
                case = (scope, dialect.name, address)
                expected[case] = 200 if opens(scope, resource.type) else 403
                found[case] = callers[flavour].get(address).status_code
    assert found == expected


def test_a_key_without_scopes_opens_nothing(place):
    secret = world.key(place, "read", v2_flavour="snake")
    secret[0].scopes = []
    secret[0].save()
    api = world.Caller(secret[1])
    statuses = {path: api.get(path).status_code for _, _, _, path in world.ROUTES}
    assert statuses == dict.fromkeys(statuses, 403)


def test_the_refusal_names_the_scope(place):
    response = world.client(place, "invoices:read").get("/v1/customers")
    (error,) = check(response.content, 403)["errors"]
    assert error["code"] == "missing_scope"
    assert "customers:read" in error["detail"]
    assert response["Cache-Control"] == "no-store"


def test_a_missing_row_and_another_one_look_alike_without_the_scope(place):
    rows = world.fill(place)
    api = world.client(place, "invoices:read")
    there = api.get(f"/v1/customers/{rows['customers'].pk}")
    nowhere = api.get("/v1/customers/018f0000-0000-7000-8000-000000000001")
    assert there.status_code == nowhere.status_code == 403
    assert there.content == nowhere.content
