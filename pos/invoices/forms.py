"""The forms in which an invoice's slip is handed out, for the API and the back office."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pos.invoices import receipts

if TYPE_CHECKING:
    from collections.abc import Callable

COLUMNS = (32, 42, 48)
DOTS = (384, 512, 576)
# Whatever a product is called: a slip opened in a browser runs nothing and fetches nothing.
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src data:",
    "X-Content-Type-Options": "nosniff",
}


@dataclass(frozen=True, slots=True)
class Form:
    """One form: its media type, and what makes it of an invoice, `columns` and `dots`."""

    content_type: str
    make: Callable[..., bytes]


FORMS: dict[str, Form] = {
    "png": Form("image/png", receipts.picture),
    "svg": Form("image/svg+xml", receipts.drawing),
    "html": Form("text/html; charset=utf-8", receipts.page),
    "txt": Form("text/plain; charset=utf-8", receipts.plain_text),
    "escpos": Form("application/vnd.escpos", receipts.escpos),
}
