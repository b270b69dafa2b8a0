"""Invoices as slips: everything on them adds up, in every language, at every width."""

import re
import uuid
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pos.invoices import receipts, selectors
from pos.invoices.labels import LABELS
from printing.models import Template
from tests.orders import shop as shops

WIDTHS = (32, 42, 48)
AMOUNT = re.compile(r"^-?\d+\.\d\d$")


def amount(text):
    return Decimal(text.split()[0].replace(",", "."))


def lines_of(text):
    return [line.strip() for line in text.splitlines() if line.strip()]


def test_every_invoice_prints_at_every_width(invoices):
    for invoice in invoices:
        for width in WIDTHS:
            text = receipts.text(invoice, columns=width)
            symbols = [line for line in text.splitlines() if line.startswith("[")]
            too_long = [line for line in text.splitlines() if len(line) > width]
            assert too_long in ([], symbols), (invoice.pk, width)


def test_receipt_shows_number_register_waiter_and_total(invoices):
    for invoice in invoices:
        text = receipts.text(invoice, columns=48)
        total = invoice.total + (invoice.tip_amount or 0)
        assert f"{total} EUR" in text
        assert invoice.register.name in text
        assert invoice.user.name in text
        assert any(line.endswith(f" {invoice.number}") for line in lines_of(text))


def test_every_item_modifier_tax_and_tender_is_printed(invoices):
    for invoice in invoices:
        text = " ".join(receipts.text(invoice, columns=48).split())
        for item in invoice.invoice_items.all():
            assert " ".join(item.product_name.split()).split("\n")[0][:12] in text
            for modifier in item.invoice_item_modifiers.all():
                assert f"+ {modifier.name}" in text
        for tax in invoice.taxes.all():
            assert f"{tax.net} {tax.tax} {tax.gross}" in text
        for tender in invoice.tenders.all():
            assert f"{tender.name} {tender.amount + tender.change}" in text


def test_subtotal_less_discount_plus_tip_is_the_total(invoices):
    seen = 0
    for invoice in invoices:
        _, _, totals = receipts.text(invoice, columns=48).partition("Subtotal")
        printed = dict(
            line.rsplit(maxsplit=1)
            for line in lines_of(f"Subtotal{totals}")
            if totals and line.startswith(("Subtotal", "Discount", "Tip"))
        )
        if "Subtotal" in printed and not invoice.is_refund:
            seen += 1
            total = amount(printed["Subtotal"]) + amount(printed.get("Tip", "0"))
            total += amount(printed.get("Discount", "0"))
            assert total == invoice.total + (invoice.tip_amount or 0), invoice.pk
    assert seen


def test_printed_amounts_add_up_to_what_is_charged(invoices):
    for invoice in invoices:
        items = list(invoice.invoice_items.all())
        expected = sum(
            (item.total_incl_discount for item in items if not (item.is_comp or item.is_void)),
            Decimal(0),
        )
        _, lines, _ = receipts.text(invoice, columns=48).split("-" * 48, 2)
        ends = [line.split()[-1] for line in lines_of(lines) if not line.startswith("@")]
        amounts = [Decimal(end) for end in ends if AMOUNT.match(end)]
        assert sum(amounts, Decimal(0)) == expected, invoice.pk


def test_refund_names_its_original(invoices):
    refunds = [invoice for invoice in invoices if invoice.is_refund]
    assert refunds
    for refund in refunds:
        lines = lines_of(receipts.text(refund, columns=48))
        assert "REFUND" in lines
        assert f"Original receipt {refund.original_invoice.number}" in [
            " ".join(line.split()) for line in lines
        ]


def test_cancelled_invoice_says_so(invoices):
    for invoice in invoices:
        assert ("CANCELLED" in receipts.text(invoice, columns=48)) == invoice.cancelled


@pytest.mark.parametrize("language", sorted(LABELS))
def test_labels_follow_the_language_of_the_workspace(invoices, language):
    invoice = invoices[-1]
    invoice.workspace.language = language
    text = receipts.text(invoice, columns=48)
    if language in {"de", "lv"}:
        assert LABELS[language]["total"] in text
        assert f"{invoice.total + (invoice.tip_amount or 0)}".replace(".", ",") in text
    assert receipts.picture(invoice, columns=48).startswith(b"\x89PNG")


def test_languages_have_the_same_words():
    words = {language: set(labels) for language, labels in LABELS.items() if language != "en"}
    assert len({frozenset(names) for names in words.values()}) == 1


def test_reading_a_receipt_costs_the_same_for_any_invoice(workspace):
    counts = set()
    for invoice in selectors.with_lines().filter(workspace=workspace)[:10]:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            receipts.slip(selectors.by_id(invoice_id=invoice.pk, workspace=workspace))
        counts.add(len(queries))
    # Five for the invoice and one for the workspace's template.
    assert max(counts) <= 6


def test_the_template_of_the_workspace_is_used(workspace, invoices):
    Template.objects.create(
        workspace_id=workspace.pk,
        kind="receipt",
        text="{if refund}\nback {number} of {original}\n{else}\nsale {number}\n{end}\n"
        "{if copy}\ncopy {copy}\n{end}\n{total}\n{cut}",
    )
    Template.objects.create(workspace_id=uuid.uuid4(), kind="receipt", text="of somebody else")
    for invoice in invoices:
        total = f"{invoice.total + (invoice.tip_amount or 0)} EUR"
        number = (
            f"back {invoice.number} of {invoice.original_invoice.number}"
            if invoice.is_refund
            else f"sale {invoice.number}"
        )
        lines = lines_of(receipts.text(invoice, columns=32))
        assert lines[:2] == [number, total]
        assert receipts.slip(invoice).warnings == ()
        copy = receipts.slip(invoice, copy=3)
        assert [e.text for e in copy.elements[:3]] == [number, "copy 3", total]


def test_a_template_that_cannot_be_used_loses_no_receipt(workspace, invoices, caplog):
    before = receipts.text(invoices[0], columns=48)
    Template.objects.create(workspace_id=workspace.pk, kind="receipt", text="{nothing}")
    made = receipts.slip(invoices[0])
    assert [warning.code for warning in made.warnings] == ["template_failed"]
    assert receipts.text(invoices[0], columns=48) == before
    assert {record.levelname for record in caplog.records} == {"ERROR"}


@pytest.mark.django_db
def test_a_sale_asks_for_no_template():
    """It is read when the receipt is rendered, after the transaction of the sale."""
    shop = shops.open_shop()
    with CaptureQueriesContext(connection) as queries:
        shop.sell(shops.item(shop.product("3.00")))
    assert not [one for one in queries if "printing_template" in one["sql"]]
