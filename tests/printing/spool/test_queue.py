"""The statements of the queue on their own."""

from __future__ import annotations

import pytest

from printing.spool import queue
from printing.spool.queue import Step
from printing.spool.session import Session, SessionLostError
from printing.spool.states import State

from .conftest import HERE, eventually, history, printer, put, states
from .test_competing import cut_sessions

pytestmark = pytest.mark.usefixtures("spool")


def test_a_claim_is_not_waited_for_but_what_follows_is() -> None:
    job = put("job", printer(1))
    session = Session()
    session.rows("set synchronous_commit = on", ())
    claim = queue.claim(session, HERE, job.printer_id)
    assert claim is not None
    assert session.rows("show synchronous_commit", ()) == [("on",)]
    assert queue.claim(session, HERE, job.printer_id) is None
    assert queue.move(session, HERE, claim.id, Step(State.SENDING, claim.attempt))
    session.close()


def test_a_session_knows_without_asking_that_it_was_ended() -> None:
    session = Session()
    assert session.lives()
    assert session.lock(HERE)
    assert session.lives()
    assert cut_sessions() == 1
    eventually(lambda: not session.lives())
    assert session.lost.is_set()
    with pytest.raises(SessionLostError):
        session.beat()
    session.close()
    assert not session.lives()


def test_a_late_word_counts_for_its_own_attempt_only() -> None:
    job = put("job", printer(1))
    session = Session()
    first = queue.claim(session, HERE, job.printer_id)
    assert first is not None
    queue.move(session, HERE, job.pk, Step(State.SENDING, first.attempt))
    queue.move(session, HERE, job.pk, Step(State.IN_DOUBT, first.attempt))
    queue.move(session, HERE, job.pk, Step(State.QUEUED, who="me"))
    second = queue.claim(session, HERE, job.printer_id)
    assert second is not None
    assert second.doubts == 1
    queue.move(session, HERE, job.pk, Step(State.SENDING, second.attempt))
    assert not queue.move(session, HERE, job.pk, Step(State.PRINTED, first.attempt))
    queue.move(session, HERE, job.pk, Step(State.IN_DOUBT, second.attempt))
    assert queue.move(session, HERE, job.pk, Step(State.PRINTED, second.attempt))
    assert states(job) == ["printed"]
    assert [number for number, _, _ in history(job)] == [1, 1, 0, 2, 2, 2]
    session.close()
