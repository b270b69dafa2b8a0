"""Marks on paper: put before what was stored, which stays as it is."""

from __future__ import annotations

from functools import lru_cache

from printing.render import picture
from printing.render.canvas import strip
from printing.render.encoder import ACKNOWLEDGE, encode
from printing.render.layout import lay_out
from printing.render.profile import Profile
from printing.slips.elements import Align, Feed, Slip, Style, Text

POSSIBLE_DUPLICATE = "POSSIBLE DUPLICATE"
COPY = "COPY"
_MARK = Style(bold=True, invert=True, width=1, height=2)


def before(job: bytes, profile: Profile) -> bytes:
    """Put POSSIBLE DUPLICATE before a job, commands or picture, that may be on paper already."""
    return _marked(POSSIBLE_DUPLICATE, job, profile)


def copy(job: bytes, profile: Profile) -> bytes:
    """Put COPY before a job that is on paper."""
    return _marked(COPY, job, profile)


def _marked(words: str, job: bytes, profile: Profile) -> bytes:
    if picture.is_picture(job):
        plain = _plain(profile.columns, profile.dots)
        head = strip(lay_out(_slip(words), plain).rows, plain)
        return picture.unpack(job).below(head, words).pack()
    return _banner(words, profile.columns, profile.dots) + job


def _slip(words: str) -> Slip:
    return Slip("", (Text(f" {words} ", _MARK, Align.CENTER), Feed()))


def _plain(columns: int, dots: int) -> Profile:
    return Profile(columns=columns, dots=dots, confirms=False)


@lru_cache(maxsize=16)
def _banner(words: str, columns: int, dots: int) -> bytes:
    profile = _plain(columns, dots)
    return encode(lay_out(_slip(words), profile), profile).removesuffix(ACKNOWLEDGE)
