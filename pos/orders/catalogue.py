"""What an order may be made of, read in one round trip: products with their taxes and modifiers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pos.customers.models import Customer, PromoCode
from pos.database import Batch, rows_of
from pos.kitchen.slips import Routes, routes_asked
from pos.products.models import (
    Modifier,
    ModifierSet,
    Product,
    ProductBundle,
    ProductBundleItem,
    ProductVariant,
    Tax,
)
from pos.registers.models import Outlet, RevenueCenter, Table

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from django.db.models import Model

    from pos.orders.drafts import OrderDraft

BY_ID = "t.workspace_id = %s and t.id = any(%s)"
TAX_LINKS = """
select l.product_id, l.tax_id from products_producttax l
where l.workspace_id = %s and l.product_id = any(%s) order by l.position, l.id
"""
TAXES = """
t.workspace_id = %s and t.is_active and t.id in (
    select l.tax_id from products_producttax l
    where l.workspace_id = %s and l.product_id = any(%s))
"""
# Which modifiers a product offers: in a set, or (null) without one.
OFFERS = """
select l.product_id, null::uuid, l.modifier_id from products_productmodifier l
where l.workspace_id = %s and l.product_id = any(%s)
union all
select s.product_id, s.modifier_set_id, m.modifier_id from products_productmodifierset s
join products_modifiersetmodifier m
    on m.workspace_id = s.workspace_id and m.modifier_set_id = s.modifier_set_id
where s.workspace_id = %s and s.product_id = any(%s)
"""
SETS = """
t.workspace_id = %s and t.id in (
    select s.modifier_set_id from products_productmodifierset s
    where s.workspace_id = %s and s.product_id = any(%s))
"""
LINKED: dict[str, type[Model]] = {
    "customer": Customer,
    "outlet": Outlet,
    "revenue_center": RevenueCenter,
    "promo_code": PromoCode,
}


@dataclass(slots=True)
class Catalogue:
    """Rows of one workspace by id. What is not here is not there, or another workspace's."""

    products: dict[UUID, Product] = field(default_factory=dict)
    variants: dict[UUID, ProductVariant] = field(default_factory=dict)
    modifiers: dict[UUID, Modifier] = field(default_factory=dict)
    sets: dict[UUID, ModifierSet] = field(default_factory=dict)
    bundles: dict[UUID, ProductBundle] = field(default_factory=dict)
    bundle_items: dict[UUID, ProductBundleItem] = field(default_factory=dict)
    revenue_centers: dict[UUID, RevenueCenter] = field(default_factory=dict)
    tables: dict[UUID, Table] = field(default_factory=dict)
    linked: dict[str, dict[UUID, Any]] = field(default_factory=dict)
    first_outlet: Outlet | None = None
    routes: Routes = field(default_factory=Routes)
    taxes_of: dict[UUID, list[Tax]] = field(default_factory=dict)
    # By product: pairs of a modifier set, or None, and a modifier in it.
    offers: dict[UUID, list[tuple[UUID | None, UUID]]] = field(default_factory=dict)


def look_up(
    *, workspace_id: UUID, draft: OrderDraft, also: Iterable[UUID] = (), routes: bool = False
) -> Catalogue:
    """Read everything that a draft names, and the products in `also`.

    With `routes` those of kitchen tickets as well: an order that is new has no sheet to read them.
    """
    named = _named(draft)
    products = list({*named["product"], *also})
    own = (workspace_id, products)
    batch = Batch()
    batch.read(Product, _WITH_BUNDLED, (workspace_id, products, workspace_id, named["bundle_item"]))
    batch.read(ProductVariant, BY_ID, (workspace_id, named["variant"]))
    batch.read(Modifier, BY_ID, (workspace_id, named["modifier"]))
    batch.read(ProductBundle, BY_ID, (workspace_id, named["bundle"]))
    batch.read(
        ProductBundleItem,
        _BUNDLED,
        (workspace_id, named["bundle"], named["bundle_item"]),
        _IN_PLACE,
    )
    batch.read(RevenueCenter, BY_ID, (workspace_id, named["revenue_center"]))
    batch.read(Table, BY_ID, (workspace_id, list(draft.tables or ())))
    for name, model in LINKED.items():
        wanted = [key for key in (draft.links.get(name),) if key is not None]
        batch.read(model, BY_ID, (workspace_id, wanted))
    batch.read(Outlet, "t.workspace_id = %s and t.deleted_at is null", (workspace_id,), _FIRST)
    if routes:
        batch.ask(*routes_asked(workspace_id))
    answers = batch.send()
    ways = answers.pop() if routes else []
    *first, outlets = answers
    found = _found(first)
    found.routes = Routes.of(ways)
    found.first_outlet = next(iter(rows_of(Outlet, outlets)), None)
    products = list(found.products)
    own = (workspace_id, products)
    batch = Batch()
    batch.ask(TAX_LINKS, own).read(Tax, TAXES, (workspace_id, *own))
    batch.ask(OFFERS, (*own, *own)).read(ModifierSet, SETS, (workspace_id, *own))
    _connect(found, *batch.send())
    return found


_FIRST = "order by t.index, t.created_at, t.id limit 1"
_IN_PLACE = "order by t.position, t.id"
_BUNDLED = "t.workspace_id = %s and (t.product_bundle_id = any(%s) or t.id = any(%s))"
_WITH_BUNDLED = """
t.workspace_id = %s and (t.id = any(%s) or t.id in (
    select b.product_id from products_productbundleitem b
    where b.workspace_id = %s and b.id = any(%s)))
"""


def _named(draft: OrderDraft) -> dict[str, list[UUID]]:
    """List the ids that a draft names, by what they are of."""
    items, bundles = draft.items, draft.bundles
    named: dict[str, Iterable[UUID | None]] = {
        "product": (item.product_id for item in items),
        "variant": (item.product_variant_id for item in items),
        "modifier": (key for item in items for key in item.modifiers or ()),
        "bundle": (bundle.product_bundle_id for bundle in bundles),
        "bundle_item": (item.product_bundle_item_id for item in items),
        "revenue_center": (item.revenue_center_id for item in items),
    }
    return {name: [key for key in set(keys) if key] for name, keys in named.items()}


def _found(rows: list[list[Any]]) -> Catalogue:
    products, variants, modifiers, bundles, bundle_items, centers, tables, *linked = rows
    return Catalogue(
        products=_by_id(Product, products),
        variants=_by_id(ProductVariant, variants),
        modifiers=_by_id(Modifier, modifiers),
        bundles=_by_id(ProductBundle, bundles),
        bundle_items=_by_id(ProductBundleItem, bundle_items),
        revenue_centers=_by_id(RevenueCenter, centers),
        tables=_by_id(Table, tables),
        linked={
            name: _by_id(model, found)
            for (name, model), found in zip(LINKED.items(), linked, strict=True)
        },
    )


def _connect(
    found: Catalogue, links: list[Any], taxes: list[Any], offers: list[Any], sets: list[Any]
) -> None:
    known = _by_id(Tax, taxes)
    for product, tax in links:
        if tax in known:
            found.taxes_of.setdefault(product, []).append(known[tax])
    for product, modifier_set, modifier in offers:
        found.offers.setdefault(product, []).append((modifier_set, modifier))
    found.sets = _by_id(ModifierSet, sets)


def _by_id(model: Any, rows: list[Any]) -> dict[UUID, Any]:
    return {row.pk: row for row in rows_of(model, rows)}
