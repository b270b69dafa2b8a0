"""Printers that ask, as they are seen: by what they say, and by when they said it last."""

from __future__ import annotations

from typing import TYPE_CHECKING

from printing.models.printers import PULLED
from printing.pull import services
from printing.spool import devices, queue
from printing.spool.django_database import DjangoDatabase

if TYPE_CHECKING:
    from collections.abc import Collection
    from uuid import UUID

    from printing.models import Printer
    from printing.pull.verdicts import Seen

# Seconds without a request after which a printer counts as gone: what Star's guide recommends.
SILENT = "(2 * p.poll_seconds + 5)"

# What it does not say stays as it was; but one that asks is not silent.
HEARD = """
update printing_printer
   set seen_at = now(), condition_at = now(),
       condition = coalesce(%s::text, case when condition in ('unknown', 'printer_silent')
                                     then 'ready' else condition end),
       condition_detail = case when %s::text is not null then %s
                               when condition in ('unknown', 'printer_silent') then ''
                               else condition_detail end,
       near_end = coalesce(%s::boolean, near_end),
       failing_since = case when %s::text is null and condition in ('unknown', 'printer_silent') then null
                            when coalesce(%s::text, condition) = 'ready' then null
                            else coalesce(failing_since, now()) end,
       poll_seconds = coalesce(%s::int, poll_seconds)
 where workspace_id = %s and id = %s
"""


def heard(printer: Printer, said: Seen, *, interval: int | None = None) -> None:
    """Note what a printer says of itself, and that it spoke."""
    condition = said.condition
    parameters = (
        condition,
        condition,
        said.detail[:255],
        said.near_end,
        condition,
        condition,
        interval,
        printer.workspace_id,
        printer.pk,
    )
    DjangoDatabase().rows(HEARD, parameters)


# A printer that is printing need not ask meanwhile: it has until the slip is overdue.
GONE = f"""
update printing_printer p
   set condition = 'printer_silent', condition_detail = %s,
       failing_since = coalesce(failing_since, now())
 where workspace_id = %s and id = %s and condition <> 'printer_silent'
   and (seen_at is null or seen_at < now() - make_interval(secs => {SILENT}))
   and not exists (select 1 from printing_printjob j where j.printer_id = p.id
                    and j.workspace_id = p.workspace_id and j.state = 'sending')
returning id
"""  # noqa: S608 (our own text, no values)
FAILS_FOR_LONG = """
select 1 from printing_printer
 where workspace_id = %s and id = %s
   and not is_paused and failing_since <= now() - make_interval(secs => fail_over_after)
"""
# The printers of all workspaces of which something is to be done, as a worker's list of devices is.
TO_DO = f"""
select p.id from printing_printer p
 where p.kind = any(%s) and (
       (p.condition <> 'printer_silent'
        and coalesce(p.seen_at < now() - make_interval(secs => {SILENT}), true))
    or (not p.is_paused and p.failing_since is not null and p.fallback_id is not null)
    or exists (select 1 from printing_printjob j
                where j.workspace_id = p.workspace_id and j.printer_id = p.id
                  and (j.state = 'sending' or (j.state = 'in_doubt' and p.in_doubt = 'reprint'))))
 order by p.id
"""  # noqa: S608 (our own text, no values)


def to_do(only: Collection[UUID] = ()) -> list[UUID]:
    """List the printers that `look_after` may change."""
    found = [row[0] for row in DjangoDatabase().rows(TO_DO, (sorted(PULLED),))]
    return [one for one in found if not only or one in only]


def look_after(printer: Printer, *, who: str) -> None:
    """Do for a printer what no request of its own does: notice that it is gone, and help its slips."""
    services.settle(printer)
    db, ours = DjangoDatabase(), (printer.workspace_id, printer.pk)
    db.rows(GONE, (_silent(printer), *ours))
    if printer.fallback is None or not db.rows(FAILS_FOR_LONG, ours):
        return
    queue.hand_over(
        db,
        workspace_id=printer.workspace_id,
        from_printer=printer.pk,
        to_printer=printer.fallback.pk,
        again=not devices.alike(printer, printer.fallback),
        detail=f"{printer.name} cannot print: {printer.condition_detail or _silent(printer)}"[:500],
        who=who,
    )


def _silent(printer: Printer) -> str:
    if printer.seen_at is None:
        return "It has never asked for slips."
    return f"It asks every {printer.poll_seconds} s, and last did at {printer.seen_at:%Y-%m-%d %H:%M:%S} UTC."
