"""An issued invoice is read, never edited."""

import pytest

from tests.backoffice import rows

pytestmark = pytest.mark.django_db
SEALED = [label for label in rows.LABELS if label.startswith("invoices.")]


@pytest.mark.parametrize("label", SEALED)
def test_nobody_adds_changes_or_deletes(label):
    filled = rows.fill(rows.workspace())
    row = rows.row_of(filled, label)
    before = type(row).objects.values().get(pk=row.pk)
    for client in (rows.operator(), rows.staff(filled.workspace, "owner")):
        assert client.get(rows.url(label, "add")).status_code == 403
        assert client.post(rows.url(label, "add"), {"number": "7"}).status_code == 403
        assert client.post(rows.url(label, "change", row.pk), {"total": "9"}).status_code == 403
        delete = rows.url(label, "delete", row.pk)
        assert client.post(delete, {"post": "yes"}).status_code == 403
        action = {"action": "delete_selected", "_selected_action": str(row.pk), "post": "yes"}
        client.post(rows.url(label, "changelist"), action)
        page = client.get(rows.url(label, "change", row.pk)).content.decode()
        assert 'name="_save"' not in page
        assert "deletelink" not in page
    assert type(row).objects.values().get(pk=row.pk) == before


def test_an_invoice_shows_its_lines_and_links():
    filled = rows.fill(rows.workspace())
    sale, modifier = filled.invoice, filled.invoiceitemmodifier
    refund = rows.sell(filled, original=sale)
    client = rows.staff(filled.workspace, "accountant")

    page = client.get(rows.url("invoices.invoice", "change", sale.pk)).content.decode()
    for text in (filled.product.name, modifier.name, "Cash", "21 %", "1.21 <small>EUR"):
        assert text in page
    assert rows.url("invoices.invoice", "change", refund.pk) in page
    assert '<input type="text"' not in page

    page = client.get(rows.url("invoices.invoice", "change", refund.pk)).content.decode()
    assert rows.url("invoices.invoice", "change", sale.pk) in page
    assert "refund" in page


def test_an_invoice_is_found_by_number_or_key():
    filled = rows.fill(rows.workspace())
    first, second = filled.invoice, rows.sell(filled)
    client = rows.staff(filled.workspace, "accountant")
    for term, found in (("1", first), ("#2", second), (str(first.pk), first)):
        for label in SEALED:
            listed = client.get(rows.url(label, "changelist"), {"q": term}).context["cl"]
            holders = {invoice_of(row).pk for row in listed.result_list}
            assert holders == {found.pk}, (label, term)
    none = client.get(rows.url("invoices.invoice", "changelist"), {"q": "beer"})
    assert none.context["cl"].result_count == 0


def test_an_invoice_list_is_filtered_by_state():
    filled = rows.fill(rows.workspace())
    sale = filled.invoice
    refund = rows.sell(filled, original=sale)
    sale.cancelled = True
    sale.save()
    client = rows.staff(filled.workspace, "accountant")
    for state, found in (("sale", sale), ("refund", refund), ("cancelled", sale)):
        listed = client.get(rows.url("invoices.invoice", "changelist"), {"state": state})
        assert [row.pk for row in listed.context["cl"].result_list] == [found.pk]


def test_amounts_without_inputs_have_a_currency():
    filled = rows.fill(rows.workspace())
    client = rows.staff(filled.workspace, "accountant")
    for label in ("products.product", "invoices.invoiceitem", "invoices.invoicetender"):
        page = client.get(rows.url(label, "change", rows.row_of(filled, label).pk))
        assert "1.21 <small>EUR" in page.content.decode()
        assert "1.210" not in page.content.decode()


def invoice_of(row):
    if hasattr(row, "invoice_item"):
        return row.invoice_item.invoice
    return getattr(row, "invoice", row)
