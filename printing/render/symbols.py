"""Barcodes and QR codes as bitmaps, for the preview and the virtual printer."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import cycle

import qrcode
from barcode.charsets import codabar as nw7
from barcode.charsets import code39, code128, ean, itf
from PIL import Image

from printing.slips.barcodes import BarcodeKind, check_digit, code128_data, code128_values

_LEVELS = {"L": 1, "M": 0, "Q": 3, "H": 2}  # as the symbol's format bits have them

# CODE93, value 0 to 46 then start/stop: nine modules each.
_CODE93 = [
    "100010100",
    "101001000",
    "101000100",
    "101000010",
    "100101000",
    "100100100",
    "100100010",
    "101010000",
    "100010010",
    "100001010",
    "110101000",
    "110100100",
    "110100010",
    "110010100",
    "110010010",
    "110001010",
    "101101000",
    "101100100",
    "101100010",
    "100110100",
    "100011010",
    "101011000",
    "101001100",
    "101000110",
    "100101100",
    "100010110",
    "110110100",
    "110110010",
    "110101100",
    "110100110",
    "110010110",
    "110011010",
    "101101100",
    "101100110",
    "100110110",
    "100111010",
    "100101110",
    "111010100",
    "111010010",
    "111001010",
    "101101110",
    "101110110",
    "110101110",
    "100100110",
    "111011010",
    "111010110",
    "100110010",
    "101011110",
]
_CODE93_CHARS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-. $/+%"
_SHIFT_DOLLAR, _SHIFT_PERCENT, _SHIFT_SLASH, _SHIFT_PLUS = 43, 44, 45, 46

# UPC-E: which of the six digits have even parity, by check digit, number system 0.
_UPC_E = ["BBBAAA", "BBABAA", "BBAABA", "BBAAAB", "BABBAA", "BAABBA", "BAAABB", "BABABA", "BABAAB", "BAABAB"]  # fmt: skip


def barcode_modules(kind: BarcodeKind, data: str) -> tuple[str, str]:
    """Return (pattern of 1 for a bar and 0 for a gap, characters printed for people).

    A missing check digit is added. A wrong one stays, as a real printer may or may not do.
    """
    if kind in {BarcodeKind.UPC_A, BarcodeKind.EAN13, BarcodeKind.EAN8}:
        length = {BarcodeKind.UPC_A: 12, BarcodeKind.EAN13: 13, BarcodeKind.EAN8: 8}[kind]
        digits = data if len(data) == length else data + check_digit(data)
        return (_ean8(digits) if length == 8 else _ean13(digits.rjust(13, "0"))), digits
    makers = {
        BarcodeKind.UPC_E: _upc_e,
        BarcodeKind.CODE39: _code39,
        BarcodeKind.ITF: _itf,
        BarcodeKind.CODABAR: _codabar,
        BarcodeKind.CODE93: _code93,
        BarcodeKind.CODE128: _code128,
    }
    return makers[kind](data)


def _ean13(digits: str) -> str:
    sets = ean.LEFT_PATTERN[int(digits[0])]
    left = "".join(ean.CODES[s][int(d)] for s, d in zip(sets, digits[1:7], strict=True))
    right = "".join(ean.CODES["C"][int(d)] for d in digits[7:])
    return f"{ean.EDGE}{left}{ean.MIDDLE}{right}{ean.EDGE}"


def _ean8(digits: str) -> str:
    left = "".join(ean.CODES["A"][int(d)] for d in digits[:4])
    right = "".join(ean.CODES["C"][int(d)] for d in digits[4:])
    return f"{ean.EDGE}{left}{ean.MIDDLE}{right}{ean.EDGE}"


def expand_upc_e(six: str) -> str:
    """Write the six digits of a UPC-E out as the eleven of UPC-A."""
    last = six[5]
    if last in "012":
        return f"0{six[:2]}{last}0000{six[2:5]}"
    if last == "3":
        return f"0{six[:3]}00000{six[3:5]}"
    if last == "4":
        return f"0{six[:4]}00000{six[4]}"
    return f"0{six[:5]}0000{last}"


def _compress_upc(eleven: str) -> str:
    maker, item = eleven[1:6], eleven[6:11]
    if maker[2] in "012" and maker[3:] == "00" and item[:2] == "00":
        return maker[:2] + item[2:] + maker[2]
    if maker[3:] == "00" and item[:3] == "000":
        return maker[:3] + item[3:] + "3"
    if maker[4] == "0" and item[:4] == "0000":
        return maker[:4] + item[4] + "4"
    return maker + item[4]


def _upc_e(data: str) -> tuple[str, str]:
    six = _compress_upc(data[:11]) if len(data) > 8 else data if len(data) == 6 else data[1:7]
    check = check_digit(expand_upc_e(six))
    sets = _UPC_E[int(check)]
    body = "".join(ean.CODES[s][int(d)] for s, d in zip(sets, six, strict=True))
    return ean.EDGE + body + "010101", f"0{six}{check}"


def _code39(data: str) -> tuple[str, str]:
    pattern = code39.MIDDLE.join([code39.EDGE, *(code39.MAP[c][1] for c in data), code39.EDGE])
    return pattern, data


def _widths(letters: str) -> str:
    """Turn narrow/wide letters into modules; a wide element is three modules."""
    parts = zip(letters, cycle("10"))
    return "".join(module * (3 if letter in "Ww" else 1) for letter, module in parts)


def _itf(data: str) -> tuple[str, str]:
    letters = itf.START
    for bars, gaps in zip(data[::2], data[1::2], strict=True):
        pair = zip(itf.CODES[int(bars)], itf.CODES[int(gaps)], strict=True)
        letters += "".join(bar + gap for bar, gap in pair)
    return _widths(letters + itf.STOP), data


def _codabar(data: str) -> tuple[str, str]:
    tables = {**nw7.CODES, **nw7.STARTSTOP}
    return _widths("n".join(tables[c] for c in data.upper())), data


def _code93_values(data: str) -> list[int]:
    values: list[int] = []
    for char in data:
        if char in _CODE93_CHARS:
            values.append(_CODE93_CHARS.index(char))
        elif char.islower():
            values += [_SHIFT_PLUS, _CODE93_CHARS.index(char.upper())]
        elif char in "!\"#$%&'()*+,-./:":
            values += [_SHIFT_SLASH, 10 + ord(char) - ord("!")]
        else:
            # ;<=>? are %F-%J, [\]^_ are %K-%O, {|}~ are %P-%S, @ is %V, ` is %W.
            letter = dict(zip(";<=>?[\\]^_{|}~@`", "FGHIJKLMNOPQRSVW", strict=True))[char]
            values += [_SHIFT_PERCENT, _CODE93_CHARS.index(letter)]
    return values


def _code93(data: str) -> tuple[str, str]:
    values = _code93_values(data)
    for most in (20, 15):
        weighted = sum(v * (i % most + 1) for i, v in enumerate(reversed(values)))
        values.append(weighted % 47)
    edge = _CODE93[47]
    return edge + "".join(_CODE93[v] for v in values) + edge + "1", data


def _code128(data: str) -> tuple[str, str]:
    values = code128_values(data)
    check = (values[0] + sum(i * v for i, v in enumerate(values))) % 103
    codes = [code128.CODES[v] for v in [*values, check]]
    return "".join(codes) + code128.STOP + "11", _MARK.sub(_shown, code128_data(data))


_MARK = re.compile(r"\{(.)")


def _shown(mark: re.Match[str]) -> str:
    """Write a mark as printers do below the bars: code sets as nothing, functions as a space."""
    return {"{": "{", "A": "", "B": "", "C": ""}.get(mark[1], " ")


@lru_cache(maxsize=64)
def qr_modules(data: str, error: str) -> tuple[str, ...]:
    """Return the rows of a QR code, 1 for black, without a quiet zone."""
    code = qrcode.QRCode(border=0, error_correction=_LEVELS[error])
    code.add_data(data.encode())
    code.make(fit=True)
    return tuple("".join("1" if cell else "0" for cell in row) for row in code.get_matrix())


def bitmap(rows: tuple[str, ...], width: int, height: int) -> Image.Image:
    """Draw modules as a picture, each `width` x `height` dots."""
    small = Image.new("1", (len(rows[0]), len(rows)), 1)
    small.putdata([0 if cell == "1" else 1 for row in rows for cell in row])
    return small.resize((small.width * width, small.height * height), Image.Resampling.NEAREST)
