"""Seals the demo's sales, chunk by chunk, as the till would have sealed each."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import connection

from pos.demo.copy import copy_rows
from pos.demo.ids import COUNTER_BITS, FOUNDED, fixed_key, key, milliseconds
from pos.invoices.parts import seal
from pos.invoices.stored import stored_parts
from pos.ledger.models import NO_HASH, SealedDocument, Series
from pos.ledger.services import Head

if TYPE_CHECKING:
    from collections.abc import Iterator

GUARDED = (
    "ledger_series", "ledger_sealeddocument", "ledger_signature", "invoices_invoice",
    "invoices_invoiceitem", "invoices_invoiceitemmodifier", "invoices_invoicetax",
    "invoices_invoicetender", "payments_payment", "kitchen_ticket", "kitchen_reprint",
)  # fmt: skip


@contextmanager
def unguarded(*tables: str) -> Iterator[None]:
    """Take the guards off append-only tables for a while, as only their owner may."""
    with connection.cursor() as cursor:
        for table in tables or GUARDED:
            cursor.execute(f'alter table "{table}" disable trigger user')
        yield
        for table in tables or GUARDED:
            cursor.execute(f'alter table "{table}" enable trigger user')


class Journal:
    """The heads of a workspace's series, kept here while documents are loaded in bulk."""

    def __init__(self, workspace_id: UUID, slug: str) -> None:
        self.workspace_id = workspace_id
        self.slug = slug
        self.heads: dict[tuple[UUID, str], Head] = {}

    def seal(self, invoice_ids: list[UUID]) -> None:
        """Seal invoices that are in their tables, in this order."""
        rows: list[dict[str, Any]] = []
        for parts in stored_parts(workspace_id=self.workspace_id, ids=invoice_ids):
            invoice = parts.invoice
            head = self._head(invoice.register_id, invoice.kind)
            sealed = seal(head, parts)
            bits = invoice.pk.int & ((1 << COUNTER_BITS) - 1) ^ 1
            rows.append({**sealed.row, "id": key(milliseconds(invoice.created_at), bits)})
            self.heads[invoice.register_id, invoice.kind] = replace(
                head, number=head.number + 1, previous_hash=sealed.hash, totals=sealed.totals
            )
        copy_rows(SealedDocument, rows)

    def close(self) -> None:
        """Move the heads in the database to where they are here."""
        with unguarded("ledger_series"):
            for head in self.heads.values():
                Series.objects.filter(workspace_id=head.workspace_id, pk=head.series_id).update(
                    last_number=head.number - 1,
                    last_hash=head.previous_hash,
                    totals=head.totals,
                )

    def _head(self, register_id: UUID, kind: str) -> Head:
        known = self.heads.get((register_id, kind))
        if known is not None:
            return known
        series = UUID(fixed_key(self.slug, "series", f"{register_id}/{kind}"))
        row = {
            "id": series,
            "created_at": FOUNDED,
            "updated_at": FOUNDED,
            "workspace_id": self.workspace_id,
            "register_id": register_id,
            "kind": kind,
        }
        copy_rows(Series, [row])
        made = Head(
            workspace_id=self.workspace_id,
            series_id=series,
            register_id=register_id,
            kind=kind,
            number=1,
            previous_hash=NO_HASH,
            totals={},
        )
        self.heads[register_id, kind] = made
        return made
