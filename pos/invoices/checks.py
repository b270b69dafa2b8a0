"""Compares invoices with what was sealed of them. The ledger finds this module by its settings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson
from django.db import connection

from pos.invoices.documents import document
from pos.invoices.stored import stored_parts
from pos.ledger.findings import Finding

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence
    from uuid import UUID

    from pos.ledger.checking import Row

INVOICED = frozenset({"sale", "refund", "training"})
# Names of today may differ from those of then; who and where it was is compared by id.
NAMED = ("register", "outlet", "user")
# What rows do not hold: it is sealed only.
SEALED_ONLY = ("cancellation",)
UNSEALED = """
select i.id, i.number, i.kind, r.name from invoices_invoice i
join registers_register r on r.workspace_id = i.workspace_id and r.id = i.register_id
where i.workspace_id = %(workspace)s
    and (%(register)s::uuid is null or i.register_id = %(register)s)
    and (%(day)s::date is null or i.business_date = %(day)s)
    and not exists (select from ledger_sealeddocument d
        where d.workspace_id = i.workspace_id and d.subject_id = i.id)
order by i.created_at
"""


def compare(workspace_id: UUID, sealed: Sequence[tuple[Row, str]]) -> Iterator[Finding]:
    """Find invoices that are gone, or whose rows say something else than what was sealed."""
    wanted = [(row, series) for row, series in sealed if row.kind in INVOICED]
    ids = [row.subject_id for row, _ in wanted]
    stored = {
        parts.invoice.pk: (document(parts), parts)
        for parts in stored_parts(workspace_id=workspace_id, ids=ids)
    }
    for row, series in wanted:
        if row.subject_id not in stored:
            yield _finding("missing", row, series, "its invoice", "stored", "missing")
            continue
        now, parts = stored[row.subject_id]
        then = _document(row)
        invoice = parts.invoice
        now |= {"number": invoice.number, "business_date": invoice.business_date.isoformat()}
        then |= {"number": row.number, "business_date": row.business_date.isoformat()}
        _leave_out(then, now)
        if then == now:
            continue
        for path, expected, found in _differences(then, now, ""):
            yield _finding("differs", row, series, f"the invoice's {path}", expected, found)
            break


def unsealed(
    workspace_id: UUID, *, register_id: UUID | None, day: dt.date | None
) -> Iterator[Finding]:
    """Find invoices that nothing was sealed of."""
    with connection.cursor() as cursor:
        cursor.execute(UNSEALED, {"workspace": workspace_id, "register": register_id, "day": day})
        for key, number, kind, register in cursor.fetchall():
            yield Finding(
                code="unsealed",
                series=f"{register} {kind}",
                number=number,
                row_id=key,
                what="the invoice",
                expected="sealed",
                found="not in the ledger",
            )


def _document(row: Row) -> dict[str, Any]:
    try:
        content = orjson.loads(row.content)
        found: dict[str, Any] = content["document"]
    except (orjson.JSONDecodeError, KeyError, TypeError):
        return {}
    return found if isinstance(found, dict) else {}


def _leave_out(then: dict[str, Any], now: dict[str, Any]) -> None:
    """Take out of both what is not to be compared."""
    for name in SEALED_ONLY:
        then.pop(name, None)
        now.pop(name, None)
    for name in NAMED:
        for said in (then.get(name), now.get(name)):
            if isinstance(said, dict):
                said.pop("name", None)


def _differences(then: Any, now: Any, path: str) -> Iterator[tuple[str, Any, Any]]:
    """Yield the members that differ, by path, the first one first."""
    if isinstance(then, dict) and isinstance(now, dict):
        for name in sorted({*then, *now}):
            yield from _differences(then.get(name), now.get(name), f"{path}.{name}")
    elif isinstance(then, list) and isinstance(now, list) and len(then) == len(now):
        for place, (one, other) in enumerate(zip(then, now, strict=True)):
            yield from _differences(one, other, f"{path}[{place}]")
    elif then != now:
        yield path.removeprefix("."), then, now


def _finding(
    code: str, row: Row, series: str, what: str, expected: object, found: object
) -> Finding:
    return Finding(
        code=code,
        series=series,
        number=row.number,
        row_id=row.subject_id,
        what=what,
        expected=str(expected)[:200],
        found=str(found)[:200],
    )
