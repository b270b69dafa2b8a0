"""Seals documents: a number without a gap, a hash in a chain, running totals.

In three steps, so that a caller can send the writing together with its own rows: `lock_series`
locks the head (last in a transaction: who comes next waits), `seal` computes, `statements` writes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from psycopg.types.json import Jsonb

from pos.database import Batch
from pos.ledger import signing, totals
from pos.ledger.canonical import canonical, chain_hash
from pos.ledger.models import NO_HASH, SealedDocument
from pos.ledger.totals import COUNTED, Movements
from pos.workspaces.fields import uuid7

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence
    from uuid import UUID

__all__ = ["Head", "Movements", "Sealed", "append", "lock_series", "seal", "statements"]

VERSION = 1
LOCK = """
select s.id, s.last_number, s.last_hash, s.totals::text from ledger_series s
where s.workspace_id = %s and s.register_id = %s and s.kind = %s for no key update
"""
KEY = (
    "select k.id, k.private_key from ledger_signingkey k where k.workspace_id = %s and k.is_active"
)
CREATE = """
insert into ledger_series
    (id, created_at, updated_at, workspace_id, register_id, kind, last_number, last_hash, totals)
values (%s, now(), now(), %s, %s, %s, 0, %s, '{}')
on conflict (workspace_id, register_id, kind) do nothing
"""
ADVANCE = """
update ledger_series set last_number = %s, last_hash = %s, totals = %s, updated_at = now()
where workspace_id = %s and id = %s
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """A locked series: what the next document of it stands on."""

    workspace_id: UUID
    series_id: UUID
    register_id: UUID
    kind: str
    number: int
    previous_hash: str
    totals: dict[str, Any]
    key: signing.Key | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """A document ready to be written."""

    head: Head
    row: dict[str, Any]
    totals: dict[str, Any]
    signature: str | None

    @property
    def hash(self) -> str:
        found: str = self.row["hash"]
        return found


def lock_series(*, workspace_id: UUID, register_id: UUID, kind: str) -> Head:
    """Lock the head of a series, made if there is none: one round trip where there is."""
    own = (workspace_id, register_id, kind)
    batch = Batch().ask(LOCK, own).ask(KEY, (workspace_id,))
    rows, keys = batch.send()
    if not rows:
        # Two may be the first at once: the other one's row is there once it has committed.
        again = Batch().add(CREATE, (uuid7(), *own, NO_HASH)).ask(LOCK, own)
        (rows,) = again.send()
    series_id, number, last_hash, running = rows[0]
    return Head(
        workspace_id=workspace_id,
        series_id=series_id,
        register_id=register_id,
        kind=kind,
        number=number + 1,
        previous_hash=last_hash,
        totals=totals.read(running),
        key=signing.Key(*keys[0]) if keys else None,
    )


def seal(
    head: Head,
    *,
    subject_id: UUID,
    original_id: UUID | None = None,
    issued_at: dt.datetime,
    business_date: dt.date,
    document: dict[str, Any],
    movements: Movements,
) -> Sealed:
    """Put a document on the head of its series. Pure: nothing is written.

    The sealed content holds the document under `document`, and beside it all that the columns say.
    Raises CanonicalError where an amount is not a text.
    """
    running = totals.add(head.totals, movements, counted=head.kind in COUNTED)
    content = canonical(
        {
            "version": VERSION,
            "workspace_id": str(head.workspace_id),
            "series_id": str(head.series_id),
            "register_id": str(head.register_id),
            "kind": head.kind,
            "number": head.number,
            "subject_id": str(subject_id),
            "original_id": None if original_id is None else str(original_id),
            "issued_at": issued_at.isoformat(timespec="milliseconds"),
            "business_date": business_date.isoformat(),
            "previous_hash": head.previous_hash,
            "movements": movements.as_dict(),
            "totals": running,
            "document": document,
        }
    )
    digest = chain_hash(head.previous_hash, content)
    row = {
        "id": uuid7(),
        "workspace_id": head.workspace_id,
        "created_at": issued_at,
        "series_id": head.series_id,
        "register_id": head.register_id,
        "kind": head.kind,
        "number": head.number,
        "business_date": business_date,
        "subject_id": subject_id,
        "original_id": original_id,
        "content": content,
        "previous_hash": head.previous_hash,
        "hash": digest,
    }
    signature = signing.sign_or_none(head.key, digest) if head.key else None
    return Sealed(head=head, row=row, totals=running, signature=signature)


def statements(sealed: Sealed) -> list[tuple[str, Sequence[object]]]:
    """Return the statements that write a sealed document and move the head of its series."""
    head = sealed.head
    columns = tuple(sealed.row)
    insert = _insertion(SealedDocument._meta.db_table, columns)
    advance = (head.number, sealed.hash, Jsonb(sealed.totals), head.workspace_id, head.series_id)
    found: list[tuple[str, Sequence[object]]] = [
        (insert, tuple(sealed.row.values())),
        (ADVANCE, advance),
    ]
    if sealed.signature is not None and head.key is not None:
        found.append(
            signing.statement(
                workspace_id=head.workspace_id,
                document_id=sealed.row["id"],
                key_id=head.key.id,
                signature=sealed.signature,
            )
        )
    return found


def append(  # noqa: PLR0913 (each is a member of the document)
    *,
    workspace_id: UUID,
    register_id: UUID,
    kind: str,
    subject_id: UUID,
    issued_at: dt.datetime,
    business_date: dt.date,
    document: dict[str, Any],
    movements: Movements | None = None,
    original_id: UUID | None = None,
) -> Sealed:
    """Seal and write a document in the current transaction: copies, slips, closings."""
    head = lock_series(workspace_id=workspace_id, register_id=register_id, kind=kind)
    sealed = seal(
        head,
        subject_id=subject_id,
        original_id=original_id,
        issued_at=issued_at,
        business_date=business_date,
        document=document,
        movements=movements or Movements(),
    )
    batch = Batch()
    for statement, values in statements(sealed):
        batch.add(statement, values)
    batch.send()
    return sealed


def _insertion(table: str, columns: tuple[str, ...]) -> str:
    names = ", ".join(f'"{name}"' for name in columns)
    places = ", ".join(["%s"] * len(columns))
    return f'insert into "{table}" ({names}) values ({places})'  # noqa: S608 (names of ours)
