"""Names of tables and columns, as the database has them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.db.models import Model


def field(model: type[Model], name: str) -> Any:
    """Return a model's field. Any: what the stubs call a field has no column where it is a relation."""
    return model._meta.get_field(name)


def column(model: type[Model], name: str) -> str:
    """Return the column of a model's field."""
    found: str = field(model, name).column
    return found


def quote(name: str) -> str:
    """Quote a name for SQL. Ours hold letters, digits and underscores only."""
    return f'"{name}"'
