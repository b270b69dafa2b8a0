"""Printers that ask, played over real sockets: they print on a list, and misbehave on demand."""

from __future__ import annotations

import base64
import contextlib
import http.client
import json
import re
import socket
import struct
from dataclasses import dataclass, field
from urllib.parse import quote, urlencode, urlsplit

from printing.pull import tokens

MAC = "00:11:62:06:04:ff"
READY = {"status": "23 6 0 0 0 0 0 0 0", "printerMAC": MAC, "statusCode": "200%20OK"}


@dataclass
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    def json(self) -> dict:
        return json.loads(self.body)


@dataclass
class Client:
    """One connection for each request, as these devices do."""

    url: str
    password: str
    user: str = "printer"

    def headers(self) -> dict[str, str]:
        login = base64.b64encode(f"{self.user}:{self.password}".encode()).decode()
        return {"Authorization": f"Basic {login}"}

    def ask(self, method: str, query: str = "", body: bytes | None = None, **more: str) -> Answer:
        parts = urlsplit(self.url)
        connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=30)
        try:
            path = parts.path + (f"?{query}" if query else "")
            connection.request(method, path, body, {**self.headers(), **more})
            response = connection.getresponse()
            return Answer(response.status, response.headers, response.read())
        finally:
            connection.close()

    def drop(self, method: str, query: str = "", body: bytes = b"", *, read: int = 0) -> bytes:
        """Send a request, read no more than so much of the answer, and reset the connection."""
        parts = urlsplit(self.url)
        path = parts.path + (f"?{query}" if query else "")
        head = [f"{method} {path} HTTP/1.1", f"Host: {parts.netloc}"]
        head += [f"{name}: {value}" for name, value in self.headers().items()]
        head += [f"Content-Length: {len(body)}", "Connection: close", "", ""]
        with socket.create_connection((parts.hostname, parts.port), timeout=30) as raw:
            raw.sendall("\r\n".join(head).encode() + body)
            got = raw.recv(read) if read else b""
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        return got


@dataclass
class Star(Client):
    """A Star CloudPRNT printer. `paper` has what it printed, in order: (token, bytes)."""

    paper: list[tuple[str, bytes]] = field(default_factory=list)
    asks: str = "image/png"

    def poll(self, **members: object) -> dict:
        answer = self.ask("POST", body=json.dumps({**READY, **members}).encode())
        assert answer.status == 200, answer
        return answer.json()

    def get(self, token: str) -> Answer:
        return self.ask("GET", f"type={quote(self.asks)}&mac={MAC}&token={token}")

    def delete(self, token: str, code: str = "200 OK") -> Answer:
        return self.ask("DELETE", f"mac={MAC}&code={quote(code)}&token={token}")

    def print_one(self) -> str | None:
        """Do it right: poll, fetch, print, confirm. Returns the token; None: nothing was ready."""
        token = self.poll().get("jobToken")
        if token is None:
            return None
        got = self.get(token)
        if got.status != 200:
            self.delete(token, "520 Download failed")
            return None
        self.paper.append((token, got.body))
        assert self.delete(token).status == 200
        return token

    def jobs(self) -> list[object]:
        return [job_of(token) for token, _ in self.paper]


@dataclass
class Epson(Client):
    """An Epson Server Direct Print printer, with Basic; Digest has tests of its own."""

    paper: list[tuple[str, bytes]] = field(default_factory=list)

    def post(self, **members: str) -> Answer:
        body = urlencode({"ID": self.user, **members}).encode()
        return self.ask("POST", body=body, **{"Content-Type": "application/x-www-form-urlencoded"})

    def request(self) -> tuple[str, bytes] | None:
        """Ask for a slip: its token and bytes, or None."""
        answer = self.post(ConnectionType="GetRequest")
        assert answer.status == 200, answer
        assert answer.headers["Content-Type"] == "text/xml; charset=utf-8"
        return read_request(answer.body) if answer.body else None

    def result(self, token: str, **response: str) -> Answer:
        return self.post(ConnectionType="SetResponse", ResponseFile=printed(token, **response))

    def print_one(self) -> str | None:
        given = self.request()
        if given is None:
            return None
        self.paper.append(given)
        assert self.result(given[0]).status == 200
        return given[0]


def job_of(token: str) -> object:
    found = tokens.read(token)
    assert found is not None
    return found.job_id


def read_request(body: bytes) -> tuple[str, bytes]:
    text = body.decode()
    token = re.search(r"<printjobid>([A-Za-z0-9_.-]{1,30})</printjobid>", text)[1]
    assert "<devid>local_printer</devid>" in text
    return token, bytes.fromhex(re.search(r"<command>([0-9A-F]+)</command>", text)[1])


def printed(token: str, *, success: str = "true", code: str = "", status: str = "251854870") -> str:
    return (
        '<?xml version="1.0" encoding="utf-8"?><PrintResponseInfo Version="2.00"><ePOSPrint>'
        f"<Parameter><devid>local_printer</devid><printjobid>{token}</printjobid></Parameter>"
        '<PrintResponse><response xmlns="http://www.epson-pos.com/schemas/2011/03/epos-print" '
        f'success="{success}" code="{code}" status="{status}" battery="0"/></PrintResponse>'
        "</ePOSPrint></PrintResponseInfo>"
    )


def quietly(action, *words, **options) -> bytes:
    """Do what breaks a connection; that it may break is the point."""
    with contextlib.suppress(OSError):
        return action(*words, **options)
    return b""
