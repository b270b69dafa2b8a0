"""Filters, declared with django-filter and compiled to SQL here.

A filter named `created_at_gt` is the parameter `filter[createdAtGt]` in `/v1` and
`filter[created_at_gt]` in `/api/v2`. The same filter sets work in a stock view.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import ManyToManyField
from django.utils import dateparse

from pos.jsonapi.columns import column, field

if TYPE_CHECKING:
    from django.db.models import Model

OPERATORS = {"exact": "=", "gt": ">", "gte": ">=", "lt": "<", "lte": "<="}


class TimeField(forms.Field):
    """A date-time of RFC 3339, or a date, which means its midnight in UTC."""

    def to_python(self, value: Any) -> dt.datetime | None:
        text = str(value or "").strip()
        if not text:
            return None
        try:
            moment = dateparse.parse_datetime(_repair_offset(text)) or self._midnight(text)
        except ValueError:
            moment = None
        if moment is None:
            raise ValidationError(
                "Use a date-time such as 2024-10-24T08:44:45.409Z, or a date such as 2024-10-24.",
                code="invalid",
            )
        return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)

    @staticmethod
    def _midnight(text: str) -> dt.datetime | None:
        day = dateparse.parse_date(text)
        return dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC) if day else None


def _repair_offset(text: str) -> str:
    # The published examples leave the + of an offset unescaped, and a + in a query is a space.
    head, space, offset = text.rpartition(" ")
    return f"{head}+{offset}" if space and "T" in head and ":" in offset else text


class TimeFilter(django_filters.Filter):
    """Compares a time."""

    field_class = TimeField


class IdField(forms.UUIDField):
    """An id."""

    default_error_messages = {"invalid": "Use the id of a resource, a UUID of 36 characters."}

    def to_python(self, value: Any) -> Any:
        # Python reads more forms than the one that ids are written in.
        return super().to_python(
            "-" if isinstance(value, str) and len(value) not in {0, 36} else value
        )


class IdFilter(django_filters.Filter):
    """Compares the id of a related resource."""

    field_class = IdField


class TextField(forms.CharField):
    """A text, spaces and all: the filter is an exact match."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{**kwargs, "strip": False})


class TextFilter(django_filters.Filter):
    """Compares a text exactly."""

    field_class = TextField


def _four(column: str) -> tuple[TimeFilter, TimeFilter, TimeFilter, TimeFilter]:
    after, since, before, until = (
        TimeFilter(field_name=column, lookup_expr=lookup) for lookup in ("gt", "gte", "lt", "lte")
    )
    return after, since, before, until


class ResourceFilterSet(django_filters.FilterSet):
    """What every list can be filtered by."""

    created_at_gt, created_at_gteq, created_at_lt, created_at_lteq = _four("created_at")
    updated_at_gt, updated_at_gteq, updated_at_lt, updated_at_lteq = _four("updated_at")


@dataclass(frozen=True, slots=True)
class Condition:
    """A filter with its value: a column of the resource's table, an operator, what to compare with."""

    column: str
    operator: str
    value: Any
    through: str = ""

    @property
    def sql(self) -> str:
        """Write it, with one parameter."""
        return self.through or f't."{self.column}" {self.operator} %s'


def condition(model: type[Model], declared: Any, value: Any) -> Condition:
    """Make the condition of a declared filter."""
    operator = OPERATORS[declared.lookup_expr]
    named = field(model, declared.field_name)
    if named.many_to_many:
        return Condition("", operator, value, through=_through(named))
    return Condition(column(model, declared.field_name), operator, value)


def _through(named: Any) -> str:
    """Write that a row is tied to another by a table of pairs, seen from either end."""
    forward = isinstance(named, ManyToManyField)
    many: Any = named if forward else named.field
    through = many.remote_field.through
    names = [many.m2m_field_name(), many.m2m_reverse_field_name()]
    here, there = (column(through, name) for name in (names if forward else names[::-1]))
    return (
        f'exists (select from "{through._meta.db_table}" l where l.workspace_id = t.workspace_id '
        f'and l."{here}" = t.id and l."{there}" = %s)'
    )
