"""Shows where the time of one page goes: its statements, and the functions around them."""

from __future__ import annotations

import cProfile
import io
import pstats
import statistics
import time
from collections import defaultdict
from typing import TYPE_CHECKING

import psycopg

from bench import calls, floor

if TYPE_CHECKING:
    from bench.floor import Statement
    from bench.prepare import Prepared

CALLS = 30
FUNCTIONS = 30


def show(prepared: Prepared, size: int) -> None:
    """Print the statements of a page with their times, then the profile of the whole call."""
    places = calls.Places(prepared.workspace).anywhere(CALLS, size)
    queries = [calls.query(size, place) for place in places]
    for query in queries:
        calls.get(calls.OURS, query, prepared.key)
    whole = _median([_timed(query, prepared.key) for query in queries])
    print(f"A page of {size}: {whole:.3f} ms, of which its statements, alone, take:")
    for statement, times in _statements(queries, prepared.key).items():
        print(f"  {_median(times):9.3f} ms  {statement}")
    profile = cProfile.Profile()
    profile.enable()
    for query in queries:
        calls.get(calls.OURS, query, prepared.key)
    profile.disable()
    out = io.StringIO()
    pstats.Stats(profile, stream=out).sort_stats("tottime").print_stats(FUNCTIONS)
    print(out.getvalue())


def _timed(query: str, key: str) -> float:
    started = time.perf_counter()
    calls.get(calls.OURS, query, key)
    return time.perf_counter() - started


def _statements(queries: list[str], key: str) -> dict[str, list[float]]:
    base = floor.Floor()
    times: dict[str, list[float]] = defaultdict(list)
    for query in queries:
        for statement in floor.record(query, key):
            started = time.perf_counter()
            base.run([statement])
            times[_name(statement)].append(time.perf_counter() - started)
    base.close()
    return times


def _name(statement: Statement) -> str:
    text = statement[0]
    if isinstance(text, psycopg.sql.Composable):
        text = text.as_string(None)
    line = " ".join((text.decode() if isinstance(text, bytes) else str(text)).split())
    head, _, tail = line.partition(" from ")
    return f"{head[:40]} ... from {tail[:90]}" if tail else line


def _median(times: list[float]) -> float:
    return statistics.median(times) * 1000
