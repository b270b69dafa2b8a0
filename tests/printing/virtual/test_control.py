"""The control port, as a script uses it."""

from __future__ import annotations

import http.client
import json
import socket
from typing import TYPE_CHECKING, Any

import pytest

from printing.virtual import VirtualPrinter

from .tools import HELLO, connect, eventually, send

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def device(tmp_path: Path) -> Iterator[VirtualPrinter]:
    with VirtualPrinter(tmp_path / "paper", columns=42, control_port=0) as printer:
        yield printer


def request(
    device: VirtualPrinter, method: str, path: str, body: object = None
) -> tuple[int, Any, str]:
    """Return status, content (JSON where it is some), content type."""
    connection = http.client.HTTPConnection("127.0.0.1", device.control_port or 0, timeout=5)
    try:
        text = body if isinstance(body, str) else json.dumps(body)
        connection.request(method, path, None if body is None else text)
        answer = connection.getresponse()
        content, kind = answer.read(), answer.headers["Content-Type"]
    finally:
        connection.close()
    if kind == "application/json":
        return answer.status, json.loads(content), kind
    return answer.status, content, kind


def do(device: VirtualPrinter, method: str, path: str, body: object = None) -> Any:
    status, content, _ = request(device, method, path, body)
    assert status == 200, content
    return content


def test_state(device: VirtualPrinter) -> None:
    device.faults.paper_out = True
    with connect(device) as connection:
        connection.sendall(HELLO)
        eventually(lambda: device.held() == len(HELLO))
        assert do(device, "GET", "/state") == {
            "host": "127.0.0.1",
            "port": device.port,
            "columns": 42,
            "dots": 512,
            "jobs": 0,
            "held": len(HELLO),
            "connections": 1,
            "faults": {"paper_out": {"value": True, "once": False}},
            "failure": "",
        }


def test_faults_come_and_go(device: VirtualPrinter) -> None:
    paper = {"paper_out": {"value": True, "once": False}}
    assert do(device, "POST", "/faults/paper_out") == paper
    assert send(device) == "printer_paper_out"
    slow = {"slow": {"value": 5000, "once": False}}
    assert do(device, "POST", "/faults/slow", 5000) == {**paper, **slow}
    once = {"no_ack": {"value": True, "once": True}}
    assert do(device, "POST", "/faults/no_ack", {"once": True}) == {**paper, **slow, **once}
    assert do(device, "DELETE", "/faults/paper_out") == {**slow, **once}
    wanted = {"reset_after": {"value": 9, "once": True}, "drawer_open": True, "slow": False}
    assert do(device, "PUT", "/faults", wanted) == {
        "reset_after": {"value": 9, "once": True},
        "drawer_open": {"value": True, "once": False},
    }
    assert device.faults.reset_after == 9
    assert send(device) == "in_doubt"
    assert do(device, "GET", "/faults") == {"drawer_open": {"value": True, "once": False}}
    assert do(device, "DELETE", "/faults") == {}
    assert send(device) == "printed"


def test_jobs(device: VirtualPrinter) -> None:
    assert do(device, "GET", "/jobs") == []
    send(device)
    send(device)
    listed = do(device, "GET", "/jobs")
    assert [(one["job"], one["size"], one["confirmed"]) for one in listed] == [
        (1, len(HELLO), True),
        (2, len(HELLO), True),
    ]
    assert "elements" not in listed[0]
    kinds = {
        "bin": "application/octet-stream",
        "png": "image/png",
        "txt": "text/plain; charset=utf-8",
    }
    for suffix, kind in kinds.items():
        assert request(device, "GET", f"/jobs/2.{suffix}") == (
            200,
            device.job_file(2, suffix).read_bytes(),
            kind,
        )
    assert do(device, "GET", "/jobs/1.json")["elements"][0]["text"] == "hello"
    assert do(device, "POST", "/clear") == {"cleared": 2}
    assert do(device, "GET", "/jobs") == []
    assert list(device.folder.iterdir()) == []


def test_power_cycle(device: VirtualPrinter) -> None:
    device.faults.paper_out = True
    with connect(device) as connection:
        connection.sendall(HELLO)
        eventually(lambda: device.held() == len(HELLO))
        assert do(device, "POST", "/power-cycle")["held"] == 0
        with pytest.raises(ConnectionResetError):
            connection.recv(1)


def test_a_printer_that_refuses_can_be_told_not_to(device: VirtualPrinter) -> None:
    do(device, "POST", "/faults/refuse")
    assert send(device) == "printer_unreachable"
    do(device, "DELETE", "/faults/refuse")
    assert send(device) == "printed"


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "code"),
    [
        ("GET", "/nothing", None, 404, "not_found"),
        ("GET", "/jobs/1.png", None, 404, "not_found"),
        ("GET", "/jobs/../x.png", None, 404, "not_found"),
        ("GET", "/jobs/1.exe", None, 404, "not_found"),
        ("POST", "/state", None, 405, "method_not_allowed"),
        ("GET", "/faults/paper_out", None, 405, "method_not_allowed"),
        ("DELETE", "/jobs/1.png", None, 405, "method_not_allowed"),
        ("POST", "/faults/fire", None, 400, "invalid_fault"),
        ("DELETE", "/faults/fire", None, 400, "invalid_fault"),
        ("POST", "/faults/slow", None, 400, "invalid_fault"),
        ("POST", "/faults/slow", "fast", 400, "bad_body"),
        ("POST", "/faults/slow", '"fast"', 400, "bad_body"),
        ("POST", "/faults/slow", {"value": 5, "when": "now"}, 400, "bad_body"),
        ("POST", "/faults/slow", {"value": 5, "once": "yes"}, 400, "bad_body"),
        ("POST", "/faults/paper_out", {"once": True}, 400, "invalid_fault"),
        ("PUT", "/faults", None, 400, "bad_body"),
        ("PUT", "/faults", [], 400, "bad_body"),
        ("PUT", "/faults", "[" * 60000, 400, "bad_body"),
        ("PUT", "/faults", '{"slow": NaN}', 400, "invalid_fault"),
        ("PUT", "/faults", '{"slow": 1e400}', 400, "invalid_fault"),
        ("PUT", "/faults", {"drawer_open": True, "fire": True}, 400, "invalid_fault"),
        ("PUT", "/faults", '"' + "x" * 70000 + '"', 413, "bad_body"),
    ],
)
def test_bad_requests(
    device: VirtualPrinter, method: str, path: str, body: object, status: int, code: str
) -> None:
    device.faults.cover_open = True
    got, content, _ = request(device, method, path, body)
    assert (got, content["code"]) == (status, code)
    assert content["detail"].endswith(".")
    # Nothing was changed.
    assert set(device.faults.active()) == {"cover_open"}


def test_web_pages_are_refused(device: VirtualPrinter) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", device.control_port or 0, timeout=5)
    connection.request("POST", "/faults/paper_out", headers={"Origin": "http://page.example"})
    assert connection.getresponse().status == 403
    connection.close()
    assert not device.faults.paper_out


def test_faults_end_with_delete_where_they_need_a_number(device: VirtualPrinter) -> None:
    device.faults.slow = 9
    assert do(device, "DELETE", "/faults/slow") == {}


def test_taken_control_port(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        printer = VirtualPrinter(tmp_path, control_port=port)
        with pytest.raises(OSError, match="in use"):
            printer.start()
    # It does not listen for jobs either.
    with pytest.raises(ConnectionRefusedError):
        connect(printer)
