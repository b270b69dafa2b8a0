"""Reads and empties whole tables, for tests that compare every byte."""

from __future__ import annotations

import hashlib

from django.apps import apps
from django.db import connection, models


def tables() -> list[type[models.Model]]:
    """List the models of the business, all with their rows' workspace or named by it."""
    return [model for model in apps.get_models() if model.__module__.startswith("pos.")]


def columns(model: type[models.Model]) -> list[str]:
    """List the columns but a counted key, which goes on where the last run stopped."""
    return [
        field.column
        for field in model._meta.concrete_fields
        if not isinstance(field, models.AutoField)
    ]


def digests() -> dict[str, str]:
    """Tell every table's content in a hash."""
    found = {}
    with connection.cursor() as cursor:
        for model in tables():
            names = ", ".join(f'"{name}"' for name in columns(model))
            query = (
                f'copy (select {names} from "{model._meta.db_table}" order by {names}) to stdout'
            )
            with cursor.copy(query) as copy:
                content = b"".join(bytes(part) for part in copy)
            found[model._meta.label] = hashlib.sha256(content).hexdigest() if content else ""
    return found


def dangling() -> list[str]:
    """Name the foreign keys that lead nowhere. A reset deletes without checks, so look here."""
    found = []
    with connection.cursor() as cursor:
        for model in tables():
            for field in model._meta.concrete_fields:
                if field.is_relation:
                    target = field.related_model._meta
                    cursor.execute(
                        f'select 1 from "{model._meta.db_table}" a where a."{field.column}" is not '
                        f'null and not exists (select 1 from "{target.db_table}" b '
                        f'where b."{target.pk.column}" = a."{field.column}") limit 1'
                    )
                    if cursor.fetchone():
                        found.append(f"{model._meta.label}.{field.name}")
    return found


def wipe() -> None:
    """Empty every table of the business."""
    names = ", ".join(f'"{model._meta.db_table}"' for model in tables())
    with connection.cursor() as cursor:
        cursor.execute(f"truncate {names} cascade")
