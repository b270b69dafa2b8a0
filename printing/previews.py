"""A slip in every form, drawn from the same rows as the bytes of a printer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from printing.render.canvas import paper
from printing.render.encoder import encode
from printing.render.html import html
from printing.render.layout import lay_out
from printing.render.plain import plain
from printing.render.profile import profile_for
from printing.render.raster import png
from printing.render.svg import svg

if TYPE_CHECKING:
    from printing.render.profile import Profile
    from printing.slips.elements import Slip


def preview_png(slip: Slip, columns: int = 48, dots: int | None = None) -> bytes:
    """Draw a slip as it prints at 32, 42 or 48 columns: a PNG in black and white, one dot a pixel.

    `dots` is the width of the paper, by default the usual one for so many columns. This and the
    other previews raise PrintingError: `invalid_profile`, or what the slip itself is refused for.
    """
    profile = profile_for(columns, dots)
    return png(paper(lay_out(slip, profile).rows, profile))


def preview_svg(slip: Slip, columns: int = 48, dots: int | None = None) -> str:
    """Draw a slip as `preview_png` does, as an SVG document: sharp at any size, in real text."""
    profile = profile_for(columns, dots)
    return svg(lay_out(slip, profile).rows, profile, slip.title)


def preview_html(
    slip: Slip, columns: int = 48, dots: int | None = None, *, language: str = ""
) -> str:
    """Write a slip as an HTML document for a browser or an e-mail, with nothing outside of it."""
    profile = profile_for(columns, dots)
    return html(lay_out(slip, profile).rows, profile, slip.title, language)


def preview_text(slip: Slip, columns: int = 48, dots: int | None = None) -> str:
    """Write a slip as plain text of that many columns; symbols become labels in brackets."""
    return plain(lay_out(slip, profile_for(columns, dots)).rows, columns)


def render_bytes(slip: Slip, profile: Profile) -> bytes:
    """Return the whole job for a printer: what `enqueue` sends."""
    return encode(lay_out(slip, profile), profile)
