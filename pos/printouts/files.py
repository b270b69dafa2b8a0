"""Slips in files, as people write them by hand: our JSON, or a MiniPOS request."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from printing.errors import PrintingError
from printing.interface import slip_from_json, slip_from_minipos

if TYPE_CHECKING:
    from printing.interface import Slip


def read(text: str, *, columns: int) -> Slip:
    """Read a slip of `{"elements": [...]}`, or of `{"info": {"slip": [...]}}` as MiniPOS has it.

    `columns` is the width that texts of the latter are checked for. Raises PrintingError; its data
    may name the place, `at`.
    """
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        reason = f"not a JSON document: {str(error)[:100]}"
        raise PrintingError("invalid_element", element="The file", reason=reason) from error
    if isinstance(document, dict) and "info" in document:
        return slip_from_minipos(document["info"], columns=columns)
    return slip_from_json(document)
