"""The project's routes and, beside them, the rivals'."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.urls import path

from bench.stock import StockInvoices
from config.routes import public
from config.urls import handler500
from config.urls import urlpatterns as project

if TYPE_CHECKING:
    from django.http import HttpRequest

__all__ = ["handler500", "urlpatterns"]


@public
def static(request: HttpRequest, size: int) -> HttpResponse:
    """Answer with `size` bytes: what Django and the server cost by themselves."""
    del request
    return HttpResponse(_bytes(size), content_type="application/octet-stream")


@lru_cache(maxsize=16)
def _bytes(size: int) -> bytes:
    return b"x" * size


urlpatterns = [
    path("bench/stock/invoices", StockInvoices.as_view({"get": "list"})),
    path("bench/static/<int:size>", static),
    *project,
]
