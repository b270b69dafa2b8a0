"""What a printer says about itself, bit by bit as Epson documents it."""

from __future__ import annotations

from dataclasses import dataclass

MODEL, TYPE, ROM = 0x20, 0x02, 0x01
_TEXTS = {65: "1.00", 66: "SLIPWAY", 67: "VIRTUAL", 68: "VIRTUAL-0001", 69: ""}


@dataclass(frozen=True, slots=True)
class State:
    """What its sensors tell. `offline` is a switch of its own; `error` is the cutter."""

    paper_out: bool = False
    near_end: bool = False
    cover_open: bool = False
    offline: bool = False
    error: bool = False
    drawer_open: bool = False

    @property
    def is_offline(self) -> bool:
        return self.paper_out or self.cover_open or self.offline or self.error


def realtime(state: State, n: int) -> int:
    """`DLE EOT n`: 1 printer, 2 why it is off-line, 3 error, 4 paper."""
    answer = 0x12
    if n == 1:
        answer |= 0x04 * state.drawer_open | 0x08 * state.is_offline
    elif n == 2:
        answer |= 0x04 * state.cover_open | 0x20 * state.paper_out | 0x40 * state.error
    elif n == 3:
        answer |= 0x08 * state.error
    else:
        answer |= 0x60 * state.paper_out | 0x0C * state.near_end
    return answer


def sensors(state: State, n: int) -> bytes | None:
    """`GS r n`: 1 paper, 2 drawer."""
    if n in {1, 49}:
        return bytes([0x0C * state.paper_out | 0x03 * state.near_end])
    if n in {2, 50}:
        return bytes([0x01 * state.drawer_open])
    return None


def report(state: State) -> bytes:
    """Return the four bytes of an automatic report (`GS a`)."""
    printer = 0x10 | 0x04 * state.drawer_open | 0x08 * state.is_offline | 0x20 * state.cover_open
    paper = 0x03 * state.near_end | 0x0C * state.paper_out
    return bytes([printer, 0x08 * state.error, paper, 0x0F])


def watched(state: State, n: int) -> tuple[object, ...]:
    """Return what `GS a n` watches: a change of this is reported."""
    return (
        n & 0x01 and state.drawer_open,
        n & 0x02 and (state.is_offline, state.cover_open),
        n & 0x04 and state.error,
        n & 0x08 and (state.near_end, state.paper_out),
    )


def identity(n: int) -> bytes | None:
    """`GS I n`: a byte for 1 to 3, `_text NUL` for 65 and above."""
    numbers = {1: MODEL, 49: MODEL, 2: TYPE, 50: TYPE, 3: ROM, 51: ROM}
    if n in numbers:
        return bytes([numbers[n]])
    return b"_" + _TEXTS[n].encode() + b"\x00" if n in _TEXTS else None


def process_id(number: bytes) -> bytes:
    """`GS ( H`, function 48: the four characters that were sent, when all before is printed."""
    return b"\x37\x22" + number + b"\x00"
