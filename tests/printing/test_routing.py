"""Of several routes the narrowest wins: kitchen tickets by product type and outlet, others by till."""

from __future__ import annotations

import itertools
import uuid

import pytest
from django.db import IntegrityError, transaction

from printing.interface import NewJob, Routes, put, routes_asked
from printing.models import Printer, PrintJob, Route
from printing.spool.django_database import DjangoDatabase

HERE = uuid.UUID(int=1)
GRILL, BAR, HALL, TERRACE, TILL = (uuid.UUID(int=n) for n in range(11, 16))

pytestmark = pytest.mark.django_db


def printer(name: str, workspace: uuid.UUID = HERE) -> Printer:
    return Printer.objects.create(workspace_id=workspace, name=name, kind="memory")


def route(purpose: str, to: Printer, **where: uuid.UUID) -> Route:
    return Route.objects.create(workspace_id=to.workspace_id, purpose=purpose, printer=to, **where)


def routes(purpose: str = "kitchen") -> Routes:
    return Routes.of(DjangoDatabase().rows(*routes_asked(HERE, purpose)))


KITCHEN: dict[str, dict[str, uuid.UUID]] = {
    "type and outlet": {"category_id": GRILL, "outlet_id": HALL},
    "type": {"category_id": GRILL},
    "outlet": {"outlet_id": HALL},
    "all": {},
}


@pytest.mark.parametrize("order", list(itertools.permutations(KITCHEN)))
def test_kitchen_tickets_by_type_then_by_outlet(order: tuple[str, ...]) -> None:
    printers = {name: printer(name) for name in order}
    for name in order:
        route("kitchen", printers[name], **KITCHEN[name])
    found = routes()

    def goes(category: uuid.UUID | None, outlet: uuid.UUID | None) -> str:
        to = found.printer(category_id=category, outlet_id=outlet)
        return next(name for name, one in printers.items() if one.pk == to)

    assert goes(GRILL, HALL) == "type and outlet"
    assert goes(GRILL, TERRACE) == goes(GRILL, None) == "type"
    assert goes(BAR, HALL) == goes(None, HALL) == "outlet"
    assert goes(BAR, TERRACE) == goes(None, None) == "all"


def test_what_no_route_is_for_goes_nowhere() -> None:
    route("kitchen", printer("Grill"), category_id=GRILL)
    found = routes()
    assert found
    assert found.printer(category_id=BAR, outlet_id=None) is None
    assert found.printer(category_id=None, outlet_id=None) is None


def test_routes_of_others_are_not_asked() -> None:
    route("receipt", printer("Receipts"))
    route("kitchen", printer("Elsewhere", uuid.UUID(int=2)))
    route("kitchen", printer("One till's"), register_id=TILL)
    assert not routes()


RECEIPTS: dict[str, dict[str, uuid.UUID]] = {
    "register and outlet": {"register_id": TILL, "outlet_id": HALL},
    "register": {"register_id": TILL},
    "outlet": {"outlet_id": HALL},
    "all": {},
}


@pytest.mark.parametrize("purpose", ["receipt", "slip", "report"])
@pytest.mark.parametrize("order", list(itertools.permutations(RECEIPTS))[::5])
def test_receipts_by_register_then_by_outlet(order: tuple[str, ...], purpose: str) -> None:
    for name in order:
        route(purpose, printer(name), **RECEIPTS[name])
        route("test", printer(f"not {name}"), **RECEIPTS[name])

    def goes(register: uuid.UUID | None, outlet: uuid.UUID | None) -> str:
        job = NewJob(
            workspace_id=HERE,
            key=str(uuid.uuid4()),
            purpose=purpose,
            reference="Slip",
            register_id=register,
            outlet_id=outlet,
        )
        return str(PrintJob.objects.get(pk=put(job)).printer)

    other = uuid.UUID(int=99)
    assert goes(TILL, HALL) == "register and outlet"
    assert goes(TILL, TERRACE) == goes(TILL, None) == "register"
    assert goes(other, HALL) == goes(None, HALL) == "outlet"
    assert goes(other, TERRACE) == goes(None, None) == "all"


def test_no_two_routes_are_for_the_same() -> None:
    first, second = printer("First"), printer("Second")
    for where in RECEIPTS.values():
        route("receipt", first, **where)
        with pytest.raises(IntegrityError), transaction.atomic():
            route("receipt", second, **where)
