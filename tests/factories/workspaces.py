"""Workspaces."""

from __future__ import annotations

import factory
from factory.django import DjangoModelFactory

from pos.workspaces.models import Workspace


class WorkspaceFactory(DjangoModelFactory[Workspace]):
    class Meta:
        model = Workspace

    name = factory.Sequence(lambda n: f"Workspace {n}")
    slug = factory.Sequence(lambda n: f"workspace-{n}")
    currency = "EUR"
    timezone = "Europe/Riga"
    business_day_starts_at = 5
