"""Slips that need somebody: nobody may have to look for a receipt that was paid and never printed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Q

from printing.models import PrintJob
from printing.spool.states import State

if TYPE_CHECKING:
    from collections.abc import Collection
    from uuid import UUID

# In doubt and failed ones wait for a decision, those without a printer for a route.
A_PERSON = Q(state__in=[State.IN_DOUBT, State.FAILED]) | Q(state=State.QUEUED, printer=None)
# These are tried again by themselves, but a printer said no, or nobody answered.
HELD_UP = Q(state=State.QUEUED, printer__isnull=False) & ~Q(error_code="")


@dataclass(frozen=True, slots=True)
class Needs:
    """How many slips need a person to decide, and how many are held up by their printer."""

    person: int
    held_up: int


def needs(workspaces: Collection[UUID]) -> Needs:
    """Count the slips of some workspaces that are in trouble."""
    mine = PrintJob.objects.filter(workspace_id__in=workspaces)
    waiting = mine.filter(state__in=[State.QUEUED, State.IN_DOUBT, State.FAILED])
    return Needs(
        **waiting.aggregate(
            person=Count("pk", filter=A_PERSON), held_up=Count("pk", filter=HELD_UP)
        )
    )
