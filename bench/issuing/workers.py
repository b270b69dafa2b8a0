"""Runs a contestant in one or several processes, each with a connection of its own."""

from __future__ import annotations

import multiprocessing
import os
import time
import uuid
from typing import TYPE_CHECKING, Any

import django

if TYPE_CHECKING:
    from bench.issuing.place import Shop

WARM = 20


def rate(name: str, shop: Shop, orders: list[uuid.UUID], processes: int) -> float:
    """Return the sales per second of a contestant over these orders."""
    context = multiprocessing.get_context("spawn")
    gate = context.Barrier(processes + 1)
    done = context.Queue()
    workers = [
        context.Process(target=_work, args=(name, shop, orders[n::processes], n, gate, done))
        for n in range(processes)
    ]
    for worker in workers:
        worker.start()
    gate.wait(120)
    started = time.perf_counter()
    sold = sum(done.get(timeout=600) for _ in workers)
    took = time.perf_counter() - started
    for worker in workers:
        worker.join()
    return sold / took


def _work(
    name: str, shop: Shop, orders: list[uuid.UUID], number: int, gate: Any, done: Any
) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")
    django.setup()
    sell = _contestant(name, shop)
    registers = shop.registers
    for place, order in enumerate(orders[:WARM]):
        sell(order, registers[(number + place) % len(registers)])
    gate.wait(120)
    for place, order in enumerate(orders[WARM:]):
        sell(order, registers[(number * 4 + place) % len(registers)])
    done.put(len(orders) - WARM)


def _contestant(name: str, shop: Shop) -> Any:
    # These need the settings.
    from bench.issuing import naive, ours  # noqa: PLC0415
    from bench.issuing.shop import TOTAL  # noqa: PLC0415
    from pos.payments.services import PaymentDraft  # noqa: PLC0415

    def with_ours(order: uuid.UUID, register: uuid.UUID) -> None:
        draft = PaymentDraft(
            order_id=order, payment_method_id=shop.method, register_id=register, amount=TOTAL
        )
        ours.sell(shop, draft)

    def naively(order: uuid.UUID, register: uuid.UUID) -> None:
        data = {
            "order": str(order),
            "payment_method": str(shop.method),
            "register": str(register),
            "amount": str(TOTAL),
        }
        naive.pay(data, shop.user, uuid.uuid4().hex)

    return {"ours": with_ours, "naive": naively}[name]
