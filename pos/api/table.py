"""The resources of the JSON:API dialects: one table, from which the routes of each are made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import URLPattern, path

from pos.api import invoices, orders, payments, printers, printouts, slips
from pos.api.auth import ApiKeyAuthentication
from pos.api.health import HealthCheckView
from pos.api.permissions import HasScope, KeyLimit
from pos.customers.resources import CUSTOMERS, PROMO_CODES
from pos.invoices.resources import INVOICE_ITEM_MODIFIERS, INVOICE_ITEMS, INVOICES
from pos.jsonapi.names import kebab
from pos.jsonapi.resource import Registry
from pos.jsonapi.views import READS, ActionView, CollectionView, SingleView
from pos.orders.resources import ORDER_BUNDLE_ITEMS, ORDER_BUNDLES, ORDER_ITEMS, ORDERS
from pos.payments.resources import PAYMENT_METHODS, PAYMENTS
from pos.printouts.resources import PRINT_JOBS, PRINTERS
from pos.products.resources import (
    MODIFIER_SETS,
    MODIFIERS,
    PRODUCT_BUNDLE_ITEMS,
    PRODUCT_BUNDLES,
    PRODUCT_TYPES,
    PRODUCT_VARIANTS,
    PRODUCTS,
    TAXES,
)
from pos.registers.resources import AREAS, OUTLETS, REGISTERS, REVENUE_CENTERS, TABLES
from pos.users.resources import USERS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pos.jsonapi.dialect import Dialect
    from pos.jsonapi.resource import Resource
    from pos.jsonapi.writing import Operation

REGISTRY = Registry()
REGISTRY.add(
    INVOICES,
    INVOICE_ITEMS,
    INVOICE_ITEM_MODIFIERS,
    ORDERS,
    ORDER_ITEMS,
    ORDER_BUNDLE_ITEMS,
    ORDER_BUNDLES,
    PAYMENTS,
    PAYMENT_METHODS,
    USERS,
    REGISTERS,
    OUTLETS,
    REVENUE_CENTERS,
    AREAS,
    TABLES,
    PRODUCTS,
    PRODUCT_TYPES,
    PRODUCT_VARIANTS,
    PRODUCT_BUNDLES,
    PRODUCT_BUNDLE_ITEMS,
    MODIFIER_SETS,
    MODIFIERS,
    TAXES,
    PROMO_CODES,
    CUSTOMERS,
    PRINTERS,
    PRINT_JOBS,
)


class Collection(CollectionView):
    """A list, opened by an API key with the resource's scope."""

    registry = REGISTRY
    authentication_classes = [ApiKeyAuthentication]
    permission_classes = [HasScope]
    throttle_classes = [KeyLimit]


class Single(SingleView):
    """One resource, opened by an API key with the resource's scope."""

    registry = REGISTRY
    authentication_classes = [ApiKeyAuthentication]
    permission_classes = [HasScope]
    throttle_classes = [KeyLimit]


class Action(ActionView):
    """Something done to one resource, opened by an API key with the scope to write it."""

    registry = REGISTRY
    authentication_classes = [ApiKeyAuthentication]
    permission_classes = [HasScope]
    throttle_classes = [KeyLimit]


# The writes, by the type of their resource; whatever is not here is answered 405.
CREATES: Mapping[str, Operation] = {
    "orders": orders.CREATE,
    "payments": payments.CREATE,
    "print_jobs": printouts.CREATE,
    "printers": printers.CREATE,
}
UPDATES: Mapping[str, Operation] = {"orders": orders.UPDATE, "printers": printers.UPDATE}
ACTIONS: Mapping[str, Iterable[tuple[str, Operation]]] = {
    "orders": orders.ACTIONS,
    "invoices": invoices.ACTIONS,
    "print_jobs": printouts.ACTIONS,
    "printers": [("open-drawer", printouts.OPEN_DRAWER)],
}


def routes(dialects: dict[str, Dialect]) -> list[URLPattern]:
    """Make the routes of the dialects that share a root; "" is the one of a key that chose none."""
    patterns = [path("health-check", HealthCheckView.as_view(dialects=dialects)), *slips.PATTERNS]
    for resource in REGISTRY.by_type.values():
        # The pages write kebab-case; /api/v2 began with snake_case, which is taken there as well.
        segments = {kebab(resource.type)}
        if any(dialect.case(resource.type) == resource.type for dialect in dialects.values()):
            segments.add(resource.type)
        for segment in sorted(segments):
            patterns += _pair(segment, resource, dialects)
    return patterns


def _pair(segment: str, resource: Resource, dialects: dict[str, Dialect]) -> list[URLPattern]:
    options: dict[str, Any] = {"resource": resource, "dialects": dialects}
    create = _offer("post", CREATES.get(resource.type))
    update = _offer("patch", UPDATES.get(resource.type))
    return [
        path(segment, Collection.as_view(**options, **create)),
        path(f"{segment}/<str:pk>", Single.as_view(**options, **update)),
        *(
            path(f"{segment}/<str:pk>/{verb}", Action.as_view(**options, operation=operation))
            for verb, operation in ACTIONS.get(resource.type, ())
        ),
    ]


def _offer(method: str, operation: Operation | None) -> dict[str, Any]:
    if operation is None:
        return {}
    return {"operation": operation, "http_method_names": [*READS, method]}
