"""A small demo house to take invoices from."""

import pytest
from django.core.management import call_command

from pos.invoices import selectors
from pos.workspaces.models import Workspace


@pytest.fixture
def workspace(db):
    call_command("seed_demo", invoices=120, seed=7)
    return Workspace.objects.get(slug="demo")


@pytest.fixture
def invoices(workspace):
    """Every invoice of the house, with what a receipt shows."""
    return list(selectors.with_lines().filter(workspace=workspace).order_by("created_at"))
