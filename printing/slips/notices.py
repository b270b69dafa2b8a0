"""Warnings as sentences for people: what is unusual about a slip that is printed all the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

SENTENCES: dict[str, str] = {
    "bad_check_digit": "{kind} {data} should end with {expected}; it is printed as it was given.",
    "line_too_long": "“{text}” takes {rows} lines at {columns} columns.",
    "missing_glyph": "No font has these characters, which print as boxes: {characters}",
    "preview_differs": "The preview does not show {reason}.",
    "barcode_too_wide": "The paper is too narrow for the barcode {data}: it is printed as text.",
    "barcode_narrowed": "A barcode is printed with bars of {width} dots, to fit the paper.",
    "qr_made_smaller": "A QR code is printed with modules of {size} dots, to fit the paper.",
    "template_failed": "The template ({kind}) failed, and the standard one was used: {reason}",
}


def sentence(warning: Mapping[str, object]) -> str:
    """Say what a warning says, as jobs keep it: its `code` beside its data."""
    code = str(warning["code"])
    return SENTENCES[code].format(**warning) if code in SENTENCES else code
