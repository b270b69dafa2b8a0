"""Verifies a workspace's ledger: chains, numbers, totals, columns, signatures, and what was sealed.

Everything is read as it was at one moment, in constant memory. What cannot be found without a copy
that somebody keeps elsewhere: a series cut off at its end together with its head, or sealed anew
from some document on by somebody who has the signing key. `heads` are what to keep for that.
"""

from __future__ import annotations

from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING, Any

import orjson
from django.conf import settings
from django.db import connection, transaction
from django.utils.module_loading import import_string

from pos.ledger.checking import Row, State, check
from pos.ledger.findings import Finding, Report
from pos.ledger.models import NO_HASH, Series

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator, Sequence
    from uuid import UUID

    from pos.workspaces.models import Workspace

CHUNK = 1000
MOST_FINDINGS = 100
DOCUMENTS = """
select d.id, d.workspace_id, d.series_id, d.register_id, d.kind, d.number, d.business_date,
    d.subject_id, d.original_id, d.content, d.previous_hash, d.hash, d.created_at,
    k.public_key, s.signature, p.number, p.hash, p.content
from ledger_sealeddocument d
left join ledger_signature s on s.workspace_id = d.workspace_id and s.document_id = d.id
left join ledger_signingkey k on k.workspace_id = s.workspace_id and k.id = s.key_id
left join ledger_sealeddocument p on %(joined)s and p.workspace_id = d.workspace_id
    and p.series_id = d.series_id and p.number = d.number - 1
where d.workspace_id = %(workspace)s
    and (%(register)s::uuid is null or d.register_id = %(register)s)
    and (%(day)s::date is null or d.business_date = %(day)s)
order by d.workspace_id, d.series_id, d.number
"""


class Verification:
    """One run over a workspace, or a part of it: a register, a business date."""

    def __init__(
        self,
        workspace: Workspace,
        *,
        register_id: UUID | None = None,
        day: dt.date | None = None,
        progress: Callable[[int], Any] = lambda _count: None,
    ) -> None:
        self.workspace = workspace
        self.register_id = register_id
        self.day = day
        self.progress = progress
        self.report = Report()
        self._states: dict[UUID, State] = {}

    def run(self, expected: Sequence[dict[str, Any]] = ()) -> Report:
        """Verify; `expected` are heads that were saved before."""
        with _one_moment():
            heads = self._heads()
            for chunk in _chunks(self._rows()):
                self._check_chunk(chunk)
                self.progress(len(chunk))
                if len(self.report.findings) >= MOST_FINDINGS:
                    self.report.cut = True
                    return self.report
            if self.day is None:
                self._check_heads(heads)
                self._check_expected(expected)
            self._check_unsealed()
        return self.report

    def _heads(self) -> list[Series]:
        found = Series.objects.filter(workspace=self.workspace).select_related("register")
        if self.register_id is not None:
            found = found.filter(register=self.register_id)
        rows = list(found.order_by("register__name", "kind"))
        for series in rows:
            self._states[series.pk] = State(f"{series.register.name} {series.kind}")
        self.report.series = len(rows)
        self.report.heads = [
            {
                "series_id": str(series.pk),
                "series": f"{series.register.name} {series.kind}",
                "number": series.last_number,
                "hash": series.last_hash,
            }
            for series in rows
        ]
        return rows

    def _rows(self) -> Iterator[tuple[Any, ...]]:
        parameters = {
            "workspace": self.workspace.pk,
            "register": self.register_id,
            "day": self.day,
            # A day starts in the middle of its series: each document brings the one before it.
            "joined": self.day is not None,
        }
        raw: Any = connection.connection
        with raw.cursor(name="verify_ledger") as cursor:
            cursor.itersize = CHUNK
            cursor.execute(DOCUMENTS, parameters)
            yield from cursor

    def _check_chunk(self, chunk: Sequence[tuple[Any, ...]]) -> None:
        contents = []
        for values in chunk:
            row = Row(*values[:15])
            state = self._states.setdefault(row.series_id, State(f"series {row.series_id}"))
            if self.day is not None:
                _stand_on(state, row, *values[15:])
            self.report.findings += check(row, state)
            self.report.documents += 1
            self.report.signatures += row.signature is not None
            contents.append((row, state.name))
        for compare in checks("compare"):
            self.report.findings += compare(self.workspace.pk, contents)

    def _check_heads(self, heads: Sequence[Series]) -> None:
        for series in heads:
            state = self._states[series.pk]
            kept = {
                "the last number": (series.last_number, state.number),
                "the last hash": (series.last_hash, state.hash),
                "the running totals": (series.totals, state.totals),
            }
            for what, (expected, found) in kept.items():
                if expected != found:
                    self._head_finding("head", series.pk, what, expected, found)
                    break

    def _check_expected(self, expected: Sequence[dict[str, Any]]) -> None:
        now = {head["series_id"]: head for head in self.report.heads}
        for head in expected:
            found = now.get(head["series_id"])
            if found is None or found["number"] < head["number"]:
                number = found["number"] if found else "nothing"
                self.report.findings.append(_saved(head, "its last number", head["number"], number))
            elif not self._has(head):
                self.report.findings.append(
                    _saved(head, "the document that was its head", head["hash"], "another one")
                )

    def _has(self, head: dict[str, Any]) -> bool:
        if head["number"] == 0:
            return bool(head["hash"] == NO_HASH)
        with connection.cursor() as cursor:
            cursor.execute(
                "select 1 from ledger_sealeddocument where workspace_id = %s and series_id = %s "
                "and number = %s and hash = %s",
                [self.workspace.pk, head["series_id"], head["number"], head["hash"]],
            )
            return cursor.fetchone() is not None

    def _head_finding(
        self, code: str, series_id: UUID, what: str, expected: object, found: object
    ) -> None:
        self.report.findings.append(
            Finding(
                code=code,
                series=self._states[series_id].name,
                number=None,
                row_id=series_id,
                what=what,
                expected=_short(expected),
                found=_short(found),
            )
        )

    def _check_unsealed(self) -> None:
        for unsealed in checks("unsealed"):
            found = unsealed(self.workspace.pk, register_id=self.register_id, day=self.day)
            self.report.findings += islice(found, MOST_FINDINGS)


def checks(name: str) -> list[Any]:
    """Return the functions of this name in the modules that have something sealed.

    `compare(workspace_id, [(row, series)])` and `unsealed(workspace_id, register_id=, day=)` yield
    findings. The ledger knows no sale, so settings name the modules.
    """
    return [import_string(f"{module}.{name}") for module in settings.LEDGER_CHECKS]


def _stand_on(
    state: State, row: Row, number: int | None, last_hash: str | None, content: str | None
) -> None:
    state.number = row.number - 1
    state.hash = last_hash if last_hash is not None else NO_HASH
    state.totals = orjson.loads(content)["totals"] if content else {}
    if number is None and row.number > 1:
        # The document before is gone: it is the gap that is told, not what follows from it.
        state.number = 0


def _saved(head: dict[str, Any], what: str, expected: object, found: object) -> Finding:
    return Finding(
        code="expected",
        series=str(head["series"]),
        number=head["number"],
        row_id=None,
        what=what,
        expected=str(expected),
        found=str(found),
    )


def _short(value: object) -> str:
    text = orjson.dumps(value).decode() if isinstance(value, dict) else str(value)
    return text if len(text) < 200 else f"{text[:200]}…"


def _chunks(rows: Iterator[tuple[Any, ...]]) -> Iterator[list[tuple[Any, ...]]]:
    while chunk := list(islice(rows, CHUNK)):
        yield chunk


@contextmanager
def _one_moment() -> Iterator[None]:
    """Read everything as it is at one moment, while tills go on selling."""
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost:
            with connection.cursor() as cursor:
                cursor.execute("set transaction isolation level repeatable read read only")
        yield
