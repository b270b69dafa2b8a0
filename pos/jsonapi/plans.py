"""Keeps compiled nodes: a server answers the same few shapes of request over and over."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from pos.jsonapi.compiler import Compiler, Node

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pos.jsonapi.dialect import Dialect
    from pos.jsonapi.query import Query
    from pos.jsonapi.resource import Registry, Resource

# Bounded, because clients choose the shapes.
MOST_PLANS = 512


def plan(
    registry: Registry,
    resource: Resource,
    dialect: Dialect,
    query: Query,
    *,
    hidden: tuple[str, ...] = (),
    single: bool = False,
) -> Node:
    """Return the compiled node for a query, from the cache where it was asked before."""
    include = _freeze(query.include or {})
    fieldsets = tuple(sorted(query.fieldsets.items()))
    return _compiled(registry, resource, dialect, include, fieldsets, hidden, single)


@lru_cache(maxsize=MOST_PLANS)
def _compiled(
    registry: Registry,
    resource: Resource,
    dialect: Dialect,
    include: Any,
    fieldsets: Any,
    hidden: tuple[str, ...],
    single: bool,  # noqa: FBT001 (a cache key)
) -> Node:
    compiler = Compiler(registry, dialect, dict(fieldsets), single=single)
    return compiler.node(resource, _thaw(include), hidden, top=True)


def _freeze(tree: Mapping[str, Any]) -> Any:
    return tuple((name, _freeze(below)) for name, below in tree.items())


def _thaw(frozen: Any) -> dict[str, Any]:
    return {name: _thaw(below) for name, below in frozen}
