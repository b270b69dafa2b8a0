"""What is known of a printer, beside its queue: how it is, and what its sensors say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from uuid import UUID

    from printing.spool.queue import Database

CONDITION = """
update printing_printer
   set condition = %s, condition_detail = %s, near_end = %s, drawer_open = %s, condition_at = now()
 where workspace_id = %s and id = %s
"""


@dataclass(frozen=True, slots=True)
class Shown:
    """What is shown of a printer: `ready` or the code of an error, and what its sensors say.

    `drawer_open` is None where that is not known.
    """

    code: str
    detail: str = ""
    near_end: bool = False
    drawer_open: bool | None = None


def show_condition(db: Database, workspace_id: UUID, printer_id: UUID, shown: Shown) -> None:
    """Write what a printer says about itself."""
    detail = shown.detail[:255]
    values = (shown.code, detail, shown.near_end, shown.drawer_open, workspace_id, printer_id)
    db.rows(CONDITION, values)
