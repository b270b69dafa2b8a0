"""What printing asks of the project that it is part of: ports, named in its settings.

`PRINTING_WORKSPACES` is a function `(request, verb) -> {workspace id: its name}` for the verbs
`view`, `add`, `change` and `delete`: whose printers somebody may see in the back office. Without it
nobody sees a printer.

`PRINTING_PLACES` is a function `(workspace ids) -> {noun: {id: (workspace id, name)}}` for the nouns
`register`, `outlet` and `category`: what a route may be narrowed to. Without it routes take any id.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, Literal

from django.conf import settings
from django.utils.module_loading import import_string

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest

Verb = Literal["view", "add", "change", "delete"]
Noun = Literal["register", "outlet", "category"]
Scope = Callable[["HttpRequest", Verb], "dict[UUID, str]"]
Places = dict[Noun, "dict[UUID, tuple[UUID, str]]"]
NOUNS: tuple[Noun, ...] = ("register", "outlet", "category")


def workspaces(request: HttpRequest, verb: Verb) -> dict[UUID, str]:
    """Return the workspaces, by id, whose printers this person may `verb`. Asked once a request."""
    known: dict[Verb, dict[UUID, str]] = request.__dict__.setdefault("printing_workspaces", {})
    if verb not in known:
        path: str = getattr(settings, "PRINTING_WORKSPACES", "")
        ask: Scope | None = import_string(path) if path else None
        known[verb] = ask(request, verb) if ask else {}
    return known[verb]


def places(workspace_ids: Collection[UUID]) -> Places | None:
    """Return registers, outlets and categories of workspaces; None where nobody knows any."""
    path: str = getattr(settings, "PRINTING_PLACES", "")
    ask: Callable[[Collection[UUID]], Places] | None = import_string(path) if path else None
    return ask(workspace_ids) if ask else None
