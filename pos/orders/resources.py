"""Orders as the API shows them, as far as an invoice needs them."""

from __future__ import annotations

from typing import ClassVar

from rest_framework_json_api.relations import ResourceRelatedField

from pos.customers.resources import CustomerSerializer, PromoCodeSerializer
from pos.jsonapi.dialect import V2_CAMEL
from pos.jsonapi.fields import RespelledChoiceField
from pos.jsonapi.resource import Resource
from pos.jsonapi.serializers import ResourceSerializer
from pos.orders.models import Order
from pos.products.resources import ONLY_V1
from pos.registers.resources import OutletSerializer, RevenueCenterSerializer

TIMES = ("created_at", "updated_at")
SINCE_V1 = (
    "surcharge", "surcharge_type", "surcharge_description", "discount", "discount_type",
    "discount_description", "status", "state",
)  # fmt: skip


class OrderSerializer(ResourceSerializer):
    invoice = ResourceRelatedField(read_only=True)
    table_status = RespelledChoiceField(
        choices=Order.TableStatus.choices,
        allow_null=True,
        required=False,
        respelled={V2_CAMEL: {"no_table": "noTable"}},
    )

    included_serializers: ClassVar[dict[str, object]] = {
        "invoice": "pos.invoices.resources.InvoiceSerializer",
        "customer": CustomerSerializer,
        "promo_code": PromoCodeSerializer,
        "outlet": OutletSerializer,
        "revenue_center": RevenueCenterSerializer,
    }

    class Meta:
        model = Order
        resource_name = "orders"
        # An order's invoice names its order, not the other way round.
        reverse_one: ClassVar[dict[str, str]] = {"invoice": "invoices"}
        fields = (
            "notes", "covers", "deposit_amount", "table_status", *SINCE_V1, *TIMES,
            "invoice", "customer", "promo_code", "outlet", "revenue_center",
        )  # fmt: skip


ORDERS = Resource(
    type="orders",
    serializer=OrderSerializer,
    scope="orders:read",
    self_link="always",
    only=dict.fromkeys((*SINCE_V1, "promo_code", "outlet", "revenue_center"), ONLY_V1),
)
