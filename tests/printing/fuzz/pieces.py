"""Random elements of every kind, good and bad, and printers of every sort to lay them out for."""

from __future__ import annotations

import io
import zlib
from typing import TYPE_CHECKING

from PIL import Image as Pillow

from printing.render.profile import KNOWN_PAGES, CodePage, Profile
from printing.slips import elements as e
from printing.slips.barcodes import BarcodeKind
from tests.printing.fuzz.raws import raw_bytes
from tests.printing.fuzz.words import plain, text

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

DIGITS = "0123456789"
_FITTING: dict[BarcodeKind, tuple[str, int, int]] = {
    BarcodeKind.UPC_A: (DIGITS, 11, 12),
    BarcodeKind.UPC_E: (DIGITS, 5, 7),
    BarcodeKind.EAN13: (DIGITS, 12, 13),
    BarcodeKind.EAN8: (DIGITS, 7, 8),
    BarcodeKind.CODE39: (DIGITS + "ABCXYZ $%+-./", 1, 20),
    BarcodeKind.ITF: (DIGITS, 2, 20),
    BarcodeKind.CODABAR: (DIGITS + "$+-./:", 1, 20),
    BarcodeKind.CODE93: ("".join(map(chr, range(32, 127))), 1, 20),
    BarcodeKind.CODE128: ("".join(map(chr, range(32, 127))) + "{{", 1, 20),
}


def style(chance: Random) -> e.Style | None:
    if chance.random() < 0.5:
        return None
    flags = [chance.random() < 0.3 for _ in range(3)]
    sizes = chance.choices((1, 2, 3, 8, 0, 9), (20, 6, 3, 2, 0.1, 0.1), k=2)
    return e.Style(*flags, *sizes)


def align(chance: Random) -> e.Align:
    return chance.choice(tuple(e.Align))


def some_text(chance: Random) -> e.Text:
    most = 700 if chance.random() < 0.02 else 60
    either = align(chance) if chance.random() < 0.4 else None
    return e.Text(text(chance, most), style(chance), either, chance.choice(tuple(e.Wrap)))


def columns(chance: Random) -> e.Columns:
    """Cells of sensible and of silly widths."""
    if chance.random() < 0.4:
        return e.Columns.pair(text(chance, 30), text(chance, 8), style(chance) or e.PLAIN)
    widths = (None, 1, 2, 5, 12, 30, 64, 10**6, 0, -1)
    likely = (6, 1, 1, 3, 3, 1, 0.3, 0.1, 0.05, 0.05)
    cells = tuple(
        e.Cell(text(chance, 20), width, align(chance), style(chance) or e.PLAIN)
        for width in chance.choices(widths, likely, k=chance.choice((0, 1, 2, 2, 3, 3, 5, 16, 17)))
    )
    return e.Columns(cells, chance.choice((0, 1, 1, 1, 2, 8, 9)))


def barcode(chance: Random) -> e.Barcode:
    kind = chance.choice(tuple(BarcodeKind))
    alphabet, least, most = _FITTING[kind]
    data = "".join(chance.choices(alphabet, k=chance.randint(least, most)))
    if kind is BarcodeKind.ITF:
        data += data
    elif kind is BarcodeKind.UPC_E:
        data = "0" + data
    elif kind is BarcodeKind.CODABAR:
        data = f"{chance.choice('ABCDabcd')}{data}{chance.choice('ABCDabcd')}"
    elif kind is BarcodeKind.CODE128 and chance.random() < 0.6:
        data = code128(chance)
    if chance.random() < 0.1:
        data = text(chance, 90)
    height, width = chance.choice((64, 1, 16, 255, 0)), chance.choice((2, 2, 3, 6, 1))
    return e.Barcode(data, kind, height, width, chance.choice(tuple(e.Hri)), align(chance))


def code128(chance: Random) -> str:
    """Make data that switch between code sets; pairs of digits are bytes on their way."""
    data = ""
    for code in chance.choices("ABC", k=chance.randint(1, 3)):
        if code == "C":
            pairs = chance.choices(("16", "04", "05", "20", "27", "00", "99", "10", "{1"), k=4)
            data += "{C" + "".join(pairs)
        else:
            data += "{" + code + plain(chance, "AB 12", 6)
    return data + chance.choice(("", "", "", "{", "{{", "1", "{S"))


def pool(chance: Random) -> list[Callable[[], e.QR | e.Image]]:
    """Make what is slow to draw, to be used more than once."""
    codes = [_code(chance, n) for n in range(24)]
    pictures = [_picture(chance, n) for n in range(40)]
    return [*codes, *pictures]


def _code(chance: Random, number: int) -> Callable[[], e.QR]:
    sizes = (4, 10, 30, 60, 100, 200, 400, 999, 1001)
    data, error = text(chance), chance.choice("LMQH")
    if number % 3 == 0:
        data = plain(chance, DIGITS + "abcé\x10\x14\x04", sizes[number // 3 % 9])
    elif number % 3 == 1:
        data = "\x10" + chr(chance.choice((4, 5, 20))) + data
    return lambda: e.QR(data, chance.randint(1, 16), error, align(chance))


def _picture(chance: Random, number: int) -> Callable[[], e.Image]:
    sides = (1, 2, 7, 8, 9, 31, 64, 130)
    size = chance.choice(sides), chance.choice(sides)
    if number % 8 == 0:
        size = chance.choice(((3000, 1), (1, 2600), (900, 3), (577, 5), (20, 2401)))
    mode = chance.choice(("1", "1", "L", "RGB", "RGBA", "P", "LA", "I;16"))
    picture = Pillow.new(mode, size)
    if mode == "1":
        # Black dots that are real-time commands when eight of them are taken for a byte.
        count = -(-size[0] // 8) * size[1]
        bits = bytes(0xFF ^ n for n in chance.choices((0x10, 0x14, 0x04, 0x05, 0x1B), k=count))
        picture = Pillow.frombytes("1", size, bits)
    out = io.BytesIO()
    kinds = ("PNG", "GIF", "BMP", "JPEG") if mode in {"1", "L", "RGB"} else ("PNG",)
    picture.save(out, format=chance.choice(kinds))
    data = _bomb(chance) if number == 5 else out.getvalue()
    if number % 4 == 3:
        data = _spoiled(chance, data)
    return lambda: e.Image(data, align(chance))


def _bomb(chance: Random) -> bytes:
    """Make a small file that says it is a huge picture."""
    side = chance.choice((5_000, 10_000, 30_000, 2**31 - 1))
    head = b"IHDR" + side.to_bytes(4, "big") * 2 + bytes((8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + b"\0\0\0\r" + head + zlib.crc32(head).to_bytes(4, "big")


def _spoiled(chance: Random, data: bytes) -> bytes:
    made = bytearray(data)
    for _ in range(chance.randint(1, 4)):
        made[chance.randrange(len(made))] = chance.randrange(256)
    return bytes(made[: chance.randint(1, len(made))] if chance.random() < 0.5 else made)


def element(chance: Random, slow: list[Callable[[], e.QR | e.Image]]) -> e.Element:
    """Make one element; raises PrintingError, or what should not have been raised."""
    (make,) = chance.choices(_MAKERS, _LIKELY)
    return chance.choice(slow)() if make is None else make(chance)


def rule(chance: Random) -> e.Rule:
    return e.Rule(chance.choice(("-", "=", "─", "中", "\u0301", "\x1b", "ab", "\u00ad", " ")))


def paper(chance: Random) -> e.Feed | e.Cut | e.Drawer:
    kind = chance.randrange(3)
    if kind == 0:
        return e.Feed(chance.choice((1, 2, 4, 16, 20, 40, 0, 41)))
    return e.Cut(chance.random() < 0.5) if kind == 1 else e.Drawer(chance.choice((2, 2, 5, 5, 0)))


def raw(chance: Random) -> e.Raw:
    return e.Raw(raw_bytes(chance))


# None: one of those that are slow to draw.
_MAKERS: tuple[Callable[[Random], e.Element] | None, ...] = (
    some_text, columns, rule, paper, barcode, None, raw,
)  # fmt: skip
_LIKELY = (34, 18, 5, 14, 13, 6, 10)


def profile(chance: Random) -> Profile:
    """Make a printer: often a usual one, else any width; any tables in any slots."""
    width, dots = chance.choice(((32, 384), (42, 512), (48, 576)))
    if chance.random() < 0.4:
        width = chance.randint(16, 64)
        dots = chance.randint(8 * width, 832)
    names = chance.sample(sorted(KNOWN_PAGES), chance.randint(0, 6))
    slots = [chance.choice((0, 4, 5, 16, 20, 27, 29, 255, chance.randrange(256))) for _ in names]
    usual = chance.random() < 0.4
    return Profile(
        columns=width,
        dots=dots,
        native_symbols=chance.random() < 0.6,
        locks_realtime=chance.random() < 0.3,
        fragment_rows=chance.choice((5, 16, 20, 128, 128, 255)),
        confirms=chance.random() < 0.8,
        **({} if usual else {"code_pages": tuple(map(CodePage, names, slots))}),
    )
