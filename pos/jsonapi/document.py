"""Runs compiled nodes and writes documents."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from uuid import UUID

    from pos.jsonapi.compiler import Edge, Node
    from pos.jsonapi.relationships import Relationship

Row = tuple[bytes, ...]


class Reader(Protocol):
    """Runs a statement and returns its rows, texts as UTF-8 bytes."""

    def __call__(self, statement: str, parameters: Sequence[object]) -> list[Row]: ...


class Document:
    """The resource objects of one answer, each written once.

    `base` is the server's address, as its links start.

    Included resources come in the order of the include paths; a resource that is primary data or
    was reached before by another path is not written again.
    """

    def __init__(self, read: Reader, workspace: UUID, base: str) -> None:
        self._read = read
        self._workspace = workspace
        self._base = base
        self._seen: dict[str, set[bytes]] = defaultdict(set)
        self.included: list[bytes] = []

    def primary(self, node: Node, rows: list[Row]) -> list[bytes]:
        """Write the primary data and collect what it includes."""
        self._seen[node.resource.type].update(row[0] for row in rows)
        return self._objects(node, rows)

    def read(self, node: Node, statement: str, parameters: Sequence[object]) -> list[Row]:
        """Run a statement of a node; the workspace is its first condition."""
        known = (self._base, self._workspace) if node.takes_base else (self._workspace,)
        return self._read(statement, (*known, *parameters))

    def _objects(self, node: Node, rows: list[Row]) -> list[bytes]:
        cells: list[dict[bytes, bytes]] = [{} for _ in node.shown]
        for edge in node.edges:
            linkage = self._follow(edge, rows)
            if edge.cell is not None:
                cells[edge.cell] = _merged(cells[edge.cell], linkage)
        if not cells:
            return [row[-1] for row in rows]
        if len(cells) == 1:
            get, missing, tail = cells[0].get, _missing(node.shown[0]), node.after[0]
            return [row[-1] + get(row[0], missing) + tail for row in rows]
        ends = [
            (cell.get, _missing(link), text)
            for cell, link, text in zip(cells, node.shown, node.after, strict=True)
        ]
        return [
            row[-1] + b"".join([get(row[0], missing) + text for get, missing, text in ends])
            for row in rows
        ]

    def _follow(self, edge: Edge, rows: list[Row]) -> dict[bytes, bytes]:
        """Read the other end of a relationship; return the linkage by this end's id."""
        if not rows:
            return {}
        kind = edge.relationship.kind
        if kind == "one":
            self._include(edge, {row[edge.column] for row in rows} - {None})
            return {}
        parents = _array(row[0] for row in rows)
        if edge.node is not None and kind != "through":
            children = self.read(edge.node, edge.rows, (parents,))
            pairs = [(row[1], row[0]) for row in children]
            self._emit(edge.node, children)
        else:
            found = self._read(edge.statement, (self._workspace, parents))
            pairs = [(row[0], row[1]) for row in found]
            if edge.node is not None:
                self._include(edge, {child for _, child in pairs})
        return _linkage(edge, pairs)

    def _include(self, edge: Edge, ids: set[bytes]) -> None:
        node = edge.node
        if node is None:
            return
        if not node.edges:
            ids = ids - self._seen[node.resource.type]
        if ids:
            # Sorted, so that the same request gives the same statement and the same document.
            self._emit(node, self.read(node, edge.rows, (_array(sorted(ids)),)))

    def _emit(self, node: Node, rows: list[Row]) -> None:
        seen = self._seen[node.resource.type]
        fresh = [row[0] not in seen for row in rows] if seen else None
        seen.update(row[0] for row in rows)
        at = len(self.included)
        objects = self._objects(node, rows)
        if fresh is not None and not all(fresh):
            objects = [text for text, new in zip(objects, fresh, strict=True) if new]
        # What a path passes through comes before what it leads to.
        self.included[at:at] = objects


def _merged(first: dict[bytes, bytes], second: dict[bytes, bytes]) -> dict[bytes, bytes]:
    """Put the linkage of a mixed relationship together, type after type."""
    if not first:
        return second
    merged = dict(first)
    for parent, text in second.items():
        merged[parent] = merged[parent] + b"," + text if parent in merged else text
    return merged


def _linkage(edge: Edge, pairs: list[tuple[bytes, bytes]]) -> dict[bytes, bytes]:
    identifier = edge.identifier
    if edge.relationship.kind == "reverse_one":
        return {parent: identifier % child for parent, child in reversed(pairs)}
    grouped: dict[bytes, list[bytes]] = defaultdict(list)
    for parent, child in pairs:
        grouped[parent].append(identifier % child)
    return {parent: b",".join(found) for parent, found in grouped.items()}


def _missing(link: Relationship) -> bytes:
    return b"" if link.to_many else b"null"


def _array(ids: Iterable[bytes]) -> str:
    return "{" + b",".join(ids).decode() + "}"
