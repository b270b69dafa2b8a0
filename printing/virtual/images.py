"""Picture data of the several commands that carry some, as bitmaps (mode 1, black is 0)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PIL import Image

if TYPE_CHECKING:
    from collections.abc import Sequence

_INVERT = bytes(range(255, -1, -1))


def rows(data: bytes, width: int, height: int) -> Image.Image:
    """Read dots from left to right, `width` bytes a line; missing data is white."""
    whole = data[: width * height].ljust(width * height, b"\x00").translate(_INVERT)
    return Image.frombytes("1", (width * 8, height), whole)


def columns(data: bytes, depth: int) -> Image.Image:
    """Read dots from top to bottom, `depth` bytes a column."""
    turned = rows(data, depth, len(data) // depth)
    return turned.transpose(Image.Transpose.TRANSPOSE)


def scaled(picture: Image.Image, across: int, down: int) -> Image.Image:
    """Make every dot `across` wide and `down` high."""
    if (across, down) == (1, 1):
        return picture
    size = (picture.width * across, picture.height * down)
    return picture.resize(size, Image.Resampling.NEAREST)


def raster(args: bytes) -> Image.Image | None:
    """`GS v 0 m xL xH yL yH d...`; None when it has no dots."""
    width, height = int.from_bytes(args[2:4], "little"), int.from_bytes(args[4:6], "little")
    if not width or not height:
        return None
    m = args[1] % 48
    return scaled(rows(args[6:], width, height), 1 + (m & 1), 1 + (m >> 1 & 1))


def bit_image(args: bytes) -> Image.Image | None:
    """`ESC * m nL nH d...`: one band of 8 or 24 dots; None when it has no columns."""
    m, data = args[0], args[3:]
    if m not in {0, 1, 32, 33} or not data:
        return None
    tall = m >= 32
    return scaled(columns(data, 3 if tall else 1), 1 if m & 1 else 2, 1 if tall else 3)


def graphics(body: bytes) -> Image.Image | None:
    """Read `a bx by c xL xH yL yH d...` of `GS ( L`, function 112; None: unknown."""
    if len(body) < 8 or body[0] != 48 or not {body[1], body[2]} <= {1, 2}:
        return None
    across, down = int.from_bytes(body[4:6], "little"), int.from_bytes(body[6:8], "little")
    if not across or not down:
        return None
    width = -(-across // 8)
    if len(body) - 8 < width * down:
        return None
    picture = rows(body[8:], width, down).crop((0, 0, across, down))
    return scaled(picture, body[1], body[2])


def beside(pictures: Sequence[Image.Image]) -> Image.Image:
    """Put the bands of one line beside each other."""
    size = (sum(one.width for one in pictures), max(one.height for one in pictures))
    return _together(pictures, size, across=True)


def below(upper: Image.Image, lower: Image.Image) -> Image.Image:
    """Join two pictures of one width."""
    size = (upper.width, upper.height + lower.height)
    return _together((upper, lower), size, across=False)


def _together(
    pictures: Sequence[Image.Image], size: tuple[int, int], *, across: bool
) -> Image.Image:
    whole = Image.new("1", size, 1)
    at = 0
    for one in pictures:
        whole.paste(one, (at, 0) if across else (0, at))
        at += one.width if across else one.height
    return whole
