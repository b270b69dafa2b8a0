"""Commands with a length of their own: `GS (` and `GS 8`, and the automatic reports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from printing.render.rows import PictureRow
from printing.virtual import answers, images

if TYPE_CHECKING:
    from printing.virtual.machine import Machine

_QR = 49
_STORE, _PRINT = 112, frozenset({2, 50})


def counted(machine: Machine, args: bytes) -> bytes:
    """`GS ( X pL pH ...`."""
    kind, body = args[:1], args[3:]
    if kind == b"k" and body[:1] == bytes([_QR]) and len(body) >= 2:
        done = _qr(machine, body[1], body[2:])
    elif kind == b"L" and len(body) >= 2:
        done = _graphics(machine, body)
    elif kind == b"D" and body[:1] == b"\x14":
        done = _realtime_switch(machine, body[1:])
    elif kind == b"H" and body[:2] == b"00" and len(body) == 6:
        return answers.process_id(body[2:])
    else:
        done = False
    if not done:
        machine.ignore(b"\x1d(" + args)
    return b""


def long_counted(machine: Machine, args: bytes) -> None:
    """`GS 8 L p1 p2 p3 p4 ...`: pictures that are too large for `GS ( L`."""
    body = args[5:]
    if args[:1] != b"L" or len(body) < 2 or not _graphics(machine, body):
        machine.ignore(b"\x1d8" + args)


def reports(machine: Machine, args: bytes) -> bytes | None:
    """`GS a n`: report changes by itself from now on, and the state at once."""
    machine.modes.reports, machine.modes.told = args[0], machine.faults.state()
    return answers.report(machine.modes.told) if args[0] else None


def _qr(machine: Machine, function: int, data: bytes) -> bool:
    modes = machine.modes
    if function != 81:
        return modes.qr.step(function, data)
    if machine.line:
        machine.ignore(b"\x1d(k\x03\x00\x31\x51\x30", "the line is not empty")
        return True
    symbol = modes.qr.symbol(machine.profile.dots)
    row = None
    if symbol.picture is not None:
        row = PictureRow(symbol.picture, f"[QR {symbol.data}]", modes.align)
    machine.add(
        row,
        "qr",
        data=symbol.data,
        size=modes.qr.size,
        error=modes.qr.error,
        align=str(modes.align),
        printed=row is not None,
        reason=symbol.reason,
    )
    return True


def _graphics(machine: Machine, body: bytes) -> bool:
    if body[0] != 48:
        return False
    if body[1] == _STORE:
        machine.stored = images.graphics(body[2:])
        return machine.stored is not None
    if body[1] not in _PRINT:
        return False
    if machine.stored is not None:
        machine.picture(machine.stored, machine.modes.align, "GS ( L")
        machine.stored = None
    return True


def _realtime_switch(machine: Machine, pairs: bytes) -> bool:
    """`GS ( D`, function 20: (a, b) with a = 1 for the drawer pulse and b = 0 for off."""
    for what, on in zip(pairs[::2], pairs[1::2], strict=False):
        if what == 1:
            machine.pulses_allowed = bool(on % 48)
    return True
