"""What SVG and HTML share: text that is only text, and pictures as part of the document."""

from __future__ import annotations

import base64
import re
from html import escape
from typing import TYPE_CHECKING

from printing.render.raster import png

if TYPE_CHECKING:
    from PIL import Image

# `'` inside, for it stands in attributes.
FONTS = "'DejaVu Sans Mono','Liberation Mono',Menlo,Consolas,monospace"
_NO_CHARACTERS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def escaped(value: str) -> str:
    """Escape text for an element or an attribute; what XML has no character for becomes U+FFFD."""
    return escape(_NO_CHARACTERS.sub("\ufffd", value))


def data_uri(picture: Image.Image) -> str:
    """Write a picture (mode 1) as a PNG in a data URI."""
    return "data:image/png;base64," + base64.b64encode(png(picture)).decode()
