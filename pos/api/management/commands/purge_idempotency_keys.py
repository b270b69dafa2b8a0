"""Forgets the answers of idempotency keys whose time has passed."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection

from pos.workspaces.models import Workspace

BATCH = 1000
FORGET = """
delete from jsonapi_idempotencykey where id in (
    select k.id from jsonapi_idempotencykey k
    where k.workspace_id = %s and k.expires_at <= now() limit %s)
"""


class Command(BaseCommand):
    help = (
        "Deletes answers that are kept no longer (24 hours for most writes), workspace by workspace "
        "and in small steps. Answers to payments, new orders and refunds are kept for good. To be "
        "run now and then; a key whose time has passed is free in any case."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        del args, options
        forgotten = 0
        with connection.cursor() as cursor:
            for workspace in Workspace.objects.order_by("slug").values_list("pk", flat=True):
                while True:
                    cursor.execute(FORGET, [workspace, BATCH])
                    forgotten += cursor.rowcount
                    if cursor.rowcount < BATCH:
                        break
        self.stdout.write(f"Forgot {forgotten} answers.")
