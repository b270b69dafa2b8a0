"""Orders."""

from __future__ import annotations

import factory
from factory.django import DjangoModelFactory

from pos.orders.models import Order
from tests.factories.registers import OutletFactory
from tests.factories.workspaces import WorkspaceFactory


class OrderFactory(DjangoModelFactory[Order]):
    class Meta:
        model = Order

    workspace = factory.SubFactory(WorkspaceFactory)
    outlet = factory.SubFactory(OutletFactory, workspace=factory.SelfAttribute("..workspace"))
    covers = 2
