"""Finding invoices by what a person has in hand: a number or a key."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from pos.registers.models import Register
from pos.workspaces.backoffice.access import access, within

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest


def find(
    request: HttpRequest, rows: QuerySet[Any], term: str, path: str, key: str
) -> QuerySet[Any]:
    """Find rows by the number of their invoice (`path` leads there) or by a whole key.

    Numbers are unique in a register, so the index is reached through the registers: without them
    every invoice of the workspace would be read.
    """
    term = term.strip().removeprefix("#")
    if not term:
        return rows
    if term.isascii() and term.isdigit() and len(term) < 19:
        registers = within(
            Register.objects.all(), access(request).workspaces("registers.register", "view")
        )
        here = {f"{path}register__in": registers.order_by().values("pk")}
        return rows.filter(**here, **{f"{path}number": int(term)})
    try:
        return rows.filter(**{key: uuid.UUID(term)})
    except ValueError:
        return rows.none()
