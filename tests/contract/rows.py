"""Rows for the contract tests: a business with every noun, odd values, and a neighbour."""

from __future__ import annotations

import datetime as dt
import itertools
from decimal import Decimal
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from django.db.models import CharField

from pos.customers.models import Customer, PromoCode
from pos.invoices.models import Invoice, InvoiceItem, InvoiceItemModifier
from pos.orders.models import (
    Order,
    OrderBundle,
    OrderItem,
    OrderItemModifier,
    OrderTable,
    OrderTax,
)
from pos.payments.models import Payment, PaymentMethod
from pos.products.models import (
    Modifier,
    ModifierSet,
    ModifierSetModifier,
    Product,
    ProductBundle,
    ProductBundleItem,
    ProductModifier,
    ProductModifierSet,
    ProductTax,
    ProductType,
    ProductVariant,
    Tax,
)
from pos.registers.models import Area, Outlet, Register, RevenueCenter, Table
from pos.users.models import Flavour, Membership, User
from printing.models import Printer, PrintJob
from tests.factories.sealed import unsealed
from tests.factories.users import ApiKeyFactory
from tests.factories.workspaces import WorkspaceFactory

if TYPE_CHECKING:
    from pos.workspaces.models import Workspace

BASE = dt.datetime(2025, 3, 30, 0, 30, tzinfo=dt.UTC)
# Whatever could be mistaken for a template, an escape or the end of a text.
NASTY = 'Ä "quoted" \\ back/slash\n\ttab %s %(x)s %% {0} \x7f \u2028 🍋 </script> \x01'
numbers = itertools.count(1)


def moment(step: int, millisecond: int = 0) -> dt.datetime:
    return BASE + dt.timedelta(minutes=7 * step, milliseconds=millisecond)


def make(model: Any, at: dt.datetime | None = None, **values: Any) -> Any:
    """Create a row, made and changed when it is said."""
    made = at or moment(next(numbers), millisecond=next(numbers) % 3 * 250)
    changed = values.pop("updated_at", made)
    row = model.objects.create(created_at=made, **values)
    with unsealed():
        model.objects.filter(pk=row.pk).update(updated_at=changed)
    row.updated_at = changed
    return row


def place(name: str) -> Workspace:
    workspace: Workspace = WorkspaceFactory.create(name=name)
    return workspace


def key(workspace: Workspace, flavour: str = Flavour.SNAKE) -> str:
    """Make a key without a limit; return its secret."""
    made = ApiKeyFactory.create(workspace=workspace, v2_flavour=flavour, rate_limit=0)
    return str(made.secret)


def keys(workspace: Workspace) -> dict[str, str]:
    """Make a key for each dialect."""
    return {
        "v1": key(workspace),
        "v2": key(workspace),
        "v2_camel": key(workspace, Flavour.CAMEL),
    }


def person(workspace: Workspace, name: str, **values: Any) -> User:
    user: User = make(User, email=f"p{next(numbers)}@example.com", name=name, **values)
    make(Membership, workspace=workspace, user=user)
    return user


def fill(w: Workspace) -> SimpleNamespace:
    """Fill a workspace with at least two rows of every noun."""
    r = SimpleNamespace(workspace=w, own={"workspace": w})
    r.users = [person(w, "Norbert Russel"), person(w, NASTY), person(w, "Ann")]
    _house(r)
    _catalogue(r)
    _guests(r)
    _orders(r)
    _order_lines(r)
    _printing(r)
    r.invoices = []
    for i in range(5):
        sell(r, i, order=r.orders[i] if i < 2 else None)
    _odd_invoices(r)
    return r


def _house(r: SimpleNamespace) -> None:
    own = r.own
    r.outlets = [
        make(Outlet, **own, name="Bar", address1="1 High St", address2="Floor 2", city="Rīga",
             state="LV", postal_code="LV-1010", index=2),
        make(Outlet, **own, name=NASTY, index=1),
        make(Outlet, **own, name="Closed", index=3, deleted_at=moment(1)),
    ]  # fmt: skip
    r.centers = [
        make(RevenueCenter, **own, name="Food"),
        make(RevenueCenter, **own, name="Drinks", is_active=False),
        make(RevenueCenter, **own, name="Gone", deleted_at=moment(1)),
    ]
    r.registers = [
        make(Register, **own, name="Till 1", outlet=r.outlets[0], index=9, invoices_count=40),
        make(Register, **own, name="Web", outlet=r.outlets[2], index=2, virtual=True),
    ]


def _prices(net: str, tax: str) -> dict[str, Decimal]:
    total = Decimal(net) + Decimal(tax)
    return {
        "tax": Decimal(tax),
        "retail_price_excl_tax": Decimal(net),
        "retail_price_incl_tax": total,
        "regular_retail_price": total + 1,
    }


def _catalogue(r: SimpleNamespace) -> None:
    own = r.own
    r.types = [make(ProductType, **own, name=name) for name in ("Wine", "Food")]
    r.taxes = [
        make(Tax, **own, name="Standard", rate=Decimal("0.21"), label="A"),
        make(Tax, **own, name="Odd", rate=Decimal("0.055"), tax_type="exclusive", is_active=False),
    ]
    r.modifiers = [
        make(Modifier, **own, name=name, price=Decimal(price))
        for name, price in (("Ice", "0.00"), ("Lemon", "0.50"), ("Basil", "1.125"), (NASTY, "2"))
    ]
    r.sets = [
        make(ModifierSet, **own, name="Extras", selection="multiple", maximum_count=3),
        make(ModifierSet, **own, name="Cooking", minimum_count=1),
        make(ModifierSet, **own, name="Empty"),
    ]
    r.products = [
        make(Product, **own, name="Lemonade", sku="L1", barcode="400", product_type=r.types[0],
             description=NASTY, **_prices("8.33", "1.67")),
        make(Product, **own, name="Steak", status="inactive", is_available=False,
             product_type=r.types[1], **_prices("20", "4.2")),
        make(Product, **own, name="Bare", **_prices("1.001", "0.250")),
    ]  # fmt: skip
    r.variants = [
        make(ProductVariant, **own, product=r.products[0], sku=sku, barcode=f"9{i}", deleted=i == 2,
             selector=selector, **_prices(f"{i}.50", "0.10"))
        for i, (sku, selector) in enumerate(
            [("L-b", {"size": "0.5 l", "n": [1, None, {"x": 1.5}]}), ("L-a", {}), ("L-c", {"ü": NASTY})]
        )
    ]  # fmt: skip
    _links(r)


def _links(r: SimpleNamespace) -> None:
    """Tie the catalogue together, in orders that neither names nor ids have."""
    modifiers, lemonade, steak = r.modifiers, r.products[0], r.products[1]
    ties: list[tuple[Any, str, Any, str, list[Any]]] = [
        (
            ModifierSetModifier,
            "modifier_set",
            r.sets[0],
            "modifier",
            [modifiers[i] for i in (3, 0, 2)],
        ),
        (ModifierSetModifier, "modifier_set", r.sets[1], "modifier", [modifiers[1], modifiers[0]]),
        (ProductModifierSet, "product", lemonade, "modifier_set", r.sets[::-1]),
        (ProductModifierSet, "product", steak, "modifier_set", r.sets[1:2]),
        (ProductModifier, "product", lemonade, "modifier", [modifiers[2], modifiers[1]]),
        (ProductTax, "product", lemonade, "tax", r.taxes[::-1]),
        (ProductTax, "product", steak, "tax", r.taxes[:1]),
    ]
    for model, name, one, other, many in ties:
        for position, target in enumerate(many):
            model.objects.create(**r.own, position=position, **{name: one, other: target})


def _guests(r: SimpleNamespace) -> None:
    own = r.own
    full = {
        field.name: f"{field.name}"[: field.max_length]
        for field in Customer._meta.get_fields()
        if isinstance(field, CharField)
    }
    r.customers = [
        make(Customer, **own, **{**full, "email": "ann@example.com", "full_name": "Ann O'Hara"},
             date_of_birth=dt.date(1970, 1, 1)),
        make(Customer, **own),
        make(Customer, **own, full_name=" spaced ", notes=NASTY),
    ]  # fmt: skip
    r.codes = [
        make(PromoCode, **own, code="TEN", amount=Decimal(10), description="Ten", max_usages=5,
             starts_at=moment(1), ends_at=moment(2, 7)),
        make(PromoCode, **own, code="FREE", discount_type="free_shipping", channel="pos"),
        make(PromoCode, **own, code="OFF", active=False),
        make(PromoCode, **own, code="GONE", deleted_at=moment(3)),
    ]  # fmt: skip


def _orders(r: SimpleNamespace) -> None:
    own = r.own
    r.orders = [
        make(Order, **own, outlet=r.outlets[0], revenue_center=r.centers[0], customer=r.customers[0],
             promo_code=r.codes[0], state="paid", status="delivered", table_status="seated", covers=4,
             notes=NASTY, deposit_amount=Decimal(20), surcharge=Decimal("1.5"),
             surcharge_type="fixed", surcharge_description="Night", discount=Decimal(10),
             discount_type="percentage", discount_description="Staff"),
        make(Order, **own, customer=r.customers[1], table_status="no_table"),
        make(Order, **own, outlet=r.outlets[2], promo_code=r.codes[3], covers=0),
    ]  # fmt: skip


def _printing(r: SimpleNamespace) -> None:
    own = {"workspace_id": r.own["workspace"].pk}
    r.printers = [
        make(Printer, **own, name="Bar", kind="network", host="127.0.0.1", is_default=True),
        make(Printer, **own, name=NASTY, kind="memory", columns=32, dots=384, near_end=True,
             drawer_open=True),
        make(Printer, **own, name="Kitchen", condition="printer_paper_out", is_paused=True,
             condition_detail="The printer is out of paper."),
    ]  # fmt: skip
    Printer.objects.filter(pk=r.printers[1].pk).update(fallback=r.printers[0])
    r.printers[1].refresh_from_db()
    r.jobs = [
        make(PrintJob, **own, key="1", reference=NASTY, printer=r.printers[0], state="printed",
             purpose="receipt", printed_at=moment(3, 7), attempts=1, content=b"x", sha256="0" * 64),
        make(PrintJob, **own, key="2", reference="nowhere"),
        make(PrintJob, **own, key="3", reference="in doubt", printer=r.printers[1], doubts=1,
             state="in_doubt", error_code="in_doubt", error=NASTY),
        make(PrintJob, **own, key="4", reference="registered", state="printed", purpose="fiscal",
             fiscal_number="0000012", device_serial=NASTY[:60], fiscal_at="2026-03-07T11:00:00",
             is_simulated=True),
    ]  # fmt: skip


def _order_lines(r: SimpleNamespace) -> None:
    own = r.own
    r.areas = [make(Area, **own, name=name) for name in ("Hall", NASTY)]
    r.tables = [make(Table, **own, name=f"T{i}", area=r.areas[i % 2]) for i in range(3)]
    r.bundles = [
        make(
            ProductBundle, **own, name="Menu", retail_price_incl_tax=Decimal(20), description=NASTY
        ),
        make(ProductBundle, **own, name="Choice", price_range={"min": "9.50", "max": NASTY}),
        make(
            ProductBundle, **own, name="Old", is_active=False, image_url="https://example.com/a?b"
        ),
    ]
    r.bundle_items = [
        make(ProductBundleItem, **own, product_bundle=bundle, product=r.products[i],
             product_variant=r.variants[0] if i == 0 else None, group_name=group, position=2 - i,
             retail_price_incl_tax=Decimal(i))
        for bundle in r.bundles[:2]
        for i, group in enumerate(("Main", NASTY))
    ]  # fmt: skip
    for order, chosen in ((r.orders[0], r.tables[::-1]), (r.orders[1], r.tables[:1])):
        for position, table in enumerate(chosen):
            OrderTable.objects.create(**own, order=order, table=table, position=position)
        for position, tax in enumerate(r.taxes[::-1]):
            OrderTax.objects.create(
                **own, order=order, tax=tax, position=position, net=Decimal(1), amount=Decimal(0)
            )
    r.order_bundles = [
        make(OrderBundle, **own, order=order, product_bundle=r.bundles[0], position=i,
             discount=Decimal(5) if i else None, discount_type="percentage" if i else "fixed")
        for i, order in enumerate((r.orders[0], r.orders[1]))
    ]  # fmt: skip
    r.lines = [_order_line(r, i) for i in range(6)]
    r.methods = [
        make(PaymentMethod, **own, code="cash", name=None, kind="cash"),
        make(
            PaymentMethod, **own, code="room_charge", name=NASTY, is_active=False, is_tippable=True
        ),
    ]
    r.payments = [
        make(Payment, **own, order=r.orders[0], payment_method=r.methods[i], user=r.users[0],
             register=r.registers[i], amount=Decimal(5), tip_amount=Decimal(1) if i else None,
             notes=NASTY if i else None, room_number="101" if i else None,
             business_date=dt.date(2025, 3, 30))
        for i in range(2)
    ]  # fmt: skip


def _order_line(r: SimpleNamespace, i: int) -> OrderItem:
    bundled = i in {1, 4}
    line: OrderItem = make(
        OrderItem, **r.own, order=r.orders[i % 2], position=6 - i, product=r.products[i % 3],
        product_variant=r.variants[0] if i in {0, 1} else None,
        order_bundle=r.order_bundles[i % 2] if bundled else None,
        product_bundle_item=r.bundle_items[0] if bundled else None,
        revenue_center=r.centers[1] if i in {1, 3} else None, product_name=NASTY,
        quantity=Decimal(["1", "2.500", "3"][i % 3]), unit_price=Decimal(10),
        unit_price_incl_tax=Decimal(10), subtotal=Decimal("8.33"), tax=Decimal("1.67"),
        total=Decimal(10), discount=Decimal(10) if i == 2 else None,
        discount_type="percentage" if i == 2 else "fixed",
        discount_description=NASTY if i == 2 else None, notes=NASTY if i in {1, 5} else None,
        is_void=i == 5, comp_void_reason="Dropped" if i == 5 else None, is_comp=i == 3,
        comp_void_notes=NASTY if i in {1, 5} else None, discount_amount=Decimal(1) if i == 2 else None,
        status="sent" if i else "ordered", seat=i or None,
    )  # fmt: skip
    for position, modifier in enumerate(r.modifiers[1::-1] if i in {0, 1} else [], start=1):
        OrderItemModifier.objects.create(
            **r.own, order_item=line, modifier=modifier, position=position, name=modifier.name,
            price=modifier.price,
        )  # fmt: skip
    return line


def sell(r: SimpleNamespace, i: int, **values: Any) -> Invoice:
    """Issue an invoice of three lines."""
    defaults = {
        "register": r.registers[i % 2], "user": r.users[i % 3], "promo_code": None,
        "revenue_center": r.centers[0] if i % 2 else None, "number": next(numbers),
        "kind": "refund" if values.get("original_invoice") else "sale",
        "business_date": dt.date(2025, 3, 30), "subtotal": Decimal("8.33"),
        "tax": Decimal("1.67"), "total": Decimal(10), "description": None,
    }  # fmt: skip
    invoice: Invoice = make(Invoice, **{**r.own, **defaults, **values})
    for position in range(1, 4):
        _line(r, invoice, position)
    r.invoices.append(invoice)
    return invoice


def _line(r: SimpleNamespace, invoice: Invoice, position: int) -> None:
    void = position == 2
    item = make(
        InvoiceItem, **r.own, invoice=invoice, position=position, product=r.products[position - 1],
        product_variant=r.variants[0] if position == 1 else None,
        revenue_center=r.centers[1] if position == 3 else None,
        product_name=NASTY if position == 3 else r.products[position - 1].name,
        quantity=Decimal(["1", "2.500", "-3"][position - 1]), tax_rate=Decimal("0.2"),
        unit_price_incl_tax=Decimal(10), subtotal=Decimal("8.33"), tax=Decimal("1.67"),
        total=Decimal(10), subtotal_incl_discount=Decimal("7.33"),
        tax_incl_discount=Decimal("1.47"), total_incl_discount=Decimal("8.80"),
        discount=Decimal(12) if position == 1 else None,
        discount_amount=Decimal(1) if position == 1 else None,
        is_void=void, is_comp=position == 3, comp_void_reason="Dropped" if void else None,
        comp_void_notes=NASTY if void else None,
    )  # fmt: skip
    # The first line has two modifiers, the last in the alphabet first; the second line none.
    for place_of, modifier in enumerate(r.modifiers[1::-1] if position == 1 else [], start=1):
        make(
            InvoiceItemModifier, **r.own, invoice_item=item, position=place_of, modifier=modifier,
            name=modifier.name, price=modifier.price,
        )  # fmt: skip


def _odd_invoices(r: SimpleNamespace) -> None:
    first = r.invoices[0]
    sell(
        r, 5, original_invoice=first, subtotal=Decimal("-8.33"), tax=Decimal("-1.67"),
        total=Decimal(-10), promo_code=r.codes[2],
    )  # fmt: skip
    # Two made in the same millisecond, on a whole second, changed at one time.
    for _ in range(2):
        sell(r, 6, at=moment(400), updated_at=moment(500, 5), promo_code=r.codes[0])
    sell(
        r, 7, cancelled=True, cancel_reason=NASTY, description=NASTY, discount=Decimal(0),
        discount_amount=Decimal("0.5"), item_discount_amount=Decimal("0.125"), tip_amount=Decimal(3),
    )  # fmt: skip


def world() -> SimpleNamespace:
    """Make the business, its keys, and a neighbour that nothing may show."""
    mine = fill(place("Alpha"))
    other = fill(place("Beta"))
    # Somebody works in both.
    make(Membership, workspace=other.workspace, user=mine.users[0])
    mine.other = other
    mine.keys = keys(mine.workspace)
    return mine
