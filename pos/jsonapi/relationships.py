"""What a serializer's relationship is in the database: which table and columns tie the two ends."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import models
from rest_framework.relations import ManyRelatedField, RelatedField

from pos.jsonapi.columns import column

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import Model


@dataclass(frozen=True, slots=True)
class Relationship:
    """One relationship of a resource.

    kind: "one" (a foreign key here), "reverse_one" and "many" (a foreign key there), "through"
        (many to many).
    column: the foreign key's column, on this table for "one", else on `table`.
    table: the table that ties the two ends; for "one" the other end's.
    target_column: for "through", the column that points to the other end.
    order: the columns of `table` that the linkage is ordered by, before the id.
    """

    name: str
    kind: str
    model: type[Model]
    column: str
    nullable: bool
    table: str
    target_column: str = "id"
    order: tuple[str, ...] = ()

    @property
    def to_many(self) -> bool:
        return self.kind in {"many", "through"}


def relationship(
    model: type[Model], name: str, member: Any, reverse_one: Mapping[str, str]
) -> Relationship | None:
    """Read a serializer field's relationship from the model; None where it is an attribute.

    `reverse_one` names, for a to-one relationship whose foreign key is on the other end, the
    model's accessor to that end.
    """
    if not isinstance(member, RelatedField | ManyRelatedField):
        return None
    field = model._meta.get_field(reverse_one.get(name) or _source(name, member))
    if isinstance(field, models.ManyToManyField):
        return _through(name, field)
    if isinstance(field, models.ForeignKey):
        return Relationship(
            name=name,
            kind="one",
            model=field.related_model,
            column=field.column,
            nullable=field.null,
            table=field.related_model._meta.db_table,
        )
    return _reverse(name, field, many=isinstance(member, ManyRelatedField))


def _source(name: str, member: Any) -> str:
    source: str | None = member.source
    return source or name


def _through(name: str, field: Any) -> Relationship:
    through = field.remote_field.through
    return Relationship(
        name=name,
        kind="through",
        model=field.related_model,
        column=through._meta.get_field(field.m2m_field_name()).column,
        nullable=False,
        table=through._meta.db_table,
        target_column=through._meta.get_field(field.m2m_reverse_field_name()).column,
        order=_order(through, ()),
    )


def _reverse(name: str, field: Any, *, many: bool) -> Relationship:
    key = field.remote_field
    return Relationship(
        name=name,
        kind="many" if many else "reverse_one",
        model=field.related_model,
        column=key.column,
        nullable=True,
        table=field.related_model._meta.db_table,
        order=_order(field.related_model, (key.name,)),
    )


def _order(model: type[Model], without: tuple[str, ...]) -> tuple[str, ...]:
    ordering: Any = model._meta.ordering
    names = [name.lstrip("-") for name in ordering]
    return tuple(column(model, name) for name in names if name not in without and name != "id")
