"""Reads a request's query string: include, fields, filter, sort, page; anything else is refused."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from django.core.exceptions import ValidationError

from pos.jsonapi.columns import column
from pos.jsonapi.errors import ApiError, Problem, bad_parameter
from pos.jsonapi.filters import Condition, condition
from pos.jsonapi.media import PROFILE
from pos.jsonapi.names import singular

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pos.jsonapi.compiler import IncludeTree
    from pos.jsonapi.dialect import Dialect
    from pos.jsonapi.resource import Registry, Resource

MAX_SIZE = 1000
DEFAULT_SIZE = 100
DEEPEST_INCLUDE = 5
MOST_PARAMETERS = 100

_BRACKETED = re.compile(r"^([a-z]+)\[([^\[\]]*)\]\Z")
# The published inventory page prints `filter%createdAtGt%5D=`: a slip for `filter%5B…%5D`.
_SLIP = re.compile(r"^filter%(\w+)\]\Z")
_DIGITS = re.compile(r"[0-9]+")


@dataclass(frozen=True, slots=True)
class SortKey:
    """One key of an order: a column of the resource's own table."""

    name: str
    column: str
    descending: bool


@dataclass(frozen=True, slots=True)
class Query:
    """A checked query. Names are snake_case; filters are conditions with their values."""

    include: IncludeTree | None = None
    fieldsets: Mapping[str, frozenset[str]] = field(default_factory=dict)
    conditions: tuple[Condition, ...] = ()
    sort: tuple[SortKey, ...] = ()
    size: int | None = None
    before: str | None = None
    after: str | None = None
    kept: tuple[tuple[str, str], ...] = ()


def pairs(query_string: str) -> list[tuple[str, str]]:
    """Split a query string as HTML forms do, mending what the published examples get wrong."""
    try:
        raw = parse_qsl(query_string, keep_blank_values=True, max_num_fields=MOST_PARAMETERS)
    except ValueError as error:
        detail = f"Send at most {MOST_PARAMETERS} query parameters."
        raise ApiError(Problem(status=400, code="too_many_parameters", detail=detail)) from error
    return [_mend(name, value) for name, value in raw]


def _mend(name: str, value: str) -> tuple[str, str]:
    # Printed examples encode the = as well: `filter%5BcreatedAtGt%5D%3D2024-10-24` is one name.
    head, found, tail = name.partition("]=")
    if found and not value:
        name, value = f"{head}]", tail
    slip = _SLIP.match(name)
    return (f"filter[{slip[1]}]" if slip else name), value


class QueryReader:
    """Reads the query strings of one route."""

    def __init__(
        self, registry: Registry, resource: Resource, dialect: Dialect, *, collection: bool
    ) -> None:
        self.registry = registry
        self.resource = resource
        self.dialect = dialect
        self.collection = collection

    def read(self, query_string: str) -> Query:
        """Check a query string. Raises ApiError with every parameter that is wrong."""
        if not query_string:
            return Query(sort=self._default_sort())
        known = pairs(query_string)
        values: dict[str, Any] = {"fieldsets": {}, "conditions": [], "kept": []}
        problems: list[Problem] = []
        seen: set[str] = set()
        for name, value in known:
            try:
                if name in seen:
                    raise bad_parameter(name, f"{name} is given twice; give it once.")
                seen.add(name)
                self._read_one(name, value, values)
            except ApiError as error:
                problems += error.problems
        if problems:
            raise ApiError(*problems)
        values.setdefault("sort", self._default_sort())
        values["conditions"] = tuple(values["conditions"])
        values["kept"] = tuple(values["kept"])
        return Query(**values)

    def _read_one(self, name: str, value: str, values: dict[str, Any]) -> None:
        if name == "include":
            values["include"] = self._include(value)
        elif name == "sort" and self.collection:
            values["sort"] = self._sort(value)
        elif match := _BRACKETED.match(name):
            self._read_bracketed(name, match[1], match[2], value, values)
        else:
            raise self._unknown(name)
        if not name.startswith("page[") or name == "page[size]":
            values["kept"].append((name, value))

    def _read_bracketed(
        self, name: str, family: str, member: str, value: str, values: dict[str, Any]
    ) -> None:
        if family == "fields":
            resource, names = self._fields(name, member, value)
            if resource in values["fieldsets"]:
                # Two spellings of one type: neither may win in silence.
                raise bad_parameter(
                    name, f"The fields of {member} are given twice; give them once."
                )
            values["fieldsets"][resource] = names
        elif family == "filter" and self.collection:
            values["conditions"].append(self._filter(name, member, value))
        elif family == "page" and self.collection and member in {"size", "before", "after"}:
            values[member] = _size(value) if member == "size" else value
        else:
            raise self._unknown(name)

    def _unknown(self, name: str) -> ApiError:
        known = ["include", f"fields[{self.resource.type_name(self.dialect)}]"]
        if self.collection:
            known += ["filter[…]", "sort", "page[size]", "page[before]", "page[after]"]
        detail = f"{name} is not a query parameter here; known are {', '.join(known)}."
        return bad_parameter(name, detail, code="unknown_parameter")

    def _include(self, value: str) -> IncludeTree:
        tree: dict[str, Any] = {}
        for path in value.split(",") if value else []:
            self._add_path(tree, path)
        return tree

    def _add_path(self, tree: dict[str, Any], path: str) -> None:
        resources = [self.resource]
        branch = tree
        steps = path.split(".")
        if len(steps) > DEEPEST_INCLUDE:
            detail = f"{path!r} is too long; a path has at most {DEEPEST_INCLUDE} steps."
            raise bad_parameter("include", detail)
        for step in steps:
            # Of a mixed relationship any type may know the step; the others have nothing there.
            knows = [one for one in resources if step in include_names(one, self.dialect)]
            for name in self._step((knows or resources)[0], step, path):
                branch = branch.setdefault(name, {})
                resources = [
                    target
                    for one in knows
                    if name in one.relationships
                    for target in self.registry.targets(one, one.relationships[name])
                ]
                knows = resources

    def _step(self, resource: Resource, step: str, path: str) -> list[str]:
        names = include_names(resource, self.dialect)
        if step not in names:
            known = ", ".join(sorted(n for n in names if n == self.dialect.case(n))) or "none"
            detail = (
                f"{path!r} cannot be included: {step!r} is not a relationship of "
                f"{resource.type_name(self.dialect)}; known are {known}."
            )
            raise bad_parameter("include", detail, code="unknown_include")
        return names[step].split(".")

    def _fields(self, name: str, type_name: str, value: str) -> tuple[str, frozenset[str]]:
        resource = self.registry.spelled(type_name)
        if resource is None:
            raise bad_parameter(name, f"{type_name!r} is not a resource type.")
        members = resource.members(self.dialect)
        wanted = [field_name for field_name in value.split(",") if field_name]
        unknown = [field_name for field_name in wanted if field_name not in members]
        if unknown:
            detail = (
                f"{', '.join(map(repr, unknown))} is no field of {type_name}; "
                f"known are {', '.join(members)}."
            )
            raise bad_parameter(name, detail, code="unknown_field")
        return resource.type, frozenset(members[field_name] for field_name in wanted)

    def _filter(self, name: str, member: str, value: str) -> Condition:
        filters = self.resource.filterset.base_filters
        names = {self.dialect.case(filter_name): filter_name for filter_name in filters}
        if member not in names:
            detail = f"{name} is not a filter here; known are {', '.join(sorted(names))}."
            raise bad_parameter(name, detail, code="unknown_filter")
        declared = filters[names[member]]
        try:
            cleaned = declared.field.clean(value)
        except ValidationError as error:
            raise bad_parameter(
                name, f"{value!r} does not fit: {' '.join(error.messages)}"
            ) from error
        if cleaned in (None, ""):
            raise bad_parameter(name, f"{name} has no value; give one or leave it out.")
        return condition(self.resource.model, declared, cleaned)

    def _default_sort(self) -> tuple[SortKey, ...]:
        return (self._key(self.resource.order, descending=False),)

    def _key(self, name: str, *, descending: bool) -> SortKey:
        return SortKey(name, column(self.resource.model, name), descending)

    def _sort(self, value: str) -> tuple[SortKey, ...]:
        names = {self.dialect.case(name): name for name in self.resource.sorts}
        keys: list[SortKey] = []
        for word in value.split(","):
            name = word.removeprefix("-")
            if name not in names:
                raise self._bad_sort(name, sorted(names))
            if any(key.name == names[name] for key in keys):
                raise bad_parameter("sort", f"{name} is given twice in sort.")
            keys.append(self._key(names[name], descending=word.startswith("-")))
        return tuple(keys)

    def _bad_sort(self, name: str, known: list[str]) -> ApiError:
        detail = f"Lists are not sorted by {name!r} here; known are {', '.join(known)}."
        exists = name in self.resource.members(self.dialect)
        kind = f"{PROFILE}/unsupported-sort" if exists else None
        return ApiError(
            Problem(status=400, code="unsupported_sort", detail=detail, parameter="sort", kind=kind)
        )


@lru_cache(maxsize=512)
def include_names(resource: Resource, dialect: Dialect) -> dict[str, str]:
    """Map each spelling that `include` accepts to the relationship, or path, that it means.

    The documents print plural and singular names, in both casings: `invoiceItems`, `invoice_item`.
    """
    names: dict[str, str] = {}
    for link in resource.relationships:
        if resource.has(link, dialect):
            own = resource.name(link, dialect)
            spellings = {
                own,
                link,
                dialect.case(link),
                singular(link),
                dialect.case(singular(link)),
            }
            spellings |= (
                {resource.twins[link], dialect.case(resource.twins[link])}
                if link in resource.twins
                else set()
            )
            names.update(dict.fromkeys(spellings, link))
    for alias, target in resource.aliases.items():
        if resource.has(target.split(".")[0], dialect):
            names.setdefault(alias, target)
            names.setdefault(dialect.case(alias), target)
    return names


def _size(value: str) -> int:
    parameter = "page[size]"
    digits = value.lstrip("0")
    if not _DIGITS.fullmatch(value) or not digits:
        raise bad_parameter(parameter, f"page[size] is a whole number from 1 to {MAX_SIZE}.")
    if len(digits) > 9 or int(digits) > MAX_SIZE:
        raise ApiError(
            Problem(
                status=400,
                code="max_size_exceeded",
                detail=f"page[size] is at most {MAX_SIZE}.",
                parameter=parameter,
                kind=f"{PROFILE}/max-size-exceeded",
                meta={"page": {"maxSize": MAX_SIZE}},
            )
        )
    return int(digits)
