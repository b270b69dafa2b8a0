"""Makes the database to measure on, once, and the key to read it with."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.management import call_command
from django.db import connection

from pos.invoices.models import Invoice, InvoiceItem
from pos.users.models import ApiKey, hash_secret
from pos.workspaces.models import Workspace

if TYPE_CHECKING:
    from pathlib import Path
    from uuid import UUID

WORKSPACE = "demo"


@dataclass(frozen=True, slots=True)
class Prepared:
    """The workspace to read, a key that opens it, and how much there is in it."""

    workspace: UUID
    key: str
    invoices: int
    items: int


def prepare(folder: Path, *, invoices: int, seed: int) -> Prepared:
    """Make the rows and the key unless an earlier run did."""
    call_command("migrate", verbosity=0)
    if not Invoice.objects.filter(workspace__slug=WORKSPACE).exists():
        print(f"Making {invoices:,} invoices in {folder} ...")
        call_command("seed_demo", invoices=invoices, seed=seed)
        with connection.cursor() as cursor:
            # What autovacuum does within minutes in production.
            cursor.execute("vacuum analyze")
    workspace = Workspace.objects.get(slug=WORKSPACE)
    return Prepared(
        workspace=workspace.pk,
        key=_key(folder / "key.json", workspace),
        invoices=Invoice.objects.filter(workspace=workspace).count(),
        items=InvoiceItem.objects.filter(workspace=workspace).count(),
    )


def _key(path: Path, workspace: Workspace) -> str:
    if path.exists():
        secret: str = json.loads(path.read_text())["key"]
        if ApiKey.objects.filter(workspace=workspace, secret_hash=hash_secret(secret)).exists():
            return secret
    secret = ApiKey.new_secret(live=True)
    ApiKey.objects.create(
        workspace=workspace,
        name="Benchmark",
        prefix=secret[:12],
        secret_hash=hash_secret(secret),
        scopes=["read"],
        is_live=True,
        rate_limit=0,
    )
    path.touch(mode=0o600)
    path.write_text(json.dumps({"key": secret}))
    return secret
