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
# the sale: no round trip more. A workspace without a printer queues nothing. Where a fiscal route
# fits, the fiscal device prints the receipt, and nothing else does: one job in either case.
ENQUEUE = """
insert into printing_printjob
    (id, workspace_id, key, purpose, reference, source, source_id, copy_of_id, slip, content, sha256,
     warnings, state, printer_id, created_at, updated_at)
select %s, w.id, %s, case when f.printer_id is null then w.purpose else 'fiscal' end, %s, %s, %s, %s,
    %s::jsonb, %s, %s, %s::jsonb, 'queued',
    coalesce(
        w.printer_id,
        f.printer_id,
        (select r.printer_id from printing_route r
          where r.workspace_id = w.id and r.purpose = w.purpose and r.category_id is null
            and (r.register_id is null or r.register_id = w.register_id)
            and (r.outlet_id is null or r.outlet_id = w.outlet_id)
          order by r.register_id is null, r.outlet_id is null limit 1),
        (select p.id from printing_printer p where p.workspace_id = w.id and p.is_default)),
    date_trunc('milliseconds', now()), date_trunc('milliseconds', now())
from (select %s::uuid as id, %s::varchar as purpose, %s::uuid as printer_id,
             %s::uuid as register_id, %s::uuid as outlet_id, %s::boolean as fiscal) w
left join lateral (
    select r.printer_id from printing_route r
     where w.fiscal and w.printer_id is null and r.workspace_id = w.id and r.purpose = 'fiscal'
       and (r.register_id is null or r.register_id = w.register_id)
       and (r.outlet_id is null or r.outlet_id = w.outlet_id)
     order by r.register_id is null, r.outlet_id is null limit 1) f on true
where exists (select 1 from printing_printer p where p.workspace_id = w.id
               and (w.fiscal or w.purpose = 'fiscal'
                    or p.kind not in ('erpnet', 'fiscal_simulator')))
on conflict (workspace_id, key) do nothing
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewJob:
    """What is asked to be printed.

    * The same `key` queues once in a workspace. `reference` says what it is, for people.
    * `source` and `source_id` say what builds the slip later (`settings.PRINTING_SOURCES`);
      `content` is given where it is rendered already.
    * Without `printer_id` the routes for its purpose decide, then the default printer; before them,
      where it `may_be_fiscal`, the fiscal routes.
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
    may_be_fiscal: bool = False
    id: UUID = field(default_factory=new_id)


def enqueueing(job: NewJob) -> tuple[str, tuple[object, ...]]:
    """Return the statement that queues a job, and its parameters. The same key queues once."""
    return ENQUEUE, (
        job.id,
        job.key,
        job.reference[:255],
        job.source,
        job.source_id,
        job.copy_of,
        None if job.slip is None else json.dumps(job.slip),
        job.content,
        job.sha256,
        json.dumps(list(job.warnings)),
        job.workspace_id,
        job.purpose,
        job.printer_id,
        job.register_id,
        job.outlet_id,
        job.may_be_fiscal,
    )


@dataclass(frozen=True, slots=True)
class Claim:
    """A job that a printer took: nobody else may send it while `attempt` is its current number.

    `before` are the counters that were kept before it was sent to a fiscal device, if it was.
    """

    id: UUID
    workspace_id: UUID
    attempt: int
    doubts: int
    reference: str
    content: bytes
    purpose: str = ""
    before: dict[str, Any] | None = None


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
returning j.id, j.workspace_id, j.attempts, j.doubts, j.reference, j.content, j.purpose,
    j.fiscal_before::text
"""  # noqa: S608 (our own text, no values)


def claim(db: Database, workspace_id: UUID, printer_id: UUID) -> Claim | None:
    """Take the job at the head of a printer's queue; None while there is none to send."""
    rows = db.rows(CLAIM, (workspace_id, printer_id, printer_id, workspace_id))
    if not rows:
        return None
    job_id, workspace, attempt, doubts, reference, content, purpose, before = rows[0]
    kept = None if before is None else json.loads(before)
    return Claim(job_id, workspace, attempt, doubts, reference, bytes(content), purpose, kept)


# `doubts` grows when it goes in doubt; `printed_at` is when it is known to be on paper. What a fiscal
# device may have closed is not cancelled while it waits to be asked.
MOVE = """
with given as (select %s::jsonb as fiscal), changed as (
    update printing_printjob
       set state = %s, error_code = %s, error = %s, not_before = %s, updated_at = date_trunc('milliseconds', now()),
           doubts = doubts + (%s = 'in_doubt')::int,
           printed_at = case when %s in ('printed', 'sent_unconfirmed') then date_trunc('milliseconds', now())
                        else printed_at end,
           fiscal_before = case when fiscal ? 'before' then nullif(fiscal -> 'before', 'null')
                           else fiscal_before end,
           fiscal_number = coalesce(fiscal ->> 'number', fiscal_number),
           fiscal_at = coalesce(fiscal ->> 'at', fiscal_at),
           device_serial = coalesce(fiscal ->> 'serial', device_serial),
           is_simulated = coalesce((fiscal ->> 'simulated')::boolean, is_simulated),
           fiscal_result = coalesce(fiscal -> 'result', fiscal_result)
      from given
     where workspace_id = %s and id = %s and state = any(%s)
       and (%s::int is null or attempts = %s)
       and not (%s = 'cancelled' and state = 'queued' and fiscal_before is not null)
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
    # What to note of a fiscal device: `before` (None: it was asked, and closed nothing), `number`,
    # `at`, `serial`, `simulated`, `result`.
    fiscal: dict[str, object] | None = None
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
        None if step.fiscal is None else json.dumps(step.fiscal),
        step.to,
        step.code,
        step.detail if step.code else "",
        step.not_before,
        step.to,
        step.to,
        workspace_id,
        job_id,
        list(step.come_from) or before(step.to),
        step.attempt,
        step.attempt,
        step.to,
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
