"""The queries that the oracle is asked, made from what a resource declares."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pos.api.table import REGISTRY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pos.jsonapi.dialect import Dialect
    from pos.jsonapi.resource import Resource

# The longest include path that is asked.
DEPTH = 3


@dataclass(frozen=True)
class Ask:
    """A query in neutral names: include paths and members are snake_case."""

    include: tuple[str, ...] | None = None
    fields: dict[str, tuple[str, ...]] = field(default_factory=dict)
    filters: dict[str, str] = field(default_factory=dict)
    sort: tuple[str, ...] = ()
    size: int | None = None

    def written(self, resource: Resource, dialect: Dialect, *, oracle: bool) -> dict[str, str]:
        """Write the query for one of the two sides."""
        query: dict[str, str] = {}
        if self.include is not None:
            query["include"] = ",".join(
                dialect.case(path) if oracle else spelled(resource, path, dialect)
                for path in self.include
            )
        for type_name, names in self.fields.items():
            target = REGISTRY.by_type[type_name]
            written = [dialect.case(n) if oracle else target.name(n, dialect) for n in names]
            if not oracle:
                written += [dialect.case(twin) for n, twin in target.twins.items() if n in names]
            key = type_name if oracle else dialect.case(type_name)
            query[f"fields[{key}]"] = ",".join(written)
        for name, value in self.filters.items():
            query[f"filter[{dialect.case(name)}]"] = value
        if self.sort:
            query["sort"] = ",".join(dialect.case(name) for name in self.sort)
        if self.size is not None:
            query["page[size]"] = str(self.size)
        return query


def spelled(resource: Resource, path: str, dialect: Dialect) -> str:
    """Write an include path with a dialect's names."""
    steps = []
    for step in path.split("."):
        steps.append(resource.name(step, dialect))
        resource = REGISTRY.target(resource.relationships[step])
    return ".".join(steps)


def paths(resource: Resource, dialect: Dialect, depth: int) -> list[str]:
    """List the include paths of a resource down to a depth."""
    found = []
    for name, link in resource.relationships.items():
        if resource.has(name, dialect):
            found.append(name)
            if depth > 1:
                below = paths(REGISTRY.target(link), dialect, depth - 1)
                found += [f"{name}.{path}" for path in below]
    return found


def _plain(resource: Resource, dialect: Dialect, row: Any) -> Iterator[Ask]:
    yield Ask()
    yield Ask(size=2)
    yield Ask(size=1000)
    yield Ask(include=())


def _includes(resource: Resource, dialect: Dialect, row: Any) -> Iterator[Ask]:
    names = paths(resource, dialect, 1)
    for name in names:
        yield Ask(include=(name,), size=3)
    yield Ask(include=tuple(names))


def _nested(resource: Resource, dialect: Dialect, row: Any) -> Iterator[Ask]:
    deep = [path for path in paths(resource, dialect, DEPTH) if "." in path]
    for path in deep[:: max(len(deep) // 6, 1)]:
        yield Ask(include=(path,), size=4)
    yield Ask(include=tuple(deep))


def members(resource: Resource, dialect: Dialect) -> list[str]:
    return [
        name
        for name in (*resource.attributes, *resource.relationships)
        if resource.has(name, dialect)
    ]


def _sparse(resource: Resource, dialect: Dialect, row: Any) -> Iterator[Ask]:
    known = members(resource, dialect)
    yield Ask(fields={resource.type: ()})
    yield Ask(fields={resource.type: tuple(known)})
    yield Ask(fields={resource.type: tuple(known[::2])})
    yield Ask(fields={resource.type: tuple(known[1::2])})


def _sparse_includes(resource: Resource, dialect: Dialect, row: Any) -> Iterator[Ask]:
    for path in paths(resource, dialect, 2):
        target = resource
        for step in path.split("."):
            target = REGISTRY.target(target.relationships[step])
        shown = tuple(members(target, dialect)[:2])
        # The linking relationship is hidden, and what it leads to is narrowed.
        hidden = tuple(resource.attributes)[:1] if target is not resource else shown
        yield Ask(include=(path,), fields={resource.type: hidden, target.type: shown}, size=3)


def _filters(resource: Resource, dialect: Dialect, row: Any) -> Iterator[Ask]:
    for name, declared in resource.filterset.base_filters.items():
        field = resource.model._meta.get_field(declared.field_name)
        if field.many_to_many:
            value = getattr(row, declared.field_name).values_list("pk", flat=True).first()
        else:
            value = getattr(row, field.attname)
        if value is None:
            continue
        text = value.isoformat() if hasattr(value, "isoformat") else str(value)
        yield Ask(filters={name: text})
        if hasattr(value, "isoformat"):
            yield Ask(filters={name: f"{value:%Y-%m-%d}"}, size=4)
    start = row.created_at.isoformat()
    yield Ask(filters={"created_at_gteq": start, "updated_at_lt": "2026-01-01"})
    yield Ask(filters={"created_at_gt": "2999-01-01T00:00:00Z"}, include=())


def _sorts(resource: Resource, dialect: Dialect, row: Any) -> Iterator[Ask]:
    for name in resource.sorts:
        yield Ask(sort=(name,))
        yield Ask(sort=(f"-{name}",), size=3)
    if len(resource.sorts) > 1:
        yield Ask(sort=(resource.sorts[0], f"-{resource.sorts[1]}"))
        yield Ask(sort=(f"-{resource.sorts[1]}", resource.sorts[0]))


KINDS: dict[str, Callable[[Resource, Dialect, Any], Iterator[Ask]]] = {
    "plain": _plain,
    "includes": _includes,
    "nested": _nested,
    "sparse": _sparse,
    "sparse_includes": _sparse_includes,
    "filters": _filters,
    "sorts": _sorts,
}
