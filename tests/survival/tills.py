"""Tills that sell through HTTP, and try again until they are answered."""

from __future__ import annotations

import http.client
import json
import random
import threading
import time
import uuid
from dataclasses import dataclass, field
from decimal import ROUND_DOWN, Decimal
from typing import Any

MEDIA_TYPE = "application/vnd.api+json"
# What a till takes as "try again": nothing was said, or that it may come back.
AGAIN = {409, 429, 500, 502, 503, 504}


@dataclass
class Sale:
    """One order with what was said of it: its total, and the ids of acknowledged payments."""

    order: str
    total: str
    payments: list[str]


@dataclass
class Till(threading.Thread):
    """Sells until it is told to stop, each sale to its end."""

    port: int
    secret: str
    catalogue: dict[str, Any]
    stop: threading.Event
    register: str
    number: int
    sales: list[Sale] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)
    retries: int = 0
    replays: int = 0

    def __post_init__(self) -> None:
        super().__init__(daemon=True, name=f"till {self.number}")
        self.chance = random.Random(self.number)

    def __hash__(self) -> int:
        return id(self)

    def run(self) -> None:
        try:
            while not self.stop.is_set():
                self.sell()
        except Exception as error:  # noqa: BLE001 (a test looks at it)
            self.refusals.append(repr(error))

    def sell(self) -> None:
        items = [self._line(place) for place in range(self.chance.randint(1, 3))]
        order = self.send("/v1/orders", _order(items))
        # Each half is paid by a request of its own, so that a kill may fall between them.
        total = sum(Decimal(line["attributes"]["total"]) for line in order["included"])
        half = (total / 2).quantize(Decimal("0.01"), ROUND_DOWN)
        parts = [half, total - half] if half else [total]
        found = Sale(order["data"]["id"], str(total), [])
        for part in parts:
            paid = self.send("/v1/payments", self._payment(found.order, str(part)))
            found.payments.append(paid["data"]["id"])
        self.sales.append(found)

    def _line(self, place: int) -> dict[str, Any]:
        product = self.chance.choice(self.catalogue["products"])
        return {
            "type": "orderItems",
            "tempId": str(place),
            "attributes": {"quantity": str(self.chance.randint(1, 3))},
            "relationships": {"product": {"data": {"type": "products", "id": product}}},
        }

    def _payment(self, order: str, amount: str) -> dict[str, Any]:
        def end(kind: str, row: str) -> dict[str, Any]:
            return {"data": {"type": kind, "id": row}}

        return {
            "data": {
                "type": "payments",
                "attributes": {"amount": amount},
                "relationships": {
                    "order": end("orders", order),
                    "paymentMethod": end("paymentMethods", self.catalogue["card"]),
                    "register": end("registers", self.register),
                },
            }
        }

    def send(self, path: str, body: dict[str, Any]) -> Any:
        """Post under one key until an answer comes; whatever happens, the same key."""
        key = str(uuid.UUID(int=self.chance.getrandbits(128)))
        deadline = time.monotonic() + 120
        address = f"{path}?include=orderItems" if path == "/v1/orders" else path
        while time.monotonic() < deadline:
            try:
                status, replayed, answer = self._post(address, body, key)
            except (OSError, http.client.HTTPException):
                status, replayed, answer = 503, False, b""
            self.replays += replayed
            if status == 201:
                return json.loads(answer)
            if status not in AGAIN or b"idempotency_conflict" in answer:
                message = f"{path}: {status} {answer[:300]!r}"
                raise AssertionError(message)
            self.retries += 1
            time.sleep(0.05)
        message = f"{path}: no answer in time"
        raise TimeoutError(message)

    def _post(self, path: str, body: dict[str, Any], key: str) -> tuple[int, bool, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            headers = {
                "Authorization": f"Bearer {self.secret}",
                "Content-Type": MEDIA_TYPE,
                "Idempotency-Key": key,
            }
            connection.request("POST", path, json.dumps(body), headers)
            response = connection.getresponse()
            replayed = response.headers.get("Idempotency-Replayed") == "true"
            return response.status, replayed, response.read()
        finally:
            connection.close()


def _order(items: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "data": {
            "type": "orders",
            "attributes": {"covers": 2},
            "relationships": {
                "items": {"data": [{"type": one["type"], "tempId": one["tempId"]} for one in items]}
            },
            "included": {"items": items},
        }
    }
