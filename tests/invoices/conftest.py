"""A small demo house to take invoices from, and a printer to print them on."""

import pytest
from django.core.management import call_command

from pos.invoices import selectors
from pos.workspaces.models import Workspace
from printing.models import Printer
from printing.virtual import VirtualPrinter


@pytest.fixture
def workspace(db):
    call_command("seed_demo", invoices=120, seed=7)
    return Workspace.objects.get(slug="demo")


@pytest.fixture
def invoices(workspace):
    """Every invoice of the house, with what a receipt shows."""
    return list(selectors.with_lines().filter(workspace=workspace).order_by("created_at"))


@pytest.fixture
def device(tmp_path):
    with VirtualPrinter(tmp_path / "printed") as printer:
        yield printer


@pytest.fixture
def printer(workspace, device):
    return Printer.objects.create(
        workspace_id=workspace.pk,
        name="Receipts",
        kind="virtual",
        host=device.host,
        port=device.port,
        is_default=True,
    )
