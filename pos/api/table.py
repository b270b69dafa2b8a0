"""The resources of the JSON:API dialects: one table, from which the routes of each are made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import URLPattern, path

from pos.api.auth import ApiKeyAuthentication
from pos.api.health import HealthCheckView
from pos.api.permissions import HasScope, KeyLimit
from pos.customers.resources import CUSTOMERS, PROMO_CODES
from pos.invoices.resources import INVOICE_ITEM_MODIFIERS, INVOICE_ITEMS, INVOICES
from pos.jsonapi.names import kebab
from pos.jsonapi.resource import Registry
from pos.jsonapi.views import CollectionView, SingleView
from pos.orders.resources import ORDERS
from pos.products.resources import (
    MODIFIER_SETS,
    MODIFIERS,
    PRODUCT_TYPES,
    PRODUCT_VARIANTS,
    PRODUCTS,
    TAXES,
)
from pos.registers.resources import OUTLETS, REGISTERS, REVENUE_CENTERS
from pos.users.resources import USERS

if TYPE_CHECKING:
    from pos.jsonapi.dialect import Dialect
    from pos.jsonapi.resource import Resource

REGISTRY = Registry()
REGISTRY.add(
    INVOICES,
    INVOICE_ITEMS,
    INVOICE_ITEM_MODIFIERS,
    ORDERS,
    USERS,
    REGISTERS,
    OUTLETS,
    REVENUE_CENTERS,
    PRODUCTS,
    PRODUCT_TYPES,
    PRODUCT_VARIANTS,
    MODIFIER_SETS,
    MODIFIERS,
    TAXES,
    PROMO_CODES,
    CUSTOMERS,
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


def routes(dialects: dict[str, Dialect]) -> list[URLPattern]:
    """Make the routes of the dialects that share a root; "" is the one of a key that chose none."""
    patterns = [path("health-check", HealthCheckView.as_view(dialects=dialects))]
    for resource in REGISTRY.by_type.values():
        # The pages write kebab-case; /api/v2 began with snake_case, which is taken there as well.
        segments = {kebab(resource.type)}
        if any(dialect.case(resource.type) == resource.type for dialect in dialects.values()):
            segments.add(resource.type)
        for segment in sorted(segments):
            patterns += _pair(segment, resource, dialects)
    return patterns


def _pair(segment: str, resource: Resource, dialects: dict[str, Dialect]) -> list[URLPattern]:
    options = {"resource": resource, "dialects": dialects}
    return [
        path(segment, Collection.as_view(**options)),
        path(f"{segment}/<str:pk>", Single.as_view(**options)),
    ]
