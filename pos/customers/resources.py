"""Customers and promo codes as the API shows them."""

from __future__ import annotations

from pos.customers.models import Customer, PromoCode
from pos.jsonapi.filters import ResourceFilterSet, TextFilter
from pos.jsonapi.resource import Resource
from pos.jsonapi.serializers import ResourceSerializer

TIMES = ("created_at", "updated_at")


class CustomerSerializer(ResourceSerializer):
    class Meta:
        model = Customer
        resource_name = "customers"
        fields = (
            "full_name", "company_name", "tax_number", "email", "address1", "address2", "city",
            "state", "postal_code", "country", "notes", "phone", "mobile",
            "country_specific_code", "date_of_birth", *TIMES,
        )  # fmt: skip


class CustomerFilterSet(ResourceFilterSet):
    email_eq = TextFilter(field_name="email", lookup_expr="exact")
    full_name_eq = TextFilter(field_name="full_name", lookup_expr="exact")


class PromoCodeSerializer(ResourceSerializer):
    class Meta:
        model = PromoCode
        resource_name = "promo_codes"
        fields = (
            "discount_type", "amount", "channel", "code", "active", "description", "max_usages",
            "starts_at", "ends_at", *TIMES,
        )  # fmt: skip


CUSTOMERS = Resource(
    type="customers",
    serializer=CustomerSerializer,
    scope="customers:read",
    filterset=CustomerFilterSet,
    sorts=TIMES,
)
PROMO_CODES = Resource(
    type="promo_codes",
    serializer=PromoCodeSerializer,
    scope="customers:read",
    sorts=("code", *TIMES),
    # The published list shows only those that can be used.
    listed={"deleted_at": None, "active": True},
)
