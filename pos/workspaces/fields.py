"""Column types shared by every noun: times, amounts, keys."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import uuid_utils.compat
from django.db import models
from django.utils import timezone

if TYPE_CHECKING:
    import uuid

    from django.db.backends.base.base import BaseDatabaseWrapper

    _DateTimeField = models.DateTimeField[Any, Any]
    _DecimalField = models.DecimalField[Any, Any]
else:
    _DateTimeField = models.DateTimeField
    _DecimalField = models.DecimalField

MILLISECOND = 1000


def uuid7() -> uuid.UUID:
    """Make a key that is random to look at and ordered by time for the index (RFC 9562)."""
    return uuid_utils.compat.uuid7()


def now() -> dt.datetime:
    """Tell the time, cut to the millisecond that columns keep and the API prints."""
    return cut(timezone.now())


def cut(moment: dt.datetime) -> dt.datetime:
    """Cut a time to its millisecond.

    A column with more digits than the API prints would make `filter[createdAtGt]` with a printed
    time answer the same row again.
    """
    return moment.replace(microsecond=moment.microsecond // MILLISECOND * MILLISECOND)


class TimestampField(_DateTimeField):
    """A time with milliseconds: `timestamptz(3)`."""

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        del connection
        return "timestamp(3) with time zone"

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:  # noqa: FBT001 (Django's signature)
        value = super().pre_save(model_instance, add)
        if isinstance(value, dt.datetime):
            value = cut(value)
            setattr(model_instance, self.attname, value)
        return value

    def get_prep_value(self, value: Any) -> Any:
        prepared = super().get_prep_value(value)
        return cut(prepared) if isinstance(prepared, dt.datetime) else prepared


class ScaledDecimalField(_DecimalField):
    """A decimal that keeps the digits it was given, at least two and at most three.

    PostgreSQL's plain `numeric` remembers the scale of each value, so an amount in dinars keeps
    three decimals and one in euros two, and both are read back as text without formatting.
    """

    least = 2

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_digits", 15)
        kwargs.setdefault("decimal_places", 3)
        super().__init__(*args, **kwargs)

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        del connection
        return "numeric"

    def db_check(self, connection: BaseDatabaseWrapper) -> str:
        column = connection.ops.quote_name(str(self.column))
        return f"scale({column}) between {self.least} and {self.decimal_places} and abs({column}) < 1e12"

    def to_python(self, value: Any) -> Any:
        return self._pad(value if type(value) is Decimal else super().to_python(value))

    def get_db_prep_value(
        self,
        value: Any,
        connection: BaseDatabaseWrapper,
        prepared: bool = False,  # noqa: FBT001, FBT002 (Django's signature)
    ) -> Any:
        if hasattr(value, "resolve_expression"):
            return value
        return super().get_db_prep_value(self.to_python(value), connection, prepared)

    def _pad(self, value: Any) -> Any:
        if isinstance(value, Decimal) and value.is_finite():
            exponent = value.as_tuple().exponent
            if isinstance(exponent, int) and exponent > -self.least:
                return value.quantize(Decimal(1).scaleb(-self.least))
        return value


class MoneyField(ScaledDecimalField):
    """An amount in the workspace's currency."""


class QuantityField(ScaledDecimalField):
    """A number of units; pieces, kilograms, litres."""
