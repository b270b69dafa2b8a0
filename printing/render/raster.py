"""Pictures as bytes: for a printer, with no command hidden among them, and as PNG."""

from __future__ import annotations

import io
import re

from PIL import Image

from printing.slips.elements import Align

_REALTIME = frozenset({0x04, 0x05, 0x14})
_COMMAND_IN_DATA = re.compile(rb"\x10[\x04\x05\x14]")
_DLE, _DLE_DEFUSED = 0x10, 0x18
_INVERTED = bytes(range(255, -1, -1))


def defuse(raster: bytes) -> bytes:
    """Take real-time commands out of picture data by one more black dot beside a black one.

    A printer acts on `DLE DC4`, `DLE EOT` and `DLE ENQ` when they arrive, even inside a picture:
    the first can open the drawer.
    """
    if _DLE not in raster:
        return raster
    data = bytearray(raster)
    at = data.find(_DLE)
    while 0 <= at < len(data) - 1:
        if data[at + 1] in _REALTIME:
            data[at] = _DLE_DEFUSED
        at = data.find(_DLE, at + 1)
    return bytes(data)


def is_safe(data: bytes) -> bool:
    """Tell whether a symbol's data may be sent as they are; if not, the symbol is drawn.

    A printer acts on real-time commands amid the data of a QR code, too.
    """
    return not _COMMAND_IN_DATA.search(data)


def raster(picture: Image.Image) -> bytes:
    """Return the rows of a picture (mode 1) as bytes, a set bit for a black dot, defused."""
    return defuse(picture.tobytes().translate(_INVERTED))


def printable(picture: Image.Image, align: Align) -> Image.Image:
    """Return a picture as it will be on paper: defused, and as wide as whole bytes.

    What is added is white, and on the side that has room. A preview of it is right to the dot.
    """
    whole = Image.new("1", (-(-picture.width // 8) * 8, picture.height), 1)
    whole.paste(picture, (left_edge(picture.width, whole.width, align), 0))
    return Image.frombytes("1", whole.size, raster(whole).translate(_INVERTED))


def left_edge(width: int, room: int, align: Align) -> int:
    """Return where something begins that stands in some room; 0 where it is too wide."""
    free = max(room - width, 0)
    return {Align.LEFT: 0, Align.CENTER: free // 2, Align.RIGHT: free}[align]


def png(picture: Image.Image) -> bytes:
    """Write a picture (mode 1) as a PNG file of one bit a dot."""
    out = io.BytesIO()
    picture.save(out, format="PNG")
    return out.getvalue()
