"""Character tables: what a byte looks like on paper."""

from __future__ import annotations

from functools import lru_cache

from printing.errors import PrintingError

# `ESC t n`: the slots of the Epson TM series, as far as Python has their tables.
EPSON: dict[int, str] = {
    0: "cp437", 2: "cp850", 3: "cp860", 4: "cp863", 5: "cp865", 13: "cp857", 14: "cp737",
    15: "iso8859-7", 16: "cp1252", 17: "cp866", 18: "cp852", 19: "cp858", 32: "cp720",
    33: "cp775", 34: "cp855", 35: "cp861", 36: "cp862", 37: "cp864", 38: "cp869",
    39: "iso8859-2", 40: "iso8859-15", 44: "cp1125", 45: "cp1250", 46: "cp1251", 47: "cp1253",
    48: "cp1254", 49: "cp1255", 50: "cp1256", 51: "cp1257", 52: "cp1258", 53: "kz1048",
}  # fmt: skip
_REPLACED = "#$@[\\]^`{|}~"
# `ESC R n`: what stands in the places of these twelve in other countries.
COUNTRIES = (
    _REPLACED,
    "#$à°ç§^`éùè¨",
    "#$§ÄÖÜ^`äöüß",
    "£$@[\\]^`{|}~",
    "#$@ÆØÅ^`æøå~",
    "#¤ÉÄÖÅÜéäöåü",
    "#$@°\\é^ùàòèì",
    "₧$@¡Ñ¿^`¨ñ}~",
    "#$@[¥]^`{|}~",
    "#¤ÉÆØÅÜéæøåü",
    "#$ÉÆØÅÜéæøåü",
    "#$á¡Ñ¿é`íñóú",
    "#$á¡Ñ¿éüíñóú",
    "#$@[₩]^`{|}~",
)


@lru_cache(maxsize=4096)
def character(byte: int, page: str, country: int) -> str:
    """Return what a byte of 32 or more prints as."""
    char = bytes([byte]).decode(page, "replace")
    place = _REPLACED.find(char) if byte < 128 else -1
    return char if place < 0 else COUNTRIES[country][place]


def read(text: str) -> tuple[int, str]:
    """Read `33=CP775`; raises PrintingError `invalid_profile`."""
    slot, _, name = text.partition("=")
    if not slot.isdecimal() or int(slot) > 255:
        raise _bad(text, "write SLOT=NAME with a slot of 0 to 255, such as 33=CP775")
    return int(slot), checked(name)


def checked(name: str) -> str:
    """Accept a single-byte table that Python knows and that keeps ASCII; raises `invalid_profile`."""
    try:
        printable = bytes(range(32, 127)).decode(name)
        whole = [bytes([byte]).decode(name, "replace") for byte in range(128, 256)]
    except (LookupError, UnicodeError, ValueError):
        raise _bad(name, "there is no such table") from None
    if printable.encode() != bytes(range(32, 127)) or any(len(char) != 1 for char in whole):
        raise _bad(name, "it is not a table of single bytes")
    if whole.count("\ufffd") > 64:
        raise _bad(name, "it is not a table of single bytes")
    return name


def _bad(name: str, reason: str) -> PrintingError:
    return PrintingError("invalid_profile", field=f"code page {name!r}", reason=reason)
