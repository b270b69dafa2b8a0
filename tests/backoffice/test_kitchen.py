"""Kitchen tickets in the back office: found, read, and printed again when one is lost."""

import pytest
from django.urls import reverse

from pos.kitchen.models import Reprint
from printing.models import PrintJob
from tests.backoffice import rows
from tests.kitchen.place import open_kitchen
from tests.orders.shop import item

pytestmark = pytest.mark.django_db


@pytest.fixture
def here():
    return open_kitchen()


def again(client, ticket):
    listing = rows.url("kitchen.ticket", "changelist")
    data = {"action": "print_again", "_selected_action": [str(ticket.pk)]}
    return client.post(listing, data, follow=True).content.decode()


def test_an_order_lists_its_tickets_with_their_jobs(here):
    order = here.order(item(here.soup, "2.00"), item(here.red))
    client = rows.staff(here.workspace, "manager")
    page = client.get(rows.url("orders.order", "change", order.pk)).content.decode()
    for ticket in here.tickets(order):
        assert ticket.code in page
        assert rows.url("kitchen.ticket", "change", ticket.pk) in page
        job = rows.url("printing.printjob", "change", ticket.pk)
        assert job in page
        shown = client.get(job)
        assert shown.status_code == 200
        assert ticket.code in shown.content.decode()


def test_a_ticket_says_what_was_asked(here):
    order = here.order(item(here.soup, "2.00"))
    (ticket,) = here.tickets(order)
    client = rows.staff(here.workspace, "accountant")
    for page in (
        rows.url("kitchen.ticket", "change", ticket.pk),
        rows.url("kitchen.ticket", "changelist"),
    ):
        shown = client.get(page).content.decode()
        assert "2.00 x Soup" in shown
        assert reverse("admin:printing_printjob_change", args=[ticket.pk]) in shown


def test_a_manager_prints_a_lost_ticket_again(here):
    (ticket,) = here.tickets(here.order(item(here.soup)))
    assert "reprint 1 is queued" in again(rows.staff(here.workspace, "manager"), ticket)
    made = Reprint.objects.get()
    assert PrintJob.objects.get(pk=made.pk).copy_of_id == ticket.pk
    shown = rows.operator().get(rows.url("printing.printjob", "change", made.pk))
    assert "REPRINT 1" in shown.content.decode()


def test_notes_from_the_back_office_reach_the_kitchen(here):
    order = here.order(item(here.soup))
    client = rows.staff(here.workspace, "manager")
    page = rows.url("orders.order", "change", order.pk)
    form = {"covers": "3", "notes": "No nuts"}
    for lines in ("order_items", "ordertax_set"):
        form |= {f"{lines}-{name}_FORMS": "0" for name in ("TOTAL", "INITIAL")}
    assert client.post(page, form).status_code == 302
    assert client.post(page, form).status_code == 302
    assert [one.notes for one in here.tickets(order)] == ["", "No nuts"]
    here.shop.pay(order, order.total)
    assert client.post(page, {**form, "notes": "They liked it"}).status_code == 302
    order.refresh_from_db()
    assert (order.notes, order.covers, order.state) == ("They liked it", 3, "paid")
    assert len(here.tickets(order)) == 2


def test_lines_given_away_print_nothing(here):
    order = here.order(item(here.soup))
    (line,) = order.order_items.all()
    data = {
        "action": "comp",
        "confirmed": "yes",
        "reason": "Late",
        "_selected_action": [str(line.pk)],
    }
    listing = rows.url("orders.orderitem", "changelist")
    assert rows.staff(here.workspace, "manager").post(listing, data).status_code == 302
    line.refresh_from_db()
    assert line.is_comp
    assert len(here.tickets(order)) == 1


def test_others_do_not(here):
    (ticket,) = here.tickets(here.order(item(here.soup)))
    assert "may not print" in again(rows.staff(here.workspace, "accountant"), ticket)
    again(rows.staff(rows.workspace(), "manager"), ticket)
    assert not Reprint.objects.exists()
