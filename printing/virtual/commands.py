"""What each command does to the machine: one function or one line for each."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from printing.render.rows import CutRow, DrawerRow
from printing.render.state import ALIGNS
from printing.virtual import answers, extended, pictures
from printing.virtual.pages import COUNTRIES
from printing.virtual.paper import advance

if TYPE_CHECKING:
    from printing.virtual.machine import Machine

Handler = Callable[["Machine", bytes], "bytes | None"]
# `DLE DC4 1 m t`: a drawer pulse at once.
PULSES = re.compile(rb"\x10\x14\x01([\x00\x01])([\x01-\x08])")


def _nothing(machine: Machine, args: bytes) -> None:
    """Do nothing: it has no effect on the paper, or was answered when it arrived."""


def _set(name: str, value: Callable[[int], Any] = int) -> Handler:
    def handler(machine: Machine, args: bytes) -> None:
        setattr(machine.modes, name, value(args[0]))

    return handler


def _style(**changes: Callable[[int], Any]) -> Handler:
    def handler(machine: Machine, args: bytes) -> None:
        new = {name: change(args[0]) for name, change in changes.items()}
        machine.modes.style = replace(machine.modes.style, **new)

    return handler


def _odd(n: int) -> bool:
    return bool(n & 1)


def _chosen(n: int) -> bool:
    """Read 0, 1, 48, 49 and the like."""
    return bool(n % 48)


def _print_modes(machine: Machine, args: bytes) -> None:
    n = args[0]
    machine.modes.font_b = bool(n & 1)
    machine.modes.style = replace(
        machine.modes.style,
        bold=bool(n & 8),
        underline=bool(n & 128),
        height=1 + bool(n & 16),
        width=1 + bool(n & 32),
    )


def _code_page(machine: Machine, args: bytes) -> None:
    page = machine.pages.get(args[0])
    if page is None:
        machine.ignore(b"\x1bt" + args, "no code page in this slot")
    else:
        machine.modes.page = page


def _country(machine: Machine, args: bytes) -> None:
    if args[0] < len(COUNTRIES):
        machine.modes.country = args[0]
    else:
        machine.ignore(b"\x1bR" + args, "no such country")


def _bar_width(machine: Machine, args: bytes) -> None:
    if 1 <= args[0] <= 6:
        machine.modes.bar_width = args[0]
    else:
        machine.ignore(b"\x1dw" + args, "bars are 1 to 6 dots wide")


def _bar_height(machine: Machine, args: bytes) -> None:
    machine.modes.bar_height = args[0] or machine.modes.bar_height


def _cut(machine: Machine, args: bytes) -> None:
    """`GS V m [n]`, with `n` dots of paper before it."""
    partial = args[0] in {1, 49, 66, 98, 104}
    machine.feed_dots(args[1]) if len(args) > 1 else None
    _knife(machine, partial=partial)


def _knife(machine: Machine, *, partial: bool) -> None:
    if machine.line:
        machine.feed()
    machine.add(CutRow(partial), "cut", partial=partial)


def _drawer(machine: Machine, args: bytes) -> None:
    """`ESC p m t1 t2`; the times are in units of 2 ms."""
    pin = 5 if args[0] in {1, 49} else 2
    machine.add(DrawerRow(pin), "drawer", pin=pin, on=args[1] * 2, hidden=False)


def _realtime(machine: Machine, args: bytes) -> None:
    """`DLE DC4`: a drawer pulse; the others are not for paper."""
    found = PULSES.fullmatch(b"\x10\x14" + args)
    if found is None:
        machine.ignore(b"\x10\x14" + args)
    elif machine.pulses_allowed:
        pin = 5 if found[1] == b"\x01" else 2
        machine.add(DrawerRow(pin), "drawer", pin=pin, on=found[2][0] * 100, hidden=False)


def _move(machine: Machine, dots: int) -> None:
    """Go right; a printer's exact place is rounded to whole cells here."""
    modes = machine.modes
    cell = advance(modes.font_b, modes.rotated, machine.profile) + modes.spacing
    if dots < 0:
        machine.ignore(b"\x1b$", "moves back over what is printed")
    elif spaces := round(dots / cell):
        machine.line.begin(machine.offset, modes)
        machine.line.add(" " * spaces, replace(modes.style, width=1, height=1), spaces * cell)


def _position(machine: Machine, args: bytes) -> None:
    _move(machine, int.from_bytes(args, "little") - machine.line.used)


def _step(machine: Machine, args: bytes) -> None:
    _move(machine, int.from_bytes(args, "little", signed=True))


def _tab(machine: Machine, _args: bytes) -> None:
    cell = advance(machine.modes.font_b, machine.modes.rotated, machine.profile)
    here = machine.line.used // cell
    stop = next((stop for stop in machine.modes.tabs if stop > here), None)
    if stop is not None:
        _move(machine, stop * cell - machine.line.used)


def _dots(name: str) -> Handler:
    def handler(machine: Machine, args: bytes) -> None:
        setattr(machine.modes, name, int.from_bytes(args, "little"))

    return handler


HANDLERS: dict[bytes, Handler] = {
    **dict.fromkeys((b"\x00", b"\r", b"\x10\x04", b"\x10\x05"), _nothing),
    # Smoothing, the font of barcode characters, panel buttons, sensors, printing direction.
    **dict.fromkeys((b"\x1db", b"\x1df", b"\x1bc", b"\x1bU", b"\x1b%"), _nothing),
    b"\n": lambda m, _: m.feed(),
    b"\x0c": lambda m, _: m.feed() if m.line else None,
    b"\t": _tab,
    b"\x1b@": lambda m, _: m.initialise(),
    b"\x1bd": lambda m, a: m.feed_lines(a[0]),
    b"\x1bJ": lambda m, a: m.feed_dots(a[0]),
    b"\x1dV": _cut,
    b"\x1bi": lambda m, _: _knife(m, partial=True),
    b"\x1bm": lambda m, _: _knife(m, partial=True),
    b"\x1bp": _drawer,
    b"\x10\x14": _realtime,
    b"\x1bt": _code_page,
    b"\x1bR": _country,
    b"\x1b!": _print_modes,
    b"\x1bE": _style(bold=_odd),
    b"\x1bG": _style(bold=_odd),
    b"\x1b-": _style(underline=_chosen),
    b"\x1dB": _style(invert=_odd),
    b"\x1d!": _style(width=lambda n: (n >> 4 & 7) + 1, height=lambda n: (n & 7) + 1),
    b"\x1ba": _set("align", lambda n: ALIGNS[n % 48 % 3]),
    b"\x1bM": _set("font_b", _chosen),
    b"\x1b ": _set("spacing"),
    b"\x1b2": lambda m, _: setattr(m.modes, "pitch", None),
    b"\x1b3": _set("pitch"),
    b"\x1b{": _set("upside_down", _odd),
    b"\x1bV": _set("rotated", _chosen),
    b"\x1bD": lambda m, a: setattr(m.modes, "tabs", tuple(a[:-1])),
    b"\x1b$": _position,
    b"\x1b\\": _step,
    b"\x1dL": _dots("margin"),
    b"\x1dW": _dots("area"),
    b"\x1dH": _set("hri", lambda n: n % 48 % 4),
    b"\x1dh": _bar_height,
    b"\x1dw": _bar_width,
    b"\x1dk": pictures.barcode,
    b"\x1dv": pictures.raster,
    b"\x1b*": pictures.bit_image,
    b"\x1d*": pictures.download,
    b"\x1d/": pictures.downloaded,
    b"\x1d(": extended.counted,
    b"\x1d8": extended.long_counted,
    b"\x1dr": lambda m, a: answers.sensors(m.faults.state(), a[0]),
    b"\x1bv": lambda m, _: answers.sensors(m.faults.state(), 1),
    b"\x1bu": lambda m, _: answers.sensors(m.faults.state(), 2),
    b"\x1dI": lambda _, a: answers.identity(a[0]),
    b"\x1da": extended.reports,
}
