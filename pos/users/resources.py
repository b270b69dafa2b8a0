"""Users as the API shows them: the people of a workspace, by name only."""

from __future__ import annotations

from typing import Any, ClassVar

from pos.jsonapi.filters import ResourceFilterSet
from pos.jsonapi.resource import Resource
from pos.jsonapi.serializers import ResourceSerializer
from pos.users.models import Membership, User


class UserSerializer(ResourceSerializer):
    class Meta:
        model = User
        resource_name = "users"
        fields = ("name",)


class NoFilterSet(ResourceFilterSet):
    """None: a person is shared by workspaces, and when they were made is nobody's business here."""

    base_filters: ClassVar[dict[str, Any]] = {}


USERS = Resource(
    type="users",
    serializer=UserSerializer,
    scope="users:read",
    filterset=NoFilterSet,
    tenant=(Membership, "user"),
    sorts=("name",),
)
