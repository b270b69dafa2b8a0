"""A slip for printers that take a picture instead of commands: the dots, and what no dot says.

It is kept and hashed as one piece of bytes, as ESC/POS is: a first line that names the form, a line
of JSON (text, cut, drawer), and the PNG as it is sent.
"""

from __future__ import annotations

import io
import json
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from PIL import Image

from printing.render.canvas import strip
from printing.render.layout import FEED_BEFORE_CUT
from printing.render.plain import plain
from printing.render.rows import CutRow, DrawerRow, FeedRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from printing.render.profile import Profile
    from printing.render.rows import Layout, Row

FORM = b"slipway picture 1\n"
Knife = Literal["none", "partial", "full"]


@dataclass(frozen=True, slots=True)
class Picture:
    """A whole job: a black and white PNG as wide as the print head, and the same as text.

    `cut` is the knife at the end, for which the printer feeds by itself; one in the middle is a
    dashed line in the picture. `drawer`: it opens after everything is printed.
    """

    png: bytes
    text: str
    cut: Knife
    drawer: bool

    def pack(self) -> bytes:
        """Return the job as it is stored."""
        said = {"cut": self.cut, "drawer": self.drawer, "text": self.text}
        return FORM + json.dumps(said, ensure_ascii=False).encode() + b"\n" + self.png

    def ascii(self) -> bytes:
        """Return the text for a printer of which nobody knows the code page: accents go."""
        parts = unicodedata.normalize("NFKD", self.text)
        bare = "".join(char for char in parts if not unicodedata.combining(char))
        return bare.encode("ascii", "replace")

    def below(self, head: Image.Image, line: str) -> Picture:
        """Return the same job with a picture, and its line of text, put before it."""
        body = Image.open(io.BytesIO(self.png))
        whole = Image.new("1", (body.width, head.height + body.height), 1)
        whole.paste(head, (0, 0))
        whole.paste(body, (0, head.height))
        return Picture(_png(whole), f"{line}\n{self.text}", self.cut, self.drawer)


def is_picture(content: bytes) -> bool:
    """Tell a stored picture from commands."""
    return content.startswith(FORM)


def unpack(content: bytes) -> Picture:
    """Read what `pack` wrote."""
    head, png = content[len(FORM) :].split(b"\n", 1)
    said: dict[str, Any] = json.loads(head)
    return Picture(png, said["text"], said["cut"], said["drawer"])


def picture(layout: Layout, profile: Profile) -> Picture:
    """Draw a slip for a printer that takes pictures: no margin, a dot for a dot."""
    rows: list[Row] = [row for row in layout.rows if not isinstance(row, DrawerRow)]
    drawer = len(rows) < len(layout.rows)
    knife = rows[-1] if rows and isinstance(rows[-1], CutRow) else None
    rows = _without_the_cut(rows) if knife else rows
    cut: Knife = "none" if knife is None else "partial" if knife.partial else "full"
    return Picture(_png(strip(rows, profile)), plain(rows, profile.columns), cut, drawer)


def _without_the_cut(rows: Sequence[Row]) -> list[Row]:
    """Drop the knife at the end and the paper fed for it: the printer does both by itself."""
    kept = list(rows[:-1])
    if kept and kept[-1] == FeedRow(FEED_BEFORE_CUT):
        kept.pop()
    return kept


def _png(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, format="PNG")
    return out.getvalue()
