"""Users as the API shows them: the people of a workspace, by name only."""

from __future__ import annotations

from pos.jsonapi.resource import Resource
from pos.jsonapi.serializers import ResourceSerializer
from pos.users.models import Membership, User


class UserSerializer(ResourceSerializer):
    class Meta:
        model = User
        resource_name = "users"
        fields = ("name",)


USERS = Resource(
    type="users",
    serializer=UserSerializer,
    scope="users:read",
    tenant=(Membership, "user"),
    sorts=("name",),
)
