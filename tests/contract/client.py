"""A client that speaks each dialect with a key of its own."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.test import Client

from pos.jsonapi.dialect import ALL, Dialect
from pos.jsonapi.media import MEDIA_TYPE

DIALECTS = {dialect.name: dialect for dialect in ALL}


def encode(query: dict[str, str] | str) -> str:
    """Write a query string; a text is sent as it is."""
    if isinstance(query, str):
        return query
    return "&".join(f"{quote(name)}={quote(value, safe=',')}" for name, value in query.items())


class Api:
    """Reads documents of a dialect."""

    def __init__(self, keys: dict[str, str]) -> None:
        self.keys = keys
        self.client = Client(raise_request_exception=True)

    def request(self, method: str, dialect: Dialect, url: str, **extra: Any) -> Any:
        headers = {
            "authorization": f"Bearer {self.keys[dialect.name]}",
            "accept": MEDIA_TYPE,
            **extra.pop("headers", {}),
        }
        return self.client.generic(method, url, headers=headers, **extra)

    def get(
        self, dialect: Dialect, path: str, query: dict[str, str] | str = "", **extra: Any
    ) -> Any:
        """GET a path below the dialect's root."""
        text = encode(query)
        url = f"{dialect.root}/{path}" + (f"?{text}" if text else "")
        return self.request("GET", dialect, url, **extra)

    def document(self, dialect: Dialect, path: str, query: dict[str, str] | str = "") -> Any:
        """GET a document that must be there."""
        response = self.get(dialect, path, query)
        assert response.status_code == 200, response.content.decode()
        return response.json()
