"""Writes the journal for others to read: JSON Lines as it was sealed, or DSFinV-K tables."""

from __future__ import annotations

import tempfile
import zipfile
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import orjson
from django.db import connection, transaction

from pos.ledger.dsfinvk.closing import Closing
from pos.ledger.dsfinvk.index import index_xml
from pos.ledger.dsfinvk.tables import Files, tables
from pos.registers.models import Register

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator
    from decimal import Decimal
    from uuid import UUID

    from pos.workspaces.models import Workspace

CHUNK = 1000
DOCUMENTS = """
select d.hash, d.previous_hash, d.content from ledger_sealeddocument d
where d.workspace_id = %(workspace)s and d.business_date between %(first)s and %(last)s
order by d.workspace_id, d.series_id, d.number
"""
# Every business day of a register is a closing; its number counts from the first day there was.
CLOSINGS = """
select c.register_id, c.business_date, c.number, c.made from (
    select d.register_id, d.business_date, max(d.created_at) as made,
        row_number() over (partition by d.register_id order by d.business_date) as number
    from ledger_sealeddocument d
    where d.workspace_id = %(workspace)s and d.kind in ('sale', 'refund', 'training')
    group by d.register_id, d.business_date
) c
where c.business_date between %(first)s and %(last)s
order by c.register_id, c.business_date
"""
OF_CLOSING = """
select d.content, o.register_id, o.business_date, o.created_at from ledger_sealeddocument d
left join ledger_sealeddocument o on o.workspace_id = d.workspace_id
    and o.subject_id = d.original_id and o.kind = 'sale'
where d.workspace_id = %(workspace)s and d.register_id = %(register)s
    and d.business_date = %(day)s and d.kind in ('sale', 'refund', 'training')
order by d.created_at, d.kind, d.number
"""


def write_jsonl(*, workspace: Workspace, first: dt.date, last: dt.date, out: IO[bytes]) -> int:
    """Write a line for each document; returns how many.

    `content` is a text, so that its bytes stay those that were hashed.
    """
    count = 0
    parameters = {"workspace": workspace.pk, "first": first, "last": last}
    for digest, previous, content in _stream(DOCUMENTS, parameters):
        line = {"hash": digest, "previous_hash": previous, "content": content}
        out.write(orjson.dumps(line) + b"\n")
        count += 1
    return count


def write_dsfinvk(
    *, workspace: Workspace, first: dt.date, last: dt.date, path: Path
) -> dict[str, int]:
    """Write the tables and their index into a zip; returns the rows of each table."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with Files(folder, workspace.zone) as files:
            _write_closings(files, workspace, first, last)
        company = workspace.legal_name or workspace.name
        (folder / "index.xml").write_text(index_xml(name=company, place=""), "utf-8")
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for file in ("index.xml", *tables()):
                archive.write(folder / file, file)
        return files.counts


def _write_closings(files: Files, workspace: Workspace, first: dt.date, last: dt.date) -> None:
    registers = {
        register.pk: register
        for register in Register.objects.filter(workspace=workspace).select_related("outlet")
    }
    with connection.cursor() as cursor:
        cursor.execute(CLOSINGS, {"workspace": workspace.pk, "first": first, "last": last})
        found = cursor.fetchall()
        every: dict[str, Any] = {
            "workspace": workspace.pk,
            "first": "0001-01-01",
            "last": "9999-12-31",
        }
        cursor.execute(CLOSINGS, every)
        numbers = {(register, day): number for register, day, number, _ in cursor.fetchall()}
    keys: dict[Decimal, int] = {}
    for register_id, day, number, made in found:
        closing = Closing(files, workspace, registers[register_id], number, day, made, keys)
        parameters = {"workspace": workspace.pk, "register": register_id, "day": day}
        for content, *original in _stream(OF_CLOSING, parameters):
            closing.write(orjson.loads(content), _named(original, numbers))
        closing.close()


def _named(original: list[Any], numbers: dict[tuple[UUID, dt.date], int]) -> tuple[Any, ...] | None:
    register, day, issued = original
    if register is None:
        return None
    return str(register), numbers.get((register, day)), issued


def _stream(statement: str, parameters: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
    with transaction.atomic():
        raw: Any = connection.connection
        with raw.cursor(name="export_fiscal") as cursor:
            cursor.itersize = CHUNK
            cursor.execute(statement, parameters)
            yield from cursor
