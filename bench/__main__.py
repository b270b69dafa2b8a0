"""`make bench`, or `python -m bench --help`: measures the read path; `docs/speed.md` explains it."""

from __future__ import annotations

import argparse
import os
import platform
from pathlib import Path

import django

ROOT = Path(__file__).resolve().parent.parent
PARTS = ("read", "server", "depth", "memory")
QUICK_INVOICES = 20_000
QUICK_SECONDS = 40.0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    add = parser.add_argument
    add("--invoices", type=int, help="how many to make and read (default: 1,000,000)")
    add("--seed", type=int, default=1, help="another number makes other sales (default: 1)")
    add("--seconds", type=float, help="time for each part (default: 240)")
    add("--quick", action="store_true", help="a small database and a short run: a trial only")
    add("--only", choices=PARTS, help="measure one part")
    add("--server", choices=("granian", "gunicorn"), default="granian", help="default: granian")
    add("--profile", type=int, metavar="SIZE", help="show where the time of one page goes; end")
    options = parser.parse_args()
    options.invoices = options.invoices or (QUICK_INVOICES if options.quick else 1_000_000)
    options.seconds = options.seconds or (QUICK_SECONDS if options.quick else 240.0)
    return options


def _set_up(folder: Path) -> None:
    """Point Django at a database of its own under `folder`, never at DATABASE_URL."""
    os.environ.update(DATA_DIR=str(folder), DJANGO_SETTINGS_MODULE="bench.settings")
    os.environ.pop("DATABASE_URL", None)
    (folder / "static").mkdir(parents=True, exist_ok=True)
    django.setup()


def main() -> None:
    """Prepare, measure, report."""
    options = _arguments()
    base = Path(os.environ.get("DATA_DIR") or ROOT / "var" / "bench").resolve()
    folder = base / f"invoices-{options.invoices}-{options.seed}"
    _set_up(folder)
    # These need the settings.
    from bench import depth, prepare, profile_page, read, report, served  # noqa: PLC0415

    prepared = prepare.prepare(folder, invoices=options.invoices, seed=options.seed)
    if options.profile:
        profile_page.show(prepared, options.profile)
        return
    pages = 100 if options.quick else served.MEMORY_PAGES
    parts = {
        "read": lambda: read.measure(prepared, options.seconds),
        "server": lambda: served.measure(prepared, options.seconds, options.server),
        "depth": lambda: depth.measure(prepared, options.seconds / 4),
        "memory": lambda: served.memory(prepared, options.server, pages),
    }
    result = {
        "run": {
            "invoices": prepared.invoices,
            "items": prepared.items,
            "cores": os.cpu_count(),
            "python": platform.python_version(),
            "quick": options.quick,
        }
    }
    for name, measure in parts.items():
        if options.only in {None, name}:
            print(f"Measuring: {name} ...", flush=True)
            result[name] = measure()
    print("\n" + report.text(report.tables(result)))
    report.write(base, result)
    print(f"\nWritten: {base / 'result.json'}, {base / 'result.md'}")


if __name__ == "__main__":
    main()
