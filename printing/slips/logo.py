"""The picture of a template: made small and plain when it is stored, so that it always prints."""

from __future__ import annotations

import io

from PIL import Image, ImageOps, UnidentifiedImageError

from printing.errors import PrintingError

MAX_BYTES = 2_000_000
MAX_PIXELS = 8_000_000
# As wide as the widest paper; a logo is no poster.
MAX_SIZE = (576, 400)


def logo_of(data: bytes) -> bytes:
    """Return a picture in grey as a PNG that fits the paper.

    Raises PrintingError `invalid_image` for what is no PNG, JPEG or GIF, or is too large.
    """
    if len(data) > MAX_BYTES:
        raise PrintingError("invalid_image", reason=f"at most {MAX_BYTES // 1_000_000} MB")
    try:
        with Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "GIF")) as opened:
            if opened.width * opened.height > MAX_PIXELS:
                raise PrintingError("invalid_image", reason=f"{opened.width}x{opened.height}")
            picture = opened.convert("RGBA")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise PrintingError("invalid_image", reason="no PNG, JPEG or GIF") from error
    paper = Image.new("RGBA", picture.size, "white")
    paper.alpha_composite(picture)
    grey = paper.convert("L")
    if grey.width > MAX_SIZE[0] or grey.height > MAX_SIZE[1]:
        grey = ImageOps.contain(grey, MAX_SIZE)
    out = io.BytesIO()
    grey.save(out, format="PNG")
    return out.getvalue()
