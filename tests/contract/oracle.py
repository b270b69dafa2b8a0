"""The oracle: the same resources, rendered by djangorestframework-jsonapi's own renderer.

Slow and plain: model instances, DRF serializers, django-filter. Two sorts of difference are taken
away before the engine's document is compared with it, and each has a name below: faults of the
library, and what the published dialects write in their own way (`adapt`).
"""

from __future__ import annotations

import json
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any

from django.db.models import ManyToManyField
from django.test import override_settings
from rest_framework.pagination import BasePagination
from rest_framework.permissions import AllowAny
from rest_framework.relations import ManyRelatedField
from rest_framework.response import Response
from rest_framework.test import APIRequestFactory
from rest_framework_json_api import django_filters, filters, renderers, views
from rest_framework_json_api.utils import undo_format_field_name

from pos.api.table import REGISTRY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pos.jsonapi.dialect import Dialect
    from pos.jsonapi.resource import Resource
    from pos.workspaces.models import Workspace

JSONRenderer = renderers.JSONRenderer

# Faults of the library's renderer, each mended by a class. A test shows that each is still there.


class SparseCasing(JSONRenderer):
    """`fields[T]` with camelCase names loses every name of several words."""

    @classmethod
    def _filter_sparse_fields(cls, serializer: Any, fields: Any, resource_name: str) -> Any:
        # The stock method compares `unitPrice` with `unit_price`.
        request = serializer.context["request"]
        value = request.query_params.get(f"fields[{resource_name}]")
        if value is None:
            return fields
        wanted = {undo_format_field_name(name) for name in value.split(",")}
        return {name: field for name, field in fields.items() if name in wanted}


class PropertyLink(JSONRenderer):
    """A relationship that is a property of its model, as an order's invoice, has no type."""

    @classmethod
    def extract_relationships(cls, fields: Any, resource: Any, resource_instance: Any) -> Any:
        for name, field in fields.items():
            if name in getattr(field.parent.Meta, "reverse_one", {}):
                field.model = REGISTRY.by_model[field.parent.Meta.model].relationships[name].model
        return super().extract_relationships(fields, resource, resource_instance)


class HiddenLink(JSONRenderer):
    """A relationship that `fields[T]` leaves out is not followed by `include`."""

    @classmethod
    def extract_included(
        cls, fields: Any, resource: Any, instance: Any, paths: Any, cache: Any
    ) -> None:
        # The linkage is put back for following it only.
        hidden = {
            name: field.to_representation(value)
            for name, field in fields.items()
            if name not in resource
            and name in {path.split(".")[0] for path in paths}
            and (value := field.get_attribute(instance)) is not None
        }
        super().extract_included(fields, {**resource, **hidden}, instance, paths, cache)


class EarlyStop(JSONRenderer):
    """A resource met before is not looked into again for a longer include path."""

    @classmethod
    def extract_included(
        cls, fields: Any, resource: Any, instance: Any, paths: Any, cache: Any
    ) -> None:
        forgetful: Any = cache if isinstance(cache, _Forgetful) else _Forgetful(cache)
        super().extract_included(fields, resource, instance, paths, forgetful)


class _Forgetful(dict[str, Any]):
    """Writes to a cache, and says that nothing is in it yet."""

    def __init__(self, cache: dict[str, dict[str, Any]]) -> None:
        super().__init__()
        self.cache = cache

    def __getitem__(self, name: str) -> dict[str, Any]:
        return self.cache[name]

    def __contains__(self, name: object) -> bool:
        return False


class EmptyInclude(JSONRenderer):
    """`include=` gives no `included` member, where the specification wants an empty one."""

    def render(
        self, data: Any, accepted_media_type: Any = None, renderer_context: Any = None
    ) -> bytes:
        text: bytes = super().render(data, accepted_media_type, renderer_context)
        if renderer_context["request"].query_params.get("include") == "":
            return json.dumps({**json.loads(text), "included": []}).encode()
        return text


MENDED: tuple[type[JSONRenderer], ...] = (
    SparseCasing, PropertyLink, HiddenLink, EarlyStop, EmptyInclude,
)  # fmt: skip


@cache
def renderer(*mended: type[JSONRenderer]) -> type[JSONRenderer]:
    """Put a renderer together from the stock one and what mends it."""
    return type("Renderer", (*mended, JSONRenderer), {})


# Faults around the renderer.


class Ordering(filters.OrderingFilter):
    """The library leaves equal values without an order; here the id breaks the tie."""

    def get_ordering(self, request: Any, queryset: Any, view: Any) -> list[str]:
        keys = list(super().get_ordering(request, queryset, view))
        return [*keys, "-id" if keys[-1].startswith("-") else "id"]


class FirstPage(BasePagination):
    """The library has no cursor pagination; its documents are compared on first pages."""

    def paginate_queryset(self, queryset: Any, request: Any, view: Any = None) -> list[Any]:
        del view
        size = int(request.query_params.get("page[size]", 100))
        rows = list(queryset[: size + 1])
        self.more = len(rows) > size
        return rows[:size]

    def get_paginated_response(self, data: Any) -> Response:
        return Response({"results": data, "links": {"more": self.more}})


class View(views.ReadOnlyModelViewSet):
    """The stock read-only view over a resource's serializer and filter set."""

    resource: Resource
    workspace: Workspace
    dialect: Dialect
    authentication_classes = ()
    permission_classes = (AllowAny,)
    pagination_class = FirstPage
    filter_backends = (django_filters.DjangoFilterBackend, Ordering)

    def get_queryset(self) -> Any:
        rows = _owned(self.resource, self.workspace)
        if self.action == "list":
            rows = rows.filter(**_listed(self.resource))
        self.queryset = rows
        return super().get_queryset()

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "dialect": self.dialect}

    def get_exception_handler(self) -> Any:
        return _raise


def _raise(error: Exception, context: Any) -> Any:
    raise error


def _owned(resource: Resource, workspace: Workspace) -> Any:
    if resource.tenant is None:
        rows = resource.model._default_manager.filter(workspace_id=workspace.pk)
        own = resource.where.replace("t.", f'"{resource.model._meta.db_table}".')
        return rows.extra(where=[own]) if own else rows
    tie, name = resource.tenant
    ids = tie._default_manager.filter(workspace_id=workspace.pk).values(name)
    return resource.model._default_manager.filter(pk__in=ids)


def _listed(resource: Resource) -> dict[str, Any]:
    return {
        f"{name}__isnull" if value is None else name: True if value is None else value
        for name, value in resource.listed.items()
    }


@contextmanager
def casing(dialect: Dialect) -> Iterator[None]:
    """Let the library write names as a dialect does."""
    style = "camelize" if dialect.case("a_b") == "aB" else False
    with override_settings(JSON_API_FORMAT_FIELD_NAMES=style, JSON_API_FORMAT_TYPES=style):
        yield


def ask(
    resource: Resource,
    workspace: Workspace,
    dialect: Dialect,
    query: dict[str, str],
    pk: Any = None,
    *,
    mended: tuple[type[JSONRenderer], ...] = MENDED,
) -> dict[str, Any]:
    """Answer a query. Types are in snake_case in it: the library does not recase fixed names."""
    options = {
        "resource": resource, "workspace": workspace, "dialect": dialect,
        "serializer_class": resource.serializer, "filterset_class": resource.filterset,
        "ordering_fields": resource.sorts, "ordering": (resource.order,),
        "renderer_classes": (renderer(*mended),),
    }  # fmt: skip
    # A class of its own: the filter backend reads the view's class attributes.
    view_class: Any = type("OracleView", (View,), options)
    view = view_class.as_view({"get": "list" if pk is None else "retrieve"})
    request = APIRequestFactory().get("/", query, headers={"accept": "application/vnd.api+json"})
    with casing(dialect):
        response = view(request) if pk is None else view(request, pk=str(pk))
        document: dict[str, Any] = json.loads(response.render().content)
    fields = {name: value for name, value in query.items() if name.startswith("fields[")}
    for place, item in enumerate(document.get("included", [])):
        kind = _kind(item)
        if kind != item["type"]:
            # The library writes every row of a table by one serializer.
            other = ask(REGISTRY.by_type[kind], workspace, dialect, fields, item["id"])
            document["included"][place] = {**other["data"], "adapted": True}
    return adapt(document, dialect, single=pk is not None)


def _kind(item: dict[str, Any]) -> str:
    """Return the type that a row is published as, where several share its table."""
    for resource in REGISTRY.by_type.values():
        if item["type"] not in {kind for kinds in resource.mixed.values() for kind in kinds}:
            continue
        for kinds in resource.mixed.values():
            for kind in kinds:
                other = REGISTRY.by_type[kind]
                own = other.where.replace("t.", f'"{other.model._meta.db_table}".')
                if other.model.objects.filter(pk=item["id"]).extra(where=[own]).exists():
                    return kind
    return str(item["type"])


# What the published dialects write in their own way.


def adapt(document: dict[str, Any], dialect: Dialect, *, single: bool) -> dict[str, Any]:
    """Rewrite the oracle's document as a dialect writes it."""
    data = document["data"]
    found = dict(document)
    found["data"] = (
        _adapted(data, dialect, single=True)
        if single
        else [_adapted(item, dialect, single=False) for item in data]
    )
    if "included" in document:
        found["included"] = [
            {name: value for name, value in item.items() if name != "adapted"}
            if "adapted" in item
            else _adapted(item, dialect, single=False)
            for item in document["included"]
        ]
    return found


def _adapted(item: dict[str, Any], dialect: Dialect, *, single: bool) -> dict[str, Any]:
    resource = REGISTRY.by_type[item["type"]]
    found: dict[str, Any] = {"id": item["id"], "type": dialect.case(resource.type)}
    attributes = _members(resource, dialect, item.get("attributes", {}), _blank)
    relationships = _members(resource, dialect, item.get("relationships", {}), _linkage)
    for name, twin in resource.twins.items():
        if resource.name(name, dialect) in relationships:
            relationships[dialect.case(twin)] = relationships[resource.name(name, dialect)]
    # An object without any member of a kind leaves the kind out, as the stock renderer does.
    found |= {"attributes": attributes} if attributes else {}
    found |= {"relationships": relationships} if relationships else {}
    for name, link in _ordered_links(resource).items():
        if (written := resource.name(name, dialect)) in relationships:
            relationships[written]["data"].sort(key=link(item["id"]))
    if resource.self_link == "always" or (resource.self_link == "single" and single):
        found["links"] = {"self": f"http://testserver{resource.path(dialect)}/{item['id']}"}
    return found


def _members(
    resource: Resource, dialect: Dialect, members: dict[str, Any], write: Callable[..., Any]
) -> dict[str, Any]:
    """Keep what a dialect knows, under its names there."""
    known = {dialect.case(name): name for name in (*resource.attributes, *resource.relationships)}
    return {
        resource.name(known[written], dialect): write(resource, dialect, known[written], value)
        for written, value in members.items()
        if resource.has(known[written], dialect)
    }


def _blank(resource: Resource, dialect: Dialect, name: str, value: Any) -> Any:
    """Write what a dialect that knows no null has in its place."""
    return resource.blanks.get(name, {}).get(dialect) if value is None else value


def _linkage(resource: Resource, dialect: Dialect, name: str, value: dict[str, Any]) -> Any:
    """Recase types, which the library does not, and leave out its count of to-many linkage."""
    data = value["data"]
    if isinstance(data, list):
        kinds = resource.mixed.get(name, ())
        if kinds:
            data = [{**one, "type": _kind(one)} for one in data]
            data.sort(key=lambda one: kinds.index(one["type"]))
        return {"data": [_identifier(one, dialect) for one in data]}
    return {"data": data and _identifier(data, dialect)}


def _identifier(one: dict[str, str], dialect: Dialect) -> dict[str, str]:
    return {"id": one["id"], "type": dialect.case(one["type"])}


def _ordered_links(resource: Resource) -> dict[str, Any]:
    """Give the order of a row's many-to-many links, which the library does not ask for."""
    serializer_fields = resource.serializer().fields
    return {
        name: _places(resource.model._meta.get_field(name))
        for name, field in serializer_fields.items()
        if isinstance(field, ManyRelatedField)
        and isinstance(resource.model._meta.get_field(name), ManyToManyField)
    }


def _places(field: Any) -> Any:
    through, source, target = (
        field.remote_field.through, field.m2m_field_name(), field.m2m_reverse_field_name(),
    )  # fmt: skip

    def order_of(pk: str) -> Any:
        rows = through.objects.filter(**{source: pk}).values_list(f"{target}_id", "position")
        places = {str(identifier): position for identifier, position in rows}
        return lambda one: (places[one["id"]], one["id"])

    return order_of
