"""How values look in lists and forms."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode

from pos.workspaces.fields import MoneyField, QuantityField

if TYPE_CHECKING:
    from decimal import Decimal

    from django.db.models import Model

EMPTY = "—"


def money(amount: Decimal | None, currency: str) -> str:
    """Show an amount with every decimal it was stored with, flush right above its like."""
    if amount is None:
        return EMPTY
    return format_html('<span class="money">{} <small>{}</small></span>', f"{amount:,}", currency)


def mark(text: str, tone: str) -> str:
    """Show a state as a coloured word; tones: good, bad, quiet, busy."""
    return format_html('<span class="mark mark-{}">{}</span>', tone, text)


def link(row: Model | None, text: Any = None) -> str:
    """Link to a row's page."""
    if row is None:
        return EMPTY
    opts = row._meta
    url = reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[row.pk])
    return format_html('<a href="{}">{}</a>', url, text or str(row))


def listing(model: str, text: str, **filters: Any) -> str:
    """Link to the list of a model (as `app_name`), filtered."""
    url = reverse(f"admin:{model}_changelist")
    return format_html('<a href="{}?{}">{}</a>', url, urlencode(filters), text)


def amount(name: str, label: str | None = None) -> Any:
    """Make an admin's column that shows the amount `name` in the workspace's currency."""

    def column(_page: Any, row: Any) -> str:
        return money(getattr(row, name), row.workspace.currency)

    return admin.display(description=label or name.replace("_", " "))(column)


def read_only(model: type[Model], fieldsets: Any) -> Any:
    """Show amounts of a page without inputs with their currency and their own decimals."""

    def shown(name: Any) -> Any:
        if isinstance(name, (list, tuple)):
            return tuple(shown(each) for each in name)
        column = next((each for each in model._meta.fields if each.name == name), None)
        if isinstance(column, (MoneyField, QuantityField)):
            return _plain(name, is_money=isinstance(column, MoneyField))
        return name

    return tuple(
        (title, {**options, "fields": shown(options["fields"])}) for title, options in fieldsets
    )


@cache
def _plain(name: str, *, is_money: bool) -> Any:
    # Cached because Django knows a column that is a function by its identity.
    def column(row: Any) -> str:
        value = getattr(row, name)
        return money(value, row.workspace.currency) if is_money else str(value)

    column.__name__ = name
    return admin.display(description=name.replace("_", " "))(column)


def rate(name: str) -> Any:
    """Make an admin's column that shows a rate kept as a fraction in per cent."""

    def column(_page: Any, row: Any) -> str:
        return f"{(getattr(row, name) * 100).normalize():f} %"

    return admin.display(description="tax rate")(column)
