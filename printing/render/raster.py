"""Pictures as bytes: for a printer, with no command hidden among them, and as PNG."""

from __future__ import annotations

import io

from PIL import Image

_REALTIME = frozenset({0x04, 0x05, 0x14})
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


def raster(picture: Image.Image) -> bytes:
    """Return the rows of a picture (mode 1) as bytes, a set bit for a black dot, defused."""
    return defuse(picture.tobytes().translate(_INVERTED))


def printable(picture: Image.Image) -> Image.Image:
    """Return a picture as it will be on paper: as wide as whole bytes, white at both sides, defused.

    A preview of it is right to the dot.
    """
    width = -(-picture.width // 8) * 8
    padded = Image.new("1", (width, picture.height), 1)
    padded.paste(picture, ((width - picture.width) // 2, 0))
    return Image.frombytes("1", padded.size, raster(padded).translate(_INVERTED))


def png(picture: Image.Image) -> bytes:
    """Write a picture (mode 1) as a PNG file of one bit a dot."""
    out = io.BytesIO()
    picture.save(out, format="PNG")
    return out.getvalue()
