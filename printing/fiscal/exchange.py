"""One HTTP question and its answer, within a deadline that holds whatever the peer does."""

from __future__ import annotations

import http.client
import io
import json
import socket
import time
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, cast
from urllib.parse import urlsplit

from printing.drivers.base import reason
from printing.errors import PrintingError

MAX_REPLY = 256_000
_CHUNK = 16_384


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back: the HTTP status and the JSON document, None when there was no body."""

    status: int
    document: Any


class Deadline:
    """A moment after which nothing is waited for."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._end = time.monotonic() + seconds

    @property
    def left(self) -> float:
        """Seconds until then, never negative."""
        return max(self._end - time.monotonic(), 0.0)


class Service:
    """Where a service of plain HTTP listens. Keeps nothing between questions.

    `connect` in seconds is for the connection alone. A deadline is the caller's, for all of it.
    Raises PrintingError `invalid_profile` for another kind of URL.
    """

    def __init__(self, url: str, *, connect: float) -> None:
        try:
            parts = urlsplit(url)
            host, port = parts.hostname, parts.port or 80
        except ValueError as error:
            raise PrintingError("invalid_profile", field="url", reason=str(error)) from error
        if parts.scheme != "http" or not host or parts.query or not url.isprintable():
            raise PrintingError("invalid_profile", field="url", reason="like http://host:8001")
        self.host, self.port = host, port
        self.prefix = parts.path.rstrip("/")
        self.connect = connect

    def ask(self, method: str, path: str, body: object, deadline: Deadline) -> Reply:
        """Send a request and read the whole answer.

        Raises `printer_unreachable` when nothing was sent, `fiscal_reply` for all that comes later.
        """
        connection = self._connect(deadline)
        with connection:
            try:
                self._send(connection, method, path, body, deadline)
                raw = self._receive(connection, deadline)
            except OSError as error:
                raise self.unusable(reason(error)) from error
        return self._parse(raw, method)

    def unusable(self, why: str) -> PrintingError:
        """Make the error of an answer that is none."""
        return PrintingError("fiscal_reply", host=self.host, port=self.port, reason=why)

    def _connect(self, deadline: Deadline) -> socket.socket:
        seconds = min(self.connect, deadline.left)
        try:
            if seconds <= 0:
                raise TimeoutError
            return socket.create_connection((self.host, self.port), timeout=seconds)
        except (OSError, UnicodeError) as error:
            raise PrintingError(
                "printer_unreachable", host=self.host, port=self.port, reason=reason(error)
            ) from error

    def _send(
        self, link: socket.socket, method: str, path: str, body: object, deadline: Deadline
    ) -> None:
        content = b"" if body is None else json.dumps(body).encode()
        name = f"[{self.host}]" if ":" in self.host else self.host
        head = [
            f"{method} {self.prefix}{path} HTTP/1.1",
            f"Host: {name}:{self.port}",
            "Accept: application/json",
            "Content-Type: application/json",
            f"Content-Length: {len(content)}",
            "Connection: close",
        ]
        _limit(link, deadline)
        # `sendall` spends its timeout once, over all of its sends.
        link.sendall("\r\n".join([*head, "", ""]).encode("ascii") + content)

    def _receive(self, link: socket.socket, deadline: Deadline) -> bytes:
        """Read until the peer closes, as it was asked to."""
        data = bytearray()
        while len(data) <= MAX_REPLY:
            _limit(link, deadline)
            piece = link.recv(_CHUNK)
            if not piece:
                return bytes(data)
            data += piece
            if _is_whole(data):
                return bytes(data)
        raise self.unusable("the answer is too large")

    def _parse(self, raw: bytes, method: str) -> Reply:
        response = http.client.HTTPResponse(cast("socket.socket", _Received(raw)), method=method)
        try:
            response.begin()
            body = response.read()
        except (http.client.HTTPException, ValueError, OSError) as error:
            # Their texts quote what the peer sent; the name of the class says enough.
            raise self.unusable(f"no whole HTTP answer, {type(error).__name__}") from error
        return Reply(response.status, self._document(body, response.status))

    def _document(self, body: bytes, status: int) -> Any:
        if not body.strip():
            return None
        try:
            return json.loads(
                body.decode("utf-8-sig"), parse_float=Decimal, parse_constant=_no_constant
            )
        except (ValueError, RecursionError, ArithmeticError) as error:
            if status >= 400:
                return None  # an error page; its status is what counts
            raise self.unusable("no JSON") from error


class _Received:
    """Bytes already read, in the shape `HTTPResponse` takes them from."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    def makefile(self, _mode: str) -> io.BytesIO:
        return io.BytesIO(self._data)


def _limit(link: socket.socket, deadline: Deadline) -> None:
    if deadline.left <= 0:
        raise TimeoutError
    link.settimeout(deadline.left)


def _is_whole(data: bytearray) -> bool:
    """Whether an answer with a length has arrived, for peers that do not close."""
    head, found, _body = bytes(data[:_CHUNK]).partition(b"\r\n\r\n")
    if not found:
        return False
    for line in head.lower().split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name == b"content-length" and value.strip().isdigit():
            return len(data) >= len(head) + 4 + int(value.strip()[:9])
    return False


def _no_constant(name: str) -> None:
    raise ValueError(name)
