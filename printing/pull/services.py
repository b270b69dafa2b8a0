"""What a printer that asks does to its queue: it is offered a slip, takes it, and says how it went.

No process holds such a printer's lock; the row of the job does its work. Whatever hands a slip out
is one statement that moves the job on from where it must be, so of two requests at once one gets
it. A slip is `sending` in the database before the first byte of it is answered.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from django.db import transaction

from printing.models import InDoubt, PrintAttempt
from printing.pull.tokens import Token, read
from printing.pull.verdicts import Verdict, Word
from printing.spool import banner, media, queue
from printing.spool.django_database import DjangoDatabase
from printing.spool.queue import Claim, Step
from printing.spool.states import State

if TYPE_CHECKING:
    from uuid import UUID

    from printing.models import Printer

WHO = "the printer"
# Seconds: how long a printer may say nothing about a slip it took (Star's guide recommends about
# 60), how long it may say that it is still at it, and how long to wait after a failure.
CONFIRM = 90.0
HOLD = 900.0
AGAIN = 5.0

OFFER = f"""{queue.HEAD}
update printing_printjob j set offer = %s from head where {queue.IS_NEXT}
returning j.id, j.attempts
"""  # noqa: S608 (our own text, no values)
TAKE = f"""{queue.HEAD}
update printing_printjob j
   set state = 'claimed', attempts = j.attempts + 1, updated_at = date_trunc('milliseconds', now())
  from head
 where {queue.IS_NEXT} and j.id = %s and j.attempts = %s and j.offer = %s
returning j.id, j.workspace_id, j.attempts, j.doubts, j.reference, j.content
"""  # noqa: S608 (our own text, no values)
TAKEN = """
select id, workspace_id, attempts, doubts, reference, content from printing_printjob
 where workspace_id = %s and printer_id = %s and id = %s and attempts = %s and offer = %s
   and state = 'sending'
"""
# Under the row's lock; what else is asked comes in later statements, which see what was committed.
LOCK = (
    "select state, attempts from printing_printjob where workspace_id = %s and id = %s for update"
)
AT_WORK = """
select id, attempts from printing_printjob
 where workspace_id = %s and printer_id = %s and state = 'sending'
"""
OVERDUE = f"{AT_WORK} and updated_at < now() - make_interval(secs => %s)"
# Not for ever: what a printer keeps saying is believed until HOLD after it took the slip.
STILL_AT_IT = """
update printing_printjob j set updated_at = date_trunc('milliseconds', now())
 where workspace_id = %s and printer_id = %s and state = 'sending'
   and exists (select 1 from printing_printattempt a where a.job_id = j.id
                and a.workspace_id = j.workspace_id and a.number = j.attempts
                and a.state = 'sending' and a.at > now() - make_interval(secs => %s))
returning j.id
"""


class Heard(StrEnum):
    """What was made of a printer's word: it counts, it comes too late, or it is nobody's."""

    COUNTS = "counts"
    LATE = "late"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Handed:
    """A slip as it is handed out: `content` has the banner where one is needed."""

    token: str
    content: bytes


def offer(printer: Printer) -> str | None:
    """Offer what is next, under a new name; None while there is nothing to print.

    A name that was offered before, and not used, is void: of two that were offered the same slip,
    one gets it.
    """
    if printer.is_paused:
        return None
    name = secrets.token_urlsafe(6)
    ours = (printer.workspace_id, printer.pk)
    rows = DjangoDatabase().rows(OFFER, (*ours, name, *reversed(ours)))
    if not rows:
        return None
    job_id, attempts = rows[0]
    return str(Token(job_id, attempts + 1, name))


def take(printer: Printer, text: str) -> Handed | None:
    """Hand out the slip that was offered by this name, again if need be; None for any other name.

    The same name gives the same bytes, as often as it is asked for while the slip is under way.
    """
    token = read(text)
    if token is None or not token.offer:
        return None
    ours = (printer.workspace_id, printer.pk)
    named = (token.job_id, token.attempt - 1, token.offer)
    db = DjangoDatabase()
    with transaction.atomic():
        rows = db.rows(TAKE, (*ours, *reversed(ours), *named))
        if rows and not _begin(printer, _claim(rows[0]), text):
            return None
    if not rows:
        rows = db.rows(TAKEN, (*ours, token.job_id, token.attempt, token.offer))
    return _handed(printer, _claim(rows[0]), text) if rows else None


def take_next(printer: Printer) -> Handed | None:
    """Hand out what is next, for a printer that asks and takes in one request."""
    if printer.is_paused:
        return None
    with transaction.atomic():
        claim = queue.claim(DjangoDatabase(), printer.workspace_id, printer.pk)
        if claim is None:
            return None
        text = str(Token(claim.id, claim.attempt))
        begun = _begin(printer, claim, text)
    return _handed(printer, claim, text) if begun else None


def _claim(row: tuple[UUID, UUID, int, int, str, bytes]) -> Claim:
    job_id, workspace_id, attempt, doubts, reference, content = row
    return Claim(job_id, workspace_id, attempt, doubts, reference, bytes(content))


def _begin(printer: Printer, claim: Claim, text: str) -> bool:
    """Note that a slip leaves; False where it is none for this printer."""
    db = DjangoDatabase()
    if not media.fits(printer.kind, claim.content):
        media.put_back(db, claim)
        return False
    step = Step(State.SENDING, claim.attempt, who=_called(text))
    return queue.move(db, claim.workspace_id, claim.id, step)


def _called(text: str) -> str:
    """Write in the history by which name a slip left: only by that name it is spoken of."""
    return f"{WHO}, {text}"


def _handed(printer: Printer, claim: Claim, text: str) -> Handed:
    content = claim.content
    if claim.doubts:
        content = banner.before(content, printer.profile())
    return Handed(text, content)


def conclude(printer: Printer, text: str, word: Word) -> Heard:
    """Write what a printer says of a slip it took. Saying it twice changes nothing more."""
    token = read(text)
    if token is None:
        return Heard.UNKNOWN
    with transaction.atomic():
        rows = DjangoDatabase().rows(LOCK, (printer.workspace_id, token.job_id))
        history = PrintAttempt.objects.filter(
            workspace_id=printer.workspace_id, job_id=token.job_id, number=token.attempt
        )
        mine = history.filter(printer_id=printer.pk, state=State.SENDING, who=_called(text))
        if not rows or not mine.exists():
            return Heard.UNKNOWN
        state, attempts = rows[0]
        if attempts != token.attempt:
            if not history.filter(code="late_word").exists():
                _note_late(printer, token, state, word)
            return Heard.LATE
        _write(printer, token.job_id, token.attempt, word)
    return Heard.COUNTS


def conclude_current(printer: Printer, word: Word) -> bool:
    """Write what a printer says of the slip it has, without naming it; False while it has none."""
    with transaction.atomic():
        rows = DjangoDatabase().rows(f"{AT_WORK} for update", (printer.workspace_id, printer.pk))
        for job_id, attempt in rows:
            _write(printer, job_id, attempt, word)
    return bool(rows)


def _note_late(printer: Printer, token: Token, state: str, word: Word) -> None:
    PrintAttempt.objects.create(
        workspace_id=printer.workspace_id, job_id=token.job_id, printer=printer,
        number=token.attempt, state=state, code="late_word", who=WHO,
        detail=f"A later attempt is under way, so this changes nothing: {word.verdict} {word.detail}"[:500],
    )  # fmt: skip


def _write(printer: Printer, job_id: UUID, attempt: int, word: Word) -> None:
    for step in steps(attempt, word):
        queue.move(DjangoDatabase(), printer.workspace_id, job_id, step)


_UNDER_WAY = (str(State.SENDING),)
_DOUBTED = (str(State.IN_DOUBT),)


def steps(attempt: int, word: Word) -> list[Step]:
    """List the steps that a word leads to; each is taken from where it may be, or not at all."""
    said = Step(
        State.IN_DOUBT, attempt, code=word.code, detail=word.detail, who=WHO, come_from=_UNDER_WAY
    )
    later = datetime.now(UTC) + timedelta(seconds=AGAIN)
    # In doubt because it was silent for long: its word settles that, and the banner stays.
    again = _changed(said, State.QUEUED, _DOUBTED, later)
    table: dict[Verdict, list[Step]] = {
        Verdict.PRINTED: [Step(State.PRINTED, attempt, who=WHO)],
        Verdict.TAKEN: [_changed(said, State.SENT_UNCONFIRMED, _UNDER_WAY)],
        Verdict.NOTHING: [_changed(said, State.QUEUED, (*_UNDER_WAY, *_DOUBTED), later)],
        Verdict.PARTLY: [said, again],
        Verdict.REFUSED: [_changed(said, State.FAILED, _UNDER_WAY)],
        Verdict.UNCLEAR: [said],
        Verdict.BUSY: [],
    }
    return table[word.verdict]


def _changed(
    step: Step, to: State, come_from: tuple[str, ...], not_before: datetime | None = None
) -> Step:
    return Step(
        to, step.attempt, code=step.code, detail=step.detail, who=step.who,
        come_from=come_from, not_before=not_before,
    )  # fmt: skip


def still_at_it(printer: Printer) -> None:
    """Give a printer more time for the slip it has: it says that it is printing."""
    DjangoDatabase().rows(STILL_AT_IT, (printer.workspace_id, printer.pk, HOLD))


def settle(printer: Printer) -> None:
    """Put in doubt what a printer took and never spoke of; print again what may be, by policy."""
    db = DjangoDatabase()
    ours = (printer.workspace_id, printer.pk)
    silent = f"The printer took it and said nothing for {CONFIRM:.0f} s: look at the paper."
    for job_id, attempt in db.rows(OVERDUE, (*ours, CONFIRM)):
        step = Step(State.IN_DOUBT, attempt, code="no_word", detail=silent, come_from=_UNDER_WAY)
        queue.move(db, printer.workspace_id, job_id, step)
    if printer.in_doubt == InDoubt.REPRINT:
        for job_id in queue.in_doubt(db, *ours):
            step = Step(State.QUEUED, code="print_again", detail=_POLICY, come_from=_DOUBTED)
            queue.move(db, printer.workspace_id, job_id, step)


_POLICY = "This printer prints again what is in doubt."
