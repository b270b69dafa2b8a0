"""An invoice on paper, in the back office."""

import pytest
from django.test import Client

from pos.invoices import copies
from printing.models import Printer, PrintJob
from tests.backoffice import rows
from tests.orders.shop import item, open_shop

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop():
    return open_shop()


@pytest.fixture
def invoice(shop):
    Printer.objects.create(
        workspace_id=shop.workspace.pk, name="Bar", kind="memory", is_default=True
    )
    return shop.sell(item(shop.product()))


def page(invoice):
    return f"/admin/invoices/invoice/{invoice.pk}/paper/"


def test_it_is_shown_as_it_prints(shop, invoice):
    client = rows.staff(shop.workspace, "accountant")
    for columns in ("", "?columns=32", "?columns=42", "?columns=x"):
        shown = client.get(page(invoice) + columns)
        assert shown.status_code == 200
        assert 'src="data:image/png;base64,' in shown.content.decode()
    assert "Never copied." in shown.content.decode()
    assert "Print a marked copy" not in shown.content.decode()
    change = client.get(rows.url("invoices.invoice", "change", invoice.pk)).content.decode()
    assert page(invoice) in change


@pytest.mark.parametrize(
    ("form", "content_type"),
    [
        ("png", "image/png"),
        ("svg", "image/svg+xml"),
        ("html", "text/html; charset=utf-8"),
        ("txt", "text/plain; charset=utf-8"),
    ],
)
def test_it_opens_in_every_form(shop, invoice, form, content_type):
    client = rows.staff(shop.workspace, "accountant")
    link = f"{page(invoice)}slip.{form}?columns=32"
    assert f'href="{link}"' in client.get(page(invoice) + "?columns=32").content.decode()
    opened = client.get(link)
    assert (opened.status_code, opened["Content-Type"]) == (200, content_type)
    assert opened["Content-Security-Policy"].startswith("default-src 'none'")
    assert rows.staff(rows.workspace(), "owner").get(link).status_code == 404
    assert client.get(f"{page(invoice)}slip.pdf").status_code == 404
    assert Client().get(link).status_code == 302


def test_a_slip_that_is_too_long_is_said_to_be(shop, invoice):
    shop.workspace.receipt_footer = "\n".join("x" * 2100)
    shop.workspace.save()
    client = rows.staff(shop.workspace, "accountant")
    assert "lines, at most" in client.get(page(invoice)).content.decode()
    assert client.get(f"{page(invoice)}slip.svg").status_code == 422


def test_a_manager_prints_a_copy(shop, invoice):
    client = rows.staff(shop.workspace, "manager")
    shown = client.post(page(invoice), {"reason": "lost"}, follow=True).content.decode()
    assert "Copy 1 is queued." in shown
    assert "Copied 1 time." in shown
    assert PrintJob.objects.get(source="copy").reference == f"Copy 1 of invoice {invoice.number}"


def test_others_do_not(shop, invoice):
    assert rows.staff(shop.workspace, "accountant").post(page(invoice), {}).status_code == 403
    stranger = rows.staff(rows.workspace(), "owner")
    assert stranger.get(page(invoice)).status_code == 404
    assert stranger.post(page(invoice), {}).status_code == 404
    assert copies.copies(workspace_id=shop.workspace.pk, invoice_id=invoice.pk) == 0


def test_without_a_printer_nothing_is_counted(shop):
    invoice = shop.sell(item(shop.product()))
    client = rows.staff(shop.workspace, "owner")
    assert "No printer is set up" in client.post(page(invoice), {}).content.decode()
    assert copies.copies(workspace_id=shop.workspace.pk, invoice_id=invoice.pk) == 0
