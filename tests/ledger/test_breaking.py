"""The ledger is bent by its owner, with every guard off; verification finds it and names the row."""

from __future__ import annotations

import io
import json
from decimal import Decimal as D

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from pos.invoices import services as invoices
from pos.invoices.models import InvoiceItem, InvoiceTax, InvoiceTender
from pos.invoices.services import RefundDraft
from pos.ledger import signing
from pos.ledger.canonical import CanonicalError, canonical, chain_hash
from pos.ledger.models import SealedDocument, Series, Signature
from pos.ledger.verify import Verification
from tests.factories.sealed import unsealed
from tests.orders.shop import item, open_shop

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop():
    """A shop with six sales, one of them refunded in part and one cancelled."""
    shop = open_shop()
    coffee, wine = shop.product("3.30"), shop.product("7.50", shop.reduced)
    sold = [shop.sell(item(coffee, f"{n}.00"), item(wine)) for n in range(1, 7)]
    line = sold[2].invoice_items.first()
    draft = RefundDraft(invoice_id=sold[2].pk, reason="Cold", quantities={line.pk: D("1.00")})
    own = {"workspace_id": shop.workspace.pk, "user_id": shop.user.pk}
    invoices.refund(draft=draft, **own)
    invoices.cancel(invoice_id=sold[4].pk, reason="Wrong", **own)
    return shop


def findings(shop, **options):
    return Verification(shop.workspace, **options).run().findings


def sale(shop, number):
    return SealedDocument.objects.get(workspace=shop.workspace, kind="sale", number=number)


def rewrite(row, **values):
    with unsealed():
        type(row).objects.filter(pk=row.pk).update(**values)


def first(shop, **options):
    found = findings(shop, **options)
    assert found
    return found[0]


def test_a_whole_ledger_is_whole(shop):
    report = Verification(shop.workspace).run()
    assert report.findings == []
    assert (report.documents, report.series) == (8, 2)
    assert findings(shop, day=sale(shop, 1).business_date) == []


@pytest.mark.parametrize("model", [SealedDocument, Series])
def test_the_database_refuses_changes(shop, model):
    row = model.objects.filter(workspace=shop.workspace).first()
    table = model._meta.db_table
    for statement in (
        f"update {table} set workspace_id = workspace_id where id = %s",
        f"delete from {table} where id = %s",
    ):
        with (
            pytest.raises(DatabaseError),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement, [row.pk])


def test_the_database_refuses_changes_of_invoices_and_payments(shop):
    for table in (
        "invoices_invoice", "invoices_invoiceitem", "invoices_invoicetax", "invoices_invoicetender",
        "payments_payment",
    ):  # fmt: skip
        for statement in (f"update {table} set created_at = now()", f"delete from {table}"):
            with (
                pytest.raises(DatabaseError),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute(statement)


def test_a_cent_in_the_content(shop):
    row = sale(shop, 3)
    rewrite(row, content=row.content.replace('"total":"17.40"', '"total":"17.41"', 1))
    found = first(shop)
    assert (found.code, found.number, found.row_id) == ("hash", 3, row.pk)


def test_a_cent_in_the_content_with_its_hash_made_anew(shop):
    row = sale(shop, 3)
    content = row.content.replace('"total":"17.40"', '"total":"17.41"', 1)
    assert content != row.content
    rewrite(row, content=content, hash=chain_hash(row.previous_hash, content))
    codes = {(one.code, one.number) for one in findings(shop)}
    assert {("movements", 3), ("differs", 3), ("chain", 4)} <= codes


@pytest.mark.parametrize(
    ("model", "column"),
    [
        (InvoiceItem, "charged_total"), (InvoiceItem, "total"), (InvoiceTax, "tax"),
        (InvoiceTender, "amount"), (InvoiceItem, "product_name"),
    ],
)  # fmt: skip
def test_a_cent_in_a_row_of_an_invoice(shop, model, column):
    row = sale(shop, 2)
    part = model.objects.filter(invoice=row.subject_id).first()
    value = getattr(part, column)
    with unsealed(), connection.cursor() as cursor:
        # Even what a constraint would refuse: the owner can drop it.
        table = model._meta.db_table
        cursor.execute("set constraints all immediate")
        for check in (
            "invoice_item_adds_up",
            "invoice_item_charged_adds_up",
            "invoice_tax_adds_up",
        ):
            cursor.execute(f"alter table {table} drop constraint if exists {check}")
        new = "Tea" if isinstance(value, str) else value + D("0.01")
        model.objects.filter(pk=part.pk).update(**{column: new})
    (found,) = findings(shop)
    assert (found.code, found.number, found.row_id) == ("differs", 2, row.subject_id)
    assert str(new) == found.found


def test_a_row_in_the_middle_is_dropped(shop):
    row = sale(shop, 3)
    with unsealed():
        row.delete()
    found = findings(shop)
    assert (found[0].code, found[0].number) == ("gap", 4)
    assert "(3)" in found[0].what
    assert ("unsealed", 3) in {(one.code, one.number) for one in found}


def test_the_last_row_is_dropped(shop):
    with unsealed():
        sale(shop, 6).delete()
    codes = {one.code for one in findings(shop)}
    assert {"head", "unsealed"} <= codes


def test_an_invoice_is_dropped_with_its_document_and_the_head_is_put_back(shop, tmp_path):
    kept = tmp_path / "heads.json"
    call_command("verify_ledger", "--head", str(kept), stdout=io.StringIO())
    last, before = sale(shop, 6), sale(shop, 5)
    series = last.series
    with unsealed(), connection.cursor() as cursor:
        for table in ("invoiceitemmodifier", "invoiceitem", "invoicetax", "invoicetender"):
            key = "invoice_item_id in (select id from invoices_invoiceitem where invoice_id = %s)"
            where = key if table == "invoiceitemmodifier" else "invoice_id = %s"
            cursor.execute(f"delete from invoices_{table} where {where}", [last.subject_id])
        cursor.execute("delete from invoices_invoice where id = %s", [last.subject_id])
        last.delete()
        totals = json.loads(before.content)["totals"]
        Series.objects.filter(pk=series.pk).update(
            last_number=5, last_hash=before.hash, totals=totals
        )
    # Nothing in the database tells of it any more: only what is kept elsewhere does.
    assert findings(shop) == []
    with pytest.raises(SystemExit) as ended:
        call_command("verify_ledger", "--expect", str(kept), stdout=io.StringIO())
    assert ended.value.code == 1


def test_two_rows_are_swapped(shop):
    one, other = sale(shop, 2), sale(shop, 4)
    names = ("content", "subject_id", "hash", "previous_hash", "created_at")
    first_values = {name: getattr(one, name) for name in names}
    rewrite(one, **{name: getattr(other, name) for name in names})
    rewrite(other, **first_values)
    found = findings(shop)
    assert found[0].number == 2
    assert {one.number for one in found} >= {2, 4}


def test_a_row_is_renumbered(shop):
    row = sale(shop, 6)
    rewrite(row, number=9)
    found = findings(shop)
    assert (found[0].code, found[0].number, found[0].row_id) == ("gap", 9, row.pk)
    assert "column" in {one.code for one in found}


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("hash", "f" * 64), ("previous_hash", "e" * 64), ("business_date", "2001-01-01"),
        ("kind", "copy"), ("original_id", "01900000-0000-7000-8000-000000000000"),
        ("content", "{}"), ("content", "not json"), ("content", "[]"),
    ],
)  # fmt: skip
def test_a_column_is_changed(shop, column, value):
    row = sale(shop, 4)
    rewrite(row, **{column: value})
    assert 4 in {one.number for one in findings(shop)[:2]}


def test_the_totals_of_a_series_are_changed(shop):
    series = Series.objects.get(workspace=shop.workspace, kind="sale")
    rewrite(series, totals={**series.totals, "gross": "1.00"})
    (found,) = findings(shop)
    assert (found.code, found.row_id) == ("head", series.pk)


def test_an_invoice_without_a_document_is_found(shop):
    with unsealed(), connection.cursor() as cursor:
        cursor.execute("update invoices_invoice set kind = 'sale' where false")
    row = sale(shop, 1)
    rewrite(row, subject_id="01900000-0000-7000-8000-000000000000")
    codes = {one.code for one in findings(shop)}
    assert {"missing", "unsealed", "column"} <= codes


def test_documents_are_signed_and_signatures_checked():
    shop = open_shop()
    signing.new_key(workspace=shop.workspace)
    coffee = shop.product("3.30")
    for _ in range(3):
        shop.sell(item(coffee))
    report = Verification(shop.workspace).run()
    assert (report.signatures, report.findings) == (3, [])
    forged = Signature.objects.get(document=sale(shop, 2))
    rewrite(forged, signature=Signature.objects.get(document=sale(shop, 1)).signature)
    found = first(shop)
    assert (found.code, found.number) == ("signature", 2)


def test_a_signer_that_fails_never_stops_a_sale(settings):
    shop = open_shop()
    signing.new_key(workspace=shop.workspace)
    settings.SECRET_KEY = "another one"
    shop.sell(item(shop.product("3.30")))
    assert not Signature.objects.exists()
    assert SealedDocument.objects.count() == 1
    with pytest.raises(CommandError, match="another SECRET_KEY"):
        call_command("sign_ledger", "--workspace", shop.workspace.slug)


def test_what_was_not_signed_is_signed_later():
    shop = open_shop()
    coffee = shop.product("3.30")
    for _ in range(2):
        shop.sell(item(coffee))
    place = ("--workspace", shop.workspace.slug)
    with pytest.raises(CommandError, match="create_signing_key"):
        call_command("sign_ledger", *place)
    out = io.StringIO()
    call_command("create_signing_key", *place, stdout=out)
    call_command("sign_ledger", *place, stdout=out)
    assert "Signed 2 documents." in out.getvalue()
    report = Verification(shop.workspace).run()
    assert (report.signatures, report.findings) == (2, [])
    for command in ("sign_ledger", "create_signing_key"):
        with pytest.raises(CommandError, match="no workspace"):
            call_command(command, "--workspace", "nowhere")


def test_the_command_says_the_first_bad_row_and_its_status_says_it(shop):
    out = io.StringIO()
    call_command("verify_ledger", "--workspace", shop.workspace.slug, stdout=out)
    assert "8 documents in 2 series, all as they were sealed" in out.getvalue()
    row = sale(shop, 3)
    rewrite(row, hash="0" * 64)
    out = io.StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("verify_ledger", stdout=out)
    assert ended.value.code == 1
    assert str(row.pk) in out.getvalue().splitlines()[1]
    out = io.StringIO()
    with pytest.raises(SystemExit):
        call_command("verify_ledger", "--json", stdout=out)
    found = json.loads(out.getvalue())[shop.workspace.slug]["findings"][0]
    assert (found["code"], found["number"]) == ("hash", "3")


@pytest.mark.parametrize(
    "arguments",
    [
        ("--workspace", "nowhere"),
        ("--register", "none"),
        ("--expect", "/nowhere"),
        ("--day", "2026-01-01", "--head", "x"),
    ],
)
def test_wrong_arguments_have_a_status_of_their_own(shop, arguments):
    with pytest.raises(CommandError) as refused:
        call_command("verify_ledger", *arguments, stdout=io.StringIO())
    assert refused.value.returncode == 2


def test_the_canonical_form():
    assert canonical({"b": "Ä\n", "a": [1, None, True]}) == '{"a":[1,null,true],"b":"Ä\\n"}'
    for wrong in ({"a": 1.5}, {"a": D("1.5")}, {1: "a"}):
        with pytest.raises(CanonicalError):
            canonical(wrong)
    expected = "5649d09ed68c17156095d175eef152856c5b1a81c117c409c1e00f096aa6838e"
    assert chain_hash("0" * 64, "{}") == expected
