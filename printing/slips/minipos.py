"""MiniPOS print blocks (`info.slip`, `info.header`, `info.footer`) as a slip.

The published page shows the blocks by example only. What it leaves out is taken from ESC/POS:
`type` is the number of `GS k`, `align` of `ESC a`, `text_position` of `GS H`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from printing.render.layout import lay_out
from printing.render.profile import profile_for
from printing.slips.barcodes import BarcodeKind
from printing.slips.elements import (
    MAX_ELEMENTS,
    MAX_TEXT,
    Align,
    Barcode,
    Cut,
    Element,
    Hri,
    Raw,
    Slip,
    SlipWarning,
    Text,
    Wrap,
)
from printing.slips.from_json import read_hex
from printing.slips.members import Members, items, placed, wrong

_ALIGNS = (Align.LEFT, Align.CENTER, Align.RIGHT)
_POSITIONS = (Hri.NONE, Hri.ABOVE, Hri.BELOW, Hri.BOTH)
_INITIALISE = Raw(b"\x1b@")

T = TypeVar("T")


def slip_from_minipos(info: object, *, columns: int) -> Slip:
    """Build a slip of the header, slip and footer blocks of an invoice's `info`, and a cut.

    `header` and `footer` of a sale belong to its receipt: pass `{"slip": ...}` alone for the slip
    after a payment, and use `blocks` for the receipt. Texts break as the printer breaks them;
    warning `line_too_long` says how many rows a text takes at `columns`. A wrong check digit stays
    as it is, with warning `bad_check_digit`. Members of `info` beside the three are not looked at.

    Raises PrintingError; its data name the place, such as `slip/2/content/0`.
    """
    if not isinstance(info, dict):
        raise wrong("info", "an object is expected")
    body = blocks(info.get("slip"), "slip", raw_allowed=True)
    if not body:
        raise wrong("slip", "at least one block is expected")
    header, footer = (blocks(info.get(name) or [], name) for name in ("header", "footer"))
    # Whatever the raw commands of the body set must not colour the footer.
    between = (_INITIALISE,) if footer and any(isinstance(e, Raw) for e in body) else ()
    slip = Slip("Slip", (*header, *body, *between, *footer, Cut()))
    return replace(slip, warnings=slip.warnings + _check_width(slip, columns))


def blocks(value: object, at: str, *, raw_allowed: bool = False) -> tuple[Element, ...]:
    """Read a list of print blocks; `escpos` ones only where they are allowed."""
    found = [
        element
        for place, block in items(value, at, MAX_ELEMENTS)
        for element in _block(Members(block, place), raw_allowed=raw_allowed)
    ]
    return tuple(found)


def _block(members: Members, *, raw_allowed: bool) -> list[Element]:
    kind = members.text("kind", limit=20)
    elements: list[Element]
    if kind == "text":
        elements = [Text(members.text("content", limit=MAX_TEXT), wrap=Wrap.PRINTER)]
    elif kind == "barcode":
        elements = [_barcode(members)]
    elif kind == "escpos" and raw_allowed:
        elements = _raw(members)
    else:
        known = "text, barcode or escpos" if raw_allowed else "text or barcode"
        raise wrong(members.place("kind"), f"{known} is expected")
    members.finish()
    return elements


def _raw(members: Members) -> list[Element]:
    strings = items(members.need("content"), members.place("content"), MAX_ELEMENTS)
    return [Raw(read_hex(item, at)) for at, item in strings]


def _barcode(members: Members) -> Barcode:
    code, kind = members.text("code", limit=200), _kind(members)
    align = _pick(members, "align", _ALIGNS, Align.CENTER)
    text = _pick(members, "text_position", _POSITIONS, Hri.BELOW)
    height = _optional(members, "height", 64, (1, 255))
    width = _optional(members, "width", 2, (2, 6))
    with placed(members.place("code")):
        return Barcode(code, kind, height, width, text, align)


def _kind(members: Members) -> BarcodeKind:
    """Read the number of `GS k`: 0-6 and 65-73 as Epson has them, 7 and 8 as makers of clones do."""
    m = members.integer("type", None, 0, 255)
    with placed(members.place("type")):
        return BarcodeKind.from_gs_k(m + 65 if m in {7, 8} else m)


def _optional(members: Members, name: str, default: int, limits: tuple[int, int]) -> int:
    """Read a number that may be missing or null."""
    if name in members and (value := members.take(name)) is not None:
        return Members({name: value}, members.at).integer(name, None, *limits)
    return default


def _pick(members: Members, name: str, choices: tuple[T, ...], default: T) -> T:
    number = _optional(members, name, choices.index(default), (0, len(choices) - 1))
    return choices[number]


def _check_width(slip: Slip, columns: int) -> tuple[SlipWarning, ...]:
    with placed("slip"):
        layout = lay_out(slip, profile_for(columns))
    return tuple(one for one in layout.warnings if one.code == "line_too_long")
