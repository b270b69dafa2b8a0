"""Kitchen tickets on paper: what stands on them, in every language, and once more when one is lost."""

from __future__ import annotations

import io
import uuid
from decimal import Decimal as D

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction
from django.utils.module_loading import import_string

from config import settings as project
from pos.kitchen import services as kitchen
from pos.kitchen import slips
from pos.kitchen.labels import LABELS
from pos.kitchen.models import Ticket
from pos.kitchen.slips import PrintingError
from pos.orders import services as orders
from pos.orders.drafts import OrderDraft
from printing.interface import preview_text
from printing.models import Printer, PrintJob, Template
from printing.spool.copying import reprint
from tests.factories.products import ModifierFactory, ProductModifierFactory
from tests.factories.workspaces import WorkspaceFactory
from tests.kitchen.place import open_kitchen
from tests.orders.shop import NOON, change, item

pytestmark = pytest.mark.django_db


@pytest.fixture
def here():
    return open_kitchen()


def paper(source, row_id, workspace):
    """Build a slip as the spool does, and write it as it prints."""
    build = import_string(project.PRINTING_SOURCES[source])
    return " ".join(preview_text(build(workspace.pk, row_id), 42).split())


def full_order(here):
    bread = ModifierFactory.create(workspace=here.workspace, name="Bread")
    ProductModifierFactory.create(workspace=here.workspace, product=here.soup, modifier=bread)
    table = here.table("7")
    soup = item(here.soup, "2.00", modifiers=(bread.pk,), notes="hot\nno salt", seat=3)
    return orders.create(
        workspace=here.workspace,
        draft=OrderDraft(
            items=(soup, item(here.steak, "0.50")),
            tables=(table.pk,),
            changes={"covers": 4, "notes": "Allergic to nuts"},
        ),
        user_id=here.shop.user.pk,
        at=NOON,
    )


def test_all_of_it_stands_on_the_ticket(here):
    here.workspace.timezone = "Europe/Riga"
    here.workspace.save()
    order = full_order(here)
    (ticket,) = here.tickets(order)
    said = paper("kitchen", ticket.pk, here.workspace)
    for part in (
        "grill", "Table 7", ticket.code, "Guests 4", here.shop.user.name, "2026-03-14 13:00",
        "2 x Soup + Bread * hot * no salt Seat 3", "0.5 x Steak", "Allergic to nuts",
    ):  # fmt: skip
        assert part in said, said
    assert "CANCELLED" not in said
    assert "5.00" not in said


def test_what_is_off_and_where_it_moved_stand_on_it(here):
    order = full_order(here)
    soup = order.order_items.get(position=1)
    here.update(
        order, change(soup.pk, quantity=D("1.00")), tables=(here.table("8"),), notes="No nuts"
    )
    orders.void(workspace=here.workspace, order_id=order.pk, reason="They left")
    _, second, third = (paper("kitchen", one.pk, here.workspace) for one in here.tickets(order))
    assert "Table 8 Moved from table 7" in second
    assert "1 x CANCELLED: Soup" in second
    assert "CANCELLED: Allergic to nuts No nuts" in second
    assert "ORDER CANCELLED" in third
    assert "1 x CANCELLED: Soup" in third
    assert "0.5 x CANCELLED: Steak" in third


def test_a_house_may_give_its_tickets_a_look_of_its_own(here):
    order = full_order(here)
    (ticket,) = here.tickets(order)
    Template.objects.create(
        workspace_id=here.workspace.pk,
        kind="kitchen",
        text="{label.table} {table}!\n{each lines as line}\n{line.name} {line.quantity}\n{end}",
    )
    Template.objects.create(workspace_id=uuid.uuid4(), kind="kitchen", text="of somebody else")
    assert paper("kitchen", ticket.pk, here.workspace) == "Table 7! Soup 2 Steak 0.5"


@pytest.mark.parametrize("language", ["en", "de", "lv", "ar"])
def test_the_words_are_those_of_the_workspace(here, language):
    here.workspace.language = language
    here.workspace.save()
    order = full_order(here)
    orders.void(workspace=here.workspace, order_id=order.pk, reason="They left")
    first, second = here.tickets(order)
    words = {"seat": "Seat", "covers": "Guests"} | LABELS[language]
    said = paper("kitchen", first.pk, here.workspace)
    assert words["seat"] in said
    assert words["covers"] in said
    assert LABELS[language]["cancelled"] in paper("kitchen", second.pk, here.workspace)
    job, _ = kitchen.reprint(workspace_id=here.workspace.pk, ticket_id=first.pk, by="Chef")
    assert LABELS[language]["reprint"] in paper("kitchen_reprint", job, here.workspace)
    assert set(LABELS[language]) >= {"cancelled", "reprint"}


def test_it_is_the_same_whenever_it_is_built(here):
    order = full_order(here)
    (ticket,) = here.tickets(order)
    before = paper("kitchen", ticket.pk, here.workspace)
    here.soup.name = "Broth"
    here.soup.save()
    here.update(order, covers=9, notes="Other")
    assert paper("kitchen", ticket.pk, here.workspace) == before


@pytest.mark.parametrize("statement", ["update", "delete"])
def test_a_ticket_is_never_changed(here, statement):
    full_order(here)
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        getattr(Ticket.objects.all(), statement)(**({"code": "X"} if statement == "update" else {}))


def test_another_workspace_builds_and_reprints_none_of_them(here):
    order = full_order(here)
    (ticket,) = here.tickets(order)
    stranger = WorkspaceFactory.create()
    with pytest.raises(Ticket.DoesNotExist):
        slips.build(stranger.pk, ticket.pk)
    with pytest.raises(Ticket.DoesNotExist):
        kitchen.reprint(workspace_id=stranger.pk, ticket_id=ticket.pk, by="Chef")


def test_a_reprint_is_marked_and_names_the_first_job(here):
    order = full_order(here)
    (ticket,) = here.tickets(order)
    own = {"workspace_id": here.workspace.pk, "ticket_id": ticket.pk, "by": "Chef"}
    job_id, number = kitchen.reprint(**own)
    job = PrintJob.objects.get(pk=job_id)
    assert (number, job.printer, job.copy_of_id) == (1, here.grill, ticket.pk)
    assert paper(job.source, job.source_id, here.workspace).startswith("REPRINT 1 grill")
    other, number = kitchen.reprint(**own, printer="cellar")
    assert (number, PrintJob.objects.get(pk=other).printer) == (2, here.cellar)
    with pytest.raises(PrintingError, match="no such printer"):
        kitchen.reprint(**own, printer="attic")
    assert here.knows(order) == {"Soup": D("2.00"), "Steak": D("0.50")}


def test_its_job_is_printed_once_more_as_a_reprint(here):
    orders.create(workspace=here.workspace, draft=OrderDraft(items=(item(here.soup),)))
    first = PrintJob.objects.get(purpose="kitchen")
    references = []
    job = first
    for _ in range(2):
        PrintJob.objects.filter(pk=job.pk).update(state="printed", content=b"x")
        job.refresh_from_db()
        job = PrintJob.objects.get(pk=reprint(job=job, who="Chef"))
        references.append(job.reference)
        assert (job.source, job.copy_of_id) == ("kitchen_reprint", first.pk)
    assert [one.rsplit(", ", 1)[1] for one in references] == ["reprint 1", "reprint 2"]


@pytest.mark.django_db(transaction=True)
def test_the_command_prints_it_again(here):
    order = full_order(here)
    (ticket,) = here.tickets(order)
    Printer.objects.update(confirms=True)
    out = io.StringIO()
    call_command("reprint_ticket", str(ticket.pk), "--printer", "cellar", stdout=out)
    assert out.getvalue() == f"Printed reprint 1 of {ticket} on cellar\n"
    with pytest.raises(CommandError, match="no such kitchen ticket"):
        call_command("reprint_ticket", str(uuid.uuid4()))
    with pytest.raises(CommandError, match="no such printer"):
        call_command("reprint_ticket", str(ticket.pk), "--printer", "attic")
