"""Every model has pages, they answer, and their queries do not grow with the rows."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pos.workspaces.backoffice.access import TABLE
from pos.workspaces.backoffice.listing import CappedPaginator
from tests.backoffice import rows

pytestmark = pytest.mark.django_db
SEALED = ("invoices.", "ledger.", "events.", "kitchen.")
READ_ONLY = {
    "orders.order", "orders.orderitem", "orders.orderbundle", "payments.payment",
    *(label for label in rows.LABELS if label.startswith(SEALED)),
}  # fmt: skip
# Lines of another page.
LINKS = {
    "orders.orderbundleitem", "orders.orderitemmodifier", "orders.ordertable", "orders.ordertax",
    "products.modifiersetmodifier", "products.productmodifierset", "products.productmodifier",
    "products.producttax", "kitchen.reprint", "kitchen.toldorder", "kitchen.toldline",
}  # fmt: skip
NOUNS = {
    "workspaces", "users", "registers", "products", "customers", "orders", "invoices", "payments",
    "events", "ledger", "kitchen",
}  # fmt: skip

PRINTING = {"printing.printer", "printing.route", "printing.printjob", "printing.template"}


def test_every_model_has_a_page_and_a_row_in_the_table():
    models = {
        model._meta.label_lower for model in apps.get_models() if model._meta.app_label in NOUNS
    }
    pages = {model._meta.label_lower for model in admin.site._registry}
    assert models - LINKS <= pages
    assert models | PRINTING == set(TABLE)
    assert set(rows.LABELS) == models - LINKS


@pytest.mark.parametrize("label", rows.LABELS)
def test_pages_answer(label):
    filled, client = rows.fill(rows.workspace()), rows.operator()
    row = rows.row_of(filled, label)

    listed = client.get(rows.url(label, "changelist"))
    assert listed.status_code == 200
    assert str(row.pk) in listed.content.decode()
    for page in ("change", "history"):
        assert client.get(rows.url(label, page, row.pk)).status_code == 200
    added = client.get(rows.url(label, "add"))
    assert added.status_code == (403 if label in READ_ONLY else 200)


@pytest.mark.parametrize("label", rows.LABELS)
def test_search_filters_and_dates_answer(label):
    filled, client = rows.fill(rows.workspace()), rows.operator()
    row = rows.row_of(filled, label)
    page = admin.site._registry[type(row)]
    for term in ("1", "#1", "bar", str(row.pk), "x' \"", "9" * 30):
        assert client.get(rows.url(label, "changelist"), {"q": term}).status_code == 200
    field = page.date_hierarchy
    if field is not None:
        found = client.get(rows.url(label, "changelist"), {f"{field}__year": "1999"})
        assert found.context["cl"].result_count == 0
    assert page.search_fields
    assert not page.show_full_result_count


def queries(client, url):
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert client.get(url).status_code == 200
    return len(seen)


@pytest.mark.parametrize("who", ["superuser", "owner"])
def test_lists_take_the_same_queries_for_3_and_for_30_rows(who):
    place = rows.workspace()
    client = rows.operator() if who == "superuser" else rows.staff(place, "owner")
    for _ in range(3):
        rows.fill(place)
    few = {label: queries(client, rows.url(label, "changelist")) for label in rows.LABELS}
    for _ in range(27):
        rows.fill(place)
    many = {label: queries(client, rows.url(label, "changelist")) for label in rows.LABELS}
    assert many == few
    assert max(many.values()) <= 13


@pytest.mark.parametrize("label", ["products.product", "products.modifierset", "users.user"])
def test_forms_take_the_same_queries_for_3_and_for_30_lines(label):
    client, filled = rows.operator(), rows.fill(rows.workspace())
    page = rows.url(label, "change", rows.row_of(filled, label).pk)

    def grow(lines):
        for _ in range(lines):
            if label == "users.user":
                rows.Membership.objects.create(workspace=rows.workspace(), user=filled.user)
            else:
                rows.lines(filled)

    grow(2)
    few = queries(client, page)
    grow(27)
    assert queries(client, page) == few <= 22


def test_an_invoice_takes_the_same_queries_for_3_and_for_30_items():
    client, filled = rows.operator(), rows.fill(rows.workspace())
    page = rows.url("invoices.invoice", "change", filled.invoice.pk)
    for _ in range(2):
        rows.sell_line(filled)
    few = queries(client, page)
    for _ in range(27):
        rows.sell_line(filled)
    assert queries(client, page) == few <= 16


def test_a_list_counts_to_its_cap_and_says_so(monkeypatch):
    monkeypatch.setattr(CappedPaginator, "cap", 2)
    place = rows.workspace()
    for _ in range(3):
        rows.fill(place)
    listed = rows.operator().get(rows.url("invoices.invoice", "changelist"))
    assert listed.context["cl"].result_count == 2
    assert "at least" in listed.content.decode()


def test_index_and_login():
    client = rows.operator()
    page = client.get("/admin/").content.decode()
    assert "Slipway" in page
    assert "Back office" in page
    assert rows.Client().get("/admin/login/").status_code == 200
