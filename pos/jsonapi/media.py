"""Content negotiation of JSON:API 1.1: the media type, its parameters, the cursor profile."""

from __future__ import annotations

import re
from dataclasses import dataclass

MEDIA_TYPE = "application/vnd.api+json"
PROFILE = "https://jsonapi.org/profiles/ethanresnick/cursor-pagination"
PAGED_MEDIA_TYPE = f'{MEDIA_TYPE};profile="{PROFILE}"'

# What a client may say it takes and still get JSON:API: published clients send these on GET.
WILDCARDS = frozenset({"*/*", "application/*", "application/json"})
OWN_PARAMETERS = frozenset({"ext", "profile"})

# What lies between separators outside quotes. Neither looks ahead: a header may be long.
_ENTRIES = re.compile(r'(?:[^,"]|"[^"]*"?)+')
_PARTS = re.compile(r'(?:[^;"]|"[^"]*"?)+')


@dataclass(frozen=True, slots=True)
class MediaRange:
    """One entry of an Accept or Content-Type header."""

    type: str
    parameters: dict[str, str]
    quality: float

    @property
    def fits(self) -> bool:
        """Whether JSON:API answers it: no foreign parameter, and no extension (none is known)."""
        return set(self.parameters) <= OWN_PARAMETERS and not self.parameters.get("ext", "").split()


def parse(header: str) -> list[MediaRange]:
    """Read a header's media ranges; what cannot be read is left out."""
    ranges = []
    for entry in _ENTRIES.findall(header):
        name, *rest = [part.strip() for part in _PARTS.findall(entry)] or [""]
        if not name:
            continue
        pairs = [part.partition("=") for part in rest if part]
        parameters = {key.strip().lower(): value.strip().strip('"') for key, _, value in pairs}
        try:
            quality = float(parameters.pop("q", "1"))
        except ValueError:
            quality = 0.0
        ranges.append(MediaRange(name.lower(), parameters, quality))
    return ranges


def acceptable(accept: str | None) -> bool:
    """Tell whether a client that sent this Accept header takes our documents.

    Entries of our type with foreign parameters are passed over, not fatal, while another one fits;
    where none does, not even a wildcard helps.
    """
    if not accept or accept in {"*/*", MEDIA_TYPE}:
        return True
    wanted = [entry for entry in parse(accept) if entry.quality > 0]
    own = [entry for entry in wanted if entry.type == MEDIA_TYPE]
    if own:
        return any(entry.fits for entry in own)
    return any(entry.type in WILDCARDS for entry in wanted)


def supported_body(content_type: str) -> bool:
    """Tell whether a request body of this type is a JSON:API document that we read."""
    ranges = parse(content_type)
    return len(ranges) == 1 and ranges[0].type == MEDIA_TYPE and ranges[0].fits
