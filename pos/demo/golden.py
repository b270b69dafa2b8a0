"""The objects that the published API documents print, with their ids and values.

They live in `fixtures/golden/published.json`, by model, so that tests and clients can ask for the
very answers that the documents show.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.apps import apps

from config.env import ROOT
from pos.demo.copy import copy_rows, insert_missing
from pos.demo.people import memberships_of
from pos.invoices.models import Invoice, InvoiceItem
from pos.users.models import Membership, User

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import Model

PATH = ROOT / "fixtures" / "golden" / "published.json"


def objects() -> dict[type[Model], list[dict[str, Any]]]:
    """Read the objects as rows by model, in an order in which they can be loaded."""
    content = json.loads(PATH.read_text("utf-8"))
    return {apps.get_model(label): rows for label, rows in content["objects"].items()}


def invoices(workspace_id: str) -> list[UUID]:
    """List the published invoices of a workspace, in the order of their numbers."""
    ids = [row["id"] for row in objects()[Invoice]]
    found = Invoice.objects.filter(workspace_id=workspace_id, id__in=ids)
    return list(found.order_by("register", "kind", "number").values_list("id", flat=True))


def load(workspace_id: str, slug: str) -> int:
    """Load the objects into a workspace; returns the number of rows.

    Ids are unique over all workspaces: where another one holds them already, nothing is loaded.
    """
    found = objects()
    ids = [row["id"] for row in found[Invoice]]
    if Invoice.objects.filter(id__in=ids).exclude(workspace_id=workspace_id).exists():
        return 0
    people = found.pop(User)
    insert_missing(User, people)
    insert_missing(
        Membership,
        [{**row, "workspace_id": workspace_id} for row in memberships_of(slug, people)],
    )
    for row in found[Invoice]:
        row["kind"] = "refund" if row["original_invoice_id"] else "sale"
    for row in found[InvoiceItem]:
        for name in ("subtotal", "tax", "total"):
            # The published item and its invoice contradict each other: the invoice is what counts.
            row[f"charged_{name}"] = row[name]
    return sum(
        copy_rows(model, [{**row, "workspace_id": workspace_id} for row in rows])
        for model, rows in found.items()
    )
