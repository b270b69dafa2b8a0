"""Following the links of a list, as a client does."""

from __future__ import annotations

import pytest

from tests.jsonapi.documents import check

PATH = "/v1/customers"


def walk(api, path: str, direction: str = "next") -> list[list[str]]:
    """Follow links to the end; the pages in the list's own order. Checks each document."""
    pages = []
    for _ in range(200):
        response = api.get(path)
        document = check(response.content, response.status_code)
        pages.append([item["id"] for item in document["data"]])
        path = document["links"][direction]
        if path is None:
            return pages if direction == "next" else pages[::-1]
    pytest.fail("the walk does not end")


def flat(pages: list[list[str]]) -> list[str]:
    return [row for page in pages for row in page]


def links(api, path: str) -> dict[str, str | None]:
    return api.read(path)["links"]
