"""Makes and changes the lines of an order by what the catalogue says."""

from __future__ import annotations

import uuid
from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from pos import money
from pos.orders.errors import OrderError
from pos.orders.models import AdjustmentType, OrderBundle, OrderItem, OrderItemModifier
from pos.orders.pricing import unit_price_incl_tax
from pos.products.models import Product, Tax

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from pos.orders.catalogue import Catalogue
    from pos.orders.drafts import BundleDraft, ItemDraft
    from pos.orders.sheets import Sheet
    from pos.products.models import ModifierSet, ProductBundleItem, ProductVariant

ZERO = Decimal("0.00")
ONE = Decimal("1.00")


class Assembler:
    """Puts the lines of a draft into a sheet; remembers which rows are new and which changed."""

    def __init__(self, sheet: Sheet, catalogue: Catalogue) -> None:
        self.sheet = sheet
        self.catalogue = catalogue
        self.policy = sheet.policy
        self.new_items: list[OrderItem] = []
        self.new_bundles: list[OrderBundle] = []
        self.new_modifiers: list[OrderItemModifier] = []
        self.changed_items: list[OrderItem] = []
        self.changed_bundles: list[OrderBundle] = []
        self.rechosen: list[OrderItem] = []
        self.drafted: list[tuple[OrderItem, ItemDraft]] = []
        self._bundles: dict[str | UUID, OrderBundle] = {one.pk: one for one in sheet.bundles}
        self._items = {item.pk: item for item in sheet.items}

    def put(self, items: Sequence[ItemDraft], bundles: Sequence[BundleDraft]) -> None:
        """Make or change all of a draft's bundles and lines. Raises OrderError."""
        for bundle in bundles:
            self._bundle(bundle)
        for draft in items:
            item = self._changed(draft) if draft.id else self._new(draft)
            self.drafted.append((item, draft))
        self._price_bundles(bundles)

    def _bundle(self, draft: BundleDraft) -> None:
        if draft.id is not None:
            bundle = self._bundles.get(draft.id)
            if bundle is None:
                raise OrderError("not_found", (*draft.at, "id"), what="order_bundle")
            self.changed_bundles.append(bundle)
        else:
            product_bundle = self.catalogue.bundles.get(draft.product_bundle_id or NOWHERE)
            if product_bundle is None:
                at = (*draft.at, "product_bundle")
                raise OrderError("not_found", at, what="product_bundle")
            if not product_bundle.is_active:
                at = (*draft.at, "product_bundle")
                raise OrderError("unavailable", at, name=product_bundle.name)
            bundle = OrderBundle(
                workspace=self.sheet.workspace,
                order=self.sheet.order,
                product_bundle_id=product_bundle.pk,
                position=len(self.sheet.bundles) + 1,
            )
            self.sheet.bundles.append(bundle)
            self.new_bundles.append(bundle)
        self._bundles[draft.key] = bundle
        _set(bundle, draft.changes)
        if bundle.quantity <= 0:
            raise OrderError("greater_than", (*draft.at, "quantity"), limit=0)
        _check_discount(bundle, draft)

    def _new(self, draft: ItemDraft) -> OrderItem:
        item = OrderItem(
            workspace=self.sheet.workspace,
            order=self.sheet.order,
            position=max((one.position for one in self.sheet.items), default=0) + 1,
            quantity=ONE,
            revenue_center_id=self.sheet.order.revenue_center_id,
        )
        bundle_item = self._bundle_item(draft)
        if draft.bundle is not None:
            self._join_bundle(item, draft, bundle_item)
        product, variant = self._product(draft, bundle_item)
        item.product_id, item.product_variant_id = product.pk, variant.pk if variant else None
        item.product_name = str(product)
        self._choose(item, draft, product, draft.modifiers or ())
        self._reprice(item, product, variant, bundle_item)
        self._change(item, draft)
        self.sheet.items.append(item)
        self.new_items.append(item)
        return item

    def _changed(self, draft: ItemDraft) -> OrderItem:
        item = self._items.get(draft.id or NOWHERE)
        if item is None:
            raise OrderError("not_found", (*draft.at, "id"), what="order_item")
        other_product = draft.product_id not in {None, item.product_id}
        other_variant = draft.product_variant_id not in {None, item.product_variant_id}
        if item.order_bundle_id and (other_product or other_variant):
            raise OrderError("wrong_product", (*draft.at, "product"))
        # Its price is the one of the moment it was ordered, until something else is ordered.
        if other_product or other_variant or draft.modifiers is not None:
            self._exchange(item, draft)
        self._change(item, draft)
        self.changed_items.append(item)
        return item

    def _exchange(self, item: OrderItem, draft: ItemDraft) -> None:
        product, variant = self._product(draft, None, item)
        if draft.modifiers is not None:
            self._choose(item, draft, product, draft.modifiers)
            self.rechosen.append(item)
        item.product_id, item.product_variant_id = product.pk, variant.pk if variant else None
        item.product_name = str(product)
        bundle_item = self.catalogue.bundle_items.get(item.product_bundle_item_id or NOWHERE)
        self._reprice(item, product, variant, bundle_item)

    def _product(
        self,
        draft: ItemDraft,
        bundle_item: ProductBundleItem | None,
        item: OrderItem | None = None,
    ) -> tuple[Product, ProductVariant | None]:
        wanted = draft.product_id or (
            bundle_item.product_id if bundle_item else item.product_id if item else None
        )
        if wanted is None:
            raise OrderError("blank", (*draft.at, "product"))
        product = self.catalogue.products.get(wanted)
        if product is None:
            raise OrderError("not_found", (*draft.at, "product"), what="product")
        if bundle_item is not None and bundle_item.product_id != product.pk:
            raise OrderError("wrong_product", (*draft.at, "product"))
        if product.status != Product.Status.ACTIVE or not product.is_available:
            raise OrderError("unavailable", (*draft.at, "product"), name=product.name)
        same = item is not None and item.product_id == product.pk
        key = draft.product_variant_id or (item.product_variant_id if same and item else None)
        key = key or (bundle_item.product_variant_id if bundle_item else None)
        return product, self._variant(draft, product, key)

    def _variant(
        self, draft: ItemDraft, product: Product, key: UUID | None
    ) -> ProductVariant | None:
        if key is None:
            return None
        variant = self.catalogue.variants.get(key)
        if variant is None or variant.deleted:
            at = (*draft.at, "product_variant")
            raise OrderError("not_found", at, what="product_variant")
        if variant.product_id != product.pk:
            raise OrderError("wrong_product", (*draft.at, "product_variant"))
        return variant

    def _bundle_item(self, draft: ItemDraft) -> ProductBundleItem | None:
        if draft.product_bundle_item_id is None:
            if draft.bundle is not None:
                raise OrderError("blank", (*draft.at, "product_bundle_item"))
            return None
        found = self.catalogue.bundle_items.get(draft.product_bundle_item_id)
        if found is None:
            at = (*draft.at, "product_bundle_item")
            raise OrderError("not_found", at, what="product_bundle_item")
        if draft.bundle is None:
            raise OrderError("blank", (*draft.at, "order_bundle"))
        return found

    def _join_bundle(
        self, item: OrderItem, draft: ItemDraft, bundle_item: ProductBundleItem | None
    ) -> None:
        bundle = self._bundles.get(draft.bundle or "")
        if bundle is None:
            raise OrderError("not_found", (*draft.at, "order_bundle"), what="order_bundle")
        assert bundle_item is not None  # noqa: S101 (for the type checker: `_bundle_item` saw to it)
        if bundle_item.product_bundle_id != bundle.product_bundle_id:
            raise OrderError("wrong_product", (*draft.at, "product_bundle_item"))
        item.order_bundle = bundle
        item.product_bundle_item_id = bundle_item.pk
        item.quantity = bundle.quantity

    def _choose(
        self, item: OrderItem, draft: ItemDraft, product: Product, chosen: Sequence[UUID]
    ) -> None:
        """Take the modifiers of a line. Raises OrderError where the product does not offer them."""
        offers = self.catalogue.offers.get(product.pk, [])
        offered = {modifier for _, modifier in offers}
        for place, key in enumerate(chosen):
            at = (*draft.at, "modifiers", place)
            if key not in self.catalogue.modifiers:
                raise OrderError("not_found", at, what="modifier")
            if key not in offered:
                name = self.catalogue.modifiers[key].name
                raise OrderError("not_offered", at, name=name, product=product.name)
            if key in chosen[:place]:
                raise OrderError("taken", at)
        picked = Counter(group for group, modifier in offers if group and modifier in set(chosen))
        groups = dict.fromkeys(group for group, _ in offers if group)
        for group in groups:
            _check_count(self.catalogue.sets[group], picked[group], (*draft.at, "modifiers"))
        rows = [
            OrderItemModifier(
                workspace=self.sheet.workspace,
                order_item=item,
                modifier_id=key,
                position=place,
                name=self.catalogue.modifiers[key].name,
                price=self.catalogue.modifiers[key].price,
            )
            for place, key in enumerate(chosen, start=1)
        ]
        self.sheet.chosen[item.pk] = rows
        self.new_modifiers += rows

    def _reprice(
        self,
        item: OrderItem,
        product: Product,
        variant: ProductVariant | None,
        bundle_item: ProductBundleItem | None,
    ) -> None:
        source = variant or product
        inclusive = self.policy.price_mode == money.PriceMode.INCLUSIVE
        price = source.retail_price_incl_tax if inclusive else source.retail_price_excl_tax
        if bundle_item is not None:
            price, inclusive = bundle_item.retail_price_incl_tax, True
        taxes = [
            _tax(tax, inclusive=inclusive) for tax in self.catalogue.taxes_of.get(product.pk, [])
        ]
        item.taxes = [tax.as_dict() for tax in taxes]
        item.price_includes_tax = inclusive
        self._set_price(item, price)

    def _set_price(self, item: OrderItem, price: Decimal) -> None:
        extras = sum((one.price for one in self.sheet.chosen.get(item.pk, [])), ZERO)
        item.unit_price = price + extras
        taxes = tuple(money.Tax.from_dict(tax) for tax in item.taxes)
        item.unit_price_incl_tax = unit_price_incl_tax(
            item.unit_price, taxes, includes_tax=item.price_includes_tax, policy=self.policy
        )

    def _price_bundles(self, drafts: Sequence[BundleDraft]) -> None:
        """Share the fixed price of each new bundle among its lines, by what they cost alone."""
        for draft in drafts:
            bundle = self._bundles[draft.key]
            lines = [item for item in self.sheet.items if item.order_bundle_id == bundle.pk]
            if draft.id is not None:
                for line in lines:
                    line.quantity = bundle.quantity
                    if line not in self.changed_items:
                        self.changed_items.append(line)
                continue
            product_bundle = self.catalogue.bundles[bundle.product_bundle_id]
            self._check_groups(draft, bundle, lines)
            if product_bundle.retail_price_incl_tax is not None and lines:
                alone = [
                    self.catalogue.bundle_items[
                        line.product_bundle_item_id or NOWHERE
                    ].retail_price_incl_tax
                    for line in lines
                ]
                weights = alone if any(alone) else [ONE] * len(alone)
                shares = money.allocate(
                    product_bundle.retail_price_incl_tax, weights, self.policy.unit
                )
                for line, share in zip(lines, shares, strict=True):
                    self._set_price(line, share)

    def _check_groups(
        self, draft: BundleDraft, bundle: OrderBundle, lines: Sequence[OrderItem]
    ) -> None:
        offered = {
            one.group_name
            for one in self.catalogue.bundle_items.values()
            if one.product_bundle_id == bundle.product_bundle_id
        }
        chosen = {
            self.catalogue.bundle_items[line.product_bundle_item_id or NOWHERE].group_name
            for line in lines
        }
        missing = sorted(offered - chosen)
        if missing:
            raise OrderError("group_missing", draft.at, groups=missing)

    def _change(self, item: OrderItem, draft: ItemDraft) -> None:
        if draft.revenue_center_id is not None:
            if draft.revenue_center_id not in self.catalogue.revenue_centers:
                at = (*draft.at, "revenue_center")
                raise OrderError("not_found", at, what="revenue_center")
            item.revenue_center_id = draft.revenue_center_id
        if item.order_bundle_id is not None and "quantity" in draft.changes:
            given = draft.changes["quantity"]
            if given != item.quantity:
                at = (*draft.at, "quantity")
                raise OrderError("mismatch", at, given=given, expected=item.quantity)
        _set(item, draft.changes)
        if item.quantity <= 0:
            raise OrderError("greater_than", (*draft.at, "quantity"), limit=0)
        _check_discount(item, draft)
        _check_waiver(item, draft.at)


NOWHERE = uuid.UUID(int=0)


def _tax(tax: Tax, *, inclusive: bool) -> money.Tax:
    """Take a tax as it is now. One that is added to prices stays so where prices contain others."""
    included = inclusive and tax.tax_type == Tax.Type.INCLUSIVE
    fixed = tax.fixed_amount
    return money.Tax(
        code=str(tax.pk),
        rate=ZERO if fixed is not None else tax.rate,
        label=tax.label or tax.name,
        kind=money.TaxKind.PERCENT if fixed is None else money.TaxKind.FIXED,
        amount=fixed or ZERO,
        included=included,
        increases_base=tax.increases_base,
    )


def _check_count(group: ModifierSet, picked: int, at: tuple[str | int, ...]) -> None:
    most = 1 if group.selection == "single" else group.maximum_count
    if not group.minimum_count <= picked <= max(most, group.minimum_count):
        raise OrderError(
            "count", at, name=group.name, minimum=group.minimum_count, maximum=most, given=picked
        )


def _set(row: OrderItem | OrderBundle, changes: Mapping[str, Any]) -> None:
    for name, value in changes.items():
        # A line without a discount has a type as well, as it is published.
        empty = name == "discount_type" and value is None
        setattr(row, name, AdjustmentType.FIXED if empty else value)


def _check_discount(row: OrderItem | OrderBundle, draft: ItemDraft | BundleDraft) -> None:
    if row.discount is None:
        return
    if draft.changes.get("discount") and draft.changes.get("discount_type") is None:
        # Ten could be euros or per cent: nothing is guessed about money.
        raise OrderError("blank", (*draft.at, "discount_type"))
    if row.discount < 0:
        raise OrderError("greater_than", (*draft.at, "discount"), limit=0)
    if row.discount_type == "percentage" and row.discount > 100:
        raise OrderError(
            "discount_too_large", (*draft.at, "discount"), given=row.discount, most=100
        )


def _check_waiver(item: OrderItem, at: tuple[str | int, ...]) -> None:
    if item.is_comp and item.is_void:
        raise OrderError("not_both", (*at, "is_void"))
    if (item.is_comp or item.is_void) and not item.comp_void_reason:
        raise OrderError("blank", (*at, "comp_void_reason"))
    if item.comp_void_reason and not (item.is_comp or item.is_void):
        raise OrderError("present", (*at, "comp_void_reason"))
