"""What keeps a row from being deleted."""

from __future__ import annotations

from typing import Any

from django.db.models import PROTECT, Model

from pos.workspaces.backoffice.access import workspace_of


def named_by(row: Model) -> str | None:
    """Say which rows keep this one from being deleted; None if there are none.

    One look for existence a table: Django's own page would load every row that names this one,
    and a product may stand on a million invoice items.
    """
    workspace_id = workspace_of(row)
    relations: Any = row._meta.get_fields(include_hidden=True)
    for relation in relations:
        if getattr(relation, "on_delete", None) is not PROTECT or relation.concrete:
            continue
        model: Any = relation.related_model
        naming = {"workspace_id": workspace_id, relation.field.name: row}
        if model.objects.filter(**naming).exists():
            return str(model._meta.verbose_name_plural)
    return None
