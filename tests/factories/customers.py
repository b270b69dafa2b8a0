"""Customers and promo codes."""

from __future__ import annotations

from decimal import Decimal

import factory
from factory.django import DjangoModelFactory

from pos.customers.models import Customer, PromoCode
from tests.factories.workspaces import WorkspaceFactory


class CustomerFactory(DjangoModelFactory[Customer]):
    class Meta:
        model = Customer

    workspace = factory.SubFactory(WorkspaceFactory)
    full_name = factory.Sequence(lambda n: f"Customer {n}")
    email = factory.Sequence(lambda n: f"customer{n}@example.com")


class PromoCodeFactory(DjangoModelFactory[PromoCode]):
    class Meta:
        model = PromoCode

    workspace = factory.SubFactory(WorkspaceFactory)
    code = factory.Sequence(lambda n: f"CODE{n}")
    amount = Decimal("10.00")
