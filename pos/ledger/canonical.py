"""How a document is written down to be hashed, so that anybody can do it again.

JSON in UTF-8 with its members sorted by code point, no space between tokens, and no escapes but
those that JSON demands; numbers are integers only, amounts are texts. It is what RFC 8785 makes of
documents without fractions.
"""

from __future__ import annotations

import hashlib
from typing import Any

import orjson


class CanonicalError(TypeError):
    """A document holds what has no canonical form: a fraction as a number, a name that is no text."""


def canonical(document: dict[str, Any]) -> str:
    """Write a document canonically. Raises CanonicalError."""
    _check(document)
    return orjson.dumps(document, option=orjson.OPT_SORT_KEYS).decode()


def chain_hash(previous_hash: str, content: str) -> str:
    """Return SHA-256 over the previous hash, a line feed and the content, in hexadecimal."""
    return hashlib.sha256(f"{previous_hash}\n{content}".encode()).hexdigest()


PLAIN = frozenset({str, int, bool, type(None)})


def _check(value: Any) -> None:
    pending = [value]
    while pending:
        one = pending.pop()
        kind = type(one)
        if kind is dict:
            if not all(type(name) is str for name in one):
                raise CanonicalError(f"{one!r} has a name that is no text")
            pending += [member for member in one.values() if type(member) is not str]
        elif kind is list:
            pending += one
        elif kind not in PLAIN and not isinstance(one, str):
            raise CanonicalError(
                f"{one!r} is neither a text nor an integer; write amounts as texts"
            )
