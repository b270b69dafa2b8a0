"""Printers as dispatchers see them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models.functions import Now

from printing.errors import PrintingError
from printing.live import is_live
from printing.models import InDoubt, Printer
from printing.models.printers import PULLED
from printing.spool import media

if TYPE_CHECKING:
    from uuid import UUID

    from printing.drivers.base import Target
    from printing.render.profile import Profile


@dataclass(frozen=True, slots=True)
class Device:
    """A printer as a dispatcher sees it. `auto_reprint`: do not ask a person when in doubt.

    `drawer_sensor`: the level of its switch, `high` or `low`, when the drawer is open.
    `live`: a fiscal device of a workspace that sells for real, which may be no simulator.
    """

    id: UUID
    workspace_id: UUID
    name: str
    kind: str
    target: Target
    profile: Profile
    auto_reprint: bool = False
    fallback: UUID | None = None
    fallback_is_alike: bool = True
    fail_over_after: float = 30.0
    drawer_sensor: str = ""
    live: bool = False


def active(only: frozenset[UUID] = frozenset()) -> list[Device]:
    """List the printers that jobs are sent to: not those that are paused or fetch by themselves."""
    printers = Printer.objects.filter(is_paused=False).exclude(kind__in=PULLED)
    if only:
        printers = printers.filter(pk__in=only)
    return [found for one in printers.select_related("fallback") if (found := _usable(one))]


def _usable(printer: Printer) -> Device | None:
    """Leave out what is set up wrong: it must not stop the others."""
    try:
        return device(printer)
    except PrintingError as error:
        if printer.condition != error.code:
            Printer.objects.filter(pk=printer.pk, workspace_id=printer.workspace_id).update(
                condition=error.code, condition_detail=str(error)[:255], condition_at=Now()
            )
        return None


def device(printer: Printer) -> Device:
    """Return what a dispatcher needs of a printer; raises PrintingError `invalid_profile`."""
    profile = printer.profile()
    other = printer.fallback
    if other is not None and other.workspace_id != printer.workspace_id:
        other = None  # what belongs to a workspace is never printed by another one's printer
    return Device(
        id=printer.pk,
        workspace_id=printer.workspace_id,
        name=printer.name,
        kind=printer.kind,
        target=printer.target(),
        profile=profile,
        auto_reprint=printer.in_doubt == InDoubt.REPRINT,
        fallback=other.pk if other else None,
        # What a fiscal device is sent depends on its options.
        fallback_is_alike=other is not None and not printer.is_fiscal and alike(printer, other),
        live=printer.is_fiscal and is_live(printer.workspace_id),
        fail_over_after=float(printer.fail_over_after),
        drawer_sensor=printer.drawer_sensor,
    )


def alike(one: Printer, other: Printer) -> bool:
    """Tell whether what was rendered for one printer can be printed by the other as it is."""
    same_media = media.is_for(one.kind) == media.is_for(other.kind)
    return same_media and one.profile() == other.profile()
