"""From a resource, a dialect, an include and a fieldset to SQL that writes the document's text.

PostgreSQL writes each resource object itself, as one text per row; what is left to do here is to
join them. Nothing in between makes a model instance, a Decimal or a datetime, and a row is a few
cells, not one per attribute: making Python objects is what serialising costs.

A row is: the id, then hidden columns (order keys, the parent's id, foreign keys to follow), then
the object's text up to the linkage of its first to-many relationship.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pos.jsonapi.columns import column, field, quote
from pos.jsonapi.fields import sql_text
from pos.jsonapi.sql import Text, nullable, string

if TYPE_CHECKING:
    from pos.jsonapi.dialect import Dialect
    from pos.jsonapi.relationships import Relationship
    from pos.jsonapi.resource import Registry, Resource

IncludeTree = Mapping[str, Any]
Fieldsets = Mapping[str, frozenset[str]]


@dataclass(slots=True)
class Node:
    """A compiled resource at one place of the include tree.

    The object of a row is its last cell, then for each of `shown` its linkage and the text of
    `after` that follows it. `columns` are SQL over the table's alias `t`; `takes_base` tells
    whether they hold a parameter for the server's address, which comes before all others.
    """

    resource: Resource
    table: str
    columns: tuple[str, ...]
    tenant: str
    shown: tuple[Relationship, ...]
    after: tuple[bytes, ...]
    takes_base: bool
    edges: tuple[Edge, ...] = ()

    def select(self, where: str, order: str = "") -> str:
        """Write a statement over this node's rows, always within one workspace (first condition)."""
        columns = ", ".join(self.columns)
        # Names come from models, never from a request; values are always parameters.
        statement = f"select {columns} from {self.table} t where {self.tenant}"  # noqa: S608
        return f"{statement} and {where}{order}"


@dataclass(slots=True)
class Edge:
    """A relationship whose other end is read: for its ids only, or for whole resources.

    `column` is where this side's row holds the other's id (kind "one"). `cell` is the place of its
    linkage among the shown ones, None where a fieldset hides it. `node` is set where it is included.
    """

    relationship: Relationship
    statement: str
    identifier: bytes
    column: int = 0
    cell: int | None = None
    node: Node | None = None
    rows: str = ""


class Compiler:
    """Compiles nodes of one dialect."""

    def __init__(
        self, registry: Registry, dialect: Dialect, fieldsets: Fieldsets, *, single: bool
    ) -> None:
        self.registry = registry
        self.dialect = dialect
        self.fieldsets = fieldsets
        self.single = single

    def node(
        self, resource: Resource, include: IncludeTree, hidden: tuple[str, ...] = (), *, top: bool
    ) -> Node:
        """Compile a resource and everything included below it."""
        # Of a mixed relationship the include may name what only another type has.
        include = {name: below for name, below in include.items() if name in resource.relationships}
        columns = ["t.id::text", *hidden]
        followed: dict[str, int] = {}
        for name in include:
            link = resource.relationships[name]
            if link.kind == "one":
                followed[name] = len(columns)
                columns.append(f"t.{quote(link.column)}::text")
        visible = self._visible(resource)
        shown = tuple(link for link in visible if link.kind != "one")
        takes_base = resource.self_link == "always" or (
            resource.self_link == "single" and self.single and top
        )
        text, after = self._text(resource, shown, takes_base=takes_base)
        node = Node(
            resource=resource,
            table=quote(resource.model._meta.db_table),
            columns=(*columns, text),
            tenant=_tenant(resource),
            shown=shown,
            after=tuple(text.encode() for text in after),
            takes_base=takes_base,
        )
        node.edges = tuple(self._edges(resource, include, shown, followed))
        return node

    def _shows(self, resource: Resource, name: str) -> bool:
        wanted = self.fieldsets.get(resource.type)
        return resource.has(name, self.dialect) and (wanted is None or name in wanted)

    def _names(self, resource: Resource, link: Relationship) -> list[str]:
        """Return the names under which a relationship is written: its own, its twin's, or none."""
        names = [link.name] if self._shows(resource, link.name) else []
        twin = resource.twins.get(link.name)
        if twin and resource.has(link.name, self.dialect) and self._shows(resource, twin):
            names.append(twin)
        return [resource.name(name, self.dialect) for name in names]

    def _visible(self, resource: Resource) -> list[Relationship]:
        return [link for link in resource.relationships.values() if self._names(resource, link)]

    def _text(
        self, resource: Resource, shown: tuple[Relationship, ...], *, takes_base: bool
    ) -> tuple[str, tuple[str, ...]]:
        """Write the resource object: the text up to its first to-many linkage, and what follows."""
        text = Text()
        text.literal('{"id":"')
        text.value("t.id::text")
        text.literal(f'","type":"{resource.type_name(self.dialect)}"')
        if takes_base:
            text.literal(',"links":{"self":"')
            text.value("%s::text")
            text.literal(f"{resource.path(self.dialect)}/")
            text.value("t.id::text")
            text.literal('"}')
        self._attributes(resource, text)
        to_one = [link for link in self._visible(resource) if link.kind == "one"]
        if not to_one and not shown:
            text.literal("}")
            return text.sql(), ()
        self._linkage(resource, to_one, text)
        if not shown:
            text.literal("}}")
            return text.sql(), ()
        openings = [self._opening(resource, link) for link in shown]
        text.literal(("," if to_one else "") + openings[0])
        closings = [_closing(link) for link in shown]
        between = [f"{end},{start}" for end, start in zip(closings, openings[1:], strict=False)]
        return text.sql(), (*between, closings[-1] + "}}")

    def _attributes(self, resource: Resource, text: Text) -> None:
        names = [name for name in resource.attributes if self._shows(resource, name)]
        for i, name in enumerate(names):
            opening = "," if i else ',"attributes":{'
            text.literal(f'{opening}"{resource.name(name, self.dialect)}":')
            self._attribute(resource, name, text)
        if names:
            text.literal("}")

    def _attribute(self, resource: Resource, name: str, text: Text) -> None:
        member = resource.attributes[name]
        source = field(resource.model, member.source or name)
        expression, quotes = sql_text(member, f"t.{quote(source.column)}", self.dialect)
        if source.null:
            blank = resource.blanks.get(name, {}).get(self.dialect)
            text.value(nullable(expression, quotes=quotes, blank=blank))
            return
        mark = '"' if quotes else ""
        text.literal(mark)
        text.value(expression)
        text.literal(mark)

    def _linkage(self, resource: Resource, links: list[Relationship], text: Text) -> None:
        text.literal(',"relationships":{')
        separator = ""
        for link in links:
            before, _, after = self._identifier(self.registry.target(link)).partition("%s")
            key = f"t.{quote(link.column)}::text"
            for name in self._names(resource, link):
                text.literal(f'{separator}"{name}":{{"data":')
                separator = ","
                if link.nullable:
                    identifier = f"{string(before)} || {key} || {string(after)}"
                    text.value(f"coalesce({identifier}, 'null')")
                else:
                    text.literal(before)
                    text.value(key)
                    text.literal(after)
                text.literal("}")

    def _opening(self, resource: Resource, link: Relationship) -> str:
        bracket = "[" if link.to_many else ""
        return f'"{resource.name(link.name, self.dialect)}":{{"data":{bracket}'

    def _identifier(self, resource: Resource) -> str:
        return f'{{"id":"%s","type":"{resource.type_name(self.dialect)}"}}'

    def _edges(
        self,
        resource: Resource,
        include: IncludeTree,
        shown: tuple[Relationship, ...],
        followed: dict[str, int],
    ) -> list[Edge]:
        links = [resource.relationships[name] for name in include]
        links += [link for link in shown if link.name not in include]
        return [
            self._edge(link, target, include.get(link.name), shown, followed.get(link.name, 0))
            for link in links
            for target in self.registry.targets(resource, link)
        ]

    def _edge(
        self,
        link: Relationship,
        target: Resource,
        below: IncludeTree | None,
        shown: tuple[Relationship, ...],
        column: int,
    ) -> Edge:
        edge = Edge(
            relationship=link,
            statement=_link_statement(link, target),
            identifier=self._identifier(target).encode(),
            column=column,
            cell=shown.index(link) if link in shown else None,
        )
        if below is not None:
            by_parent = link.kind in {"many", "reverse_one"}
            hidden = (f"t.{quote(link.column)}::text",) if by_parent else ()
            edge.node = self.node(target, below, hidden, top=False)
            edge.rows = _row_statement(edge.node, link)
        return edge


def _row_statement(node: Node, link: Relationship) -> str:
    if link.kind in {"one", "through"}:
        return node.select("t.id = any(%s::uuid[])", " order by t.id")
    parent = f"t.{quote(link.column)}"
    keys = ", ".join(f"t.{quote(column)}" for column in (link.column, *link.order, "id"))
    return node.select(f"{parent} = any(%s::uuid[])", f" order by {keys}")


def _link_statement(link: Relationship, target: Resource) -> str:
    """Write the statement that reads (this end, other end) pairs of ids."""
    if link.kind == "one":
        return ""
    parent, child = f"t.{quote(link.column)}", f"t.{quote(link.target_column)}"
    keys = ", ".join(
        f"t.{quote(column)}" for column in (link.column, *link.order, link.target_column)
    )
    # Where a foreign key ties the ends, `t` is the other end's table.
    own = f" and {target.where}" if target.where and link.kind != "through" else ""
    return (
        f"select {parent}::text, {child}::text from {quote(link.table)} t "  # noqa: S608 (as above)
        f"where t.workspace_id = %s and {parent} = any(%s::uuid[]){own} order by {keys}"
    )


def _tenant(resource: Resource) -> str:
    if resource.tenant is None:
        return (
            f"t.workspace_id = %s and {resource.where}" if resource.where else "t.workspace_id = %s"
        )
    model, name = resource.tenant
    return (
        f"exists (select from {quote(model._meta.db_table)} m "
        f"where m.workspace_id = %s and m.{quote(column(model, name))} = t.id)"
    )


def _closing(link: Relationship) -> str:
    return "]}" if link.to_many else "}"
