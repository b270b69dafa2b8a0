"""Complete calls in this process: ours, the stock view, the floor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bench import calls, check, floor
from bench.timing import interleave

if TYPE_CHECKING:
    from bench.prepare import Prepared

SIZES = (1, 100, 1000)
PLACES = 40
# Stock time to ours.
TARGET = {"100": 100, "1000": 100}
SPARSE = {
    "fields[invoices]": "total,createdAt",
    "fields[invoiceItems]": "productName",
}


def measure(prepared: Prepared, seconds: float) -> dict[str, Any]:
    """Compare ours with both rivals at each page size, then a sparse page with a full one."""
    key = prepared.key
    places = calls.Places(prepared.workspace).anywhere(PLACES, max(SIZES))
    check.same_documents(key, places[0])
    result: dict[str, Any] = {
        "checked_equal_rows": check.SIZE,
        "stock_statements": check.no_n_plus_one(key, places[0]),
        "sizes": {},
        "fields": {},
    }
    share = seconds / (len(SIZES) + 2)
    base = floor.Floor()
    for size in SIZES:
        result["sizes"][str(size)] = _compare(key, places, size, share, base)
    base.close()
    for size in (100, 1000):
        result["fields"][str(size)] = _sparse(key, places, size, share)
    return result


def _compare(
    key: str, places: list[calls.Place], size: int, seconds: float, base: floor.Floor
) -> dict[str, Any]:
    queries = [calls.query(size, place) for place in places]
    bodies = [len(calls.get(calls.OURS, query, key)) for query in queries]
    middle = sorted(bodies)[len(bodies) // 2]
    recorded = [floor.record(query, key) for query in queries]

    def at(turn: int) -> int:
        return turn % len(queries)

    found = interleave(
        {
            "ours": lambda turn: calls.get(calls.OURS, queries[at(turn)], key),
            "stock": lambda turn: calls.get(calls.STOCK, queries[at(turn)], key),
            "raw fetch": lambda turn: base.run(recorded[at(turn)]),
            "static": lambda _turn: calls.get(f"/bench/static/{middle}", "", key),
        },
        seconds,
    )
    ours = found["ours"]["ms"]
    return {
        "bytes": middle,
        **found,
        "stock_to_ours": round(found["stock"]["ms"] / ours, 1),
        "ours_to_raw_fetch": round(ours / found["raw fetch"]["ms"], 2),
        "ours_to_static": round(ours / found["static"]["ms"], 2),
    }


def _sparse(key: str, places: list[calls.Place], size: int, seconds: float) -> dict[str, Any]:
    full = [calls.query(size, place) for place in places]
    sparse = [calls.query(size, place, **SPARSE) for place in places]
    found = interleave(
        {
            "full": lambda turn: calls.get(calls.OURS, full[turn % len(full)], key),
            "sparse": lambda turn: calls.get(calls.OURS, sparse[turn % len(sparse)], key),
        },
        seconds,
    )
    return {**found, "full_to_sparse": round(found["full"]["ms"] / found["sparse"]["ms"], 2)}
