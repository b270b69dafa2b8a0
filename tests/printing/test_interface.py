"""The public module, the printers behind it, and their page in the back office."""

from __future__ import annotations

import hashlib
import io
import uuid
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from PIL import Image as Pillow

from printing import interface
from printing.interface import Cut, Money, PrintingError, Slip, Text, enqueue, wait_for
from printing.models import Printer, PrintJob, new_id

if TYPE_CHECKING:
    from printing.drivers.memory import MemoryDriver
    from printing.slips.sale import SaleDocument
    from printing.virtual import VirtualPrinter

SLIP = Slip("t", (Text("hello"), Cut()))
HERE, THERE = new_id(), new_id()


def printer(**fields: object) -> Printer:
    values = {"workspace_id": HERE, "name": "Bar", "kind": "memory", **fields}
    made = Printer(**values)
    made.full_clean()
    made.save()
    return made


def test_ids_are_version_7_in_order() -> None:
    ids = [new_id() for _ in range(50)]
    assert all(type(made) is uuid.UUID and made.version == 7 for made in ids)
    assert ids == sorted(ids)


def test_previews(sale: SaleDocument) -> None:
    slip = interface.sale_slip(sale)
    assert slip.title == "Receipt 2026-000123"
    for columns, width in ((32, 432), (42, 560), (48, 624)):
        assert Pillow.open(io.BytesIO(interface.preview_png(slip, columns))).width == width
        lines = interface.preview_text(slip, columns).splitlines()
        assert all(len(line) <= columns for line in lines if not line.startswith("["))
    assert interface.preview_svg(slip, 42, 576).startswith("<svg ")
    assert '<html lang="de">' in interface.preview_html(slip, language="de")
    assert interface.render_bytes(SLIP, interface.profile_for(42)) == (
        b"\x1b=\x01\x1b@hello\n\x1bd\x04\x1b@\x1dVB\x00\x1dr\x01"
    )


@pytest.mark.parametrize(
    ("money", "value", "text"),
    [
        (Money(), "-0.004", "0.00"),
        (Money(), "2.675", "2.68"),
        (Money(2, ",", "."), "-1234567.5", "-1.234.567,50"),
        (Money(0), "1234.5", "1235"),
        (Money(3, ".", ","), "1234.5", "1,234.500"),
    ],
)
def test_amounts(money: Money, value: str, text: str) -> None:
    assert money.amount(Decimal(value)) == text


def test_everything_public_exists() -> None:
    assert all(hasattr(interface, name) for name in interface.__all__)


@pytest.mark.django_db
def test_enqueue_finds_the_printer_of_the_workspace(memory: type[MemoryDriver]) -> None:
    bar = printer(is_default=True)
    printer(workspace_id=THERE)
    for wanted in (bar.id, "Bar", None):
        ticket = enqueue(SLIP, printer=wanted, workspace_id=HERE, reference="INV-1")
        assert (ticket.printer_id, ticket.printer_name) == (bar.id, "Bar")
        assert (ticket.reference, ticket.repeated) == ("INV-1", False)
        job = PrintJob.objects.get(pk=ticket.job_id)
        assert (job.state, job.printer, job.workspace_id) == ("queued", bar, HERE)
        content = bytes(job.content)
        assert (ticket.size, ticket.sha256) == (len(content), hashlib.sha256(content).hexdigest())
    assert not memory.jobs


@pytest.mark.django_db
def test_enqueue_knows_no_printer_of_another_workspace(memory: type[MemoryDriver]) -> None:
    bar = printer(is_default=True)
    for wanted in (bar.id, "Bar", None, "Kitchen", new_id()):
        with pytest.raises(PrintingError) as caught:
            enqueue(SLIP, printer=wanted, workspace_id=THERE, reference="x")
        assert caught.value.code == ("unknown_printer" if wanted else "no_printer")
    assert not memory.jobs


@pytest.mark.django_db
def test_the_same_key_queues_once(memory: type[MemoryDriver]) -> None:
    printer(is_default=True)
    first, again = (
        enqueue(SLIP, printer=None, workspace_id=HERE, reference="x", idempotency_key="k")
        for _ in range(2)
    )
    assert (first.repeated, again.repeated) == (False, True)
    assert first.job_id == again.job_id
    assert PrintJob.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_waiting_for_a_job_prints_it_without_a_worker(device: VirtualPrinter) -> None:
    bar = printer(kind="virtual", host=device.host, port=device.port, columns=42, dots=512)
    ticket = enqueue(SLIP, printer=bar.pk, workspace_id=HERE, reference="x")
    done = wait_for(ticket.job_id, workspace_id=HERE, seconds=10)
    assert (done.state, done.printer_name) == ("printed", "Bar")
    assert device.job_file(1, "txt").read_text().startswith("hello\n")
    # What is over is told, and never printed again.
    assert wait_for(ticket.job_id, workspace_id=HERE, seconds=0).state == "printed"
    assert device.jobs == 1


@pytest.mark.django_db(transaction=True)
def test_waiting_ends(device: VirtualPrinter) -> None:
    bar = printer(kind="virtual", host=device.host, port=device.port, columns=42, dots=512)
    device.faults.cover_open = True
    ticket = enqueue(SLIP, printer=bar.pk, workspace_id=HERE, reference="x")
    done = wait_for(ticket.job_id, workspace_id=HERE, seconds=0.5)
    assert (done.state, done.error) == ("queued", "The cover of the printer is open.")
    with pytest.raises(PrintingError):
        wait_for(ticket.job_id, workspace_id=THERE, seconds=1)
    with transaction.atomic(), pytest.raises(RuntimeError):
        wait_for(ticket.job_id, workspace_id=HERE, seconds=1)


@pytest.mark.django_db
def test_names_and_defaults_are_unique_in_a_workspace() -> None:
    printer(is_default=True)
    printer(workspace_id=THERE, is_default=True)
    for fields in ({"name": "Bar"}, {"name": "Kitchen", "is_default": True}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Printer.objects.create(workspace_id=HERE, kind="memory", **fields)
    with pytest.raises(IntegrityError), transaction.atomic():
        Printer.objects.create(workspace_id=None, name="x", kind="memory")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"kind": "network"}, "host"),
        ({"code_pages": [{"page": "UTF-8", "slot": 1}]}, "code_pages"),
        ({"code_pages": [{"page": "CP437", "slot": 256}]}, "code_pages"),
        ({"code_pages": {"CP437": 0}}, "code_pages"),
        ({"code_pages": 7}, "code_pages"),
        ({"columns": 48, "dots": 384 - 8}, "dots"),
        ({"port": 70000}, "port"),
    ],
)
def test_settings_are_checked(fields: dict[str, object], wrong: str) -> None:
    with pytest.raises(ValidationError) as caught:
        printer(**fields)
    assert wrong in caught.value.message_dict


@pytest.mark.django_db
def test_test_page_from_the_back_office(
    memory: type[MemoryDriver], monkeypatch: pytest.MonkeyPatch
) -> None:
    bar = printer()
    broken = printer(name="Kitchen", kind="virtual", host="127.0.0.1", port=1)
    page = admin.site.get_model_admin(Printer)
    said: list[str] = []
    monkeypatch.setattr(page, "message_user", lambda _request, text, *_: said.append(str(text)))
    page.print_test_page(None, Printer.objects.filter(workspace_id=HERE).order_by("name"))
    assert said == ["Bar: a test page is queued.", "Kitchen: a test page is queued."]
    assert set(PrintJob.objects.values_list("printer", "purpose")) == {
        (bar.pk, "test"),
        (broken.pk, "test"),
    }
