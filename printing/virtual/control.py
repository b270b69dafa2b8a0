"""Control of a running virtual printer: HTTP and JSON, on 127.0.0.1 only.

    GET    /state            host, port, columns, dots, jobs, held (bytes), connections, faults, failure
    PUT    /faults           {"NAME": true, "NAME": 5000, "NAME": {"value": 5000, "once": true}}:
                             exactly these from now on
    POST   /faults/NAME      sets one; the body may be empty, a number, or {"value": ..., "once": ...}
    DELETE /faults/NAME      ends one;  DELETE /faults  ends all
    GET    /jobs             the jobs, without their elements
    GET    /jobs/N.png       and .txt, .json, .bin
    POST   /clear            throws all jobs away
    POST   /power-cycle      off and on: what is held is lost

Faults are answered as {"NAME": {"value": ..., "once": ...}}. What cannot be done is answered with
400, 403, 404, 405 or 413 and {"code", "detail"}.
"""

from __future__ import annotations

import json
import re
import threading
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

from printing.errors import PrintingError
from printing.virtual.faults import Active, checked
from printing.virtual.jobs import SUFFIXES

if TYPE_CHECKING:
    from printing.virtual.server import VirtualPrinter

_MOST = 65536
_TYPES = {
    "png": "image/png",
    "txt": "text/plain; charset=utf-8",
    "json": "application/json",
    "bin": "application/octet-stream",
}
_JOB = re.compile(rf"/jobs/(\d{{1,9}})\.({'|'.join(SUFFIXES)})")
_FAULT = re.compile(r"/faults/(\w+)")


class Control:
    """The server, in a thread of its own. Raises OSError when the port cannot be had."""

    def __init__(self, printer: VirtualPrinter, port: int) -> None:
        self._server = ThreadingHTTPServer(("127.0.0.1", port), partial(_Handler, printer))
        self._server.daemon_threads = True
        self.port = int(self._server.server_address[1])
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.05,), daemon=True
        )
        self._thread.start()

    def close(self) -> None:
        """Stop answering."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(timeout=5)


class _RefusedError(Exception):
    """A request that cannot be answered: its status, code and sentence."""

    def __init__(self, status: int, code: str, detail: str) -> None:
        super().__init__(status, code, detail)
        self.status, self.code, self.detail = status, code, detail


class _Handler(BaseHTTPRequestHandler):
    timeout = 10

    def __init__(self, printer: VirtualPrinter, *args: Any, **kwargs: Any) -> None:
        self.printer = printer
        super().__init__(*args, **kwargs)

    def do_GET(self) -> None:
        self._answer("GET")

    def do_PUT(self) -> None:
        self._answer("PUT")

    def do_POST(self) -> None:
        self._answer("POST")

    def do_DELETE(self) -> None:
        self._answer("DELETE")

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 (the library's name)
        """Say nothing: the printer's own lines are what its user reads."""

    def _answer(self, method: str) -> None:
        try:
            body = self._body()
            found = _JOB.fullmatch(self.path)
            if found and method == "GET":
                self._send(200, self._file(int(found[1]), found[2]), _TYPES[found[2]])
                return
            answer = self._do(method, body)
        except _RefusedError as refused:
            self._send_json(refused.status, {"code": refused.code, "detail": refused.detail})
        except PrintingError as error:
            self._send_json(400, {"code": error.code, "detail": str(error)})
        else:
            self._send_json(200, answer)

    def _do(self, method: str, body: object) -> object:
        fault = _FAULT.fullmatch(self.path)
        if fault and method in {"POST", "DELETE"}:
            return self._fault(fault[1], body, wanted=method == "POST")
        actions = {
            ("GET", "/state"): lambda: state(self.printer),
            ("PUT", "/faults"): lambda: self._replace(body),
            ("DELETE", "/faults"): lambda: self._replace({}),
            ("GET", "/faults"): lambda: faults(self.printer),
            ("GET", "/jobs"): self.printer.device.jobs.listed,
            ("POST", "/clear"): lambda: {"cleared": self.printer.clear()},
            ("POST", "/power-cycle"): self._power_cycle,
        }
        action = actions.get((method, self.path))
        if action is not None:
            return action()
        if fault or _JOB.fullmatch(self.path) or any(path == self.path for _, path in actions):
            detail = f"{self.path} cannot be asked with {method}."
            raise _RefusedError(405, "method_not_allowed", detail)
        raise _RefusedError(404, "not_found", f"There is nothing at {self.path}.")

    def _power_cycle(self) -> object:
        self.printer.power_cycle()
        return state(self.printer)

    def _fault(self, name: str, body: object, *, wanted: bool) -> object:
        active = _active(name, True if body is None else body) if wanted else None
        if active is None:
            self.printer.faults.clear(name)
        else:
            self.printer.faults.set(name, active.value, once=active.once)
        return faults(self.printer)

    def _replace(self, body: object) -> object:
        if not isinstance(body, dict):
            raise _RefusedError(400, "bad_body", "Send an object of faults, such as {}.")
        active = {name: _active(name, value) for name, value in body.items()}
        self.printer.faults.replace({name: one for name, one in active.items() if one})
        return faults(self.printer)

    def _file(self, number: int, suffix: str) -> bytes:
        file = self.printer.job_file(number, suffix)
        try:
            return file.read_bytes()
        except OSError as error:
            raise _RefusedError(404, "not_found", f"There is no job {number}.") from error

    def _body(self) -> object:
        if "Origin" in self.headers:
            raise _RefusedError(403, "forbidden", "Web pages may not control this printer.")
        size = self.headers.get("Content-Length", "0")
        if not size.isdecimal():
            raise _RefusedError(400, "bad_body", "Content-Length is not a number.")
        if int(size) > _MOST:
            raise _RefusedError(413, "bad_body", f"Send at most {_MOST} bytes.")
        data = self.rfile.read(int(size))
        try:
            return json.loads(data) if data.strip() else None
        except (ValueError, RecursionError) as error:
            raise _RefusedError(400, "bad_body", f"The body is not JSON: {error}.") from error

    def _send_json(self, status: int, document: object) -> None:
        text = json.dumps(document, ensure_ascii=False, indent=1) + "\n"
        self._send(status, text.encode(), _TYPES["json"])

    def _send(self, status: int, content: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


def _active(name: str, given: object) -> Active | None:
    once: object = False
    if isinstance(given, dict):
        if unknown := sorted(set(given) - {"value", "once"}):
            detail = f"A fault has value and once, not {', '.join(map(str, unknown))}."
            raise _RefusedError(400, "bad_body", detail)
        once, given = given.get("once", False), given.get("value", True)
    if not isinstance(once, bool) or not isinstance(given, bool | int | float):
        raise _RefusedError(
            400, "bad_body", f"{name}: value is true or a number, once true or false."
        )
    return checked(name, given, once=once)


def faults(printer: VirtualPrinter) -> dict[str, object]:
    """Return the faults that are set, as JSON."""
    active = printer.faults.active()
    return {name: {"value": one.value, "once": one.once} for name, one in active.items()}


def state(printer: VirtualPrinter) -> dict[str, object]:
    """Return what is to be known about a printer, as JSON."""
    return {
        "host": printer.host,
        "port": printer.port,
        "columns": printer.profile.columns,
        "dots": printer.profile.dots,
        "jobs": printer.jobs,
        "held": printer.held(),
        "connections": printer.connections(),
        "faults": faults(printer),
        "failure": printer.device.failure,
    }
