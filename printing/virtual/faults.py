"""What can be made to go wrong with a virtual printer, at any time and from any thread.

Some faults are states, which last until they are cleared: no paper, the cover open. The others are
things it does, which it does each time or (`once`) the next time only.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from printing.errors import PrintingError
from printing.virtual.answers import State

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Value = bool | float


@dataclass(frozen=True, slots=True)
class Kind:
    """A fault: what it does with its number N; the unit of N, or none; whether it can be `once`."""

    says: str
    unit: str = ""
    least: int = 0
    once: bool = True


KINDS: dict[str, Kind] = {
    "paper_out": Kind("there is no paper: it holds what it was sent", once=False),
    "paper_near_end": Kind("paper is low; it prints", once=False),
    "cover_open": Kind("the cover is open: it holds what it was sent", once=False),
    "offline": Kind("it is off-line: it holds what it was sent", once=False),
    "error": Kind("the cutter is stuck: it holds what it was sent", once=False),
    "drawer_open": Kind("the cash drawer is open; it prints", once=False),
    "lies": Kind("it holds what it was sent, and says that it is ready", once=False),
    "refuse": Kind("it refuses connections; those that are open go on", once=False),
    "never_reads": Kind("it takes connections and never reads from them"),
    "silent": Kind("it prints and says nothing at all"),
    "garbage": Kind("it prints and says random bytes"),
    "no_ack": Kind("it prints and never says so (GS r, GS ( H)"),
    "ack_delay": Kind("it says N seconds later that it has printed", "seconds"),
    "slow": Kind("it reads N bytes a second", "bytes per second", 1),
    "reset_after": Kind("it resets a connection after N bytes of a job (RST)", "bytes"),
    "close_after": Kind("it closes a connection after N bytes of a job (FIN)", "bytes"),
    "paper_out_after": Kind("paper runs out after N bytes are printed", "bytes"),
    "power_loss_after": Kind("power fails after N bytes of a job; nothing of it prints", "bytes"),
}
HOLDING = frozenset({"paper_out", "cover_open", "offline", "error", "lies"})
_MOST = 1e9


@dataclass(frozen=True, slots=True)
class Active:
    """A fault that is set; the value of one without a number is True."""

    value: Value
    once: bool = False


def _none() -> None:
    return None


class _Flag:
    """A fault as an attribute: True or False."""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, faults: Faults, owner: type | None = None) -> bool:
        return faults.get(self.name) is not None

    def __set__(self, faults: Faults, value: bool) -> None:  # noqa: FBT001 (how it is assigned)
        faults.set(self.name, value)


class _Amount(_Flag):
    """A fault with a number as an attribute; None: it is not set."""

    def __get__(self, faults: Faults, owner: type | None = None) -> Value | None:  # type: ignore[override]
        return faults.get(self.name)

    def __set__(self, faults: Faults, value: Value | None) -> None:
        faults.set(self.name, False if value is None else value)


class Faults:
    """The faults of one printer. Each is an attribute: True or False, or its number or None.

    `set(..., once=True)` makes one happen once. `changed` is called after every change.
    """

    paper_out, paper_near_end, cover_open = _Flag(), _Flag(), _Flag()
    offline, error, drawer_open = _Flag(), _Flag(), _Flag()
    lies, refuse, never_reads, silent, garbage, no_ack = (
        _Flag(), _Flag(), _Flag(), _Flag(), _Flag(), _Flag()
    )  # fmt: skip
    ack_delay, slow, reset_after, close_after, paper_out_after, power_loss_after = (
        _Amount(), _Amount(), _Amount(), _Amount(), _Amount(), _Amount()
    )  # fmt: skip
    # A misspelt fault is an AttributeError.
    __slots__ = ("_active", "_lock", "changed", "holding")

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._active: dict[str, Active] = {}
        self.changed: Callable[[], None] = _none
        # Whether the printer holds what it was sent. Asked for every byte, so it is kept.
        self.holding = False

    def set(self, name: str, value: Value = True, *, once: bool = False) -> None:  # noqa: FBT002 (the value itself)
        """Set a fault, or clear it with False; raises PrintingError `invalid_fault`."""
        fault = checked(name, value, once=once)
        self._change({name: fault}, keep=True)

    def clear(self, name: str) -> None:
        """End a fault; raises PrintingError `invalid_fault` where there is no such one."""
        self.set(name, False)  # noqa: FBT003

    def clear_all(self) -> None:
        """End all of them."""
        self._change({}, keep=False)

    def replace(self, wanted: Mapping[str, Active]) -> None:
        """Set exactly these, checked before."""
        self._change(dict(wanted), keep=False)

    def active(self) -> dict[str, Active]:
        """Return those that are set."""
        with self._lock:
            return dict(self._active)

    def get(self, name: str) -> Value | None:
        """Return the value of a fault, None where it is not set."""
        found = self._active.get(name)
        return None if found is None else found.value

    def take(self, name: str) -> Value | None:
        """Return the value of a fault that happens now, and end one that happens once."""
        with self._lock:
            found = self._active.get(name)
            if found is not None and found.once:
                self._change({name: None}, keep=True)
        return None if found is None else found.value

    def take_once(self, name: str) -> Value | None:
        """Like `take`, only for one that happens once."""
        with self._lock:
            found = self._active.get(name)
            return self.take(name) if found is not None and found.once else None

    def state(self) -> State:
        """Return what the printer says about itself, truly or not."""
        active = self.active()
        if "lies" in active:
            return State()
        return State(
            paper_out="paper_out" in active,
            near_end="paper_near_end" in active,
            cover_open="cover_open" in active,
            offline="offline" in active,
            error="error" in active,
            drawer_open="drawer_open" in active,
        )

    def _change(self, changes: Mapping[str, Active | None], *, keep: bool) -> None:
        with self._lock:
            merged = {**self._active, **changes} if keep else dict(changes)
            self._active = {name: fault for name, fault in merged.items() if fault is not None}
            self.holding = not HOLDING.isdisjoint(self._active)
        self.changed()


def checked(name: str, value: Value = True, *, once: bool = False) -> Active | None:  # noqa: FBT002 (the value itself)
    """Check a fault; None stands for one that is not wanted. Raises `invalid_fault`."""
    kind = KINDS.get(name)
    if kind is None:
        raise _bad(name, f"it is none of {', '.join(KINDS)}")
    if value is False:
        return None
    if once and not kind.once:
        raise _bad(name, "it lasts until it is cleared, so it cannot happen once")
    if not kind.unit and value is not True:
        raise _bad(name, "it takes no value")
    if kind.unit and (value is True or not kind.least <= value <= _MOST):
        raise _bad(name, f"it needs a number of {kind.unit}, at least {kind.least}")
    if kind.unit and kind.unit != "seconds":
        if value != int(value):
            raise _bad(name, f"it needs a whole number of {kind.unit}")
        value = int(value)
    return Active(value, once)


def read(text: str) -> tuple[str, Active | None]:
    """Read `NAME[=VALUE][:once]`; raises PrintingError `invalid_fault`."""
    fault, colon, when = text.partition(":")
    name, given, number = fault.partition("=")
    if colon and when != "once":
        raise _bad(name, "write NAME, NAME=VALUE, NAME:once or NAME=VALUE:once")
    try:
        value: Value = float(number) if given else True
    except ValueError:
        raise _bad(name, f"{number!r} is not a number") from None
    return name, checked(name, value, once=bool(colon))


def _bad(name: str, reason: str) -> PrintingError:
    return PrintingError("invalid_fault", fault=name, reason=reason)
