"""Middleware: an id for each request, and compression of documents."""

from __future__ import annotations

import re
import uuid
from typing import TYPE_CHECKING

from django.utils.cache import patch_vary_headers
from isal import igzip

from pos.jsonapi.media import MEDIA_TYPE, parse

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

GIVEN_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
# Below this a compressed document is hardly smaller on the wire.
WORTH_COMPRESSING = 1024
# The fastest of isal, which takes a tenth of the time of zlib's fastest for a document no larger.
LEVEL = 1


class RequestIdMiddleware:
    """Gives each request an id, takes a sensible one from a proxy, and says it in the answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.META.get("HTTP_X_REQUEST_ID", "")
        request_id = given if GIVEN_ID.fullmatch(given) else str(uuid.uuid4())
        request.request_id = request_id  # type: ignore[attr-defined]
        response = self.get_response(request)
        response["X-Request-Id"] = request_id
        return response


class CompressionMiddleware:
    """Compresses JSON:API documents, and nothing else: pages hold tokens that must not leak.

    It also takes the body off the answer to HEAD, when it is known how long it would be.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not response.get("Content-Type", "").startswith(MEDIA_TYPE) or response.streaming:
            return response
        patch_vary_headers(response, ("Accept-Encoding",))
        self._compress(request, response)
        if request.method == "HEAD":
            # As long as the GET's body, which is what it asks about; the body itself stays here.
            response["Content-Length"] = str(len(response.content))
            response.content = b""
        return response

    def _compress(self, request: HttpRequest, response: HttpResponse) -> None:
        if len(response.content) >= WORTH_COMPRESSING and _takes_gzip(request):
            response.content = igzip.compress(response.content, LEVEL, mtime=0)
            response["Content-Encoding"] = "gzip"
            response["Content-Length"] = str(len(response.content))


def _takes_gzip(request: HttpRequest) -> bool:
    header = request.META.get("HTTP_ACCEPT_ENCODING", "")
    quality = {entry.type: entry.quality for entry in parse(header)}
    return quality.get("gzip", quality.get("*", 0.0)) > 0
