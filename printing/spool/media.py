"""What a printer of a kind takes: commands, or pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from printing.render.encoder import encode
from printing.render.picture import is_picture, picture
from printing.spool import queue
from printing.spool.states import State

if TYPE_CHECKING:
    from printing.render.profile import Profile
    from printing.render.rows import Layout
    from printing.spool.queue import Claim, Database

Media = Literal["escpos", "picture"]
PICTURES = frozenset({"cloudprnt"})


def is_for(kind: str) -> Media:
    """Return what a printer of this kind takes."""
    return "picture" if kind in PICTURES else "escpos"


def content(kind: str, layout: Layout, profile: Profile) -> bytes:
    """Return a job's bytes for a printer of this kind."""
    if is_for(kind) == "picture":
        return picture(layout, profile).pack()
    return encode(layout, profile)


def fits(kind: str, stored: bytes) -> bool:
    """Tell whether stored bytes are what a printer of this kind takes."""
    return is_picture(stored) == (is_for(kind) == "picture")


# Whoever renders does it anew, for the kind that the printer is of now.
RENDER_AGAIN = """
update printing_printjob set state = 'queued', content = null, sha256 = ''
 where workspace_id = %s and id = %s and state = 'claimed' and attempts = %s
   and (source <> '' or slip is not null)
returning id
"""
_WRONG = "It was rendered for another kind of printer, and cannot be rendered again."


def put_back(db: Database, job: Claim) -> None:
    """Put back a job that was rendered for another kind of printer; fail it where it must stay so.

    A printer's kind may be changed while slips wait for it.
    """
    if not db.rows(RENDER_AGAIN, (job.workspace_id, job.id, job.attempt)):
        failed = queue.Step(State.FAILED, job.attempt, code="pull_media", detail=_WRONG)
        queue.move(db, job.workspace_id, job.id, failed)
