"""A service that speaks the protocol of ErpNet.FP on top of the simulator."""

from __future__ import annotations

import json
import secrets
import socket
import struct
import threading
from collections import deque
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import parse_qs, urlsplit

from printing.fiscal.jobs import Jobs, Refused
from printing.fiscal.requests import status_document

if TYPE_CHECKING:
    from printing.fiscal.simulator import Simulator

MAX_BODY = 256_000
IDLE_SECONDS = 10.0
DEFAULT_WAIT = 29.0


class FiscalService:
    """One simulated printer behind HTTP. Use as a context manager, or call `start` and `stop`.

    Its id is its serial number in lower case. Tasks run one after the other and are kept in
    memory only; a finished one is told once. `lose` names actions (`receipt`, `taskinfo`, ...)
    whose next replies are lost: done, but the connection breaks instead of answering; of `taskinfo`
    that is the reply that tells a result. With `ok_text` the member `ok` is written as a text, as
    some published samples have it.
    Raises OSError from `start` when the port cannot be had.
    """

    def __init__(
        self,
        simulator: Simulator,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        ok_text: bool = False,
    ) -> None:
        self.simulator = simulator
        self.host, self.port = host, port
        self.ok_text = ok_text
        self.lose: deque[str] = deque()
        self.jobs = Jobs(simulator)
        self._server: _Server | None = None
        self._thread: threading.Thread | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def printer(self) -> str:
        """Id of the printer."""
        return self.simulator.memory.serial.lower()

    @property
    def url(self) -> str:
        """Where the service is found."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}"

    def start(self) -> None:
        """Listen. With port 0 the system chooses one, found in `port` afterwards."""
        self._server = _Server(self)
        self.port = self._server.server_address[1]
        self.jobs.start()
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        """Stop listening and end the task at work; waiting ones are forgotten."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
        if self._thread is not None:
            self._thread.join(timeout=5)
        self.jobs.stop()

    def get(self, path: list[str], query: dict[str, str]) -> tuple[int, Any]:
        """Answer a question."""
        if path == ["printers"]:
            return 200, {self.printer: self._info()}
        if path == ["printers", "taskinfo"]:
            return 200, self.jobs.info(query.get("id", ""))
        if path[:2] != ["printers", self.printer] or len(path) > 3:
            return 404, None
        answers = {"status": self._status, "cash": self._cash}
        if len(path) == 2:
            return 200, self._info()
        return (200, answers[path[2]]()) if path[2] in answers else (404, None)

    def post(self, path: list[str], query: dict[str, str], body: Any) -> tuple[int, Any]:
        """Take a task; answer with its result, or its id when that takes longer than asked for."""
        if path[:2] != ["printers", self.printer] or len(path) != 3:
            return 404, None
        task_id = query.get("taskId") or secrets.token_urlsafe(16)
        try:
            self.jobs.put(task_id, path[2], body)
        except Refused as error:
            return (404, None) if error.no_such else (200, error.document)
        result = self.jobs.wait(task_id, _seconds(query.get("asyncTimeout")))
        return 200, {"taskId": task_id} if result is None else result

    def _status(self) -> dict[str, Any]:
        return status_document(self.simulator.status())

    def _cash(self) -> dict[str, Any]:
        return {**self._status(), "amount": float(self.simulator.memory.cash)}

    def _info(self) -> dict[str, Any]:
        memory = self.simulator.memory
        return {
            "uri": f"simulated://{self.printer}",
            "serialNumber": memory.serial,
            "fiscalMemorySerialNumber": memory.fiscal_memory,
            "manufacturer": "Slipway",
            "model": "SIMULATION",
            "firmwareVersion": "1",
            "itemTextMaxLength": 200,
            "commentTextMaxLength": 200,
            "operatorPasswordMaxLength": 0,
            "taxIdentificationNumber": "",
            "supportsSubTotalAmountModifiers": True,
            "simulated": True,
        }


def _seconds(text: str | None) -> float:
    """Read `asyncTimeout`, in milliseconds."""
    if text is None or not text.isascii() or not text.isdigit():
        return DEFAULT_WAIT
    return min(int(text[:9]) / 1000, 600.0)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, service: FiscalService) -> None:
        self.service = service
        self.address_family = socket.AF_INET6 if ":" in service.host else socket.AF_INET
        super().__init__((service.host, service.port), _Handler)

    def server_bind(self) -> None:
        # HTTPServer would ask DNS for its own name.
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: callers that break their connections are what this is for."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = IDLE_SECONDS
    server: _Server

    def do_GET(self) -> None:
        path, query = self._target()
        self._answer(path, *self.server.service.get(path, query))

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length", "")
        if not length.isascii() or not length.isdigit():
            self.close_connection = True
            self._write(411, None)
        elif len(length) > 9 or int(length) > MAX_BODY:
            self.close_connection = True
            self._write(413, None)
        else:
            self._post(self.rfile.read(int(length)), int(length))

    def _post(self, raw: bytes, length: int) -> None:
        if len(raw) < length:
            self.close_connection = True  # cut off: nothing is known of what was meant
            return
        try:
            body = json.loads(raw or b"{}", parse_float=Decimal)
        except (ValueError, RecursionError, ArithmeticError):
            self._write(400, None)
            return
        path, query = self._target()
        self._answer(path, *self.server.service.post(path, query, body))

    def _target(self) -> tuple[list[str], dict[str, str]]:
        parts = urlsplit(self.path)
        query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        return [step for step in parts.path.split("/") if step], query

    def _answer(self, path: list[str], status: int, document: Any) -> None:
        service = self.server.service
        tells = path[-1:] != ["taskinfo"] or "result" in (document or {})
        if tells and path and path[-1] in service.lose:
            service.lose.remove(path[-1])
            self._break()
        else:
            self._write(status, document)

    def _break(self) -> None:
        linger = struct.pack("ii", 1, 0)  # close with a reset
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self.close_connection = True
        self.connection.close()

    def _write(self, status: int, document: Any) -> None:
        if self.server.service.ok_text:
            document = _ok_as_text(document)
        content = b"" if document is None else json.dumps(document).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def _ok_as_text(document: Any) -> Any:
    if not isinstance(document, dict):
        return document
    texts = {True: "true", False: "false"}
    return {n: texts[v] if n == "ok" else _ok_as_text(v) for n, v in document.items()}
