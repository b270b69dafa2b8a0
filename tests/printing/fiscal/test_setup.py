"""Setting fiscal devices up: what may stand where, and what is refused with a reason."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from printing import live
from printing.errors import PrintingError
from printing.interface import NewJob, Slip, Text, addressed, enqueue, put
from printing.models import Printer, PrintJob, Route
from printing.spool import deciding
from printing.spool.django_database import DjangoDatabase
from printing.spool.handing_over import hand_over
from tests.factories.workspaces import WorkspaceFactory

pytestmark = pytest.mark.django_db

OPTIONS = {"tax_groups": {"21": 1}}


@pytest.fixture
def place():
    return WorkspaceFactory.create(is_demo=True)


def printer(place: Any, kind: str = "erpnet", **fields: Any) -> Printer:
    given = {"name": kind, "host": "127.0.0.1", "port": 8001, "device": "dt1", "options": OPTIONS}
    if kind == "memory":
        given |= {"options": {}, "device": ""}
    return Printer(workspace_id=place.pk, kind=kind, **{**given, **fields})


def saved(one: Printer) -> Printer:
    one.full_clean()
    one.save()
    return one


def refused(one: Any) -> dict[str, list[str]]:
    with pytest.raises(ValidationError) as caught:
        one.full_clean()
    return caught.value.message_dict


def test_a_device_is_set_up(place) -> None:
    assert saved(printer(place)).is_fiscal
    assert saved(printer(place, "fiscal_simulator", device="sim-1")).is_fiscal
    assert not saved(printer(place, "memory")).is_fiscal


@pytest.mark.parametrize(
    ("fields", "place_of_error", "says"),
    [
        ({"host": ""}, "host", "needs a host"),
        ({"device": ""}, "device", "needs a device"),
        ({"host": "a/b?c"}, "host", "name or an address"),
        ({"options": {}}, "options", "tax_groups"),
        ({"options": {"tax_groups": {"21": 9}}}, "options", "1 to 8"),
        ({"options": {"tax_groups": {"21": 1}, "payment": {}}}, "options", "'payment'"),
        ({"options": []}, "options", "JSON object"),
        ({"is_default": True}, "is_default", "routes only"),
        ({"in_doubt": "reprint"}, "in_doubt", "never printed again"),
    ],
)
def test_what_is_wrong_is_said_where_it_is(place, fields, place_of_error, says) -> None:
    found = refused(printer(place, **fields))
    assert says in " ".join(found[place_of_error])


def test_a_live_workspace_gets_no_simulator(place, settings) -> None:
    real = WorkspaceFactory.create()
    assert "simulator is refused" in " ".join(refused(printer(real, "fiscal_simulator"))["kind"])
    saved(printer(real))
    assert live.is_live(real.pk)
    assert not live.is_live(place.pk)
    assert live.is_live(uuid.uuid4())
    # Without somebody to ask, all are live.
    settings.PRINTING_LIVE = ""
    assert live.is_live(place.pk)


def test_the_database_holds_the_rules_as_well(place) -> None:
    for fields in ({"is_default": True}, {"in_doubt": "reprint"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            printer(place, **fields).save()


def test_one_device_is_one_printer(place) -> None:
    saved(printer(place))
    found = refused(printer(place, "fiscal_simulator"))
    assert "Another printer of this workspace is this fiscal device." in found["__all__"]
    saved(printer(place, name="other", port=8002))
    saved(printer(WorkspaceFactory.create()))


def test_only_their_own_kind_stands_in(place) -> None:
    device, bar = saved(printer(place)), saved(printer(place, "memory"))
    assert "fallback" in refused(printer(place, name="x", fallback=bar))
    assert "fallback" in refused(printer(place, "memory", name="x", fallback=device))
    saved(printer(place, name="second", device="dt2", fallback=device))


def test_routes(place) -> None:
    device, bar = saved(printer(place)), saved(printer(place, "memory"))
    for purpose, to in (("fiscal", bar), ("receipt", device), ("report", device), ("test", device)):
        found = refused(Route(workspace_id=place.pk, purpose=purpose, printer=to))
        assert "Fiscal receipts go to fiscal devices" in " ".join(found["printer"])
    Route(workspace_id=place.pk, purpose="fiscal", printer=device).full_clean()


def test_a_printer_in_use_stays_of_its_sort(place) -> None:
    bar = saved(printer(place, "memory"))
    bar.kind, bar.host, bar.device, bar.options = "erpnet", "127.0.0.1", "dt1", OPTIONS
    bar.full_clean()
    Route.objects.create(workspace_id=place.pk, purpose="receipt", printer=bar)
    assert "add another printer" in " ".join(refused(bar)["kind"])


def job(place: Any, to: Printer | None, purpose: str, **fields: Any) -> PrintJob:
    return PrintJob.objects.create(
        workspace_id=place.pk, printer=to, purpose=purpose, key=str(uuid.uuid4()), reference="x",
        **fields,
    )  # fmt: skip


def code_of(call: Any) -> str:
    with pytest.raises(PrintingError) as caught:
        call()
    return caught.value.code


def test_slips_and_receipts_do_not_change_places(place) -> None:
    device, bar = saved(printer(place)), saved(printer(place, "memory"))
    spare = saved(printer(place, name="spare", device="dt2"))
    slip = Slip("x", (Text("x"),))
    asked = {"workspace_id": place.pk, "reference": "x"}
    assert code_of(lambda: enqueue(slip, printer=device.pk, **asked)) == "fiscal_mismatch"
    plain = NewJob(key="k", purpose="receipt", **asked)
    assert code_of(lambda: addressed(plain, device.pk)) == "fiscal_mismatch"
    both = NewJob(key="k", purpose="receipt", may_be_fiscal=True, **asked)
    assert addressed(both, "erpnet").purpose == "fiscal"
    assert addressed(both, "memory").purpose == "receipt"
    receipt, ticket = job(place, device, "fiscal"), job(place, bar, "receipt")
    assert code_of(lambda: deciding.move(job=receipt, printer=bar, who="me")) == "fiscal_mismatch"
    assert code_of(lambda: deciding.move(job=ticket, printer=device, who="me")) == "fiscal_mismatch"
    deciding.move(job=receipt, printer=spare, who="me")
    receipt.refresh_from_db()
    assert (receipt.printer, receipt.purpose) == (spare, "fiscal")
    for old, new, moved in ((bar, device, ticket), (spare, bar, receipt)):
        options = {"again": False, "detail": "", "who": "", "workspace_id": place.pk}
        assert hand_over(DjangoDatabase(), from_printer=old.pk, to_printer=new.pk, **options) == []
        moved.refresh_from_db()
        assert moved.printer == old


def test_a_sale_without_a_printer_is_given_one(place) -> None:
    """A route was missing: a person says which device registers the sale."""
    device = saved(printer(place))
    asked = {
        "workspace_id": place.pk,
        "reference": "x",
        "source": "invoice",
        "source_id": uuid.uuid4(),
    }
    sale = NewJob(key="sale", purpose="receipt", may_be_fiscal=True, **asked)
    assert code_of(lambda: put(sale)) == "no_printer"
    waiting = PrintJob.objects.get(key="sale")
    deciding.move(job=waiting, printer=device, who="me")
    waiting.refresh_from_db()
    assert (waiting.purpose, waiting.printer) == ("fiscal", device)
    copy = job(place, None, "receipt", source="copy", source_id=uuid.uuid4())
    assert code_of(lambda: deciding.move(job=copy, printer=device, who="me")) == "fiscal_mismatch"
