"""People, their memberships, and keys.

A key's secret is not kept: `key.secret` is set on the object that the factory returns.
"""

from __future__ import annotations

import factory
from factory.django import DjangoModelFactory

from pos.users.models import ApiKey, Flavour, Membership, Role, User, hash_secret
from tests.factories.workspaces import WorkspaceFactory


class UserFactory(DjangoModelFactory[User]):
    class Meta:
        model = User

    email = factory.Sequence(lambda n: f"user{n}@example.com")
    name = factory.Sequence(lambda n: f"User {n}")
    password = "!"


class MembershipFactory(DjangoModelFactory[Membership]):
    class Meta:
        model = Membership

    workspace = factory.SubFactory(WorkspaceFactory)
    user = factory.SubFactory(UserFactory)
    role = Role.WAITER


class ApiKeyFactory(DjangoModelFactory[ApiKey]):
    class Meta:
        model = ApiKey
        exclude = ("new_secret",)

    workspace = factory.SubFactory(WorkspaceFactory)
    name = factory.Sequence(lambda n: f"Key {n}")
    is_live = False
    new_secret = factory.LazyAttribute(lambda made: ApiKey.new_secret(live=made.is_live))
    prefix = factory.LazyAttribute(lambda made: made.new_secret[:12])
    secret_hash = factory.LazyAttribute(lambda made: hash_secret(made.new_secret))
    scopes = factory.LazyFunction(lambda: ["read"])
    v2_flavour = Flavour.SNAKE

    @classmethod
    def create(cls, **values):
        secret = values.setdefault(
            "new_secret", ApiKey.new_secret(live=values.get("is_live", False))
        )
        key = super().create(**values)
        key.secret = secret
        return key
