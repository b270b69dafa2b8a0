"""Fills a workspace with a believable house, and empties it again."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.apps import apps
from django.db import connection, transaction
from psycopg import sql

from pos.customers.models import Customer, PromoCode
from pos.demo import golden, people, rhythm, rows
from pos.demo.catalogue import Catalogue
from pos.demo.copy import copy_lines, copy_rows, insert_missing
from pos.demo.ids import FOUNDED, dice, fixed_key
from pos.demo.journal import Journal, unguarded
from pos.demo.till import Till
from pos.invoices.models import Invoice, InvoiceItem, InvoiceItemModifier, InvoiceTax, InvoiceTender
from pos.ledger.models import SealedDocument
from pos.orders.models import Order
from pos.payments.models import Payment, PaymentMethod
from pos.products import models as products
from pos.registers.models import Area, Outlet, Register, RevenueCenter, Table
from pos.users.models import ApiKey, Membership, User
from pos.workspaces.models import Workspace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.db.models import Model

CHUNK = 2_500

CATALOGUE: dict[str, type[Model]] = {
    "outlet": Outlet,
    "revenue_center": RevenueCenter,
    "register": Register,
    "area": Area,
    "table": Table,
    "payment_method": PaymentMethod,
    "tax": products.Tax,
    "modifier_set": products.ModifierSet,
    "modifier": products.Modifier,
    "set_modifier": products.ModifierSetModifier,
    "promo_code": PromoCode,
    "product_type": products.ProductType,
    "product": products.Product,
    "product_variant": products.ProductVariant,
    "product_tax": products.ProductTax,
    "product_bundle": products.ProductBundle,
    "product_bundle_item": products.ProductBundleItem,
    "product_set": products.ProductModifierSet,
}
# Keys and members outlive a reset: an integrator's key goes on working.
KEPT: tuple[type[Model], ...] = (ApiKey, Membership)


class DemoError(Exception):
    """Demo data cannot be made or removed: a code, and the workspace it is about."""

    def __init__(self, code: str, *, workspace: str) -> None:
        self.code = code
        self.workspace = workspace
        super().__init__(f"{code}: {workspace}")


@dataclass(frozen=True, slots=True)
class Plan:
    """What to make. The same plan makes the same rows, keys included."""

    slug: str
    name: str
    invoices: int
    seed: int
    until: dt.date = rhythm.LAST_DAY
    published: bool = False

    @property
    def workspace_id(self) -> str:
        return fixed_key(self.slug, "workspace", self.slug)


def has_sales(*, slug: str) -> bool:
    """Tell whether a workspace has invoices."""
    return Invoice.objects.filter(workspace__slug=slug).exists()


def seed(*, plan: Plan, progress: Callable[[int], Any] = lambda _: None) -> Counter[str]:
    """Make everything of a plan in one transaction; returns the number of rows per table.

    Raises DemoError `foreign_workspace` or `has_sales`.
    """
    _refuse_foreign(plan)
    if has_sales(slug=plan.slug):
        raise DemoError("has_sales", workspace=plan.slug)
    with _checked_at_once():
        last_morning = dt.datetime.combine(plan.until, dt.time(6, 30), dt.UTC)
        catalogue = Catalogue(plan.slug, changed=last_morning)
        counts = _workspace(plan, catalogue)
        counts += _sales(plan, catalogue, progress)
        if plan.published:
            counts["published objects"] = golden.load(plan.workspace_id, plan.slug)
            journal = Journal(UUID(plan.workspace_id), plan.slug)
            journal.seal(golden.invoices(plan.workspace_id))
            journal.close()
    _analyze()
    return counts


def reset(*, plan: Plan) -> None:
    """Delete the business rows of a workspace made by `seed`; keys, members and printers stay.

    Raises DemoError `foreign_workspace`: what people entered is never deleted.
    """
    _refuse_foreign(plan)
    with _unchecked(), connection.cursor() as cursor:
        for model in reversed(list(apps.get_models())):
            columns = {field.column for field in model._meta.concrete_fields}
            ours = model.__module__.startswith("pos.") and "workspace_id" in columns
            if ours and model not in KEPT:
                table = sql.Identifier(model._meta.db_table)
                statement = sql.SQL("delete from {} where workspace_id = %s").format(table)
                cursor.execute(statement, [plan.workspace_id])


def _refuse_foreign(plan: Plan) -> None:
    known = Workspace.objects.filter(slug=plan.slug).values_list("id", flat=True).first()
    if known is not None and str(known) != plan.workspace_id:
        raise DemoError("foreign_workspace", workspace=plan.slug)


@contextmanager
def _checked_at_once() -> Iterator[None]:
    """Open a transaction that checks foreign keys after each statement.

    Left to the end, the checks of a million sales would wait in the server's memory.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        yield
        cursor.execute("set constraints all deferred")


@contextmanager
def _unchecked() -> Iterator[None]:
    """Open a transaction for deleting all rows of a workspace, where nothing is left to break.

    Before PostgreSQL 18 each check would read a whole table, because no index starts with the
    foreign key. Only a superuser may leave them out; with any other role they are made.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select current_setting('is_superuser') = 'on'")
        superuser = cursor.fetchone() == (True,)
        if superuser:
            cursor.execute("set local session_replication_role = replica")
            yield
        else:
            # What is sealed refuses to be deleted; the owner of its tables may say otherwise.
            with unguarded():
                yield
        # On an error the rollback undoes it.
        if superuser:
            cursor.execute("set local session_replication_role = origin")


def _workspace(plan: Plan, catalogue: Catalogue) -> Counter[str]:
    made = {"created_at": FOUNDED, "updated_at": FOUNDED}
    workspace = {
        "id": plan.workspace_id,
        "name": plan.name,
        "slug": plan.slug,
        "currency": "EUR",
        "timezone": rhythm.TIMEZONE,
        "business_day_starts_at": rhythm.DAY_STARTS_AT,
        "language": "en",
        "legal_name": f"SIA {plan.name}",
        "tax_number": "LV40003000001",
        "receipt_footer": "Paldies! Thank you! Danke! شكراً",
        "is_demo": True,
    }
    insert_missing(Workspace, [workspace | made])
    insert_missing(User, people.users(plan.slug))
    insert_missing(Membership, _owned(plan, people.memberships(plan.slug)))
    counts: Counter[str] = Counter()
    for table, model in CATALOGUE.items():
        counts[table] = copy_rows(model, _owned(plan, catalogue.rows[table]))
    before = catalogue.changed - dt.timedelta(days=rhythm.length(plan.invoices))
    guests = people.customers(plan.slug, plan.seed, before)
    counts["customer"] = copy_rows(Customer, _owned(plan, guests))
    return counts


def _owned(plan: Plan, found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{**row, "workspace_id": plan.workspace_id} for row in found]


def _sales(plan: Plan, catalogue: Catalogue, progress: Callable[[int], Any]) -> Counter[str]:
    chance = dice(plan.slug, plan.seed, "sales")
    till = Till(catalogue, plan.slug, chance)
    registers = [row["id"] for row in catalogue.rows["register"]]
    writer = rows.Writer(plan.workspace_id, registers, chance, catalogue)
    journal = Journal(UUID(plan.workspace_id), plan.slug)
    counts: Counter[str] = Counter()
    for day in rhythm.days(invoices=plan.invoices, until=plan.until):
        for sale in till.day(day):
            writer.add(sale)
            if len(writer.invoices) >= CHUNK:
                counts += _flush(writer, journal, progress)
    counts += _flush(writer, journal, progress)
    journal.close()
    for at, register in enumerate(registers):
        found = Register.objects.filter(workspace_id=plan.workspace_id, id=register)
        found.update(invoices_count=till.count(at))
    return counts


def _flush(writer: rows.Writer, journal: Journal, progress: Callable[[int], Any]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for model, columns, lines in (
        (Order, rows.ORDER, writer.orders),
        (Invoice, rows.INVOICE, writer.invoices),
        (InvoiceItem, rows.ITEM, writer.items),
        (InvoiceItemModifier, rows.MODIFIER, writer.modifiers),
        (InvoiceTax, rows.TAX, writer.taxes),
        (InvoiceTender, rows.TENDER, writer.tenders),
        (Payment, rows.PAYMENT, writer.payments),
    ):
        counts[model._meta.model_name or ""] = len(lines)
        copy_lines(model, columns, lines)
    journal.seal([UUID(key) for key in writer.sales])
    progress(counts["invoice"])
    writer.clear()
    return counts


def _analyze() -> None:
    loaded: tuple[type[Model], ...] = (
        *CATALOGUE.values(), Customer, Order, Invoice, InvoiceItem, InvoiceItemModifier,
        InvoiceTax, InvoiceTender, Payment, SealedDocument,
    )  # fmt: skip
    names = sql.SQL(", ").join(sql.Identifier(model._meta.db_table) for model in loaded)
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("analyze {}").format(names))
