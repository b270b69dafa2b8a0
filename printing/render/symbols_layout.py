"""Barcodes, QR codes and images as rows that fit the paper."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import TYPE_CHECKING

from PIL import Image as Pillow
from PIL import UnidentifiedImageError

from printing.errors import PrintingError
from printing.render.canvas import symbol_picture
from printing.render.rows import PictureRow, Row, Run, TextRow
from printing.render.symbols import barcode_modules, bitmap, qr_modules
from printing.render.text import one_line, wrap_cells
from printing.slips.elements import QR, Barcode, Hri, Image, SlipWarning

if TYPE_CHECKING:
    from printing.render.profile import Profile

MAX_PIXELS = 16_000_000
MAX_HEIGHT = 2_400
_NARROWEST_BAR = 2

# What the library raises for files that are damaged, or made to exhaust the memory.
_UNREADABLE = (
    UnidentifiedImageError,
    OSError,
    ValueError,
    SyntaxError,
    Pillow.DecompressionBombError,
    Pillow.DecompressionBombWarning,
)

Result = tuple[list[Row], SlipWarning | None]


def rows(element: Barcode | QR | Image, profile: Profile) -> Result:
    """Lay one symbol out, with a warning when it had to change."""
    if isinstance(element, Barcode):
        return _barcode(element, profile)
    if isinstance(element, QR):
        return _qr(element, profile)
    return [_image(element, profile)], None


def barcode_picture(barcode: Barcode) -> tuple[Pillow.Image, str]:
    """Draw a barcode with its characters; returns them too."""
    pattern, text = barcode_modules(barcode.kind, barcode.data)
    bars = bitmap((pattern,), barcode.width, barcode.height)
    above = barcode.text in {Hri.ABOVE, Hri.BOTH}
    below = barcode.text in {Hri.BELOW, Hri.BOTH}
    return symbol_picture(bars, text, above, below), text


def _barcode(barcode: Barcode, profile: Profile) -> Result:
    modules = len(barcode_modules(barcode.kind, barcode.data)[0])
    fitting = min(barcode.width, profile.dots // modules)
    if fitting < _NARROWEST_BAR:
        # A printer would print nothing at all: the data as text is better than that.
        too_wide = SlipWarning("barcode_too_wide", (("data", barcode.data),))
        lines = wrap_cells(barcode.data, profile.columns)
        return [TextRow((Run(line),), barcode.align) for line in lines], too_wide
    fitted = replace(barcode, width=fitting)
    picture, text = barcode_picture(fitted)
    label = f"[{barcode.kind.name} {text}]"
    warning: SlipWarning | None = None
    if fitting < barcode.width:
        warning = SlipWarning("barcode_narrowed", (("width", str(fitting)),))
    return [PictureRow(picture, label, barcode.align, fitted)], warning


def _qr(qr: QR, profile: Profile) -> Result:
    modules = qr_modules(qr.data, qr.error)
    size = min(qr.size, profile.dots // len(modules))
    if size < 1:
        raise PrintingError("invalid_element", element="QR", reason="it does not fit the paper")
    picture = bitmap(modules, size, size)
    row = PictureRow(picture, f"[QR {one_line(qr.data)}]", qr.align, replace(qr, size=size))
    warning = SlipWarning("qr_made_smaller", (("size", str(size)),)) if size < qr.size else None
    return [row], warning


def _image(image: Image, profile: Profile) -> PictureRow:
    try:
        with Pillow.open(io.BytesIO(image.data), formats=("PNG", "JPEG", "GIF", "BMP")) as opened:
            if opened.width * opened.height > MAX_PIXELS:
                raise PrintingError("invalid_image", reason=f"{opened.width}x{opened.height}")
            picture = opened.convert("RGBA")
    except _UNREADABLE as error:
        raise PrintingError("invalid_image", reason=type(error).__name__) from error
    paper = Pillow.new("RGBA", picture.size, "white")
    paper.alpha_composite(picture)
    grey = paper.convert("L")
    scale = min(profile.dots / grey.width, MAX_HEIGHT / grey.height)
    if scale < 1:
        # A thin line stays one: no side becomes nothing.
        size = (max(1, round(side * scale)) for side in grey.size)
        grey = grey.resize((next(size), next(size)))
    # Rasters are sent in whole bytes: the picture is white up to the next multiple of eight.
    padded = Pillow.new("L", (-(-grey.width // 8) * 8, grey.height), 255)
    padded.paste(grey, (0, 0))
    return PictureRow(
        padded.convert("1"), f"[image {padded.width}x{padded.height}]", image.align, image
    )
