"""The two printed documents, and the business that they show."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

from pos.demo import golden
from pos.invoices.models import Invoice
from tests.contract import rows
from tests.factories.invoices import InvoiceFactory
from tests.factories.workspaces import WorkspaceFactory

DATA = Path(__file__).parent / "data"


def printed(name: str) -> dict[str, Any]:
    """Read one of the printed documents."""
    document: dict[str, Any] = json.loads((DATA / f"{name}.json").read_text())
    return document


def load() -> dict[str, str]:
    """Load the printed objects, with an invoice before and after; return a key for each dialect."""
    workspace = WorkspaceFactory.create()
    assert golden.load(str(workspace.pk), workspace.slug)
    (one,) = printed("invoices_v1")["data"]
    invoice = Invoice.objects.get(pk=one["id"])
    for hours in (-1, 1):
        at = invoice.created_at + dt.timedelta(hours=hours)
        InvoiceFactory.create(
            workspace=workspace, register=invoice.register, user=invoice.user, created_at=at,
            number=1_000_000 + hours,
        )  # fmt: skip
    return rows.keys(workspace)
