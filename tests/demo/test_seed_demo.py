"""The rows that `seed_demo` makes: whole, right and told apart by workspace."""

from __future__ import annotations

from django.db import connection
from django.db.models import Count, F, Max, Min, Q, Sum

from pos.customers.models import Customer
from pos.demo import rows
from pos.demo.menu import DISHES
from pos.demo.services import CATALOGUE
from pos.invoices.models import Invoice, InvoiceItem, InvoiceItemModifier, InvoiceTax, InvoiceTender
from pos.ledger.models import SealedDocument
from pos.orders.models import Order
from pos.payments.models import Payment
from pos.products.models import Product, ProductVariant
from pos.registers.models import Outlet, Register
from pos.users.models import Membership
from pos.workspaces.models import Workspace
from tests.demo.conftest import INVOICES
from tests.demo.dump import dangling, tables

# Published examples contradict themselves on purpose; see fixtures/golden/published.json.
PUBLISHED_OUTLETS = ("Cummings and Sons", "Downtown Cafe", "Outlet 1")


def invoices(workspace):
    return Invoice.objects.filter(workspace=workspace).exclude(
        register__outlet__name__in=PUBLISHED_OUTLETS
    )


def lines(workspace):
    return InvoiceItem.objects.filter(workspace=workspace, invoice__in=invoices(workspace))


def test_every_row_asked_for_is_there(demo):
    assert invoices(demo).count() == INVOICES
    assert Invoice.objects.filter(workspace__slug="other").count() == 20
    assert Customer.objects.filter(workspace=demo).exclude(full_name="John Doe").count() == 300
    assert Outlet.objects.filter(workspace=demo).count() == 3 + len(PUBLISHED_OUTLETS)
    assert Product.objects.filter(workspace=demo).count() == len(DISHES) + 3
    assert set(Membership.objects.filter(workspace=demo).values_list("role", flat=True)) == {
        "owner", "manager", "cashier", "waiter", "accountant",
    }  # fmt: skip


def test_the_sales_are_of_every_kind(demo):
    sold = invoices(demo)
    assert sold.filter(original_invoice__isnull=False).exists()
    assert sold.filter(cancelled=True, cancel_reason__isnull=False).exists()
    assert sold.filter(discount__gt=0).exists()
    assert sold.filter(tip_amount__gt=0).exists()
    assert sold.filter(register__virtual=True, order__status="delivered").exists()
    assert sold.filter(order__isnull=True).exists()
    assert lines(demo).filter(is_void=True, comp_void_reason__isnull=False).exists()
    assert lines(demo).filter(is_comp=True, comp_void_reason__isnull=False).exists()
    assert lines(demo).filter(quantity="0.50").exists()
    assert lines(demo).filter(discount_amount__gt=0).exists()
    assert set(InvoiceTender.objects.values_list("kind", flat=True)) >= {"cash", "card", "other"}
    assert InvoiceTender.objects.filter(workspace=demo, change__gt=0).exists()


def test_invoices_have_about_three_items_and_some_modifiers(demo):
    count = lines(demo).count()
    assert 2.7 < count / INVOICES < 3.3
    modified = InvoiceItemModifier.objects.filter(workspace=demo)
    share = modified.values("invoice_item").distinct().count() / count
    assert 0.12 < share < 0.22
    most = lines(demo).values("invoice").annotate(n=Count("id")).aggregate(most=Max("n"))
    assert 1 < most["most"] <= 8


def test_numbers_count_up_without_gaps_in_the_order_of_time(demo):
    for register in Register.objects.filter(workspace=demo).exclude(
        outlet__name__in=PUBLISHED_OUTLETS
    ):
        issued = Invoice.objects.filter(workspace=demo, register=register).order_by("created_at")
        for kind in ("sale", "refund"):
            found = list(issued.filter(kind=kind).values_list("number", flat=True))
            assert found == list(range(1, len(found) + 1))
        assert register.invoices_count == issued.count()


def test_the_feed_has_no_two_invoices_at_one_time(demo):
    times = list(invoices(demo).order_by("created_at").values_list("created_at", "updated_at"))
    assert len({created for created, _ in times}) == INVOICES
    assert all(created <= updated for created, updated in times)
    ids = list(invoices(demo).order_by("created_at").values_list("id", flat=True))
    assert ids == sorted(ids)
    assert {key.version for key in ids} == {7}


def test_a_business_date_is_the_local_day_that_starts_at_five(demo):
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*) from invoices_invoice where workspace_id = %s and business_date <> "
            "(created_at at time zone 'Europe/Riga' - interval '5 hours')::date",
            [demo.id],
        )
        assert cursor.fetchone() == (0,)


def test_an_invoice_is_the_sum_of_its_charged_lines_less_its_discount(demo):
    charged = Q(invoice_items__is_void=False, invoice_items__is_comp=False)
    for invoice in invoices(demo).annotate(
        lines_total=Sum("invoice_items__total_incl_discount", filter=charged),
        lines_tax=Sum("invoice_items__tax_incl_discount", filter=charged),
        off=Sum("invoice_items__discount_amount", filter=charged),
    ):
        assert invoice.total == (invoice.lines_total or 0) - invoice.discount
        assert invoice.item_discount_amount == (invoice.off or 0)
        assert invoice.discount_amount == invoice.discount + invoice.item_discount_amount
        if not invoice.discount:
            assert invoice.tax == (invoice.lines_tax or 0)


def test_taxes_add_up_to_the_invoice_and_tenders_to_what_was_due(demo):
    taxes = _by_invoice(InvoiceTax, demo, "net", "tax", "gross")
    tenders = _by_invoice(InvoiceTender, demo, "amount")
    for invoice in invoices(demo):
        sums = taxes.get(invoice.id, (0, 0, 0))
        assert sums == (invoice.subtotal, invoice.tax, invoice.total)
        assert tenders.get(invoice.id, (0,)) == (invoice.total + invoice.tip_amount,)


def test_what_lines_charge_adds_up_to_the_invoice(demo):
    for invoice in invoices(demo).annotate(
        net=Sum("invoice_items__charged_subtotal"),
        taxes_of_lines=Sum("invoice_items__charged_tax"),
        gross=Sum("invoice_items__charged_total"),
    ):
        found = (invoice.net, invoice.taxes_of_lines, invoice.gross)
        assert found == (invoice.subtotal, invoice.tax, invoice.total)


def test_payments_of_an_order_add_up_to_it(demo):
    paid = Order.objects.filter(workspace=demo, state="paid", invoices__isnull=False)
    sums = paid.exclude(outlet__name__in=PUBLISHED_OUTLETS).annotate(
        sum_paid=Sum("payments__amount")
    )
    assert sums.count() > 100
    for order in sums:
        assert (order.sum_paid or 0) == order.total == order.paid


def test_every_invoice_is_sealed(demo):
    for workspace in (demo, Workspace.objects.get(slug="other")):
        sealed = SealedDocument.objects.filter(workspace=workspace)
        sold = Invoice.objects.filter(workspace=workspace)
        assert set(sealed.values_list("subject_id", "number", "kind")) == set(
            sold.values_list("id", "number", "kind")
        )


def _by_invoice(model, workspace, *names):
    sums = model.objects.filter(workspace=workspace).values("invoice")
    rows = sums.annotate(**{f"sum_{name}": Sum(name) for name in names})
    return {row["invoice"]: tuple(row[f"sum_{name}"] for name in names) for row in rows}


def test_a_line_rounds_its_tax_half_away_from_zero(demo):
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*) from invoices_invoiceitem i join invoices_invoice v "
            "on v.workspace_id = i.workspace_id and v.id = i.invoice_id "
            "where i.workspace_id = %s and i.tax_rate in (0, 0.05, 0.12, 0.21) and ("
            "i.tax <> round(i.total * i.tax_rate / (1 + i.tax_rate), 2) or i.tax_incl_discount <> "
            "round(i.total_incl_discount * i.tax_rate / (1 + i.tax_rate), 2) or "
            "i.total <> round(i.unit_price_incl_tax * i.quantity, 2) or "
            "i.total_incl_discount <> i.total - i.discount_amount)",
            [demo.id],
        )
        assert cursor.fetchone() == (0,)


def test_a_refund_names_its_original_and_gives_back_no_more_than_it(demo):
    refunds = invoices(demo).filter(original_invoice__isnull=False)
    for refund in refunds.select_related("original_invoice"):
        original = refund.original_invoice
        assert original.original_invoice_id is None
        assert not original.cancelled
        assert original.created_at < refund.created_at
        assert -original.total <= refund.total < 0
        assert -original.tax <= refund.tax <= 0
        assert refund.tip_amount == 0
        assert not refund.invoice_items.filter(quantity__gt=0).exists()
    assert not refunds.values("original_invoice").annotate(n=Count("id")).filter(n__gt=1).exists()


def test_the_price_of_a_line_holds_its_modifiers(demo):
    for line in (
        lines(demo)
        .filter(invoice_item_modifiers__isnull=False)
        .annotate(extra=Sum("invoice_item_modifiers__price"))
        .select_related("product", "product_variant")
    ):
        sold = line.product_variant or line.product
        assert line.unit_price_incl_tax == sold.retail_price_incl_tax + line.extra


def test_every_foreign_key_leads_to_a_row_of_the_same_workspace(demo):
    for model in tables():
        for field in model._meta.concrete_fields:
            if not field.is_relation:
                continue
            target = field.related_model
            for row in model.objects.exclude(**{field.name: None}).select_related(field.name):
                found = getattr(row, field.name)
                assert isinstance(found, target)
                if hasattr(row, "workspace_id") and hasattr(found, "workspace_id"):
                    assert found.workspace_id == row.workspace_id, (model, field.name, row.pk)


def test_no_foreign_key_leads_nowhere(demo):
    assert dangling() == []


def test_the_workspaces_share_nothing_but_the_shape(demo):
    for model in (Product, Register, Customer, Order, Invoice):
        both = model.objects.filter(workspace__slug__in=["demo", "other"])
        assert both.values("workspace").distinct().count() == 2
    users = Membership.objects.values("user").annotate(n=Count("workspace")).filter(n__gt=1)
    assert not users.exists()


def test_names_of_many_kinds_come_through_whole(demo):
    names = set(Product.objects.filter(workspace=demo).values_list("name", flat=True))
    sold = set(lines(demo).values_list("product_name", flat=True))
    assert {"Mocktail \\ no alcohol", "Fish & Chips", "حمص بالطحينة", "Dark 'n' Stormy"} <= names
    assert {name.split(", ")[0] for name in sold} <= {name.split(", ")[0] for name in names}


def test_prices_add_up_and_variants_have_selectors(demo):
    broken = ~Q(retail_price_incl_tax=F("retail_price_excl_tax") + F("tax"))
    assert not Product.objects.filter(broken, workspace=demo).exists()
    own = ProductVariant.objects.filter(
        workspace=demo, id__gt="01000000-0000-7000-8000-000000000000"
    )
    assert own.exclude(selector={}).count() > 20
    assert not Product.objects.filter(workspace=demo).aggregate(low=Min("tax"))["low"] < 0


def test_loaded_columns_are_the_columns_of_the_models():
    """A new column needs a value here, or the rows of the demo lack it."""
    for model, columns in (
        (Order, rows.ORDER),
        (Invoice, rows.INVOICE),
        (InvoiceItem, rows.ITEM),
        (InvoiceItemModifier, rows.MODIFIER),
        (InvoiceTax, rows.TAX),
        (InvoiceTender, rows.TENDER),
        (Payment, rows.PAYMENT),
    ):
        assert set(columns) == {field.column for field in model._meta.concrete_fields}
    assert len(set(CATALOGUE.values())) == len(CATALOGUE)
