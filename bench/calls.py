"""Complete calls of the WSGI application in this process, and what to ask it for."""

from __future__ import annotations

import io
import random
import sys
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from django.core.wsgi import get_wsgi_application

from pos.invoices.models import Invoice
from pos.jsonapi import cursor

if TYPE_CHECKING:
    from uuid import UUID

OURS = "/v1/invoices"
STOCK = "/bench/stock/invoices"
ORDER = "invoices:created_at"
INCLUDE = "invoiceItems,user,register"


@dataclass(frozen=True, slots=True)
class Place:
    """A row of the list and how many rows come before it."""

    number: int
    id: str
    created_at: str

    @property
    def cursor(self) -> str:
        position = cursor.Position((self.created_at,), self.id)
        return cursor.encode(position, order=ORDER, compact=True)


def query(size: int, after: Place | None = None, **more: str) -> str:
    """Write the query string of a page."""
    pairs = [("include", INCLUDE), ("page[size]", str(size)), *more.items()]
    if after is not None:
        pairs.append(("page[after]", after.cursor))
    return urlencode(pairs, quote_via=quote, safe=",")


@cache
def _application() -> Any:
    return get_wsgi_application()


def environ(path: str, query_string: str, key: str) -> dict[str, Any]:
    """Make the environment of a GET request as a WSGI server does."""
    return {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": query_string,
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": "127.0.0.1",
        "HTTP_ACCEPT": "application/vnd.api+json",
        "HTTP_AUTHORIZATION": f"Bearer {key}",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }


def get(path: str, query_string: str, key: str) -> bytes:
    """Call the application as a server does, to the last byte. Raises RuntimeError unless 200."""
    answer: list[str] = []

    def start_response(status: str, headers: Any, exc_info: Any = None) -> None:
        del headers, exc_info
        answer.append(status)

    response = _application()(environ(path, query_string, key), start_response)
    try:
        body = b"".join(response)
    finally:
        response.close()
    if not answer[0].startswith("200"):
        msg = f"{path}?{query_string} answered {answer[0]}: {body[:500]!r}"
        raise RuntimeError(msg)
    return body


class Places:
    """The whole list of a workspace by number, to take cursors from anywhere in it."""

    def __init__(self, workspace: UUID, seed: int = 1, **where: Any) -> None:
        self._rows = Invoice.objects.filter(workspace_id=workspace, **where)
        self._random = random.Random(seed)
        self.count = self._rows.count()

    def at(self, number: int) -> Place:
        """Return the row with `number` rows before it. Slow: for preparations only."""
        row = self._rows.order_by("created_at", "id")[number : number + 1]
        row_id, moment = row.values_list("id", "created_at").get()
        return Place(number, str(row_id), moment.isoformat())

    def register_of(self, place: Place) -> str:
        """Return the register of a row."""
        return str(self._rows.values_list("register_id", flat=True).get(pk=place.id))

    def anywhere(self, how_many: int, size: int) -> list[Place]:
        """Return random rows with at least `size` rows after each."""
        numbers = self._random.sample(range(self.count - size - 1), how_many)
        wanted = set(numbers)
        rows = self._rows.order_by("created_at", "id").values_list("id", "created_at")
        found = [
            Place(number, str(row_id), moment.isoformat())
            for number, (row_id, moment) in enumerate(rows.iterator(chunk_size=20_000))
            if number in wanted
        ]
        self._random.shuffle(found)
        return found
