"""Whether a workspace sells for real: a port, answered by the project.

`settings.PRINTING_LIVE` names a function `(workspace id) -> bool`. Without it every workspace is
live: what is not known to be a demo gets no simulator.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.module_loading import import_string

if TYPE_CHECKING:
    from uuid import UUID

Ask = Callable[["UUID"], bool]


def is_live(workspace_id: UUID) -> bool:
    """Tell whether the sales of a workspace are real ones."""
    path: str = getattr(settings, "PRINTING_LIVE", "")
    if not path:
        return True
    ask: Ask = import_string(path)
    return ask(workspace_id)
