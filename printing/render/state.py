"""What raw commands leave behind: the printer's state as far as it shapes text."""

from __future__ import annotations

from dataclasses import dataclass, replace

from printing.slips.elements import PLAIN, Align, Style
from printing.slips.raw import commands

ALIGNS = (Align.LEFT, Align.CENTER, Align.RIGHT)


@dataclass(frozen=True, slots=True)
class State:
    """Style, alignment, font and spacing in force. `spacing` is in dots."""

    style: Style = PLAIN
    align: Align = Align.LEFT
    font_b: bool = False
    spacing: int = 0
    turned: bool = False


@dataclass(slots=True)
class Effect:
    """A state and the paper that was fed on the way to it. `spaced`: the line spacing was set."""

    state: State
    lines: int = 0
    dots: int = 0
    spaced: bool = False


def apply(data: bytes, state: State) -> Effect:
    """Follow checked raw commands from `state` on."""
    effect = Effect(state)
    for opcode, value in commands(data):
        if opcode == b"\x1b@":
            effect.state = State()
        elif value is not None:
            _step(effect, opcode, value)
    return effect


def _step(effect: Effect, opcode: bytes, n: int) -> None:
    state = effect.state
    if opcode == b"\x1bd":
        effect.lines += n
    elif opcode == b"\x1bJ":
        effect.dots += n
    elif opcode == b"\x1b3":
        effect.spaced = True
    elif opcode == b"\x1ba":
        effect.state = replace(state, align=ALIGNS[n % 48])
    elif opcode == b"\x1bM":
        effect.state = replace(state, font_b=bool(n % 48))
    elif opcode == b"\x1b ":
        effect.state = replace(state, spacing=n)
    elif opcode in {b"\x1b{", b"\x1bV"}:
        effect.state = replace(state, turned=bool(n % 48))
    elif opcode == b"\x1b!":
        effect.state = replace(state, style=_modes(state.style, n), font_b=bool(n & 1))
    else:
        effect.state = replace(state, style=_styled(state.style, opcode, n))


def _modes(style: Style, n: int) -> Style:
    return replace(
        style,
        bold=bool(n & 0x08),
        underline=bool(n & 0x80),
        height=2 if n & 0x10 else 1,
        width=2 if n & 0x20 else 1,
    )


def _styled(style: Style, opcode: bytes, n: int) -> Style:
    if opcode in {b"\x1bE", b"\x1bG"}:
        return replace(style, bold=bool(n))
    if opcode == b"\x1b-":
        return replace(style, underline=bool(n % 48))
    if opcode == b"\x1dB":
        return replace(style, invert=bool(n))
    if opcode == b"\x1d!":
        return replace(style, width=(n >> 4) + 1, height=(n & 7) + 1)
    return style
