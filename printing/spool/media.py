"""What a printer of a kind takes: commands, or pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from printing.render.encoder import encode
from printing.render.picture import is_picture, picture

if TYPE_CHECKING:
    from printing.render.profile import Profile
    from printing.render.rows import Layout

Media = Literal["escpos", "picture"]
PICTURES = frozenset({"cloudprnt"})


def is_for(kind: str) -> Media:
    """Return what a printer of this kind takes."""
    return "picture" if kind in PICTURES else "escpos"


def content(kind: str, layout: Layout, profile: Profile) -> bytes:
    """Return a job's bytes for a printer of this kind."""
    if is_for(kind) == "picture":
        return picture(layout, profile).pack()
    return encode(layout, profile)


def fits(kind: str, stored: bytes) -> bool:
    """Tell whether stored bytes are what a printer of this kind takes."""
    return is_picture(stored) == (is_for(kind) == "picture")
