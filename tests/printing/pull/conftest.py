"""Printers that ask, and the server that they ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from printing.models import Printer
from printing.pull import logins, pace
from tests.printing.pull.device import Epson, Star
from tests.printing.spool.conftest import HERE

if TYPE_CHECKING:
    from collections.abc import Callable


def make(kind: str, **fields: object) -> Printer:
    given = {"workspace_id": HERE, "name": "Bar", "columns": 48, "dots": 576, **fields}
    return Printer.objects.create(kind=kind, **given)


@pytest.fixture(autouse=True)
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """These printers ask as fast as they can, each on a day of its own."""
    monkeypatch.setattr(pace, "BURST", 1_000_000)


@pytest.fixture
def star(live_server) -> Callable[..., tuple[Printer, Star]]:
    def plug_in(**fields: object) -> tuple[Printer, Star]:
        printer = make("cloudprnt", **fields)
        url = f"{live_server.url}/printing/cloudprnt/{printer.pk}"
        return printer, Star(url, logins.make(printer))

    return plug_in


@pytest.fixture
def epson(live_server) -> Callable[..., tuple[Printer, Epson]]:
    def plug_in(**fields: object) -> tuple[Printer, Epson]:
        printer = make("epson_sdp", **fields)
        url = f"{live_server.url}/printing/epson/{printer.pk}"
        return printer, Epson(url, logins.make(printer))

    return plug_in
