"""Turns the menu and the house into rows, and into what a till can sell."""

from __future__ import annotations

import datetime as dt
from typing import Any, NamedTuple

from pos.demo import menu, place
from pos.demo.cents import tax_in, text
from pos.demo.copy import escape
from pos.demo.ids import FOUNDED, fixed_key

Row = dict[str, Any]
Answer = tuple[str, str, int]  # key, name, cents


class Question(NamedTuple):
    """A modifier set as the till asks it."""

    least: int
    most: int
    answers: tuple[Answer, ...]


class Sellable(NamedTuple):
    """A product or one of its variants. Names are escaped for COPY."""

    product: str
    variant: str
    name: str
    cents: int
    percent: int
    revenue_center: str
    sold_by: str
    questions: tuple[Question, ...]


class Catalogue:
    """Rows of one workspace's catalogue, as `rows[table]`, and what is sold where and when."""

    def __init__(self, slug: str, changed: dt.datetime) -> None:
        self.slug = slug
        self.changed = changed
        self.rows: dict[str, list[Row]] = {}
        self.questions: dict[str, Question] = {}
        self.urns: dict[tuple[int, int], list[Sellable]] = {}
        self._house()
        self._taxes()
        self._modifiers()
        self._promo_codes()
        for at, dish in enumerate(menu.DISHES):
            self._dish(at, dish)
        self._bundles()

    def key(self, kind: str, name: str) -> str:
        return fixed_key(self.slug, kind, name)

    def add(self, table: str, named: str, /, **values: Any) -> str:
        rows = self.rows.setdefault(table, [])
        made = FOUNDED + dt.timedelta(minutes=5 * len(rows))
        # Every ninth was changed lately, so that "what is new since" has an answer.
        touched = self.changed if len(rows) % 9 == 4 else made
        key = self.key(table, named)
        rows.append({"id": key, **values, "created_at": made, "updated_at": touched})
        return key

    def link(self, table: str, **values: Any) -> None:
        self.rows.setdefault(table, []).append(values)

    def _house(self) -> None:
        for at, outlet in enumerate(place.OUTLETS, start=1):
            values = {**place.ADDRESS, "address2": outlet.address2, "index": at}
            self.add("outlet", outlet.name, name=outlet.name, deleted_at=None, **values)
        for name in place.REVENUE_CENTERS:
            self.add("revenue_center", name, name=name, is_active=True, deleted_at=None)
        for till in place.REGISTERS:
            self.add(
                "register",
                till.name,
                outlet_id=self.key("outlet", place.OUTLETS[till.outlet].name),
                name=till.name,
                index=till.position,
                virtual=till.virtual,
                invoices_count=0,
            )

        for kind, name in place.METHODS:
            self.add(
                "payment_method",
                kind,
                code=kind,
                kind=kind,
                name=name,
                is_active=True,
                is_tippable=kind in {"card", "cash", "room_charge"},
            )
        for name, where, tables in place.AREAS:
            key = self.key("outlet", place.OUTLETS[where].name)
            area = self.add("area", name, outlet_id=key, name=name, is_active=True)
            for at in range(1, tables + 1):
                seats = 2 if at % 3 else 6
                named = f"{name[0]}{at}"
                self.add("table", named, area_id=area, name=named, number_of_seats=seats)

    def _taxes(self) -> None:
        for tax in menu.TAXES:
            self.add(
                "tax",
                tax.name,
                name=tax.name,
                rate=f"{tax.percent / 100:.6f}",
                tax_type="inclusive",
                is_active=True,
                label=tax.label,
            )

    def _modifiers(self) -> None:
        for plan in menu.MODIFIER_SETS:
            asked = self.add(
                "modifier_set",
                plan.name,
                name=plan.name,
                selection="single" if plan.most == 1 else "multiple",
                minimum_count=plan.least,
                maximum_count=plan.most,
            )
            answers: list[Answer] = []
            for name, cents in plan.answers:
                key = self.add("modifier", f"{plan.name}/{name}", name=name, price=text(cents))
                at = len(answers)
                self.link("set_modifier", modifier_set_id=asked, modifier_id=key, position=at)
                answers.append((key, escape(name), cents))
            self.questions[plan.name] = Question(plan.least, plan.most, tuple(answers))

    def _promo_codes(self) -> None:
        for code in menu.PROMO_CODES:
            self.add(
                "promo_code",
                code.code,
                code=code.code,
                discount_type=code.type,
                amount=text(code.amount),
                channel=code.channel,
                active=code.active,
                description=code.description,
                max_usages=code.max_usages,
                starts_at=FOUNDED,
                ends_at=None if code.active else FOUNDED + dt.timedelta(days=90),
                deleted_at=None,
            )

    def _dish(self, at: int, dish: menu.Dish) -> None:
        type_key = self.key("product_type", dish.type)
        if all(row["id"] != type_key for row in self.rows.get("product_type", [])):
            self.add("product_type", dish.type, name=dish.type)
        product = self.add(
            "product",
            dish.name,
            product_type_id=type_key,
            name=dish.name,
            description=f"{dish.type}: {dish.name}.",
            sku=f"{dish.type[:3].upper()}-{at + 1:04d}",
            barcode=barcode(at + 1),
            status="active" if dish.active else "inactive",
            is_available=dish.active and at % 23 != 22,
            **prices(dish.price, dish.tax, dish.was),
        )
        tax = self.key("tax", f"PVN {dish.tax} %")
        self.link("product_tax", product_id=product, tax_id=tax, position=0)
        for order, name in enumerate(dish.sets):
            asked = self.key("modifier_set", name)
            self.link("product_set", product_id=product, modifier_set_id=asked, position=order)
        self._sell(dish, product, self._variants(at, dish, product))

    def _bundles(self) -> None:
        cents = {dish.name: dish.price for dish in menu.DISHES}
        for name, price, groups in menu.BUNDLES:
            bundle = self.add(
                "product_bundle", name, name=name, retail_price_incl_tax=text(price), is_active=True
            )
            dishes = [(group, dish) for group, choices in groups for dish in choices]
            for at, (group, dish) in enumerate(dishes, start=1):
                self.add(
                    "product_bundle_item",
                    f"{name}/{dish}",
                    product_bundle_id=bundle,
                    product_id=self.key("product", dish),
                    group_name=group,
                    retail_price_incl_tax=text(cents[dish]),
                    position=at,
                )

    def _variants(self, at: int, dish: menu.Dish, product: str) -> list[tuple[str, str, int]]:
        if dish.sizes is None:
            return [(r"\N", dish.name, dish.price)]
        what, sizes = dish.sizes
        found: list[tuple[str, str, int]] = []
        for number, (size, cents) in enumerate(sizes, start=1):
            key = self.add(
                "product_variant",
                f"{dish.name}/{size}",
                product_id=product,
                selector={what: size},
                sku=f"{dish.type[:3].upper()}-{at + 1:04d}-{number}",
                barcode=barcode(1000 + 10 * at + number),
                deleted=False,
                **prices(cents, dish.tax, 0),
            )
            found.append((key, f"{dish.name}, {size}", cents))
        return found

    def _sell(self, dish: menu.Dish, product: str, variants: list[tuple[str, str, int]]) -> None:
        center = place.BEVERAGE if dish.type in menu.DRINKS else place.FOOD
        center = self.key("revenue_center", place.SHOP if dish.type == "Shop" else center)
        asked = tuple(self.questions[name] for name in dish.sets)
        sold = [
            Sellable(product, key, escape(name), cents, dish.tax, center, dish.sold_by, asked)
            for key, name, cents in variants
        ]
        for where in dish.where:
            for when in dish.when:
                urn = self.urns.setdefault(("RBTW".index(where), "BLADN".index(when)), [])
                # Every weight is doubled, so that two sizes of a rare dish both come up.
                urn += [sold[i % len(sold)] for i in range(2 * dish.weight)]


def prices(cents: int, percent: int, was: int) -> Row:
    """Split a price with tax into the columns of a product."""
    tax = tax_in(cents, percent)
    return {
        "tax": text(tax),
        "retail_price_excl_tax": text(cents - tax),
        "retail_price_incl_tax": text(cents),
        "regular_retail_price": text(was or cents),
    }


def barcode(number: int) -> str:
    """Make an EAN-13 with the Latvian prefix and a right check digit."""
    digits = f"475{number:09d}"
    weighed = sum(int(digit) * (3 if at % 2 else 1) for at, digit in enumerate(digits))
    return f"{digits}{-weighed % 10}"
