"""The job table as a queue. Every change of state is one statement that checks where it comes from.

A worker runs these on its own connection and the back office on Django's: `Database` is all they
ask of either. A job is changed only by who holds its current attempt, or by a person.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from printing.models.ids import new_id
from printing.spool.states import State, before

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from printing.errors import PrintingError

LISTEN = "slipway_printing"


class Database(Protocol):
    """Whatever runs one statement, committed or in the caller's transaction."""

    def rows(self, statement: str, parameters: Sequence[Any]) -> list[Any]:
        """Run a statement; return its rows."""


# Routes and the default printer are looked up by the statement that queues, in the transaction of
# the sale: no round trip more. A workspace without a printer queues nothing.
ENQUEUE = """
insert into printing_printjob
    (id, workspace_id, key, purpose, reference, source, source_id, copy_of_id, slip, content, sha256,
     warnings, state, printer_id, created_at, updated_at)
select %s, w.id, %s, %s, %s, %s, %s, %s, %s::jsonb, %s, %s, %s::jsonb, 'queued',
    coalesce(
        %s::uuid,
        (select r.printer_id from printing_route r
          where r.workspace_id = w.id and r.purpose = %s and r.category_id is null
            and (r.register_id is null or r.register_id = %s::uuid)
            and (r.outlet_id is null or r.outlet_id = %s::uuid)
          order by r.register_id is null, r.outlet_id is null limit 1),
        (select p.id from printing_printer p where p.workspace_id = w.id and p.is_default)),
    date_trunc('milliseconds', now()), date_trunc('milliseconds', now())
from (select %s::uuid as id) w
where exists (select 1 from printing_printer p where p.workspace_id = w.id)
on conflict (workspace_id, key) do nothing
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewJob:
    """What is asked to be printed.

    * The same `key` queues once in a workspace. `reference` says what it is, for people.
    * `source` and `source_id` say what builds the slip later (`settings.PRINTING_SOURCES`);
      `content` is given where it is rendered already.
    * Without `printer_id` the routes for its purpose decide, then the default printer.
    """

    workspace_id: UUID
    key: str
    purpose: str
    reference: str
    source: str = ""
    source_id: UUID | None = None
    copy_of: UUID | None = None
    slip: object = None
    content: bytes | None = None
    sha256: str = ""
    warnings: tuple[object, ...] = ()
    printer_id: UUID | None = None
    register_id: UUID | None = None
    outlet_id: UUID | None = None
    id: UUID = field(default_factory=new_id)


def enqueueing(job: NewJob) -> tuple[str, tuple[object, ...]]:
    """Return the statement that queues a job, and its parameters. The same key queues once."""
    return ENQUEUE, (
        job.id,
        job.key,
        job.purpose,
        job.reference[:255],
        job.source,
        job.source_id,
        job.copy_of,
        None if job.slip is None else json.dumps(job.slip),
        job.content,
        job.sha256,
        json.dumps(list(job.warnings)),
        job.printer_id,
        job.purpose,
        job.register_id,
        job.outlet_id,
        job.workspace_id,
    )


@dataclass(frozen=True, slots=True)
class Claim:
    """A job that a printer took: nobody else may send it while `attempt` is its current number."""

    id: UUID
    workspace_id: UUID
    attempt: int
    doubts: int
    reference: str
    content: bytes


# The first job that waits, and only it: one that is in doubt, or not rendered yet, or not to be
# tried yet, holds back all behind it. Parameters: workspace and printer; printer and workspace.
_HEAD = """head as (
    select id, state, not_before, content is not null as made from printing_printjob
     where workspace_id = %s and printer_id = %s
       and state in ('queued', 'claimed', 'sending', 'in_doubt')
     order by position limit 1
)
"""
HEAD = f"with {_HEAD}"
IS_NEXT = """j.id = head.id and j.state = 'queued' and head.made
   and (head.not_before is null or head.not_before <= now())
   and not exists (select 1 from printing_printjob b where b.printer_id = %s
                    and b.workspace_id = %s and b.state = 'in_doubt')
"""
# A claim is not waited for until it is on disk: `sending`, which is, takes it there, and a claim that
# a crash forgets has sent nothing.
CLAIM = f"""
with soon as (select set_config('synchronous_commit', 'off', true)),
{_HEAD}
update printing_printjob j
   set state = 'claimed', attempts = j.attempts + 1, updated_at = date_trunc('milliseconds', now())
  from head, soon
 where {IS_NEXT}
returning j.id, j.workspace_id, j.attempts, j.doubts, j.reference, j.content
"""  # noqa: S608 (our own text, no values)


def claim(db: Database, workspace_id: UUID, printer_id: UUID) -> Claim | None:
    """Take the job at the head of a printer's queue; None while there is none to send."""
    rows = db.rows(CLAIM, (workspace_id, printer_id, printer_id, workspace_id))
    if not rows:
        return None
    job_id, workspace, attempt, doubts, reference, content = rows[0]
    return Claim(job_id, workspace, attempt, doubts, reference, bytes(content))


# `doubts` grows when it goes in doubt; `printed_at` is when it is known to be on paper.
MOVE = """
with changed as (
    update printing_printjob
       set state = %s, error_code = %s, error = %s, not_before = %s, updated_at = date_trunc('milliseconds', now()),
           doubts = doubts + (%s = 'in_doubt')::int,
           printed_at = case when %s in ('printed', 'sent_unconfirmed') then date_trunc('milliseconds', now())
                        else printed_at end
     where workspace_id = %s and id = %s and state = any(%s)
       and (%s::int is null or attempts = %s)
    returning id, workspace_id, printer_id, attempts
)
insert into printing_printattempt
    (workspace_id, job_id, printer_id, number, state, code, detail, sent, who, at)
select workspace_id, id, printer_id, coalesce(%s::int, 0), %s, %s, %s, %s, %s, clock_timestamp()
  from changed
returning id
"""


@dataclass(frozen=True, slots=True)
class Step:
    """A change of a job's state. `attempt` None: a person's decision, whoever tried it."""

    to: State
    attempt: int | None = None
    code: str = ""
    detail: str = ""
    sent: int | None = None
    who: str = ""
    not_before: datetime | None = None
    # Where it may come from, if not from all that the table of states allows.
    come_from: tuple[str, ...] = ()

    @classmethod
    def of(cls, to: State, error: PrintingError, **rest: Any) -> Step:
        """Make the step that an error leads to."""
        sent = error.data.get("sent")
        return cls(
            to,
            code=error.code,
            detail=str(error)[:500],
            sent=sent if isinstance(sent, int) else None,
            **rest,
        )


def move(db: Database, workspace_id: UUID, job_id: UUID, step: Step) -> bool:
    """Change a job's state and note it; False when it was not where it had to be."""
    parameters = (
        step.to,
        step.code,
        step.detail,
        step.not_before,
        step.to,
        step.to,
        workspace_id,
        job_id,
        list(step.come_from) or before(step.to),
        step.attempt,
        step.attempt,
        step.attempt,
        step.to,
        step.code,
        step.detail,
        step.sent,
        step.who,
    )
    return bool(db.rows(MOVE, parameters))


NOTE = """
insert into printing_printattempt
    (workspace_id, job_id, printer_id, number, state, code, detail, who, at)
select workspace_id, id, printer_id, 0, %s, %s, %s, %s, clock_timestamp()
  from printing_printjob where workspace_id = %s and id = %s
"""


def note(db: Database, workspace_id: UUID, job_id: UUID, step: Step) -> None:
    """Note in a job's history what a person did that changes no state."""
    db.rows(NOTE, (step.to, step.code, step.detail, step.who, workspace_id, job_id))


LEFT_OVER = """
select id, attempts, state from printing_printjob
 where workspace_id = %s and printer_id = %s and state in ('claimed', 'sending')
"""


def left_over(db: Database, workspace_id: UUID, printer_id: UUID) -> list[tuple[UUID, int, str]]:
    """List what somebody who is gone had taken: (job, attempt, state)."""
    return [tuple(row) for row in db.rows(LEFT_OVER, (workspace_id, printer_id))]


IN_DOUBT = """
select id from printing_printjob
 where workspace_id = %s and printer_id = %s and state = 'in_doubt' order by position
"""


def in_doubt(db: Database, workspace_id: UUID, printer_id: UUID) -> list[UUID]:
    """List the jobs that hold a printer back until somebody looks at the paper."""
    return [row[0] for row in db.rows(IN_DOUBT, (workspace_id, printer_id))]


# A slip whose bytes were made for another width is made anew where it can be.
FAIL_OVER = """
with moved as (
    update printing_printjob j
       set printer_id = %s, moved_from_id = j.printer_id, not_before = null, updated_at = date_trunc('milliseconds', now()),
           content = case when %s and (j.source <> '' or j.slip is not null)
                     then null else j.content end
     where j.workspace_id = %s and j.printer_id = %s and j.state = 'queued'
       and j.moved_from_id is null
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
    parameters = (to_printer, again, workspace_id, from_printer, detail, who)
    return [row[0] for row in db.rows(FAIL_OVER, parameters)]


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
