"""Invoices for fiscal devices: what is sold is what is registered, to the cent, or it is refused."""

from __future__ import annotations

import json
import random
from decimal import Decimal as D

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pos.invoices import fiscal
from pos.invoices import services as invoices
from pos.invoices.services import RefundDraft
from pos.ledger.models import SealedDocument
from printing.errors import PrintingError
from printing.fiscal.making import receipt_of
from printing.fiscal.options import read_options
from printing.fiscal.receipt import FiscalLine
from printing.fiscal.simulator.machine import Machine
from printing.models import Printer, PrintJob, Route
from tests.factories.products import ProductTaxFactory, TaxFactory
from tests.orders.shop import item, open_shop

pytestmark = pytest.mark.django_db

OPTIONS = read_options({"tax_groups": {"21": 1, "12": 2}, "payments": {"room_charge": "bank"}})
TIPPED = read_options({"tax_groups": {"21": 1, "12": 2}, "tip_group": 5})


def receipt(invoice, options=OPTIONS):
    return receipt_of(fiscal.build(invoice.workspace_id, invoice.pk), options)


def closed(made):
    """Register a receipt as a device does; return what it arrives at."""
    machine = Machine()
    machine.open()
    for line in made.lines:
        machine.add(line)
    for payment in made.payments:
        machine.pay(payment)
    if not made.payments:
        machine.pay_rest()
    return machine.close()


def refund(shop, invoice, **extra):
    draft = RefundDraft(invoice_id=invoice.pk, reason="Cold", **extra)
    return invoices.refund(workspace_id=shop.workspace.pk, draft=draft, user_id=shop.user.pk)


def printed_as(invoice, number: int) -> None:
    PrintJob.objects.update_or_create(
        workspace_id=invoice.workspace_id, key=f"invoice:{invoice.pk}",
        defaults={
            "purpose": "fiscal", "state": "printed", "source": "invoice", "source_id": invoice.pk,
            "fiscal_number": str(number), "fiscal_at": "2026-03-14T13:00:00", "device_serial": "S1",
            "fiscal_result": {"fiscal_memory_serial": "M1"},
        },
    )  # fmt: skip


def sealed(invoice):
    return json.loads(SealedDocument.objects.get(subject_id=invoice.pk).content)["document"]


def by_rate(document):
    found: dict[str, D] = {}
    for line in document["items"]:
        if not (line["is_comp"] or line["is_void"]):
            rate = f"{(D(line['tax_rate']) * 100).normalize():f}"
            found[rate] = found.get(rate, D(0)) + abs(D(line["gross"]))
    return {OPTIONS.group(rate): amount for rate, amount in found.items()}


def random_sale(shop, chance):
    """Sell anything: odd prices and quantities, modifiers, discounts, free and void lines, tips."""
    items = []
    for _ in range(chance.randint(1, 5)):
        product = shop.product(
            f"{chance.randint(1, 3000) / 100:.2f}", *chance.choice([(), (shop.reduced,)])
        )
        extra = {}
        if chance.random() < 0.4:
            row = shop.modifier(product, f"{chance.randint(0, 200) / 100:.2f}")
            extra["modifiers"] = (row.pk,)
        if chance.random() < 0.3:
            extra |= {"discount": D(chance.randint(1, 99)), "discount_type": "percentage"}
        elif chance.random() < 0.2:
            extra |= {"is_comp": True, "comp_void_reason": "Birthday"}
        quantity = f"{chance.choice([D(1), D(2), D('0.333'), D('1.25'), D(7)]):.3f}"
        items.append(item(product, quantity, **extra))
    items.append(item(shop.product("5.01")))
    order = shop.order(*items, **(
        {"discount": D(chance.randint(1, 50)), "discount_type": "percentage"}
        if chance.random() < 0.5 else {}
    ))  # fmt: skip
    way = chance.choice(["cash", "card"])
    given = order.total + (D(chance.randint(0, 500)) / 100 if way == "cash" else 0)
    tip = D(chance.randint(0, 300)) / 100 if way == "card" else None
    return shop.pay(order, given, way, tip_amount=tip).invoice


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("price_mode", ["inclusive", "exclusive"])
def test_whatever_is_sold_and_given_back_is_registered_to_the_cent(seed, price_mode):
    chance = random.Random(seed)
    scope = chance.choice(["line", "document_by_net", "document_keep_gross"])
    shop = open_shop(price_mode=price_mode, tax_scope=scope, cash_rounding_unit=D("0.05"))
    sold = random_sale(shop, chance)
    document = sealed(sold)
    for options in (OPTIONS, TIPPED):
        made = receipt(sold, options)
        tip = D(document["tip"]) if options is TIPPED else D(0)
        assert closed(made).amount == D(document["total"]) + tip
    assert receipt(sold).groups == by_rate(document)
    printed_as(sold, 17)
    line = sold.invoice_items.filter(is_comp=False).last()
    part = refund(shop, sold, quantities={line.pk: D("0.50")})
    rest = refund(shop, sold)
    for back in (part, rest):
        if back.total:
            made = receipt(back)
            assert closed(made).amount == -D(sealed(back)["total"])
            assert made.groups == by_rate(sealed(back))
            assert made.reversal.receipt_number == "17"


def test_lines_show_what_was_sold():
    shop = open_shop()
    product = shop.product("4.00")
    oat = shop.modifier(product, "0.50")
    invoice = shop.sell(
        item(product, "2.00", modifiers=(oat.pk,)),
        item(shop.product("3.00"), is_comp=True, comp_void_reason="Birthday"),
        item(shop.product("0.00")),
    )
    made = receipt(invoice)
    (sale,) = [one for one in made.lines if isinstance(one, FiscalLine)]
    assert (sale.quantity, sale.unit_price, sale.amount) == (D(2), D("4.50"), D("9.00"))
    notes = [one.text for one in made.lines if not isinstance(one, FiscalLine)]
    assert notes[0] == f"+ {oat.name}"
    assert notes[1].endswith(": comp")
    assert made.request_id == invoice.pk.hex


def test_what_cannot_be_registered_says_why():
    shop = open_shop(currency="KWD")
    invoice = shop.sell(item(shop.product("1.005")))
    with pytest.raises(PrintingError) as caught:
        receipt(invoice)
    assert caught.value.code == "fiscal_amounts"
    shop = open_shop(price_mode="exclusive")
    deposit = TaxFactory.create(workspace=shop.workspace, label="Deposit", fixed_amount=D("0.10"))
    bottle = shop.product("10.00")
    ProductTaxFactory.create(workspace=shop.workspace, product=bottle, tax=deposit)
    invoice = shop.sell(item(bottle))
    with pytest.raises(PrintingError) as caught:
        receipt(invoice)
    assert caught.value.data["tax"] == "21+fixed"
    assert receipt(invoice, read_options({"tax_groups": {"21+fixed": 3}})).total == invoice.total


def test_a_refund_waits_for_its_sale_and_fails_where_it_has_no_number():
    shop = open_shop()
    sold = shop.sell(item(shop.product()))
    back = refund(shop, sold)
    for changes, code in (
        (None, "fiscal_original"),
        ({"state": "queued"}, "fiscal_original_waits"),
        ({"state": "in_doubt"}, "fiscal_original_waits"),
        ({"state": "cancelled"}, "fiscal_original"),
        ({"fiscal_number": None}, "fiscal_original"),
    ):
        if changes is not None:
            printed_as(sold, 3)
            PrintJob.objects.filter(source_id=sold.pk).update(**changes)
        with pytest.raises(PrintingError) as caught:
            receipt(back)
        assert caught.value.code == code


def fiscal_printer(shop):
    return Printer.objects.create(workspace_id=shop.workspace.pk, name="Fiscal", kind="erpnet")


def job_of(invoice):
    return PrintJob.objects.filter(key=f"invoice:{invoice.pk}").first()


def test_which_printer_gets_a_sale():
    shop = open_shop()
    coffee = shop.product("3.30")
    bar = Printer.objects.create(
        workspace_id=shop.workspace.pk, name="Bar", kind="memory", is_default=True
    )
    own = {"workspace_id": shop.workspace.pk}
    Route.objects.create(**own, purpose="receipt", printer=bar)
    device = fiscal_printer(shop)
    job = job_of(shop.sell(item(coffee)))
    assert (job.purpose, job.printer) == ("receipt", bar)
    route = Route.objects.create(**own, purpose="fiscal", printer=device, outlet_id=shop.outlet.pk)
    sold = shop.sell(item(coffee))
    assert PrintJob.objects.filter(source_id=sold.pk).count() == 1
    assert (job_of(sold).purpose, job_of(sold).printer) == ("fiscal", device)
    # The narrowest route wins, as elsewhere.
    near = Printer.objects.create(**own, name="Near", kind="erpnet", device="near")
    Route.objects.create(**own, purpose="fiscal", printer=near, register_id=shop.register.pk)
    assert job_of(shop.sell(item(coffee))).printer == near
    # What costs nothing and what is training is not for a fiscal device.
    free = shop.order(item(coffee, is_comp=True, comp_void_reason="Birthday"))
    assert job_of(shop.pay(free, "0.00").invoice).printer == bar
    shop.register.is_training = True
    shop.register.save()
    assert job_of(shop.sell(item(coffee))).printer == bar
    # An outlet elsewhere has no fiscal device.
    shop.register.is_training = False
    shop.register.save()
    Route.objects.filter(printer=near).delete()
    route.outlet_id = shop.register.pk
    route.save()
    assert job_of(shop.sell(item(coffee))).printer == bar


def test_a_workspace_with_fiscal_devices_alone():
    shop = open_shop()
    coffee = shop.product("3.30")
    fiscal_printer(shop)
    # A route is missing: the sale waits for a person to say which device registers it.
    assert job_of(shop.sell(item(coffee))).printer is None
    # Nothing there could print what is no sale.
    shop.register.is_training = True
    shop.register.save()
    assert job_of(shop.sell(item(coffee))) is None


def test_the_route_costs_no_statement():
    shop = open_shop()
    coffee = shop.product("3.30")
    shop.sell(item(coffee))

    def statements():
        order = shop.order(item(coffee))
        with CaptureQueriesContext(connection) as seen:
            shop.pay(order, order.total)
        return len(seen)

    before = statements()
    device = fiscal_printer(shop)
    Route.objects.create(workspace_id=shop.workspace.pk, purpose="fiscal", printer=device)
    assert statements() == before
