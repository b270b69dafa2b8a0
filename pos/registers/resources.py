"""Outlets, registers and revenue centers as the API shows them."""

from __future__ import annotations

from typing import ClassVar

from pos.jsonapi.dialect import V2, V2_CAMEL
from pos.jsonapi.filters import IdFilter, ResourceFilterSet
from pos.jsonapi.resource import Resource
from pos.jsonapi.serializers import ResourceSerializer
from pos.registers.models import Area, Outlet, Register, RevenueCenter, Table

TIMES = ("created_at", "updated_at")


class OutletSerializer(ResourceSerializer):
    class Meta:
        model = Outlet
        resource_name = "outlets"
        fields = ("name", "address1", "address2", "city", "state", "postal_code", "index", *TIMES)


class RevenueCenterSerializer(ResourceSerializer):
    class Meta:
        model = RevenueCenter
        resource_name = "revenue_centers"
        fields = ("name", "is_active", *TIMES)


class RegisterSerializer(ResourceSerializer):
    included_serializers: ClassVar[dict[str, object]] = {"outlet": OutletSerializer}

    class Meta:
        model = Register
        resource_name = "registers"
        fields = ("name", "invoices_count", "index", "virtual", *TIMES, "outlet")


class TableSerializer(ResourceSerializer):
    included_serializers: ClassVar[dict[str, object]] = {
        "area": "pos.registers.resources.AreaSerializer"
    }

    class Meta:
        model = Table
        resource_name = "tables"
        fields = ("name", "number_of_seats", *TIMES, "area")


class AreaSerializer(ResourceSerializer):
    included_serializers: ClassVar[dict[str, object]] = {"tables": TableSerializer}

    class Meta:
        model = Area
        resource_name = "areas"
        fields = ("name", "is_active", *TIMES, "tables")


class TableFilterSet(ResourceFilterSet):
    order_id_eq = IdFilter(field_name="orders", lookup_expr="exact")


# The tables of /api/v2 say that these are never null.
_BLANK = {V2: "", V2_CAMEL: ""}

OUTLETS = Resource(
    type="outlets",
    serializer=OutletSerializer,
    scope="registers:read",
    sorts=("index", "name", *TIMES),
    listed={"deleted_at": None},
    blanks=dict.fromkeys(("address1", "address2", "city", "state"), _BLANK),
)
REVENUE_CENTERS = Resource(
    type="revenue_centers",
    serializer=RevenueCenterSerializer,
    scope="registers:read",
    sorts=("name", *TIMES),
    listed={"deleted_at": None},
)
REGISTERS = Resource(
    type="registers",
    serializer=RegisterSerializer,
    scope="registers:read",
    sorts=("index", "name", *TIMES),
    self_link="always",
)
AREAS = Resource(
    type="areas", serializer=AreaSerializer, scope="registers:read", sorts=("name", *TIMES)
)
TABLES = Resource(
    type="tables",
    serializer=TableSerializer,
    scope="registers:read",
    filterset=TableFilterSet,
    sorts=("name", *TIMES),
)
