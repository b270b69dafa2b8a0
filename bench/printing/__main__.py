"""`python -m bench.printing`: rendering and dispatching, with python-escpos as the rival."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

import django

ROOT = Path(__file__).resolve().parent.parent.parent


def main() -> None:
    """Measure rendering, dispatching and start-up in one run, and report medians and ratios."""
    parser = argparse.ArgumentParser(prog="python -m bench.printing", description=__doc__)
    parser.add_argument("--rounds", type=int, default=300, help="renderings of each (default: 300)")
    parser.add_argument("--jobs", type=int, default=300, help="jobs for one printer (default: 300)")
    parser.add_argument("--printers", type=int, default=50, help="printers at once (default: 50)")
    options = parser.parse_args()
    base = Path(os.environ.get("DATA_DIR") or ROOT / "var" / "bench").resolve()
    folder = base / "printing"
    (folder / "static").mkdir(parents=True, exist_ok=True)
    os.environ.update(DATA_DIR=str(folder), DJANGO_SETTINGS_MODULE="bench.settings")
    os.environ.pop("DATABASE_URL", None)
    django.setup()
    # These need the settings.
    from django.core.management import call_command  # noqa: PLC0415

    from bench.printing import dispatching, rendering  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    result = {
        "cores": os.cpu_count(),
        "rendering": rendering.measure(options.rounds),
        "one printer": dispatching.one(options.jobs),
        "many printers": dispatching.many(options.printers),
        "worker import, seconds": _import_time(),
    }
    print(json.dumps(result, indent=2))
    (base / "printing.json").write_text(json.dumps(result, indent=2) + "\n")


def _import_time() -> float:
    """Seconds from a Python that has Django's settings to the worker's code, loaded."""
    code = (
        "import time; from django.conf import settings;"
        "settings.configure(INSTALLED_APPS=['printing'], USE_TZ=True);"
        "started = time.perf_counter(); import django; django.setup();"
        "import printing.spool.worker; print(time.perf_counter() - started)"
    )
    found = [
        float(subprocess.check_output([sys.executable, "-c", code], cwd=ROOT)) for _ in range(5)
    ]
    return sorted(found)[2]


if __name__ == "__main__":
    main()
