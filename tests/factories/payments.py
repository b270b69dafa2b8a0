"""Ways to pay, and payments."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import factory
from factory.django import DjangoModelFactory

from pos.payments.models import Payment, PaymentMethod
from tests.factories.orders import OrderFactory
from tests.factories.registers import RegisterFactory
from tests.factories.users import UserFactory
from tests.factories.workspaces import WorkspaceFactory

SAME = factory.SelfAttribute("..workspace")


class PaymentMethodFactory(DjangoModelFactory[PaymentMethod]):
    class Meta:
        model = PaymentMethod

    workspace = factory.SubFactory(WorkspaceFactory)
    code = factory.Sequence(lambda n: f"card-{n}")
    name = "Card"
    kind = "card"
    is_tippable = True


class PaymentFactory(DjangoModelFactory[Payment]):
    class Meta:
        model = Payment

    workspace = factory.SubFactory(WorkspaceFactory)
    order = factory.SubFactory(OrderFactory, workspace=SAME)
    payment_method = factory.SubFactory(PaymentMethodFactory, workspace=SAME)
    register = factory.SubFactory(RegisterFactory, workspace=SAME)
    user = factory.SubFactory(UserFactory)
    amount = Decimal("12.10")
    tip_amount = Decimal("0.00")
    business_date = dt.date(2025, 3, 14)
