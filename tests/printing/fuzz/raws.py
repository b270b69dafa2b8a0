"""Random raw elements: noise, allowed commands, and allowed commands that were spoiled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.printing.fuzz.grammar import BY_CALLERS

if TYPE_CHECKING:
    from random import Random

_COMMANDS = sorted(BY_CALLERS)
# What a printer would act on, and must never get from a caller.
FORBIDDEN = tuple(
    map(
        bytes.fromhex,
        (
            "1B3D00", "1B70001919", "1014010001", "1014020108", "10140801031401060208", "100401",
            "100502", "1C7101", "1D284C", "1D384C", "1C6731", "1D2843", "1D6730",
            "1D2845030001494E", "1D284D", "1D2841", "1D6101", "1B4C", "1C26", "1B7401", "1B5201",
            "1B2601", "1B2501", "1D3A", "1B633501", "1F1B1F9100495069", "1D763000FFFFFFFF",
            "1D6B49FF", "1D286BFFFF", "0A", "41", "1B", "1D", "1B4502", "1D2188", "1D7707",
        ),
    )
)  # fmt: skip


def raw_bytes(chance: Random) -> bytes:
    """Make bytes for a raw element: three in four are allowed."""
    data = b"".join(_command(chance) for _ in range(chance.randint(1, 6)))
    return data if chance.random() < 0.75 else _spoiled(chance, data)


def any_bytes(chance: Random) -> bytes:
    """Make bytes of which most are refused, many for their last byte only."""
    kind = chance.random()
    if kind < 0.15:
        return chance.randbytes(chance.randint(0, 8))
    if kind < 0.25:
        return bytes(chance.choices(b"\x1b\x1d\x10\x1c@!EaJd \x00\x01\x02", k=chance.randint(1, 6)))
    data = b"".join(_command(chance) for _ in range(chance.choice((1, 1, 2, 3, 8, 30))))
    return data if chance.random() < 0.4 else _spoiled(chance, data)


def _command(chance: Random) -> bytes:
    code = chance.choice(_COMMANDS)
    values = BY_CALLERS[code]
    return bytes(code) if values is None else bytes((*code, chance.choice(values)))


def _spoiled(chance: Random, data: bytes) -> bytes:
    kind = chance.randrange(5)
    at = chance.randrange(len(data) + 1)
    if kind == 0:
        return data[:at]
    if kind == 1:
        return data[:at] + bytes([chance.randrange(256)]) + data[at:]
    if kind == 2:
        return data[:at] + bytes([chance.randrange(256)]) + data[at + 1 :]
    if kind == 3:
        return data[:at] + data[at + 1 :]
    return data[:at] + chance.choice(FORBIDDEN) + data[at:]
