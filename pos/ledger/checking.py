"""Checks sealed documents one after the other, as they come out of the database."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import orjson

from pos.ledger import signing, totals
from pos.ledger.canonical import chain_hash
from pos.ledger.findings import Finding
from pos.ledger.models import NO_HASH
from pos.ledger.totals import COUNTED, Movements

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from uuid import UUID


@dataclass(frozen=True, slots=True)
class Row:
    """One sealed document as it lies in its table, with the signature it has, if it has one."""

    id: UUID
    workspace_id: UUID
    series_id: UUID
    register_id: UUID
    kind: str
    number: int
    business_date: dt.date
    subject_id: UUID
    original_id: UUID | None
    content: str
    previous_hash: str
    hash: str
    created_at: dt.datetime
    public_key: str | None
    signature: str | None


@dataclass(slots=True)
class State:
    """What is known of a series after its last document."""

    name: str
    number: int = 0
    hash: str = NO_HASH
    totals: dict[str, Any] = field(default_factory=dict)


def check(row: Row, state: State) -> Iterator[Finding]:
    """Check a document against the one before it, and move the state on to it."""
    yield from _place(row, state)
    if row.hash != chain_hash(row.previous_hash, row.content):
        right = chain_hash(row.previous_hash, row.content)
        yield _finding("hash", row, state, "the hash of its content", right, row.hash)
    try:
        content = orjson.loads(row.content)
    except orjson.JSONDecodeError:
        yield _finding("content", row, state, "its content", "JSON", row.content[:60])
        content = None
    if isinstance(content, dict):
        yield from _columns(row, state, content)
        yield from _totals(row, state, content)
        state.totals = content.get("totals", {})
    if row.signature is not None and not signing.is_valid(
        row.public_key or "", row.signature, row.hash
    ):
        yield _finding("signature", row, state, "its signature", "a valid one", row.signature[:16])
    state.number, state.hash = row.number, row.hash


def _place(row: Row, state: State) -> Iterator[Finding]:
    expected = state.number + 1
    if row.number > expected:
        last = row.number - 1
        missing = f"{expected}" if last == expected else f"{expected} to {last}"
        yield _finding("gap", row, state, f"numbers before it ({missing})", "sealed", "missing")
    elif row.number < expected:
        yield _finding("renumbered", row, state, "its number", expected, row.number)
    if row.previous_hash != state.hash:
        yield _finding(
            "chain", row, state, "the hash of the document before", state.hash, row.previous_hash
        )


def _columns(row: Row, state: State, content: Mapping[str, Any]) -> Iterator[Finding]:
    columns = {
        "workspace_id": str(row.workspace_id),
        "series_id": str(row.series_id),
        "register_id": str(row.register_id),
        "kind": row.kind,
        "number": row.number,
        "subject_id": str(row.subject_id),
        "original_id": None if row.original_id is None else str(row.original_id),
        "business_date": row.business_date.isoformat(),
        "issued_at": row.created_at.astimezone(dt.UTC).isoformat(timespec="milliseconds"),
        "previous_hash": row.previous_hash,
    }
    for name, found in columns.items():
        if content.get(name) != found:
            yield _finding("column", row, state, f"its column {name}", content.get(name), found)


def _totals(row: Row, state: State, content: Mapping[str, Any]) -> Iterator[Finding]:
    try:
        movements = Movements.from_dict(content["movements"])
        after = totals.add(state.totals, movements, counted=row.kind in COUNTED)
        said = content["document"]
        gross = sum((Decimal(one["gross"]) for one in said.get("items", [])), totals.ZERO)
    except (KeyError, TypeError, ValueError, ArithmeticError) as error:
        yield _finding("content", row, state, "its movements", "amounts", repr(error))
        return
    if after != content.get("totals"):
        yield _finding("totals", row, state, "the running totals", after["gross"], _gross(content))
    if "total" in said and not Decimal(said["total"]) == movements.gross == gross:
        yield _finding("movements", row, state, "the sum of its lines", said["total"], gross)


def _gross(content: Mapping[str, Any]) -> Any:
    found = content.get("totals")
    return found.get("gross") if isinstance(found, dict) else found


def _finding(
    code: str, row: Row, state: State, what: str, expected: object, found: object
) -> Finding:
    return Finding(
        code=code,
        series=state.name,
        number=row.number,
        row_id=row.id,
        what=what,
        expected=str(expected),
        found=str(found),
    )
