"""Through the web server: requests per second and waiting times under load; its memory."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

from bench import calls, web
from bench.timing import percentile
from config.env import ROOT

if TYPE_CHECKING:
    from bench.prepare import Prepared

SIZES = (1, 100, 1000)
CONNECTIONS = (1, 8, 32)
WORKERS = 2
GENERATORS = 2
PLACES = 200
MOST = 20_000
# At this many connections: how many times the stock view's rate.
TARGET_CONNECTIONS = 8
STOCK_TARGETS = {100: 50, 1000: 50}
MEMORY_PAGES = 1000
MEMORY_TARGET = 200_000_000
# The stock view would need minutes for one round of this.
TOO_SLOW = {("stock", 1000, 32)}
# What takes longer than its share of the time to give a few answers, in seconds.
LONGER = {("stock", 1000, 8): 90.0}


def measure(prepared: Prepared, seconds: float, server: str) -> dict[str, Any]:
    """Load ours, the stock view and a static answer, cell by cell, in turns."""
    places = calls.Places(prepared.workspace).anywhere(PLACES, max(SIZES))
    cells: list[dict[str, Any]] = []
    share = seconds / (len(SIZES) * len(CONNECTIONS) * 3)
    with web.running(server, WORKERS) as running:
        for size in SIZES:
            queries = [calls.query(size, place) for place in places]
            length = len(calls.get(calls.OURS, queries[0], prepared.key))
            targets = {
                "ours": [f"{calls.OURS}?{query}" for query in queries],
                "stock": [f"{calls.STOCK}?{query}" for query in queries],
                "static": [f"/bench/static/{length}"],
            }
            for paths in targets.values():
                _load(running.port, paths, prepared.key, WORKERS * 2, share / 4)
            for connections in CONNECTIONS:
                for name, paths in targets.items():
                    if (name, size, connections) in TOO_SLOW:
                        continue
                    time = max(share, LONGER.get((name, size, connections), 0))
                    found = _load(running.port, paths, prepared.key, connections, time)
                    cells.append({"who": name, "size": size, "connections": connections, **found})
    return {"server": server, "workers": WORKERS, "cells": cells, "ratios": _ratios(cells)}


def memory(prepared: Prepared, server: str, pages: int) -> dict[str, Any]:
    """Look at a server process after it wrote many pages of 1000."""
    places = calls.Places(prepared.workspace).anywhere(PLACES, max(SIZES))
    paths = [f"{calls.OURS}?{calls.query(max(SIZES), place)}" for place in places]
    with web.running(server, workers=1) as running:
        _load(running.port, paths, prepared.key, 1, 10, most=2)
        before = running.memory()
        found = _load(running.port, paths, prepared.key, 8, 3600, most=pages)
        after = running.memory()
    return {
        "server": server,
        "pages": found["answers"] + 2,
        "rss_before": before[0],
        "rss": after[0],
        "uss": after[1],
        "target": MEMORY_TARGET,
    }


def _load(
    port: int, paths: list[str], key: str, connections: int, seconds: float, most: int = MOST
) -> dict[str, Any]:
    generators = min(GENERATORS, connections)
    children = []
    for number in range(generators):
        mine = connections // generators + (number < connections % generators)
        plan = {
            "host": web.HOST,
            "port": port,
            "requests": [_request(path, key) for path in paths],
            "connections": mine,
            "seconds": seconds,
            "most": most // generators,
            "offset": number * len(paths) // generators,
        }
        child = subprocess.Popen(
            [sys.executable, "-m", "bench.load"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )
        children.append((child, json.dumps(plan)))
    return _sum(children)


def _sum(children: list[tuple[subprocess.Popen[str], str]]) -> dict[str, Any]:
    for child, plan in children:
        assert child.stdin is not None
        child.stdin.write(plan)
        child.stdin.close()
        child.stdin = None
    parts = [json.loads(child.communicate()[0] or "{}") for child, _ in children]
    if any(child.returncode for child, _ in children):
        raise RuntimeError("A load generator failed.")
    times = [moment for part in parts for moment in part["times"]]
    if not times:
        raise RuntimeError("No answer came in time.")
    took = max(part["seconds"] for part in parts)
    return {
        "answers": len(times),
        "per_second": round(len(times) / took, 2),
        "megabytes_per_second": round(sum(part["bytes"] for part in parts) / took / 1e6, 1),
        "p50_ms": round(percentile(times, 0.5) * 1000, 2),
        "p99_ms": round(percentile(times, 0.99) * 1000, 2),
        "failed": sum(part["failed"] for part in parts),
    }


def _request(path: str, key: str) -> str:
    return (
        f"GET {path} HTTP/1.1\r\nHost: {web.HOST}\r\nAccept: application/vnd.api+json\r\n"
        f"Authorization: Bearer {key}\r\n\r\n"
    )


def _ratios(cells: list[dict[str, Any]]) -> list[dict[str, Any]]:
    speed = {(row["who"], row["size"], row["connections"]): row["per_second"] for row in cells}
    return [
        {
            "size": size,
            "connections": connections,
            "ours_to_stock": _ratio(ours, speed.get(("stock", size, connections))),
            "ours_to_static": _ratio(ours, speed.get(("static", size, connections))),
        }
        for (who, size, connections), ours in speed.items()
        if who == "ours"
    ]


def _ratio(ours: float, other: float | None) -> float | None:
    return round(ours / other, 3) if other else None
