"""Pages at the start, in the middle and at the end of a list, plain and filtered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bench import calls
from bench.timing import interleave

if TYPE_CHECKING:
    from collections.abc import Callable

    from bench.prepare import Prepared

SIZE = 100
NEIGHBOURS = 8
DEPTHS = {"first": None, "50 %": 0.5, "99 %": 0.99}
TARGET = 1.3


def measure(prepared: Prepared, seconds: float) -> dict[str, Any]:
    """Compare the depths of three lists: all, one register's, a range of time."""
    lists = {"all": _all(prepared), "register": _register(prepared), "range": _range(prepared)}
    result = {}
    for name, (places, filters) in lists.items():
        contestants = {
            depth: _pages(prepared.key, places, share, filters) for depth, share in DEPTHS.items()
        }
        found = interleave(contestants, seconds / len(lists))
        ratios = {depth: round(row["ms"] / found["first"]["ms"], 2) for depth, row in found.items()}
        result[name] = {"rows": places.count, **found, "to_first": ratios}
    return result


def _all(prepared: Prepared) -> tuple[calls.Places, dict[str, str]]:
    return calls.Places(prepared.workspace), {}


def _register(prepared: Prepared) -> tuple[calls.Places, dict[str, str]]:
    places = calls.Places(prepared.workspace)
    register = places.register_of(places.at(places.count // 2))
    one = calls.Places(prepared.workspace, register_id=register)
    return one, {"filter[registerIdEq]": register}


def _range(prepared: Prepared) -> tuple[calls.Places, dict[str, str]]:
    places = calls.Places(prepared.workspace)
    start, end = (places.at(int(places.count * share)).created_at for share in (0.25, 0.75))
    part = calls.Places(prepared.workspace, created_at__gt=start, created_at__lt=end)
    return part, {"filter[createdAtGt]": start, "filter[createdAtLt]": end}


def _pages(
    key: str, places: calls.Places, share: float | None, filters: dict[str, str]
) -> Callable[[int], bytes]:
    if share is None:
        queries = [calls.query(SIZE, None, **filters)]
    else:
        start = min(int(places.count * share), places.count - SIZE - NEIGHBOURS - 1)
        queries = [
            calls.query(SIZE, places.at(start + step), **filters) for step in range(NEIGHBOURS)
        ]
    return lambda turn: calls.get(calls.OURS, queries[turn % len(queries)], key)
