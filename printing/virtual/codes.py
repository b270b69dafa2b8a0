"""Barcodes and QR codes that the printer draws by itself, from the commands that ask for them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import qrcode
from qrcode.exceptions import DataOverflowError

from printing.errors import PrintingError
from printing.render.canvas import symbol_picture
from printing.render.symbols import barcode_modules, bitmap
from printing.slips.barcodes import BarcodeKind, check_data
from printing.virtual import code128
from printing.virtual.code128 import BadDataError

if TYPE_CHECKING:
    from PIL import Image

    from printing.virtual.modes import Modes

_LEVELS = {48: "L", 49: "M", 50: "Q", 51: "H"}
_BITS = {"L": 1, "M": 0, "Q": 3, "H": 2}
_CODE128_AUTO = 79


@dataclass(frozen=True, slots=True)
class Symbol:
    """A barcode: its kind, its data, its picture; None where a printer prints nothing, and why."""

    kind: str
    data: str
    picture: Image.Image | None
    reason: str = ""


def barcode(args: bytes, modes: Modes, dots: int) -> Symbol:
    """Draw `GS k m ...`, either form. It prints nothing when it does not fit the paper."""
    m = args[0]
    data = args[2:] if m >= 65 else args[1:].rstrip(b"\x00")
    name, shown = f"type {m}", data.decode("latin-1")
    try:
        kind = BarcodeKind.CODE128 if m == _CODE128_AUTO else _kind(m)
        name = kind.name
        pattern, shown = _modules(kind, data, auto=m == _CODE128_AUTO)
    except PrintingError as error:
        return Symbol(name, shown, None, str(error.data["reason"]))
    except BadDataError as error:
        return Symbol(name, shown, None, str(error))
    bars = bitmap((pattern,), modes.bar_width, modes.bar_height)
    if bars.width > dots:
        return Symbol(name, shown, None, f"{bars.width} dots do not fit on {dots}")
    picture = symbol_picture(bars, shown, bool(modes.hri & 1), bool(modes.hri & 2))
    return Symbol(name, shown, picture)


def _kind(m: int) -> BarcodeKind:
    return BarcodeKind.from_gs_k(m + 65 if m in {7, 8} else m)


def _modules(kind: BarcodeKind, data: bytes, *, auto: bool) -> tuple[str, str]:
    if kind is BarcodeKind.CODE128:
        return code128.modules(code128.auto(data) if auto else data)
    text = data.decode("latin-1")
    if kind is BarcodeKind.CODE39 and len(text) > 2 and text[0] == text[-1] == "*":
        text = text[1:-1]  # the printer's own start and stop, which it accepts as data, too
    check_data(kind, text)
    return barcode_modules(kind, text)


class QRCodes:
    """What `GS ( k` has set for QR codes; the data stays until other data takes its place."""

    def __init__(self) -> None:
        self.size, self.error, self.data = 3, "L", b""

    def step(self, function: int, data: bytes) -> bool:
        """Set model (65), module size (67), error correction (69) or data (80); False: unknown."""
        if function == 67 and data:
            self.size = max(1, min(data[0], 16))
        elif function == 69 and data:
            self.error = _LEVELS.get(data[0], self.error)
        elif function == 80:
            self.data = data[1:]
        else:
            return function == 65
        return True

    def text(self) -> str:
        """Return the data as a reader shows it."""
        try:
            return self.data.decode()
        except UnicodeDecodeError:
            return self.data.decode("latin-1")

    def symbol(self, dots: int) -> Symbol:
        """Draw the code (81). It prints nothing without data, or when it does not fit the paper."""
        if not self.data:
            return Symbol("QR", "", None, "there is no data")
        try:
            modules = _qr_modules(self.data, self.error)
        except (DataOverflowError, ValueError):
            return Symbol("QR", self.text(), None, "too much data for a QR code")
        picture = bitmap(modules, self.size, self.size)
        if picture.width > dots:
            reason = f"{picture.width} dots do not fit on {dots}"
            return Symbol("QR", self.text(), None, reason)
        return Symbol("QR", self.text(), picture)


@lru_cache(maxsize=64)
def _qr_modules(data: bytes, error: str) -> tuple[str, ...]:
    code = qrcode.QRCode(border=0, error_correction=_BITS[error])
    code.add_data(data)
    code.make(fit=True)
    return tuple("".join("1" if cell else "0" for cell in row) for row in code.get_matrix())
