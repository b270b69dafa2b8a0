"""One printer's dispatcher: takes its jobs in order and says of each what became of it."""

from __future__ import annotations

import logging
import random
import threading
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from printing.drivers.base import Condition, Link, Outcome, Watch
from printing.drivers.registry import driver_for
from printing.errors import PrintingError
from printing.fiscal import kinds
from printing.spool import banner, media, queue
from printing.spool.condition import Shown, show_condition
from printing.spool.handing_over import hand_over
from printing.spool.queue import Claim, Step
from printing.spool.session import SessionLostError
from printing.spool.states import State

if TYPE_CHECKING:
    from uuid import UUID

    from printing.spool.devices import Device
    from printing.spool.session import Session

log = logging.getLogger(__name__)

# Seconds: how long to sleep when nobody wakes us; how long to keep a quiet connection; how often
# to ask a printer that has nothing to do; how long to wait for paper and the like.
POLL = 0.5
LINGER = 5.0
PROBE = 30.0
PERSON = 2.0
LONGEST_WAIT = 60.0
# What a person at the printer mends: it answers, so it is asked again soon.
WANTS_A_PERSON = frozenset(
    {
        "printer_paper_out",
        "printer_cover_open",
        "printer_offline",
        "printer_error",
        "fiscal_blocked",
        "fiscal_refused",
    }
)


class Dispatcher:
    """Prints what waits for one printer, while it holds the printer's lock.

    `stop` ends it after the job at hand; `give_up` makes it stop waiting for that, too. `known` is
    what printers said after the database had gone: it is written when the lock is held again.
    """

    def __init__(
        self,
        device: Device,
        session: Session,
        *,
        who: str,
        known: dict[tuple[UUID, int], Step] | None = None,
    ) -> None:
        self.device, self.session, self.who = device, session, who
        self.known = {} if known is None else known
        self.wake = threading.Event()
        self.stop = threading.Event()
        self.give_up = threading.Event()
        self.driver = driver_for(device.kind, device.target)
        self._link: Link | None = None
        self._used = self._probed = 0.0
        self._failing_since: float | None = None
        self._failures = 0
        self._shown: Shown | None = None

    def run(self) -> None:
        """Print until told to stop, or until the lock is lost."""
        try:
            self._write_known()
            while not self._ends() and not self.session.lock(self.device.id):
                self.stop.wait(POLL)
            if self._ends():
                return
            self.recover()
            while not self._ends():
                # Cleared first: what is queued from now on wakes the next wait.
                self.wake.clear()
                if not self.turn():
                    self.rest()
            self.session.unlock(self.device.id)
        except SessionLostError:
            log.warning("printer %s: the database is gone", self.device.name)
        finally:
            self._hang_up()

    def _ends(self) -> bool:
        return self.stop.is_set() or self.session.lost.is_set()

    def recover(self) -> None:
        """Settle what the one before us left: holding the lock, we know that nobody sends it."""
        for job_id, attempt, state in queue.left_over(self.session, *self._where):
            known = self.known.pop((job_id, attempt), None)
            if known is not None:
                self._move(job_id, known)
            elif state == State.CLAIMED:
                self._move(job_id, Step(State.QUEUED, attempt, "worker_gone", _GONE_BEFORE))
            else:
                self._move(job_id, Step(State.IN_DOUBT, attempt, "worker_gone", _GONE_AFTER))

    def turn(self) -> bool:
        """Print one job; False when there is none that can be printed now."""
        if self.device.auto_reprint:
            self._print_again()
        job = queue.claim(self.session, *self._where)
        if job is None:
            return False
        if not kinds.fits(job.purpose, self.device.kind):
            self._give_up(job, PrintingError("fiscal_mismatch"))
            return True
        self._work(job)
        return True

    def _work(self, job: Claim) -> None:
        if not media.fits(self.device.kind, job.content):
            media.put_back(self.session, job)
            return
        try:
            link, condition = self._ready()
        except PrintingError as error:
            self._cannot(job, error)
            return
        self._fine(condition)
        self._send(job, link)

    def _give_up(self, job: Claim, error: PrintingError) -> None:
        """Take a job that can never be printed as it is out of the way of the others."""
        self._conclude(job, Step.of(State.FAILED, error, attempt=job.attempt, who=self.who))

    def _ready(self) -> tuple[Link, Condition]:
        """Return a link that was just checked; raises PrintingError."""
        if self._link is not None:
            try:
                return self._link, self._link.check()
            except PrintingError:
                self._hang_up()  # kept for too long, perhaps: what counts is what a new one says
        link = self._open()
        return link, link.check()

    @property
    def _where(self) -> tuple[UUID, UUID]:
        return self.device.workspace_id, self.device.id

    def _move(self, job_id: UUID, step: Step) -> bool:
        return queue.move(self.session, self.device.workspace_id, job_id, step)

    def _print_again(self) -> None:
        for job_id in queue.in_doubt(self.session, *self._where):
            self._move(job_id, Step(State.QUEUED, code="print_again", detail=_POLICY, who=self.who))

    def _send(self, job: Claim, link: Link) -> None:
        """Send a job: `sending` is in the database before its first byte is on its way."""
        if not self._move(job.id, Step(State.SENDING, job.attempt, who=self.who)):
            return  # a person was faster
        data = job.content
        if job.doubts:
            data = banner.before(data, self.device.profile)
        try:
            outcome = link.send(data, Watch(self._may_go_on, self._waits, self._may_wait))
        except PrintingError as error:
            self._hang_up()
            if error.may_have_printed:
                self._conclude(job, Step.of(State.IN_DOUBT, error, attempt=job.attempt))
                self._show(Shown(error.code, str(error)))
            else:
                self._cannot(job, error)
            return
        to = State.PRINTED if outcome is Outcome.PRINTED else State.SENT_UNCONFIRMED
        self._conclude(job, Step(to, job.attempt, sent=len(data), who=self.who))
        self._used = time.monotonic()

    def _conclude(self, job: Claim, step: Step) -> None:
        """Write what became of a job; what cannot be written now is kept for later."""
        try:
            self._move(job.id, step)
        except SessionLostError:
            self.known[job.id, job.attempt] = step
            raise

    def _write_known(self) -> None:
        """Write what became of attempts, whoever has the lock: nothing but the truth about them."""
        for (job_id, attempt), step in list(self.known.items()):
            if self._move(job_id, step):
                self.known.pop((job_id, attempt), None)

    def _may_go_on(self) -> bool:
        return not self.give_up.is_set() and self.session.lives()

    def _may_wait(self) -> bool:
        # Whoever has the lock now sends nothing of this job, so that its word may still come.
        return not self.give_up.is_set()

    def _waits(self, error: PrintingError | None) -> None:
        """Show why a printer that has the job does not print it, or that it goes on."""
        try:
            self._show(Shown(error.code, str(error)) if error else Shown("ready"))
        except SessionLostError:
            return  # the driver finds out when it asks whether it may go on

    def _cannot(self, job: Claim, error: PrintingError) -> None:
        """Nothing of the job was printed: it goes back to the head of the queue, for later."""
        self._hang_up()
        now = time.monotonic()
        self._failing_since = self._failing_since or now
        self._failures += 1
        wait = PERSON if error.code in WANTS_A_PERSON else _back_off(self._failures)
        later = datetime.now(UTC) + timedelta(seconds=wait)
        self._conclude(job, self._queued(job, error, later))
        self._show(Shown(error.code, str(error)))
        if self.device.fallback and now - self._failing_since >= self.device.fail_over_after:
            self._fail_over(error)

    def _queued(self, job: Claim, error: PrintingError, later: datetime) -> Step:
        return Step.of(State.QUEUED, error, attempt=job.attempt, who=self.who, not_before=later)

    def _fail_over(self, error: PrintingError) -> None:
        assert self.device.fallback is not None  # noqa: S101 (asked by the caller)
        moved = hand_over(
            self.session,
            workspace_id=self.device.workspace_id,
            from_printer=self.device.id,
            to_printer=self.device.fallback,
            again=not self.device.fallback_is_alike,
            detail=f"{self.device.name}: {error}"[:500],
            who=self.who,
        )
        if moved:
            log.warning("printer %s: %d jobs go to another one", self.device.name, len(moved))

    def _fine(self, condition: Condition) -> None:
        self._failures, self._failing_since = 0, None
        sensor = self.device.drawer_sensor
        is_open = condition.drawer_high == (sensor == "high") if sensor else None
        self._show(Shown("ready", "", condition.near_end, is_open))

    def _show(self, shown: Shown) -> None:
        if self._shown != shown:
            show_condition(self.session, *self._where, shown)
            self._shown = shown

    def rest(self) -> None:
        """Wait for work; let a quiet printer go, and now and then ask how it is."""
        now = time.monotonic()
        if self._link is not None and now - self._used > LINGER:
            self._hang_up()
        if now - max(self._probed, self._used) > PROBE:
            self._probe()
        self.wake.wait(POLL)

    def _probe(self) -> None:
        self._probed = time.monotonic()
        try:
            self._fine(self._ready()[1])
        except PrintingError as error:
            self._hang_up()
            self._show(Shown(error.code, str(error)))
        else:
            self._hang_up()

    def _open(self) -> Link:
        if self._link is None:
            self._link = self.driver.open()
        return self._link

    def _hang_up(self) -> None:
        if self._link is not None:
            self._link.close()
            self._link = None


_GONE_BEFORE = "The worker ended before it sent anything."
_GONE_AFTER = "The worker ended while it was sending: look at the paper."
_POLICY = "This printer prints again what is in doubt."


def _back_off(failures: int) -> float:
    """1, 2, 4 … 60 seconds, a fifth more or less, so that printers do not knock in step."""
    return min(2.0 ** min(failures - 1, 6), LONGEST_WAIT) * random.uniform(0.8, 1.2)  # noqa: S311
