"""A resource: the one definition from which every dialect's documents, queries and routes come."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from pos.jsonapi import dialect as dialects
from pos.jsonapi.filters import ResourceFilterSet
from pos.jsonapi.names import kebab, singular
from pos.jsonapi.relationships import Relationship, relationship

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import Model

    from pos.jsonapi.dialect import Dialect
    from pos.jsonapi.serializers import ResourceSerializer

# `Resource` has a field called type, which hides the builtin inside it.
ModelClass = type["Model"]
SerializerClass = type["ResourceSerializer"]
FilterSetClass = type[ResourceFilterSet]

EVERYWHERE = frozenset(dialects.ALL)


@dataclass(frozen=True, kw_only=True)
class Resource:
    """One type of resource. Names are snake_case throughout; a dialect recases them at the edge.

    type: plural, such as `invoice_items`. Its path segments follow from it.
    serializer: attributes and relationships, as djangorestframework-jsonapi understands them.
    scope: what a key needs to read it, such as `invoices:read`.
    sorts: the attributes that lists can be sorted by; never nullable ones.
    listed: conditions on what a collection shows (`{"deleted_at": None}`); a row that is not listed
        can still be linked to, included, and fetched by its id.
    tenant: how a row belongs to a workspace: None for a column `workspace`, else the model and the
        name of its foreign key that tie the row to one.
    where: a condition (SQL over the table's alias `t`) that tells its rows from those of other
        resources in the same table.
    mixed: to-many relationships whose other end is of several types, which share a table.
    self_link: whether a resource object carries its own link: "never", "always", or "single" for
        only where it is fetched by its id.
    only: members that some dialects do not have.
    names: members that are called differently in a dialect.
    twins: to-one relationships that are written a second time, under another name.
    aliases: further names for relationships in `include` and `fields`, down to dotted paths.
    blanks: what a dialect that knows no null prints for one.
    """

    type: str
    serializer: SerializerClass
    scope: str
    filterset: FilterSetClass = ResourceFilterSet
    sorts: tuple[str, ...] = ("created_at", "updated_at")
    order: str = "created_at"
    listed: Mapping[str, Any] = field(default_factory=dict)
    tenant: tuple[ModelClass, str] | None = None
    where: str = ""
    mixed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    self_link: str = "never"
    only: Mapping[str, frozenset[Dialect]] = field(default_factory=dict)
    names: Mapping[str, Mapping[Dialect, str]] = field(default_factory=dict)
    twins: Mapping[str, str] = field(default_factory=dict)
    aliases: Mapping[str, str] = field(default_factory=dict)
    blanks: Mapping[str, Mapping[Dialect, str]] = field(default_factory=dict)

    __hash__ = object.__hash__

    @cached_property
    def model(self) -> ModelClass:
        model: ModelClass = self.serializer.Meta.model
        return model

    @cached_property
    def _fields(self) -> dict[str, Any]:
        return dict(self.serializer().fields)

    @cached_property
    def relationships(self) -> dict[str, Relationship]:
        """Its relationships by snake_case name, in the order they are declared."""
        reverse_one = getattr(self.serializer.Meta, "reverse_one", {})
        found = {
            name: relationship(self.model, name, member, reverse_one)
            for name, member in self._fields.items()
        }
        return {name: link for name, link in found.items() if link is not None}

    @cached_property
    def attributes(self) -> dict[str, Any]:
        """Its attributes: serializer fields by snake_case name."""
        return {
            name: member
            for name, member in self._fields.items()
            if name not in self.relationships and name != "id"
        }

    def has(self, name: str, dialect: Dialect) -> bool:
        """Tell whether a dialect knows a member."""
        return dialect in self.only.get(name, EVERYWHERE)

    def name(self, name: str, dialect: Dialect) -> str:
        """Write a member's name as a dialect does."""
        return dialect.case(self.names.get(name, {}).get(dialect, name))

    def type_name(self, dialect: Dialect) -> str:
        return dialect.case(self.type)

    @cached_property
    def spellings(self) -> frozenset[str]:
        """Every spelling of its type that `fields[…]` accepts."""
        word = singular(self.type)
        return frozenset(
            spelling for name in (self.type, word) for spelling in (name, dialects.V1.case(name))
        )

    def members(self, dialect: Dialect) -> dict[str, str]:
        """Map each name that a client of `dialect` may use in `fields` to the member it means."""
        known = [
            name for name in (*self.attributes, *self.relationships) if self.has(name, dialect)
        ]
        names = {self.name(name, dialect): name for name in known}
        for name, twin in self.twins.items():
            if name in known:
                names[dialect.case(twin)] = twin
        for alias, target in self.aliases.items():
            if "." not in target and target in known:
                names.setdefault(dialect.case(alias), target)
        return names

    def path(self, dialect: Dialect) -> str:
        """Return the path of its collection in a dialect, from the dialect's root on."""
        return f"{dialect.root}/{kebab(self.type)}"


class Registry:
    """The resources of an API, by type and by model."""

    def __init__(self) -> None:
        self.by_type: dict[str, Resource] = {}
        self.by_model: dict[ModelClass, Resource] = {}

    def add(self, *resources: Resource) -> None:
        for resource in resources:
            self.by_type[resource.type] = resource
            self.by_model[resource.model] = resource

    def target(self, link: Relationship) -> Resource:
        """Return the resource that a relationship leads to."""
        return self.by_model[link.model]

    def targets(self, resource: Resource, link: Relationship) -> list[Resource]:
        """Return the resources that a relationship leads to: several where it is a mixed one."""
        if link.name in resource.mixed:
            return [self.by_type[name] for name in resource.mixed[link.name]]
        return [self.target(link)]

    def spelled(self, type_name: str) -> Resource | None:
        """Find a resource by any accepted spelling of its type."""
        for resource in self.by_type.values():
            if type_name in resource.spellings:
                return resource
        return None
