"""Slips as dictionaries that are ready for JSON: what is stored of them."""

from __future__ import annotations

import base64
from typing import assert_never

from printing.slips import raw
from printing.slips.elements import (
    PLAIN,
    QR,
    Barcode,
    Cell,
    Columns,
    Cut,
    Drawer,
    Element,
    Feed,
    Image,
    Raw,
    Rule,
    Slip,
    Style,
    Text,
    Wrap,
)

Json = dict[str, object]


def to_dict(slip: Slip) -> Json:
    """Write a slip as `{"title", "direction", "elements", "warnings"}`, ready for JSON."""
    return {
        "title": slip.title,
        "direction": slip.direction.value,
        "elements": [_element(element) for element in slip.elements],
        "warnings": [{"code": w.code, "data": dict(w.data)} for w in slip.warnings],
    }


def storable(slip: Slip) -> Json | None:
    """Write a slip as JSON that PostgreSQL keeps; None for one with NUL or half a character in it."""
    written = to_dict(slip)
    return written if _is_plain(written) else None


def _is_plain(value: object) -> bool:
    if isinstance(value, str):
        return not any(char == "\0" or "\ud800" <= char <= "\udfff" for char in value)
    if isinstance(value, dict):
        return all(map(_is_plain, value.values()))
    return not isinstance(value, list) or all(map(_is_plain, value))


def _element(element: Element) -> Json:
    match element:
        case Text():
            return _text(element)
        case Columns():
            return _columns(element)
        case Barcode() | QR() | Image():
            return _symbol(element)
        case Raw():
            return {"kind": "escpos", "content": _commands(element.data)}
        case _:
            return _paper(element)


def _paper(element: Rule | Feed | Cut | Drawer) -> Json:
    match element:
        case Rule():
            return {"kind": "rule", "char": element.char}
        case Feed():
            return {"kind": "feed", "lines": element.lines}
        case Cut():
            return {"kind": "cut", "partial": element.partial}
        case Drawer():
            return {"kind": "drawer", "pin": element.pin}
        case _:
            assert_never(element)


def _text(text: Text) -> Json:
    written: Json = {"kind": "text", "text": text.text, **_style(text.style)}
    if text.align is not None:
        written["align"] = text.align.value
    if text.wrap is not Wrap.WORD:
        written["wrap"] = text.wrap.value
    return written


def _columns(columns: Columns) -> Json:
    return {"kind": "columns", "gap": columns.gap, "cells": [_cell(c) for c in columns.cells]}


def _cell(cell: Cell) -> Json:
    written: Json = {"text": cell.text, "align": cell.align.value}
    if cell.width is not None:
        written["width"] = cell.width
    return written | (_style(cell.style) if cell.style != PLAIN else {})


def _style(style: Style | None) -> Json:
    """Write what differs from plain; plain itself is `size` 1, 1, for no style is another thing."""
    if style is None:
        return {}
    names = ("bold", "underline", "invert")
    written: Json = {name: True for name in names if getattr(style, name)}
    if not written or (style.width, style.height) != (1, 1):
        written["size"] = [style.width, style.height]
    return written


def _symbol(symbol: Barcode | QR | Image) -> Json:
    align = symbol.align.value
    if isinstance(symbol, Barcode):
        return {
            "kind": "barcode",
            "symbology": symbol.kind.name.lower(),
            "data": symbol.data,
            "height": symbol.height,
            "width": symbol.width,
            "text": symbol.text.value,
            "align": align,
        }
    if isinstance(symbol, QR):
        qr: Json = {"kind": "qr", "data": symbol.data, "size": symbol.size}
        return qr | {"error": symbol.error, "align": align}
    return {"kind": "image", "data": base64.b64encode(symbol.data).decode(), "align": align}


def _commands(data: bytes) -> list[str]:
    return [
        (opcode + (b"" if value is None else bytes([value]))).hex().upper()
        for opcode, value in raw.commands(data)
    ]
