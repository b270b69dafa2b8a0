"""`python -m bench.issuing`: sales per second, ours against the naive way and the floor."""

from __future__ import annotations

import argparse
import json
import os
import statistics
from pathlib import Path

import django

ROOT = Path(__file__).resolve().parent.parent.parent
CONNECTIONS = (1, 8)


def main() -> None:
    """Measure in turns, several times over, and report the medians of the ratios."""
    parser = argparse.ArgumentParser(prog="python -m bench.issuing", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="turns of each (default: 5)")
    parser.add_argument("--sales", type=int, default=800, help="sales in a turn (default: 800)")
    options = parser.parse_args()
    base = Path(os.environ.get("DATA_DIR") or ROOT / "var" / "bench").resolve()
    folder = base / "issuing"
    os.environ.update(DATA_DIR=str(folder), DJANGO_SETTINGS_MODULE="bench.settings")
    os.environ.pop("DATABASE_URL", None)
    (folder / "static").mkdir(parents=True, exist_ok=True)
    django.setup()
    result = _measure(folder, options.rounds, options.sales)
    print(json.dumps(result, indent=2))
    (base / "issuing.json").write_text(json.dumps(result, indent=2) + "\n")


def _measure(folder: Path, rounds: int, sales: int) -> dict[str, object]:
    # These need the settings.
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415

    from bench.issuing import floor, shop, workers  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    result: dict[str, object] = {"cores": os.cpu_count(), "rounds": rounds, "sales": sales}
    for clients in CONNECTIONS:
        turns = []
        for turn in range(rounds):
            place = shop.open_shop()
            count = sales + workers.WARM * clients
            orders = {name: shop.open_orders(place, count) for name in ("ours", "naive")}
            with connection.cursor() as cursor:
                cursor.execute("checkpoint")
            found = {
                name: workers.rate(name, place, orders[name], clients)
                for name in (("ours", "naive") if turn % 2 else ("naive", "ours"))
            }
            other = shop.open_shop()
            found["floor"] = floor.rate(
                other, shop.open_orders(other, 400), clients=clients, seconds=4, folder=folder
            )
            turns.append(found)
            print(clients, {name: round(value) for name, value in found.items()}, flush=True)
        result[f"{clients} connections"] = {
            "per_second": {
                name: round(statistics.median(turn[name] for turn in turns)) for name in turns[0]
            },
            "ours_to_naive": _median(turns, "ours", "naive"),
            "ours_to_floor": _median(turns, "ours", "floor"),
        }
    return result


def _median(turns: list[dict[str, float]], one: str, other: str) -> float:
    return round(statistics.median(turn[one] / turn[other] for turn in turns), 3)


if __name__ == "__main__":
    main()
