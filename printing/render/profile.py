"""What a printer can do, as far as the layout and the bytes depend on it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache

from printing.errors import PrintingError

# Character cell and line pitch of font A at 180-203 dpi, in dots.
GLYPH_HEIGHT = 24
LINE_HEIGHT = 30
LINE_SPACING = LINE_HEIGHT - GLYPH_HEIGHT

# Slots of the Epson TM series, which most makers follow. The order is the order of preference.
DEFAULT_CODE_PAGES: tuple[tuple[str, int], ...] = (
    ("CP437", 0),
    ("CP858", 19),
    ("CP775", 33),
    ("CP852", 18),
    ("CP737", 14),
    ("CP866", 17),
)
# Single-byte tables that keep ASCII and that Python knows. Arabic and Hebrew ones are left out: a
# printer neither joins letters nor turns lines around, so such lines are sent as pictures.
KNOWN_PAGES = frozenset(
    [
        "CP437",
        "CP737",
        "CP775",
        "CP850",
        "CP852",
        "CP855",
        "CP857",
        "CP858",
        "CP860",
        "CP861",
        "CP863",
        "CP865",
        "CP866",
        "CP869",
        "CP1125",
        "CP1250",
        "CP1251",
        "CP1252",
        "CP1253",
        "CP1254",
        "CP1257",
        "ISO8859-2",
        "ISO8859-7",
        "ISO8859-15",
    ]
)
DOTS = {32: 384, 42: 512, 48: 576}


@dataclass(frozen=True, slots=True)
class CodePage:
    """A character table of the printer: Python's name of it and the `n` of `ESC t n`."""

    name: str
    slot: int

    def __post_init__(self) -> None:
        if self.name not in KNOWN_PAGES or not 0 <= self.slot <= 255:
            raise PrintingError(
                "invalid_profile", field="code page", reason=f"{self.name} in slot {self.slot}"
            )

    def can_encode(self, text: str) -> bool:
        """Whether every character of `text` is in this table."""
        return text.isascii() or all(_byte(self.name, char) is not None for char in text)

    def encode(self, text: str) -> bytes:
        """Encode text that `can_encode` accepted."""
        return text.encode(self.name)


@lru_cache(maxsize=8192)
def _byte(name: str, char: str) -> int | None:
    try:
        encoded = char.encode(name)
    except UnicodeEncodeError:
        return None
    # Bytes below 32 are commands, and the printers keep no picture in 127.
    return encoded[0] if len(encoded) == 1 and encoded[0] >= 32 and encoded[0] != 127 else None


@dataclass(frozen=True)
class Profile:
    """Paper width in characters of font A and in dots, code pages in order of preference.

    `native_symbols`: the printer draws QR codes itself. `locks_realtime`: it knows `GS ( D`, which
    turns off drawer pulses hidden in data. `confirms`: it answers status requests.
    """

    columns: int = 42
    dots: int = 512
    code_pages: tuple[CodePage, ...] = tuple(CodePage(*page) for page in DEFAULT_CODE_PAGES)
    native_symbols: bool = True
    locks_realtime: bool = False
    fragment_rows: int = 128
    confirms: bool = True

    def __post_init__(self) -> None:
        if not 16 <= self.columns <= 64 or not 8 * self.columns <= self.dots <= 832:
            raise PrintingError(
                "invalid_profile",
                field="width",
                reason=f"{self.columns} columns on {self.dots} dots",
            )

    @cached_property
    def cell(self) -> int:
        """Width of a character in dots."""
        return self.dots // self.columns

    def page_for(self, text: str) -> CodePage | None:
        """Return the first page that has every character of `text`."""
        return next((page for page in self.code_pages if page.can_encode(text)), None)

    def can_encode(self, text: str) -> bool:
        """Whether every character is in some page."""
        return text.isascii() or all(self.page_for(char) is not None for char in set(text))

    def spans(self, text: str) -> list[tuple[CodePage | None, str]]:
        """Split text by page: whole if one page has it all, else as long pieces as possible.

        ASCII is the same in every page, so it needs none (None).
        """
        if text.isascii():
            return [(None, text)]
        whole = self.page_for(text)
        if whole is not None:
            return [(whole, text)]
        spans: list[tuple[CodePage | None, str]] = []
        for char in text:
            page, run = spans[-1] if spans else (None, "")
            if spans and (char.isascii() or (page is not None and page.can_encode(char))):
                spans[-1] = (page, run + char)
            else:
                spans.append((None if char.isascii() else self.page_for(char), char))
        return spans


def profile_for(columns: int, dots: int | None = None) -> Profile:
    """Return the usual profile of 32, 42 or 48 columns, on 384, 512 or 576 dots unless told.

    Raises PrintingError `invalid_profile` where so many columns do not fit.
    """
    return Profile(columns=columns, dots=dots or DOTS.get(columns, columns * 12))
