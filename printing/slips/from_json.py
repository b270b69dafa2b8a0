"""Slips from dictionaries: what `to_json` wrote, or what a caller wrote by hand for the API."""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING

from printing.slips import raw
from printing.slips.barcodes import BarcodeKind
from printing.slips.elements import (
    MAX_ELEMENTS,
    MAX_FEED_LINES,
    MAX_IMAGE_BYTES,
    MAX_QR_BYTES,
    MAX_TEXT,
    QR,
    Align,
    Barcode,
    Cell,
    Columns,
    Cut,
    Direction,
    Drawer,
    Element,
    Feed,
    Hri,
    Image,
    Raw,
    Rule,
    Slip,
    SlipWarning,
    Style,
    Text,
    Wrap,
)
from printing.slips.members import Members, items, placed, wrong

if TYPE_CHECKING:
    from collections.abc import Callable

SYMBOLOGIES = {kind.name.lower(): kind for kind in BarcodeKind}
MAX_WARNINGS = 4 * MAX_ELEMENTS
_STYLE = ("bold", "underline", "invert", "size")


def from_dict(value: object) -> Slip:
    """Read what `to_dict` wrote, or what a caller wrote by hand; only `elements` must be there.

    Raises PrintingError: `invalid_element` for a wrong shape, and what the elements themselves
    refuse (`raw_refused`, `invalid_barcode`, `slip_too_long`). Its data name the place, `at`.
    """
    members = Members(value, "")
    title = members.text("title", "", limit=MAX_TEXT)
    direction = members.choice("direction", Direction, Direction.LTR)
    places = items(members.need("elements"), "elements", MAX_ELEMENTS)
    elements = tuple(read_element(item, at) for at, item in places)
    notes = items(members.take("warnings", []), "warnings", MAX_WARNINGS)
    warnings = tuple(_read_warning(item, at) for at, item in notes)
    members.finish()
    return Slip(title, elements, warnings, direction)


def read_element(value: object, at: str) -> Element:
    """Read one element; `at` is its place for errors."""
    members = Members(value, at)
    kind = members.text("kind", limit=20)
    reader = _READERS.get(kind)
    if reader is None:
        raise wrong(members.place("kind"), f"one of {', '.join(_READERS)} is expected")
    with placed(at):
        element = reader(members)
    members.finish()
    return element


def _read_text(members: Members) -> Text:
    text = members.text("text", limit=MAX_TEXT)
    style = _read_style(members) if any(name in members for name in _STYLE) else None
    align = members.choice("align", Align, Align.LEFT) if "align" in members else None
    return Text(text, style, align, members.choice("wrap", Wrap, Wrap.WORD))


def _read_style(members: Members) -> Style:
    flags = [members.flag(name, default=False) for name in ("bold", "underline", "invert")]
    sizes = items(members.take("size", [1, 1]), members.place("size"), MAX_ELEMENTS)
    numbers = [n for _, n in sizes if isinstance(n, int) and not isinstance(n, bool)]
    if not len(numbers) == len(sizes) == 2 or not all(1 <= n <= 8 for n in numbers):
        raise wrong(members.place("size"), "two whole numbers from 1 to 8: width and height")
    return Style(*flags, *numbers)


def _read_columns(members: Members) -> Columns:
    places = items(members.need("cells"), members.place("cells"), MAX_ELEMENTS)
    cells = tuple(_read_cell(Members(item, at)) for at, item in places)
    if not 1 <= len(cells) <= 16:
        raise wrong(members.place("cells"), "1 to 16 cells")
    return Columns(cells, members.integer("gap", 1, 0, 8))


def _read_cell(members: Members) -> Cell:
    text = members.text("text", limit=MAX_TEXT)
    width = members.integer("width", 1, 1, 1000) if "width" in members else None
    cell = Cell(text, width, members.choice("align", Align, Align.LEFT), _read_style(members))
    members.finish()
    return cell


def _read_rule(members: Members) -> Rule:
    with placed(members.place("char")):
        return Rule(members.text("char", "-", limit=1))


def _read_feed(members: Members) -> Feed:
    return Feed(members.integer("lines", 1, 1, MAX_FEED_LINES))


def _read_barcode(members: Members) -> Barcode:
    name = members.text("symbology", "ean13", limit=20)
    if name not in SYMBOLOGIES:
        raise wrong(members.place("symbology"), f"one of {', '.join(SYMBOLOGIES)} is expected")
    data = members.text("data", limit=200)
    with placed(members.place("data")):
        return Barcode(
            data,
            SYMBOLOGIES[name],
            members.integer("height", 64, 1, 255),
            members.integer("width", 2, 2, 6),
            members.choice("text", Hri, Hri.BELOW),
            members.choice("align", Align, Align.CENTER),
        )


def _read_qr(members: Members) -> QR:
    data = members.text("data", limit=MAX_QR_BYTES)
    size, error = members.integer("size", 6, 1, 16), members.text("error", "M", limit=1)
    if error not in {"L", "M", "Q", "H"}:
        raise wrong(members.place("error"), "one of L, M, Q, H is expected")
    with placed(members.place("data")):
        return QR(data, size, error, members.choice("align", Align, Align.CENTER))


def _read_image(members: Members) -> Image:
    text = members.text("data", limit=MAX_IMAGE_BYTES * 4 // 3 + 4)
    with placed(members.place("data")):
        try:
            data = base64.b64decode(text, validate=True)
        except (binascii.Error, ValueError):
            raise wrong(members.place("data"), "Base64 is expected") from None
        return Image(data, members.choice("align", Align, Align.CENTER))


def _read_cut(members: Members) -> Cut:
    return Cut(members.flag("partial", default=True))


def _read_drawer(members: Members) -> Drawer:
    with placed(members.place("pin")):
        return Drawer(members.integer("pin", 2, 2, 5))


def _read_raw(members: Members) -> Raw:
    content = members.need("content")
    strings = items(content, members.place("content"), MAX_ELEMENTS)
    data = b"".join(read_hex(item, at) for at, item in strings)
    with placed(members.place("content")):
        return Raw(data)


def read_hex(value: object, at: str) -> bytes:
    """Read one string of whole commands in hexadecimal; raises `raw_refused` with its place."""
    if not isinstance(value, str):
        raise wrong(at, "a text of hexadecimal digits is expected")
    with placed(at):
        return raw.from_hex(value)


def _read_warning(value: object, at: str) -> SlipWarning:
    members = Members(value, at)
    code = members.text("code", limit=100)
    data = Members(members.take("data", {}), members.place("data"))
    names = list(data)
    pairs = tuple((name, data.text(name, limit=MAX_TEXT)) for name in names)
    members.finish()
    return SlipWarning(code, pairs)


_READERS: dict[str, Callable[[Members], Element]] = {
    "text": _read_text,
    "columns": _read_columns,
    "rule": _read_rule,
    "feed": _read_feed,
    "barcode": _read_barcode,
    "qr": _read_qr,
    "image": _read_image,
    "cut": _read_cut,
    "drawer": _read_drawer,
    "escpos": _read_raw,
}
