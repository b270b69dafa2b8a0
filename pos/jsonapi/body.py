"""Request bodies: JSON:API documents, in every spelling that the published pages print.

Members may be written in camelCase or snake_case, whatever the dialect. A new object is named by
`tempId` or `lid`. `included` stands on top or inside `data`, as an array or as an object of arrays.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NoReturn

from pos.jsonapi.errors import ApiError, Problem
from pos.jsonapi.members import Wrong, read_id
from pos.jsonapi.names import snake

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from uuid import UUID

    from pos.jsonapi.members import Member
    from pos.jsonapi.resource import Registry

# What responses hold and requests may repeat: it is ours to say.
READ_ONLY = frozenset({"created_at", "updated_at"})
MOST_OBJECTS = 1000


def parse(raw: bytes) -> dict[str, Any]:
    """Read the bytes of a body. Raises ApiError 400."""
    try:
        document = json.loads(
            raw.decode(),
            parse_float=Decimal,
            parse_constant=_refuse_constant,
            object_pairs_hook=_unique,
        )
    except (ValueError, RecursionError) as error:
        detail = f"The body is not a JSON document: {str(error)[:200]}."
        raise _malformed(detail) from error
    if not isinstance(document, dict):
        raise _malformed("The body must be an object with a member `data`.")
    return document


def _refuse_constant(name: str) -> NoReturn:
    message = f"{name} is not JSON"
    raise ValueError(message)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        message = f"{twice[:100]!r} stands twice in one object"
        raise ValueError(message)
    return found


def _malformed(detail: str, pointer: str = "") -> ApiError:
    return ApiError(Problem(status=400, code="malformed", detail=detail, pointer=pointer))


@dataclass(frozen=True, slots=True)
class Identifier:
    """One end of a relationship: a type, and an id or a name that the body gives to a new object."""

    type: str
    id: UUID | None
    local: str | None
    pointer: str
    meta: Mapping[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> tuple[str, str]:
        return self.type, self.local or str(self.id)


@dataclass(slots=True)
class Object:
    """A resource object of a body, its own names turned into ours. `pointer` leads to it."""

    body: Body
    type: str
    id: UUID | None
    local: str | None
    pointer: str
    attributes: dict[str, tuple[str, Any]]
    relationships: dict[str, tuple[str, Any]]
    used: set[str] = field(default_factory=set)

    def read(self, table: Mapping[str, Member], *, required: Iterable[str] = ()) -> dict[str, Any]:
        """Read the attributes that were given; what does not fit is noted as a problem."""
        found: dict[str, Any] = {}
        for name, member in table.items():
            if name not in self.attributes:
                continue
            spelled, value = self.attributes[name]
            self.used.add(name)
            if value is None and member.nullable:
                found[name] = None
                continue
            try:
                found[name] = _given(value, member)
            except Wrong as wrong:
                self.body.note(wrong.code, f"{_human(name)} {wrong.message}.", self.at(spelled))
        for name in required:
            if name not in self.attributes:
                spelled = self.body.case(name)
                self.body.note("blank", f"{_human(name)} must be given.", self.at(spelled))
        return found

    def close(self, *ignored: str) -> None:
        """Note every attribute that nobody read, but for those that responses hold."""
        for name, (spelled, _) in self.attributes.items():
            if name not in self.used and name not in READ_ONLY and name not in ignored:
                detail = f"{spelled} is not an attribute that can be written here."
                self.body.note("unknown_attribute", detail, self.at(spelled))

    def one(self, name: str, *types: str, required: bool = False) -> Identifier | None:
        """Read a to-one relationship; None where it is null or missing (see `has`)."""
        if name not in self.relationships:
            if required:
                spelled = self.body.case(name)
                detail = f"{_human(name)} must be given."
                self.body.note("blank", detail, f"{self.pointer}/relationships/{spelled}")
            return None
        spelled, data = self.relationships[name]
        pointer = f"{self.pointer}/relationships/{_escaped(spelled)}/data"
        if data is None:
            if required:
                self.body.note("blank", f"{_human(name)} must not be null.", pointer)
            return None
        found: Identifier | None = self.body.identifier(data, types, pointer)
        return found

    def many(self, name: str, *types: str) -> list[Identifier] | None:
        """Read a to-many relationship; None where it is missing."""
        if name not in self.relationships:
            return None
        spelled, data = self.relationships[name]
        pointer = f"{self.pointer}/relationships/{_escaped(spelled)}/data"
        if not isinstance(data, list) or len(data) > MOST_OBJECTS:
            detail = f"{_human(name)} must be an array of at most {MOST_OBJECTS} identifiers."
            self.body.note("invalid", detail, pointer)
            return []
        found = [
            self.body.identifier(one, types, f"{pointer}/{place}") for place, one in enumerate(data)
        ]
        return [one for one in found if one is not None]

    def has(self, name: str) -> bool:
        """Tell whether a relationship was given, be it as null."""
        return name in self.relationships

    def at(self, spelled: str) -> str:
        """Return the pointer to an attribute."""
        return f"{self.pointer}/attributes/{_escaped(spelled)}"


class Body:
    """A request's document. Problems are collected, so that a client is told all of them at once."""

    def __init__(self, document: Mapping[str, Any], registry: Registry, *, camel: bool) -> None:
        self.document = document
        self.registry = registry
        self.problems: list[Problem] = []
        self._camel = camel
        self._objects: dict[tuple[str, str], Object] | None = None

    def case(self, name: str) -> str:
        """Write one of our names as the dialect does."""
        if not self._camel:
            return name
        head, *tail = name.split("_")
        return head + "".join(part.capitalize() for part in tail)

    def note(self, code: str, detail: str, pointer: str, *, status: int = 422) -> None:
        """Note a problem."""
        self.problems.append(Problem(status=status, code=code, detail=detail, pointer=pointer))

    def check(self) -> None:
        """Raise what was noted so far."""
        if self.problems:
            raise ApiError(*self.problems)

    def primary(self, type_name: str, *, row_id: UUID | None = None) -> Object:
        """Return the primary object, of the wanted type; with `row_id` it must be that one's.

        Raises ApiError: 400 (no object), 403 (an id made by the client), 409 (another type or id).
        """
        data = self.document.get("data")
        if not isinstance(data, dict):
            raise _malformed(
                "The body must have a member `data` with one resource object.", "/data"
            )
        found = self._object(data, "/data")
        if found.type != type_name:
            detail = f"The type must be {self.case(type_name)}."
            raise ApiError(Problem(status=409, code="type", detail=detail, pointer="/data/type"))
        if row_id is None and found.id is not None:
            detail = "Ids are made by the server; name new objects by tempId."
            raise ApiError(Problem(status=403, code="id", detail=detail, pointer="/data/id"))
        if row_id is not None and found.id not in {None, row_id}:
            detail = "The id is not that of the address."
            raise ApiError(Problem(status=409, code="id", detail=detail, pointer="/data/id"))
        return found

    def included(self, identifier: Identifier) -> Object | None:
        """Find the object that an identifier names; None where the body does not hold it."""
        return self.objects.get(identifier.key)

    @property
    def objects(self) -> dict[tuple[str, str], Object]:
        """The included objects by type and id, or the name that the body gives them."""
        if self._objects is None:
            self._objects = {}
            for data, pointer in self._members():
                found = self._object(data, pointer)
                key = (found.type, found.local or str(found.id))
                if found.id is None and found.local is None:
                    self.note("blank", "An included object needs an id or a tempId.", pointer)
                elif key in self._objects:
                    detail = f"{key[1]} names two objects of the same type."
                    self.note("taken", detail, pointer)
                else:
                    self._objects[key] = found
        return self._objects

    def _members(self) -> Iterator[tuple[dict[str, Any], str]]:
        data = self.document.get("data")
        places = [("/included", self.document.get("included"))]
        if isinstance(data, dict):
            places.append(("/data/included", data.get("included")))
        for pointer, found in places:
            yield from _listed(found, pointer)

    def _object(self, data: Mapping[str, Any], pointer: str) -> Object:
        attributes = data.get("attributes", {})
        relationships = data.get("relationships", {})
        for name, value in (("attributes", attributes), ("relationships", relationships)):
            if not isinstance(value, dict):
                raise _malformed(f"`{name}` must be an object.", f"{pointer}/{name}")
        ends = {}
        for spelled, value in relationships.items():
            if not isinstance(value, dict) or "data" not in value:
                detail = "A relationship must be an object with a member `data`."
                raise _malformed(detail, f"{pointer}/relationships/{_escaped(spelled)}")
            ends[snake(spelled)] = (spelled, value["data"])
        identifier = self.identifier(data, (), pointer, optional=True)
        return Object(
            body=self,
            type=identifier.type,
            id=identifier.id,
            local=identifier.local,
            pointer=pointer,
            attributes={snake(spelled): (spelled, value) for spelled, value in attributes.items()},
            relationships=ends,
        )

    def identifier(
        self, data: Any, types: tuple[str, ...], pointer: str, *, optional: bool = False
    ) -> Any:
        """Read a resource identifier of one of some types. Raises ApiError 400 on its form."""
        if not isinstance(data, dict) or not isinstance(data.get("type"), str):
            raise _malformed("Name a resource by an object with `type` and `id`.", pointer)
        resource = self.registry.spelled(data["type"])
        found = resource.type if resource else snake(data["type"])
        if types and found not in types:
            wanted = " or ".join(map(self.case, types))
            self.note("inclusion", f"The type must be {wanted}.", f"{pointer}/type")
            return None
        local = data.get("tempId", data.get("temp_id", data.get("lid")))
        if local is not None and not isinstance(local, str):
            raise _malformed("A tempId is a text.", pointer)
        row_id = self._id(data.get("id"), pointer)
        if row_id is None and local is None and not optional:
            self.note("blank", "An id must be given.", f"{pointer}/id")
            return None
        meta = data.get("meta") if isinstance(data.get("meta"), dict) else {}
        return Identifier(found, row_id, local, pointer, meta or {})

    def _id(self, value: Any, pointer: str) -> UUID | None:
        if value is None:
            return None
        try:
            return read_id(value)
        except Wrong as wrong:
            self.note(wrong.code, f"The id {wrong.message}.", f"{pointer}/id")
            self.check()
            return None


def _listed(found: Any, pointer: str) -> Iterator[tuple[dict[str, Any], str]]:
    if found is None:
        return
    groups = found.items() if isinstance(found, dict) else [("", found)]
    for name, objects in groups:
        place = f"{pointer}/{_escaped(name)}" if name else pointer
        if not isinstance(objects, list) or len(objects) > MOST_OBJECTS:
            detail = f"`included` is an array of at most {MOST_OBJECTS} objects, or arrays by name."
            raise _malformed(detail, place)
        for at, one in enumerate(objects):
            if not isinstance(one, dict):
                raise _malformed("An included object must be an object.", f"{place}/{at}")
            yield one, f"{place}/{at}"


def _given(value: Any, member: Member) -> Any:
    if value is None:
        raise Wrong("blank", "must not be null")
    return member.read(value)


def _escaped(name: str) -> str:
    """Write a member's name as a step of a JSON pointer (RFC 6901)."""
    return name.replace("~", "~0").replace("/", "~1")


def _human(name: str) -> str:
    return name.replace("_", " ").capitalize()
