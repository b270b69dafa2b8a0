"""The name a slip has at a printer: which job, which attempt, and which offer of it.

At most 30 characters of letters, digits, `-`, `_` and `.`: more the Epson manual does not take as
a print job id (Server Direct Print User's Manual, "When Specifying the Print Job ID").
"""

from __future__ import annotations

import base64
import re
import uuid
from dataclasses import dataclass

_TEXT = re.compile(r"([A-Za-z0-9_-]{22})\.([1-9][0-9]{0,6})(?:\.([A-Za-z0-9_-]{8}))?")


@dataclass(frozen=True, slots=True)
class Token:
    """`offer` is empty where asking and taking are one request."""

    job_id: uuid.UUID
    attempt: int
    offer: str = ""

    def __str__(self) -> str:
        name = base64.urlsafe_b64encode(self.job_id.bytes).decode().rstrip("=")
        return ".".join(part for part in (name, str(self.attempt), self.offer) if part)


def read(text: str) -> Token | None:
    """Read a token; None when it is none of ours."""
    found = _TEXT.fullmatch(text)
    if found is None:
        return None
    name, attempt, offer = found.groups()
    job_id = uuid.UUID(bytes=base64.urlsafe_b64decode(f"{name}=="))
    token = Token(job_id, int(attempt), offer or "")
    # The last character has bits to spare: only one way to write a token is its name.
    return token if str(token) == text else None
