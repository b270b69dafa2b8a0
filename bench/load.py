"""A load generator: keeps a number of connections busy and reads every answer to its end.

Run as a process of its own, `python -m bench.load`, with a plan as JSON on its input; it writes
what it counted as JSON. It imports nothing of the project, to be light beside the server.
"""

from __future__ import annotations

import json
import selectors
import socket
import sys
import time
from dataclasses import dataclass, field
from typing import Any

CHUNK = 1 << 18
HEADER_END = b"\r\n\r\n"
PATIENCE = 120


@dataclass(slots=True)
class Slot:
    """One connection, and the answer that it waits for."""

    sock: socket.socket | None = None
    started: float = 0.0
    head: bytearray = field(default_factory=bytearray)
    missing: int = -1
    closes: bool = False


class Generator:
    """Sends the requests of a plan in turn, over as many connections as it says."""

    def __init__(self, plan: dict[str, Any]) -> None:
        self.address = (plan["host"], plan["port"])
        self.requests = [text.encode() for text in plan["requests"]]
        self.seconds = plan["seconds"]
        self.most = plan["most"]
        self.connections = plan["connections"]
        self.selector = selectors.DefaultSelector()
        self.buffer = bytearray(CHUNK)
        self.sent = plan.get("offset", 0)
        self.first = self.sent
        self.times: list[float] = []
        self.bytes = 0
        self.failed = 0

    def run(self) -> dict[str, Any]:
        """Send until the time or the count is used up, then let what is under way finish."""
        started = time.perf_counter()
        self.until = started + self.seconds
        give_up = self.until + PATIENCE
        for _ in range(self.connections):
            self._send(Slot())
        ended = started
        while self.selector.get_map() and time.perf_counter() < give_up:
            for ready, _ in self.selector.select(1):
                if self._receive(ready.data):
                    ended = time.perf_counter()
        return {
            "times": self.times,
            "bytes": self.bytes,
            "failed": self.failed,
            "seconds": ended - started,
        }

    def _send(self, slot: Slot) -> None:
        if time.perf_counter() >= self.until or self.sent - self.first >= self.most:
            self._close(slot)
            return
        request = self.requests[self.sent % len(self.requests)]
        self.sent += 1
        slot.started = time.perf_counter()
        if slot.sock is None:
            slot.sock = socket.create_connection(self.address)
            slot.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.selector.register(slot.sock, selectors.EVENT_READ, slot)
        slot.head.clear()
        slot.missing = -1
        slot.sock.sendall(request)

    def _receive(self, slot: Slot) -> bool:
        """Read what has come; tell whether an answer ended with it."""
        try:
            count = slot.sock.recv_into(self.buffer) if slot.sock else 0
        except ConnectionError:
            count = 0
        if count == 0:
            self.failed += 1
            self._again(slot)
            return False
        self.bytes += count
        if slot.missing < 0:
            slot.head += self.buffer[:count]
            if not self._read_head(slot):
                return False
        else:
            slot.missing -= count
        if slot.missing > 0:
            return False
        self.times.append(time.perf_counter() - slot.started)
        self._again(slot) if slot.closes else self._send(slot)
        return True

    def _read_head(self, slot: Slot) -> bool:
        end = slot.head.find(HEADER_END)
        if end < 0:
            return False
        status, *lines = bytes(slot.head[:end]).decode("latin-1").split("\r\n")
        pairs = (line.partition(":") for line in lines)
        headers = {name.strip().lower(): value.strip() for name, _, value in pairs}
        if status.split(" ")[1] != "200" or "content-length" not in headers:
            sys.exit(f"The server answered {status}: {bytes(slot.head[end:])[:500]!r}")
        slot.missing = int(headers["content-length"]) - (len(slot.head) - end - len(HEADER_END))
        slot.closes = headers.get("connection", "").lower() == "close"
        return True

    def _again(self, slot: Slot) -> None:
        self._close(slot)
        self._send(slot)

    def _close(self, slot: Slot) -> None:
        if slot.sock is not None:
            self.selector.unregister(slot.sock)
            slot.sock.close()
            slot.sock = None


if __name__ == "__main__":
    json.dump(Generator(json.load(sys.stdin)).run(), sys.stdout)
