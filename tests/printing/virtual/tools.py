"""Speaking to a virtual printer over its socket, with no driver in between."""

from __future__ import annotations

import json
import socket
import time
from typing import TYPE_CHECKING, Any

import zxingcpp
from PIL import Image

from printing.drivers.base import Outcome, Target
from printing.drivers.network import NetworkDriver
from printing.errors import PrintingError

if TYPE_CHECKING:
    from collections.abc import Callable

    from printing.virtual import VirtualPrinter

ACKNOWLEDGE = b"\x1dr\x01"
HELLO = b"\x1b=\x01\x1b@hello\n\x1b@" + ACKNOWLEDGE


def connect(device: VirtualPrinter) -> socket.socket:
    return socket.create_connection((device.host, device.port), timeout=5)


def ask(device: VirtualPrinter, question: bytes, size: int) -> bytes:
    """Send a question and read an answer of exactly `size` bytes."""
    with connect(device) as connection:
        connection.sendall(question)
        return take(connection, size)


def take(connection: socket.socket, size: int) -> bytes:
    """Read exactly `size` bytes, or what comes until the end."""
    data = b""
    while len(data) < size and (part := connection.recv(size - len(data))):
        data += part
    return data


def printed(device: VirtualPrinter, content: bytes) -> dict[str, Any]:
    """Print content and return what the job's JSON says."""
    number = device.jobs + 1
    assert len(ask(device, content + ACKNOWLEDGE, 1)) == 1
    assert device.wait_for_job(number)
    return job(device, number)


def job(device: VirtualPrinter, number: int) -> dict[str, Any]:
    return json.loads(device.job_file(number, "json").read_bytes())


def texts(found: dict[str, Any]) -> list[str]:
    return [one["text"] for one in found["elements"] if one["kind"] == "text"]


def picture(device: VirtualPrinter, number: int) -> Image.Image:
    with Image.open(device.job_file(number, "png")) as opened:
        return opened.copy()


def read_back(device: VirtualPrinter, number: int) -> list[tuple[str, str]]:
    """What a reader of barcodes sees on the paper: (format, text)."""
    codes = zxingcpp.read_barcodes(picture(device, number))
    return [(code.format.name, str(code.text)) for code in codes]


def driver(device: VirtualPrinter, **times: Any) -> NetworkDriver:
    given = {"connect": 1.0, "status": 0.5, "total": 2.0, **times}
    return NetworkDriver(Target("k", device.host, device.port, **given))


def send(device: VirtualPrinter, content: bytes = HELLO, **times: Any) -> str:
    """Send a job as the spool does; return its outcome, or the code of the error."""
    try:
        outcome: Outcome = driver(device, **times).send(content)
    except PrintingError as error:
        return error.code if str(error) else "an error without a sentence"
    return str(outcome)


def eventually(found: Callable[[], object], seconds: float = 10.0) -> None:
    until = time.monotonic() + seconds
    while not found():
        assert time.monotonic() < until
        time.sleep(0.02)
