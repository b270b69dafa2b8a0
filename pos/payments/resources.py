"""Ways to pay and payments as the API shows them."""

from __future__ import annotations

from typing import ClassVar

from pos.jsonapi.filters import IdFilter, ResourceFilterSet
from pos.jsonapi.resource import Resource
from pos.jsonapi.serializers import ResourceSerializer
from pos.payments.models import Payment, PaymentMethod
from pos.registers.resources import RegisterSerializer

TIMES = ("created_at", "updated_at")


class PaymentMethodSerializer(ResourceSerializer):
    class Meta:
        model = PaymentMethod
        resource_name = "payment_methods"
        fields = ("name", "code", "is_active", "is_tippable", *TIMES)


class PaymentSerializer(ResourceSerializer):
    included_serializers: ClassVar[dict[str, object]] = {
        "order": "pos.orders.resources.OrderSerializer",
        "payment_method": PaymentMethodSerializer,
        "register": RegisterSerializer,
    }

    class Meta:
        model = Payment
        resource_name = "payments"
        fields = (
            "amount", "notes", "room_number", "tip_amount", "change", "rounding", *TIMES,
            "order", "payment_method", "register",
        )  # fmt: skip


class PaymentFilterSet(ResourceFilterSet):
    order_id_eq = IdFilter(field_name="order", lookup_expr="exact")


PAYMENT_METHODS = Resource(
    type="payment_methods",
    serializer=PaymentMethodSerializer,
    scope="payments:read",
    sorts=("code", *TIMES),
)
PAYMENTS = Resource(
    type="payments",
    serializer=PaymentSerializer,
    scope="payments:read",
    filterset=PaymentFilterSet,
)
