"""Kinds of one-dimensional barcodes and the rules of their data."""

from __future__ import annotations

import re
from enum import Enum

from printing.errors import PrintingError


class BarcodeKind(Enum):
    """A barcode, by the number `m` of `GS k` in its form with an explicit length."""

    UPC_A = 65
    UPC_E = 66
    EAN13 = 67
    EAN8 = 68
    CODE39 = 69
    ITF = 70
    CODABAR = 71
    CODE93 = 72
    CODE128 = 73

    @classmethod
    def from_gs_k(cls, m: int) -> BarcodeKind:
        """Map `m` of either form of `GS k` (0-6 or 65-73); raises `invalid_barcode`."""
        try:
            return cls(m + 65 if 0 <= m <= 6 else m)
        except ValueError:
            raise PrintingError("invalid_barcode", kind=m, data="", reason="no such kind") from None


_PRINTABLE = r"[\x20-\x7e]"
_RULES: dict[BarcodeKind, tuple[re.Pattern[str], str]] = {
    BarcodeKind.UPC_A: (re.compile(r"[0-9]{11,12}"), "11 or 12 digits"),
    BarcodeKind.UPC_E: (re.compile(r"0[0-9]{5,7}|0[0-9]{10,11}"), "6-8, 11 or 12 digits from 0"),
    BarcodeKind.EAN13: (re.compile(r"[0-9]{12,13}"), "12 or 13 digits"),
    BarcodeKind.EAN8: (re.compile(r"[0-9]{7,8}"), "7 or 8 digits"),
    BarcodeKind.CODE39: (re.compile(r"[0-9A-Z $%+\-./]{1,80}"), "digits, capitals, space $%+-./"),
    BarcodeKind.ITF: (re.compile(r"(?:[0-9]{2}){1,40}"), "an even number of digits"),
    BarcodeKind.CODABAR: (
        re.compile(r"[A-Da-d][0-9$+\-./:]{1,78}[A-Da-d]"),
        "digits and $+-./: between two of A-D",
    ),
    # Control characters are legal in CODE93 and CODE128, yet a printer may act on them in transit.
    BarcodeKind.CODE93: (re.compile(_PRINTABLE + r"{1,80}"), "printable ASCII"),
    BarcodeKind.CODE128: (re.compile(_PRINTABLE + r"{1,80}"), "printable ASCII"),
}

_CHECKED_LENGTH = {BarcodeKind.UPC_A: 12, BarcodeKind.EAN13: 13, BarcodeKind.EAN8: 8}


def check_data(kind: BarcodeKind, data: str) -> None:
    """Raise PrintingError `invalid_barcode` unless `data` fits `kind`."""
    pattern, reason = _RULES[kind]
    if not pattern.fullmatch(data):
        raise PrintingError("invalid_barcode", kind=kind.name, data=data, reason=reason)
    if kind is BarcodeKind.CODE128:
        code128_values(data)


def check_digit(digits: str) -> str:
    """Compute the check digit of UPC and EAN data given without it."""
    weighted = sum(int(d) * (3 if i % 2 == 0 else 1) for i, d in enumerate(reversed(digits)))
    return str(-weighted % 10)


def wrong_check_digit(kind: BarcodeKind, data: str) -> str | None:
    """Return the digit that `data` should end with, when it ends with another one."""
    if len(data) != _CHECKED_LENGTH.get(kind):
        return None
    expected = check_digit(data[:-1])
    return None if data[-1] == expected else expected


def code128_data(data: str) -> str:
    """Write CODE128 data in full: a code set first, a brace doubled."""
    if data[:2] in {"{A", "{B", "{C"}:
        return data
    return "{B" + data.replace("{", "{{")


# A code set or a function, two digits or a character: in code set C, two digits are one byte.
_CODE128_PARTS = re.compile(r"\{(.)|([0-9]{2})|(.)")


def code128_bytes(data: str) -> bytes:
    """Return what `GS k` takes for CODE128 data that `check_data` accepted."""
    sent, code, text, at = bytearray(), "", code128_data(data), 0
    while found := _CODE128_PARTS.match(text, at):
        size = 2 if found[1] or code == "C" else 1
        part = text[at : at + size]
        code = part[1] if found[1] in _STARTS else code
        sent += bytes([int(part)]) if code == "C" and not found[1] else part.encode("ascii")
        at += size
    return bytes(sent)


def code128_text(sent: bytes) -> str:
    """Read what `GS k` was given back into CODE128 data."""
    text, code, at = "", "", 0
    while at < len(sent):
        escaped = sent[at : at + 1] == b"{"
        part = sent[at : at + 1 + escaped].decode("ascii", "replace")
        code = part[1:] if part[1:] in _STARTS else code
        text += f"{sent[at]:02d}" if code == "C" and not escaped else part
        at += 1 + escaped
    return text


_STARTS = {"A": 103, "B": 104, "C": 105}
_SWITCHES = {"A": 101, "B": 100, "C": 99}
_FUNCTIONS = {"1": {"A": 102, "B": 102, "C": 102}, "2": {"A": 97, "B": 97}, "3": {"A": 96, "B": 96}}


def _bad_code128(data: str, reason: str) -> PrintingError:
    return PrintingError("invalid_barcode", kind="CODE128", data=data, reason=reason)


def _code128_escape(data: str, code: str, mark: str) -> tuple[int, str]:
    if mark in _SWITCHES:
        return _SWITCHES[mark], mark
    value = _FUNCTIONS.get(mark, {}).get(code)
    if mark == "{" and code == "B":
        value = ord("{") - 32
    if value is None:
        raise _bad_code128(data, f"{{{mark} is not known in code set {code}")
    return value, code


def code128_values(data: str) -> list[int]:
    """Turn CODE128 data into symbol values from the start symbol on, without check and stop."""
    text = code128_data(data)
    code = text[1]
    values = [_STARTS[code]]
    at = 2
    while at < len(text):
        if text[at] == "{":
            value, code = _code128_escape(data, code, text[at + 1 : at + 2])
            step = 2
        elif code == "C":
            if not re.fullmatch(r"[0-9]{2}", text[at : at + 2]):
                raise _bad_code128(data, "code set C takes pairs of digits")
            value, step = int(text[at : at + 2]), 2
        elif code == "A" and text[at] > "_":
            raise _bad_code128(data, "code set A has no small letters")
        else:
            value, step = ord(text[at]) - 32, 1
        values.append(value)
        at += step
    if len(values) == 1:
        raise _bad_code128(data, "it is empty")
    return values
