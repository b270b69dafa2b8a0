"""Giving what waits for one printer to another one."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from uuid import UUID

    from printing.spool.queue import Database

# A slip whose bytes were made for another width is made anew where it can be. A receipt that a fiscal
# device may have closed stays with it, and one goes to no printer of another sort.
FAIL_OVER = """
with moved as (
    update printing_printjob j
       set printer_id = %s, moved_from_id = j.printer_id, not_before = null, updated_at = date_trunc('milliseconds', now()),
           content = case when %s and (j.source <> '' or j.slip is not null)
                     then null else j.content end
     where j.workspace_id = %s and j.printer_id = %s and j.state = 'queued'
       and j.moved_from_id is null and j.fiscal_before is null
       and exists (select 1 from printing_printer p where p.workspace_id = j.workspace_id
                    and p.id = %s
                    and (j.purpose = 'fiscal') = (p.kind in ('erpnet', 'fiscal_simulator')))
    returning j.id, j.workspace_id, j.printer_id
)
insert into printing_printattempt
    (workspace_id, job_id, printer_id, number, state, code, detail, who, at)
select workspace_id, id, printer_id, 0, 'queued', 'moved', %s, %s, clock_timestamp() from moved
returning job_id
"""


def hand_over(
    db: Database,
    *,
    workspace_id: UUID,
    from_printer: UUID,
    to_printer: UUID,
    again: bool,
    detail: str,
    who: str,
) -> list[UUID]:
    """Give all that waits for one printer to another, once; `again`: to be rendered anew.

    What was moved before stays, so that two printers that stand in for each other pass nothing
    round in circles.
    """
    parameters = (to_printer, again, workspace_id, from_printer, to_printer, detail, who)
    return [row[0] for row in db.rows(FAIL_OVER, parameters)]
