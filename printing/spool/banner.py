"""The mark on a slip that may be on paper already: bytes put before those that were stored."""

from __future__ import annotations

from functools import lru_cache

from printing.render.encoder import ACKNOWLEDGE, encode
from printing.render.layout import lay_out
from printing.render.profile import Profile
from printing.slips.elements import Align, Feed, Slip, Style, Text

POSSIBLE_DUPLICATE = "POSSIBLE DUPLICATE"


def before(job: bytes, profile: Profile) -> bytes:
    """Put the banner before a job. The job's own bytes stay as they are."""
    return _banner(profile.columns, profile.dots) + job


@lru_cache(maxsize=16)
def _banner(columns: int, dots: int) -> bytes:
    mark = Style(bold=True, invert=True, width=1, height=2)
    slip = Slip("", (Text(f" {POSSIBLE_DUPLICATE} ", mark, Align.CENTER), Feed()))
    profile = Profile(columns=columns, dots=dots, confirms=False)
    return encode(lay_out(slip, profile), profile).removesuffix(ACKNOWLEDGE)
