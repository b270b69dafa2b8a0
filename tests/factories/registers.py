"""Outlets, revenue centers, registers."""

from __future__ import annotations

import factory
from factory.django import DjangoModelFactory

from pos.registers.models import Area, Outlet, Register, RevenueCenter, Table
from tests.factories.workspaces import WorkspaceFactory


class OutletFactory(DjangoModelFactory[Outlet]):
    class Meta:
        model = Outlet

    workspace = factory.SubFactory(WorkspaceFactory)
    name = factory.Sequence(lambda n: f"Outlet {n}")
    city = "Rīga"


class RevenueCenterFactory(DjangoModelFactory[RevenueCenter]):
    class Meta:
        model = RevenueCenter

    workspace = factory.SubFactory(WorkspaceFactory)
    name = factory.Sequence(lambda n: f"Revenue center {n}")


class RegisterFactory(DjangoModelFactory[Register]):
    class Meta:
        model = Register

    workspace = factory.SubFactory(WorkspaceFactory)
    outlet = factory.SubFactory(OutletFactory, workspace=factory.SelfAttribute("..workspace"))
    name = factory.Sequence(lambda n: f"Register {n}")


class AreaFactory(DjangoModelFactory[Area]):
    class Meta:
        model = Area

    workspace = factory.SubFactory(WorkspaceFactory)
    name = factory.Sequence(lambda n: f"Area {n}")


class TableFactory(DjangoModelFactory[Table]):
    class Meta:
        model = Table

    workspace = factory.SubFactory(WorkspaceFactory)
    area = factory.SubFactory(AreaFactory, workspace=factory.SelfAttribute("..workspace"))
    name = factory.Sequence(lambda n: f"T{n}")
