"""CODE128 as Epson printers read its data: `{A`, `{B`, `{C` choose a set, set C has values."""

from __future__ import annotations

import re

from barcode.charsets import code128

_STARTS = {"A": 103, "B": 104, "C": 105}
_SWITCHES = {"A": 101, "B": 100, "C": 99}
_FUNCTIONS = {"1": 102, "2": 97, "3": 96}
_FNC4 = {"A": 101, "B": 100}
_SHIFT = 98
_BRACE = "{"


class BadDataError(ValueError):
    """A printer would not take this for a barcode; the text says why."""


def modules(data: bytes) -> tuple[str, str]:
    """Return (1 for a bar and 0 for a gap, the characters for people); raises BadDataError."""
    values, shown = _values(data.decode("latin-1"))
    check = (values[0] + sum(place * value for place, value in enumerate(values))) % 103
    bars = "".join(code128.CODES[value] for value in (*values, check))
    return bars + code128.STOP + "11", shown


def auto(data: bytes) -> bytes:
    """Choose code sets for data without any: C for even runs of digits, else B, A where needed."""
    text, out, code = data.decode("latin-1"), "", ""
    for part in re.findall(r"(?:\d\d){2,}|[\x00-\x1f]+|\d|[^\x00-\x1f\d]+", text):
        wanted = "C" if len(part) > 3 and part.isdigit() else "A" if part < " " else "B"
        if wanted != code:
            out, code = out + _BRACE + wanted, wanted
        if code == "C":
            out += "".join(chr(int(pair)) for pair in re.findall("..", part))
        else:
            out += part.replace(_BRACE, _BRACE * 2)
    return out.encode("latin-1")


def _values(text: str) -> tuple[list[int], str]:
    if text[:1] != _BRACE or text[1:2] not in _STARTS:
        raise BadDataError("it does not begin with a code set")
    code, shown = text[1], ""
    values, at, shifted = [_STARTS[code]], 2, False
    while at < len(text):
        current = {"A": "B", "B": "A"}.get(code, code) if shifted else code
        if text[at] == _BRACE:
            value, code, char = _escape(text[at + 1 : at + 2], code)
            shifted, at = value == _SHIFT, at + 2
        else:
            value, char = _symbol(text[at], current)
            shifted, at = False, at + 1
        values.append(value)
        shown += char
    if len(values) == 1:
        raise BadDataError("it is empty")
    return values, shown


def _escape(mark: str, code: str) -> tuple[int, str, str]:
    """Return (value, code set from now on, character for people)."""
    if mark in _SWITCHES and mark != code:
        return _SWITCHES[mark], mark, ""
    if mark == _BRACE and code == "B":
        return ord(_BRACE) - 32, code, _BRACE
    if mark == "S" and code != "C":
        return _SHIFT, code, ""
    if mark == "4" and code in _FNC4:
        return _FNC4[code], code, " "
    if mark in _FUNCTIONS and (code != "C" or mark == "1"):
        return _FUNCTIONS[mark], code, " "
    raise BadDataError(f"{{{mark} is not known in code set {code}")


def _symbol(char: str, code: str) -> tuple[int, str]:
    byte = ord(char)
    if code == "C" and byte < 100:
        return byte, f"{byte:02d}"
    if code == "A" and byte < 96:
        return (byte + 64 if byte < 32 else byte - 32), char if byte >= 32 else " "
    if code == "B" and 32 <= byte < 128:
        return byte - 32, char
    raise BadDataError(f"byte {byte} is not in code set {code}")
