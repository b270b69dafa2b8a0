"""The journal as others read it."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections import defaultdict
from decimal import Decimal as D
from xml.etree import ElementTree as ET

import pytest
from django.core.management import CommandError, call_command

from pos.invoices import services as invoices
from pos.invoices.models import Invoice
from pos.invoices.services import RefundDraft
from pos.ledger.canonical import chain_hash
from pos.ledger.dsfinvk.tables import tables
from tests.orders.shop import NOON, item, open_shop

pytestmark = pytest.mark.django_db
DAYS = ("--from", "2026-03-01", "--to", "2026-12-31")


@pytest.fixture
def shop():
    shop = open_shop()
    coffee, wine = shop.product("3.30"), shop.product("7.50", shop.reduced)
    lemon = shop.modifier(coffee, "0.20")
    first = shop.sell(
        item(coffee, "3.00", modifiers=(lemon.pk,)), item(wine), discount=D(10),
        discount_type="percentage",
    )  # fmt: skip
    order = shop.order(item(wine, "2.00"))
    shop.pay(order, "10.00", "cash")
    shop.pay(order, "5.00", tip_amount=D("2.00"))
    own = {"workspace_id": shop.workspace.pk, "user_id": shop.user.pk, "at": NOON}
    line = first.invoice_items.first()
    draft = RefundDraft(invoice_id=first.pk, reason="Cold", quantities={line.pk: D("1.00")})
    invoices.refund(draft=draft, **own)
    return shop


def export(shop, path, kind):
    out = io.StringIO()
    call_command(
        "export_fiscal", "--workspace", shop.workspace.slug, "--format", kind, *DAYS, "--output",
        str(path), stdout=out,
    )  # fmt: skip
    return out.getvalue()


def test_json_lines_hold_what_was_hashed(shop, tmp_path):
    path = tmp_path / "journal.jsonl"
    assert "Wrote 3 documents" in export(shop, path, "jsonl")
    for text in path.read_text().splitlines():
        line = json.loads(text)
        assert chain_hash(line["previous_hash"], line["content"]) == line["hash"]
        assert json.loads(line["content"])["previous_hash"] == line["previous_hash"]


def read(path):
    found = {}
    with zipfile.ZipFile(path) as archive:
        for file in archive.namelist():
            if file.endswith(".csv"):
                text = archive.read(file).decode()
                assert text.endswith("\r\n")
                found[file] = list(csv.DictReader(io.StringIO(text), delimiter=";"))
        index = ET.fromstring(archive.read("index.xml").decode())
    return found, index


def number(text):
    return D(text.replace(",", "."))


def total(rows, column):
    return sum((number(row[column]) for row in rows), D(0))


def test_dsfinvk_tables_agree_with_the_sales(shop, tmp_path):
    path = tmp_path / "dsfinvk.zip"
    assert "Wrote 3 documents in 1 closings" in export(shop, path, "dsfinvk")
    found, index = read(path)
    assert set(found) == set(tables())
    sold = Invoice.objects.filter(workspace=shop.workspace)
    gross = sum(one.total for one in sold)
    assert total(found["transactions.csv"], "UMS_BRUTTO") == gross
    assert total(found["transactions_vat.csv"], "BON_BRUTTO") == gross
    tips = D("2.00")
    assert total(found["lines_vat.csv"], "POS_BRUTTO") == gross + tips
    assert total(found["itemamounts.csv"], "PF_BRUTTO") == gross
    assert total(found["businesscases.csv"], "Z_UMS_BRUTTO") == gross + tips
    assert total(found["datapayment.csv"], "BASISWAEH_BETRAG") == gross + tips
    assert total(found["payment.csv"], "Z_ZAHLART_BETRAG") == gross + tips
    (closing,) = found["cashpointclosing.csv"]
    assert number(closing["Z_SE_BARZAHLUNGEN"]) == D("10.00")
    assert closing["Z_BUCHUNGSTAG"] == "2026-03-14"
    by_bon = defaultdict(D)
    for row in found["lines_vat.csv"]:
        by_bon[row["BON_ID"]] += number(row["POS_NETTO"]) + number(row["POS_UST"])
    for row in found["datapayment.csv"]:
        by_bon[row["BON_ID"]] -= number(row["BASISWAEH_BETRAG"])
    assert set(by_bon.values()) == {D(0)}
    (reference,) = found["references.csv"]
    assert reference["REF_Z_NR"] == "1"
    assert reference["REF_BON_ID"] in {row["BON_ID"] for row in found["transactions.csv"]}
    # The lemon of the coffee that was sold, and of the one that was given back.
    assert len(found["subitems.csv"]) == 2
    described = {
        table.findtext("URL"): [one.findtext("Name") for one in table.iter("VariableColumn")]
        for table in index.iter("Table")
    }
    assert described == {
        file: [column.name for column in table.columns] for file, table in tables().items()
    }


def test_numbers_have_the_decimals_of_their_column(shop, tmp_path):
    path = tmp_path / "dsfinvk.zip"
    export(shop, path, "dsfinvk")
    found, _ = read(path)
    for file, table in tables().items():
        for row in found[file]:
            for column in table.columns:
                text = row[column.name]
                if column.decimals is not None and text:
                    _, _, fraction = text.partition(",")
                    assert len(fraction) == column.decimals, (file, column.name, text)
                if column.max_length and text:
                    assert len(text) <= column.max_length


@pytest.mark.parametrize(
    "arguments",
    [
        ("--workspace", "nowhere", *DAYS, "--output", "x"),
        ("--workspace", "SLUG", "--from", "2026-02-01", "--to", "2026-01-01", "--output", "x"),
        ("--workspace", "SLUG", *DAYS, "--output", "/nowhere/x"),
    ],
)
def test_wrong_arguments_are_told(shop, arguments):
    words = [shop.workspace.slug if word == "SLUG" else word for word in arguments]
    with pytest.raises(CommandError) as refused:
        call_command("export_fiscal", *words)
    assert refused.value.returncode == 2
