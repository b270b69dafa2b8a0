"""A receipt of 40 lines to bytes, ours and bare python-escpos in turns, and to a picture."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from printing.interface import QR, Columns, Cut, Slip, preview_png, profile_for, render_bytes
from printing.render import library

if TYPE_CHECKING:
    from collections.abc import Callable

LINES = [(f"Coffee with a name, {n}", f"{n}.80") for n in range(40)]
CODE = "https://slipway.example/r/2026-000123"
PROFILE = profile_for(42)


def ours(*, code: bool = False) -> bytes:
    elements = (*(Columns.pair(*line) for line in LINES), *((QR(CODE),) if code else ()), Cut())
    return render_bytes(Slip("receipt", elements), PROFILE)


def theirs(*, code: bool = False) -> bytes:
    printer = library.dummy()
    for name, price in LINES:
        printer.textln(f"{name}{price:>{42 - len(name)}}")
    if code:
        printer.qr(CODE, native=True, size=6)
    printer.cut()
    output: bytes = printer.output
    return output


def measure(rounds: int) -> dict[str, float]:
    cases: dict[str, Callable[[], object]] = {
        "ours": ours,
        "python-escpos": theirs,
        "ours with a QR code": lambda: ours(code=True),
        "python-escpos with a QR code": lambda: theirs(code=True),
        "picture": lambda: preview_png(
            Slip("receipt", tuple(Columns.pair(*line) for line in LINES)), 42
        ),
    }
    times: dict[str, list[float]] = {name: [] for name in cases}
    for _ in range(rounds):
        for name, case in cases.items():
            started = time.perf_counter()
            case()
            times[name].append((time.perf_counter() - started) * 1000)
    medians = {f"{name}, ms": sorted(found)[rounds // 2] for name, found in times.items()}
    ratio = medians["python-escpos, ms"] / medians["ours, ms"]
    qr = medians["ours with a QR code, ms"] / medians["python-escpos, ms"]
    return {
        **{name: round(value, 3) for name, value in medians.items()},
        "python-escpos to ours": round(ratio, 2),
        "ours with a QR code to python-escpos without": round(qr, 2),
    }
