"""What a worker does for printers that ask: deadlines and fall-backs, also when nobody asks."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from printing.errors import PrintingError
from printing.models import Printer
from printing.pull import seen

if TYPE_CHECKING:
    from collections.abc import Collection
    from uuid import UUID

log = logging.getLogger(__name__)


def look_after_all(who: str, only: Collection[UUID] = ()) -> int:
    """Look after every printer that needs it; return how many did. Several workers may at once."""
    needed = seen.to_do(only)
    for printer in Printer.objects.filter(pk__in=needed).select_related("fallback"):
        try:
            seen.look_after(printer, who=who)
        except PrintingError as error:  # set up wrong: it must not stop the others
            log.warning("printer %s: %s", printer, error)
    return len(needed)
