"""Random JSON: slips as callers write them, and MiniPOS print blocks; some of it spoiled."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.printing.fuzz.raws import raw_bytes
from tests.printing.fuzz.words import plain, text

if TYPE_CHECKING:
    from random import Random

ODD: tuple[Any, ...] = (
    None, True, False, -1, 0, 2, 10**30, 1.5, float("inf"), "", "x", "\x1bp\x00\x19\x19", "\ud800",
    "1B70001919", "1B40", [], [[]], {}, {"": None}, ["1B40", 5], {"kind": "drawer", "pin": 5},
    {"kind": "text", "text": "\x10\x14\x01"}, {"kind": "escpos", "content": ["1B3D00"]},
)  # fmt: skip


def minipos(chance: Random) -> object:
    """Make the `info` of an invoice: blocks before, in and after a slip."""
    info: dict[str, Any] = {"slip": [_block(chance) for _ in range(chance.randint(1, 5))]}
    for name in ("header", "footer"):
        if chance.random() < 0.3:
            info[name] = [_block(chance, raw=False) for _ in range(chance.randint(0, 2))]
    return spoiled(chance, info) if chance.random() < 0.15 else info


def _block(chance: Random, *, raw: bool = True) -> dict[str, Any]:
    kind = chance.random()
    if kind < 0.5:
        return {"kind": "text", "content": text(chance).encode(errors="replace").decode()}
    if kind < 0.75 and raw:
        content = [raw_bytes(chance).hex().upper() for _ in range(chance.randint(0, 3))]
        return {"kind": "escpos", "content": content}
    block: dict[str, Any] = {
        "kind": "barcode", "code": plain(chance, "0123456789", 13), "type": chance.randint(0, 8),
    }  # fmt: skip
    for name, most in (("align", 2), ("text_position", 3), ("height", 256), ("width", 6)):
        if chance.random() < 0.3:
            block[name] = chance.choice((None, chance.randint(0, most), chance.randint(2, 6)))
    return block


def spoiled(chance: Random, document: Any) -> Any:
    """Return a document of which up to three places hold something else."""
    for _ in range(chance.choice((0, 0, 1, 2, 3))):
        document = _spoiled(chance, document)
    return document


def _spoiled(chance: Random, value: Any) -> Any:
    if chance.random() < 0.05 or not isinstance(value, dict | list) or not value:
        return chance.choice(ODD)
    places = list(value) if isinstance(value, dict) else list(range(len(value)))
    place = chance.choice(places)
    made: Any = value.copy()
    if chance.random() < 0.15:
        del made[place]
    elif chance.random() < 0.1 and isinstance(made, dict):
        made[chance.choice(("x", "kind", "pin", "", "elements"))] = chance.choice(ODD)
    else:
        made[place] = _spoiled(chance, made[place])
    return made
