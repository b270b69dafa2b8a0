"""The mark on a slip that may be on paper already: put before what was stored."""

from __future__ import annotations

from functools import lru_cache

from printing.render import picture
from printing.render.canvas import strip
from printing.render.encoder import ACKNOWLEDGE, encode
from printing.render.layout import lay_out
from printing.render.profile import Profile
from printing.slips.elements import Align, Feed, Slip, Style, Text

POSSIBLE_DUPLICATE = "POSSIBLE DUPLICATE"
_MARK = Style(bold=True, invert=True, width=1, height=2)
_SLIP = Slip("", (Text(f" {POSSIBLE_DUPLICATE} ", _MARK, Align.CENTER), Feed()))


def before(job: bytes, profile: Profile) -> bytes:
    """Put the banner before a job, commands or picture. The job's own part stays as it is."""
    if picture.is_picture(job):
        head = strip(lay_out(_SLIP, _plain(profile)).rows, _plain(profile))
        return picture.unpack(job).below(head, POSSIBLE_DUPLICATE).pack()
    return _banner(profile.columns, profile.dots) + job


def _plain(profile: Profile) -> Profile:
    return Profile(columns=profile.columns, dots=profile.dots, confirms=False)


@lru_cache(maxsize=16)
def _banner(columns: int, dots: int) -> bytes:
    profile = Profile(columns=columns, dots=dots, confirms=False)
    return encode(lay_out(_SLIP, profile), profile).removesuffix(ACKNOWLEDGE)
