"""Setting printers up on behalf of a workspace: what the API calls."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError

from printing.models import DrawerSensor, InDoubt, Kind, Printer

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID


KINDS: list[str] = Kind.values
IN_DOUBT: list[str] = InDoubt.values
DRAWER_SENSORS: list[str] = DrawerSensor.values


class PrinterError(Exception):
    """A printer that cannot be set up like this, or that is not there.

    `wrong`: sentences by field, "" for the whole; nothing at all: there is no such printer.
    """

    def __init__(self, wrong: Mapping[str, list[str]]) -> None:
        self.wrong = wrong
        super().__init__(wrong)


def create(*, workspace_id: UUID, given: Mapping[str, Any]) -> UUID:
    """Set a printer up; return its id. `given` are fields of `Printer`. Raises PrinterError."""
    printer = Printer(workspace_id=workspace_id)
    _save(printer, given)
    return printer.pk


def update(*, workspace_id: UUID, printer_id: UUID, given: Mapping[str, Any]) -> None:
    """Change a printer. Raises PrinterError."""
    mine = Printer.objects.filter(workspace_id=workspace_id).select_for_update()
    printer = mine.filter(pk=printer_id).first()
    if printer is None:
        raise PrinterError({})
    _save(printer, given)


def _save(printer: Printer, given: Mapping[str, Any]) -> None:
    given = dict(given)
    fallback_id = given.pop("fallback_id", printer.fallback_id)
    others = Printer.objects.filter(workspace_id=printer.workspace_id)
    if fallback_id is not None and not others.filter(pk=fallback_id).exists():
        raise PrinterError({"fallback": ["Fallback names no printer of this workspace."]})
    for name, value in {**given, "fallback_id": fallback_id}.items():
        setattr(printer, name, value)
    try:
        printer.full_clean()
        printer.save()
    except ValidationError as error:
        wrong = {name: list(said) for name, said in error.message_dict.items()}
        raise PrinterError({"": wrong.pop(NON_FIELD_ERRORS, []), **wrong}) from error
    except IntegrityError as error:
        said = "Another request has just set up a printer that this one cannot stand beside."
        raise PrinterError({"": [said]}) from error
