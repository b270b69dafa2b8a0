"""Marks on paper: bytes put before those that were stored, which stay as they are."""

from __future__ import annotations

from functools import lru_cache

from printing.render.encoder import ACKNOWLEDGE, encode
from printing.render.layout import lay_out
from printing.render.profile import Profile
from printing.slips.elements import Align, Feed, Slip, Style, Text

POSSIBLE_DUPLICATE = "POSSIBLE DUPLICATE"
COPY = "COPY"


def before(job: bytes, profile: Profile) -> bytes:
    """Put POSSIBLE DUPLICATE before a job that may be on paper already."""
    return _banner(POSSIBLE_DUPLICATE, profile.columns, profile.dots) + job


def copy(job: bytes, profile: Profile) -> bytes:
    """Put COPY before a job that is on paper."""
    return _banner(COPY, profile.columns, profile.dots) + job


@lru_cache(maxsize=16)
def _banner(words: str, columns: int, dots: int) -> bytes:
    mark = Style(bold=True, invert=True, width=1, height=2)
    slip = Slip("", (Text(f" {words} ", mark, Align.CENTER), Feed()))
    profile = Profile(columns=columns, dots=dots, confirms=False)
    return encode(lay_out(slip, profile), profile).removesuffix(ACKNOWLEDGE)
