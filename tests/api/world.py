"""A workspace with a row of every resource, and clients that hold its keys."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import orjson
from django.test import Client

from pos.api.table import REGISTRY
from pos.customers.models import Customer
from pos.jsonapi.dialect import V1, V2, V2_CAMEL
from pos.jsonapi.names import kebab
from tests.factories.customers import CustomerFactory, PromoCodeFactory
from tests.factories.invoices import (
    InvoiceFactory,
    InvoiceItemFactory,
    InvoiceItemModifierFactory,
)
from tests.factories.orders import (
    OrderBundleFactory,
    OrderFactory,
    OrderItemFactory,
    OrderItemModifierFactory,
    OrderTableFactory,
    OrderTaxFactory,
)
from tests.factories.payments import PaymentFactory, PaymentMethodFactory
from tests.factories.printing import PrinterFactory, PrintJobFactory
from tests.factories.products import (
    ModifierFactory,
    ModifierSetFactory,
    ModifierSetModifierFactory,
    ProductBundleItemFactory,
    ProductFactory,
    ProductModifierFactory,
    ProductModifierSetFactory,
    ProductTaxFactory,
    ProductVariantFactory,
    TaxFactory,
)
from tests.factories.registers import RegisterFactory, RevenueCenterFactory, TableFactory
from tests.factories.users import ApiKeyFactory, MembershipFactory
from tests.factories.workspaces import WorkspaceFactory

if TYPE_CHECKING:
    from django.http import HttpResponse

    from pos.invoices.models import Invoice, InvoiceItem
    from pos.users.models import ApiKey, User
    from pos.workspaces.models import Workspace


def segments(resource, dialect) -> set[str]:
    """Return the path segments of a resource: kebab-case, and in the first /api/v2 snake_case."""
    return {kebab(resource.type), *([resource.type] if dialect is V2 else [])}


# Every way to a resource's routes: dialect, the flavour of the key that speaks it, path.
ROUTES = [
    (dialect, flavour, resource, f"{dialect.root}/{segment}")
    for dialect, flavour in ((V1, "snake"), (V2, "snake"), (V2_CAMEL, "camel"))
    for resource in REGISTRY.by_type.values()
    for segment in sorted(segments(resource, dialect))
]


class Caller:
    """A client that sends one key."""

    def __init__(self, secret: str | None) -> None:
        self.secret = secret
        self.http = Client(raise_request_exception=False)

    def send(
        self, method: str, path: str, body: bytes | dict[str, Any] = b"", **headers: str
    ) -> HttpResponse:
        if self.secret is not None:
            headers.setdefault("Authorization", f"Bearer {self.secret}")
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        data = body if isinstance(body, bytes) else orjson.dumps(body)
        kind = "application/vnd.api+json" if data else ""
        return self.http.generic(method, path, data, content_type=kind, headers=sent)

    def post(self, path: str, body: bytes | dict[str, Any] = b"", **headers: str) -> HttpResponse:
        return self.send("POST", path, body, **headers)

    def patch(self, path: str, body: bytes | dict[str, Any] = b"", **headers: str) -> HttpResponse:
        return self.send("PATCH", path, body, **headers)

    def get(self, path: str, **headers: str) -> HttpResponse:
        return self.send("GET", path, **headers)

    def read(self, path: str, **headers: str) -> Any:
        """Read a document that is there."""
        response = self.get(path, **headers)
        assert response.status_code == 200, response.content
        return orjson.loads(response.content)

    def ids(self, path: str) -> list[str]:
        return [item["id"] for item in self.read(path)["data"]]


def workspace() -> Workspace:
    return WorkspaceFactory.create()


def key(place: Workspace, *scopes: str, **extra: Any) -> tuple[ApiKey, str]:
    """Make a key to a workspace; to all of it, without a limit, where nothing else is said."""
    options = {"scopes": list(scopes or ["all"]), "rate_limit": 0, **extra}
    row = ApiKeyFactory.create(workspace=place, **options)
    return row, row.secret


def client(place: Workspace, *scopes: str, **extra: Any) -> Caller:
    return Caller(key(place, *scopes, **extra)[1])


def member(place: Workspace) -> User:
    return MembershipFactory.create(workspace=place).user


def customers(place: Workspace, number: int, **extra: Any) -> list[Customer]:
    """Make customers, one millisecond apart, in the order of their ids."""
    first = dt.datetime(2026, 5, 1, tzinfo=dt.UTC)
    return Customer.objects.bulk_create(
        Customer(
            workspace=place,
            created_at=first + dt.timedelta(milliseconds=n),
            **{"full_name": f"N {n:04}", **extra},
        )
        for n in range(number)
    )


def fill(place: Workspace) -> dict[str, Any]:
    """Make one row of every resource, each linked to the others; by type."""
    own = {"workspace": place}
    r: dict[str, Any] = {
        "users": member(place),
        "registers": RegisterFactory.create(**own),
        "revenue_centers": RevenueCenterFactory.create(**own),
        "customers": CustomerFactory.create(**own),
        "promo_codes": PromoCodeFactory.create(**own),
    }
    r["outlets"] = r["registers"].outlet
    _catalogue(own, r)
    r["orders"] = OrderFactory.create(
        **own,
        outlet=r["outlets"],
        customer=r["customers"],
        promo_code=r["promo_codes"],
        revenue_center=r["revenue_centers"],
    )
    _order_lines(own, r)
    r["printers"] = PrinterFactory.create(workspace_id=place.pk)
    r["print_jobs"] = PrintJobFactory.create(workspace_id=place.pk, printer=r["printers"])
    r["invoices"] = invoice(r, number=1, order=r["orders"])
    invoice(r, number=2, original_invoice=r["invoices"])
    r["invoice_items"] = item(r, r["invoices"])
    r["invoice_item_modifiers"] = InvoiceItemModifierFactory.create(
        **own, invoice_item=r["invoice_items"]
    )
    return r


def _order_lines(own: dict[str, Any], r: dict[str, Any]) -> None:
    order = r["orders"]
    r["tables"] = TableFactory.create(**own)
    r["areas"] = r["tables"].area
    OrderTableFactory.create(**own, order=order, table=r["tables"])
    OrderTaxFactory.create(**own, order=order, tax=r["taxes"])
    line = {
        **own,
        "order": order,
        "product": r["products"],
        "product_variant": r["product_variants"],
    }
    r["order_items"] = OrderItemFactory.create(**line, revenue_center=r["revenue_centers"])
    OrderItemModifierFactory.create(**own, order_item=r["order_items"], modifier=r["modifiers"])
    r["product_bundle_items"] = ProductBundleItemFactory.create(
        **own, product=r["products"], product_variant=r["product_variants"]
    )
    r["product_bundles"] = r["product_bundle_items"].product_bundle
    r["order_bundles"] = OrderBundleFactory.create(
        **own, order=order, product_bundle=r["product_bundles"]
    )
    r["order_bundle_items"] = OrderItemFactory.create(
        **line, order_bundle=r["order_bundles"], product_bundle_item=r["product_bundle_items"]
    )
    r["payment_methods"] = PaymentMethodFactory.create(**own)
    r["payments"] = PaymentFactory.create(
        **own, order=order, payment_method=r["payment_methods"], register=r["registers"]
    )


def _catalogue(own: dict[str, Any], r: dict[str, Any]) -> None:
    product = ProductFactory.create(**own)
    r["products"], r["product_types"] = product, product.product_type
    r["product_variants"] = ProductVariantFactory.create(**own, product=product)
    r["taxes"] = TaxFactory.create(**own)
    r["modifiers"] = ModifierFactory.create(**own)
    r["modifier_sets"] = ModifierSetFactory.create(**own)
    ModifierSetModifierFactory.create(
        **own, modifier_set=r["modifier_sets"], modifier=r["modifiers"]
    )
    ProductModifierSetFactory.create(**own, product=product, modifier_set=r["modifier_sets"])
    ProductModifierFactory.create(**own, product=product, modifier=r["modifiers"])
    ProductTaxFactory.create(**own, product=product, tax=r["taxes"])


def invoice(r: dict[str, Any], *, number: int, **extra: Any) -> Invoice:
    """Issue an invoice, or a refund of nothing where an original is named."""
    amounts = dict.fromkeys(("subtotal", "tax", "total"), 0) if "original_invoice" in extra else {}
    return InvoiceFactory.create(
        workspace=r["registers"].workspace,
        register=r["registers"],
        user=r["users"],
        promo_code=r["promo_codes"],
        revenue_center=r["revenue_centers"],
        number=number,
        **amounts,
        **extra,
    )


def item(r: dict[str, Any], sold: Invoice, **extra: Any) -> InvoiceItem:
    """Put a line on an invoice."""
    return InvoiceItemFactory.create(
        workspace=sold.workspace,
        invoice=sold,
        product=r["products"],
        product_variant=r["product_variants"],
        revenue_center=r["revenue_centers"],
        **extra,
    )
