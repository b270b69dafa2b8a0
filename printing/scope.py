"""Whose printers somebody may see in the back office: a port, answered by the project.

`settings.PRINTING_WORKSPACES` names a function `(request, verb) -> {workspace id: its name}` for
the verbs `view`, `add`, `change` and `delete`. Without it nobody sees a printer.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

from django.conf import settings
from django.utils.module_loading import import_string

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest

Verb = Literal["view", "add", "change", "delete"]
Scope = Callable[["HttpRequest", Verb], "dict[UUID, str]"]


def workspaces(request: HttpRequest, verb: Verb) -> dict[UUID, str]:
    """Return the workspaces, by id, whose printers this person may `verb`. Asked once a request."""
    known: dict[Verb, dict[UUID, str]] = request.__dict__.setdefault("printing_workspaces", {})
    if verb not in known:
        path: str = getattr(settings, "PRINTING_WORKSPACES", "")
        ask: Scope | None = import_string(path) if path else None
        known[verb] = ask(request, verb) if ask else {}
    return known[verb]
