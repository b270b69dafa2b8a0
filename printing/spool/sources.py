"""Where slips come from that are built when they are about to be printed: a port.

`settings.PRINTING_SOURCES` maps the name of a source to a function
`(workspace_id, source_id) -> Slip`. What it builds must be the same whenever it is asked: sealed
documents are.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.module_loading import import_string

from printing.errors import PrintingError

if TYPE_CHECKING:
    from uuid import UUID

    from printing.slips.elements import Slip

Source = Callable[["UUID", "UUID"], "Slip"]


def build(source: str, workspace_id: UUID, source_id: UUID) -> Slip:
    """Build a slip; raises PrintingError `unknown_source`, and what the source raises."""
    path = getattr(settings, "PRINTING_SOURCES", {}).get(source)
    if path is None:
        raise PrintingError("unknown_source", source=source)
    make: Source = import_string(path)
    return make(workspace_id, source_id)
