"""The views of every resource: a collection and its single resources."""

from __future__ import annotations

import hashlib
import uuid
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NoReturn

from django.http import HttpResponse
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.views import APIView

from pos.jsonapi import media
from pos.jsonapi.columns import column
from pos.jsonapi.database import Snapshot
from pos.jsonapi.document import Document
from pos.jsonapi.errors import ApiError, Problem, not_found
from pos.jsonapi.paging import Pager
from pos.jsonapi.plans import plan
from pos.jsonapi.query import Query, QueryReader
from pos.jsonapi.renderers import JsonApiRenderer
from pos.jsonapi.writing import perform

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from rest_framework.request import Request

    from pos.jsonapi.compiler import Node
    from pos.jsonapi.dialect import Dialect
    from pos.jsonapi.ratelimit import Rate
    from pos.jsonapi.resource import Registry, Resource
    from pos.jsonapi.writing import Operation


ID_LENGTH = 36
READS = ["get", "head", "options"]


class Negotiation(BaseContentNegotiation):
    """Accepts as JSON:API 1.1 says; there is one renderer to choose."""

    def select_parser(self, request: Request, parsers: Iterable[Any]) -> Any:
        del request
        return next(iter(parsers), None)

    def select_renderer(
        self, request: Request, renderers: Iterable[Any], format_suffix: str | None = None
    ) -> tuple[Any, str]:
        del format_suffix
        if not media.acceptable(request.META.get("HTTP_ACCEPT")):
            detail = f"Accept {media.MEDIA_TYPE} without parameters other than profile."
            raise ApiError(
                Problem(status=406, code="not_acceptable", detail=detail, header="Accept")
            )
        return next(iter(renderers)), media.MEDIA_TYPE


class JsonApiView(APIView):
    """What every JSON:API view shares: negotiation, error documents, headers."""

    content_negotiation_class: type[BaseContentNegotiation] = Negotiation
    renderer_classes = [JsonApiRenderer]
    parser_classes = []
    rate: Rate | None = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        self._check_body(request)

    def check_permissions(self, request: Request) -> None:
        """Count the request first: one that is refused for its scope counts as well."""
        super().check_throttles(request)
        super().check_permissions(request)

    def check_throttles(self, request: Request) -> None:
        """Do nothing: it was counted with the permissions."""

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        response = super().dispatch(request, *args, **kwargs)
        # View and request hold each other, so what the view keeps waits for the garbage collector:
        # megabytes of documents would pile up.
        del self.response
        return response

    def _check_body(self, request: Request) -> None:
        content_type = request.META.get("CONTENT_TYPE", "")
        has_body = request.META.get("CONTENT_LENGTH") not in {None, "", "0"}
        # Clients in the field name other types on GET, where there is nothing to read.
        if request.method in {"GET", "HEAD", "OPTIONS"} or not has_body:
            return
        if not media.supported_body(content_type):
            detail = f"Send the body as {media.MEDIA_TYPE}, without parameters other than profile."
            raise ApiError(
                Problem(
                    status=415, code="unsupported_media_type", detail=detail, header="Content-Type"
                )
            )

    def http_method_not_allowed(self, request: Any, *args: Any, **kwargs: Any) -> NoReturn:
        del args, kwargs
        allowed = ", ".join(self.allowed_methods)
        detail = f"{request.method} is not offered here; allowed are {allowed}."
        problem = Problem(status=405, code="method_not_allowed", detail=detail)
        raise ApiError(problem, headers={"Allow": allowed})

    def options(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        del request, args, kwargs
        return HttpResponse(status=204, content_type=media.MEDIA_TYPE)

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        if self.rate is not None:
            for name, value in self.rate.headers().items():
                response.headers.setdefault(name, value)
        return super().finalize_response(request, response, *args, **kwargs)


class ResourceView(JsonApiView):
    """Reads and writes of one resource. Routes set `registry`, `resource` and `dialects`.

    `operation` is the write that a route offers beside its reads; its method is in the route's
    `http_method_names`.
    """

    # Set by the route, through `as_view`.
    registry: Registry = None  # type: ignore[assignment]
    resource: Resource = None  # type: ignore[assignment]
    dialects: Mapping[str, Dialect] = MappingProxyType({})
    operation: Operation | None = None
    http_method_names = READS

    @property
    def scope(self) -> str:
        """What a key needs for this request."""
        reads = self.request.method is None or self.request.method.lower() in READS
        return self.resource.scope if reads or self.operation is None else self.operation.scope

    @property
    def dialect(self) -> Dialect:
        """The dialect of this route; where two share a path, the one that the key speaks."""
        flavour = getattr(self.request.auth, "flavour", "")
        return self.dialects.get(flavour) or self.dialects[""]

    @property
    def workspace(self) -> uuid.UUID:
        credentials: Any = self.request.auth
        workspace: uuid.UUID = credentials.workspace_id
        return workspace

    def query(
        self, request: Request, *, collection: bool, resource: Resource | None = None
    ) -> Query:
        wanted = resource or self.resource
        reader = QueryReader(self.registry, wanted, self.dialect, collection=collection)
        # WSGI hands over the bytes as Latin-1; a client may leave UTF-8 in them unescaped.
        raw = request.META.get("QUERY_STRING", "").encode("latin-1")
        return reader.read(raw.decode(errors="replace"))

    def _perform(self, request: Request, row_id: uuid.UUID | None = None) -> HttpResponse:
        if self.operation is None:
            self.http_method_not_allowed(request)
        return perform(self, request, self.operation, row_id)

    def base(self, request: Request) -> str:
        """Return the address in front of the dialect's root, as this client reached it."""
        root = self.dialect.root
        before, _, _ = request.path.partition(f"{root}/")
        return request.build_absolute_uri("/").rstrip("/") + before


class CollectionView(ResourceView):
    """`GET /{resources}`: a page of a list; `POST` where the route offers it."""

    def post(self, request: Request) -> HttpResponse:
        return self._perform(request)

    def get(self, request: Request) -> HttpResponse:
        query = self.query(request, collection=True)
        pager = Pager(self.resource.model, query, self.resource.type)
        node = plan(self.registry, self.resource, self.dialect, query, hidden=pager.order.columns())
        with Snapshot() as snapshot:
            document = Document(snapshot.read, self.workspace, self.base(request))
            rows = pager.cut(document.read(node, *self._page(node, pager)))
            data = document.primary(node, rows)
        parts = [b'{"data":[', b",".join(data), b"]"]
        parts += _included(query, document)
        url = self.base(request) + self.resource.path(self.dialect)
        previous, following = pager.links(rows, url)
        parts.append(f',"links":{{"prev":{_link(previous)},"next":{_link(following)}}}'.encode())
        if pager.truncated:
            parts.append(b',"meta":{"page":{"rangeTruncated":true}}')
        parts.append(b"}")
        return answer(request, b"".join(parts), media.PAGED_MEDIA_TYPE)

    def _page(self, node: Node, pager: Pager) -> tuple[str, list[Any]]:
        conditions, values = pager.where()
        conditions += [
            _listed(self.resource, name, value) for name, value in self.resource.listed.items()
        ]
        where = " and ".join(conditions) or "true"
        return node.select(where, pager.tail()), values


class SingleView(ResourceView):
    """`GET /{resources}/{id}`: one resource; `PATCH` where the route offers it."""

    def patch(self, request: Request, pk: str) -> HttpResponse:
        return self._perform(request, _parse_id(pk))

    def get(self, request: Request, pk: str) -> HttpResponse:
        row_id = _parse_id(pk)
        query = self.query(request, collection=False)
        node = plan(self.registry, self.resource, self.dialect, query, single=True)
        with Snapshot() as snapshot:
            document = Document(snapshot.read, self.workspace, self.base(request))
            rows = document.read(node, node.select("t.id = %s"), (row_id,))
            if not rows:
                raise not_found(
                    f"There is no {self.resource.type_name(self.dialect)} with this id."
                )
            data = document.primary(node, rows)
        body = b"".join([b'{"data":', data[0], *_included(query, document), b"}"])
        return answer(request, body, media.MEDIA_TYPE)


class ActionView(ResourceView):
    """`POST /{resources}/{id}/{verb}`: something done to one resource."""

    http_method_names = ["post", "options"]

    def post(self, request: Request, pk: str) -> HttpResponse:
        return self._perform(request, _parse_id(pk))


def answer(request: Request, body: bytes, content_type: str) -> HttpResponse:
    """Answer with a document, or with 304 where the client has this very one."""
    etag = f'W/"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {"ETag": etag, "Vary": "Accept", "Cache-Control": "private, no-cache"}
    if _knows(request.META.get("HTTP_IF_NONE_MATCH", ""), etag):
        return HttpResponse(status=304, content_type=content_type, headers=headers)
    return HttpResponse(body, content_type=content_type, headers=headers)


def _knows(header: str, etag: str) -> bool:
    weak = {tag.strip().removeprefix("W/") for tag in header.split(",")}
    return header.strip() == "*" or etag.removeprefix("W/") in weak


def _included(query: Query, document: Document) -> list[bytes]:
    if query.include is None:
        return []
    return [b',"included":[', b",".join(document.included), b"]"]


def _link(url: str | None) -> str:
    return "null" if url is None else f'"{url}"'


def _listed(resource: Resource, name: str, value: Any) -> str:
    return (
        f't."{column(resource.model, name)}" is {"null" if value is None else str(value).lower()}'
    )


def _parse_id(text: str) -> uuid.UUID:
    try:
        # Python reads more forms than the one that ids are written in.
        return uuid.UUID(text if len(text) == ID_LENGTH else "")
    except ValueError as error:
        raise not_found("There is no resource with this id; ids are UUIDs.") from error
