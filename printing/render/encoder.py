"""Rows as ESC/POS bytes: a whole job, from waking the printer to asking whether it printed.

python-escpos builds the commands; transports are our own (`printing.drivers`). Text is encoded
here, from the printer's own ordered code pages: the library sorts pages as strings and forgets
that `ESC @` also resets the page.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PIL import Image

from printing.render import library
from printing.render.canvas import left_edge, text_picture
from printing.render.rows import (
    CutRow,
    DrawerRow,
    FeedRow,
    PictureRow,
    RawRow,
    Row,
    TextRow,
)
from printing.render.state import State, apply
from printing.slips.barcodes import BarcodeKind, code128_bytes
from printing.slips.elements import PLAIN, QR, Align, Barcode, Hri, Style

if TYPE_CHECKING:
    from printing.render.profile import Profile
    from printing.render.rows import Layout

SELECT = b"\x1b=\x01"
INITIALISE = b"\x1b@"
LOCK_REALTIME = b"\x1d(D\x03\x00\x14\x01\x00\x1d(D\x03\x00\x14\x02\x00"
ACKNOWLEDGE = b"\x1dr\x01"
_REALTIME = frozenset({0x04, 0x05, 0x14})
_DLE, _DLE_DEFUSED = 0x10, 0x18
_COMMAND_IN_DATA = re.compile(rb"\x10[\x04\x05\x14]")
_QR_LEVELS = {"L": 0, "M": 1, "Q": 2, "H": 3}
_HRI = {Hri.NONE: 0, Hri.ABOVE: 1, Hri.BELOW: 2, Hri.BOTH: 3}


def encode(layout: Layout, profile: Profile) -> bytes:
    """Return the bytes of a job.

    Frame: wake (`ESC = 1`), initialise, content, initialise, cut and drawer, and last a status
    request (`GS r 1`) that the printer answers only after it has worked through all before it.
    """
    encoder = _Encoder(profile)
    encoder.raw(SELECT + INITIALISE)
    if profile.locks_realtime:
        encoder.raw(LOCK_REALTIME)
    for row in layout.rows:
        encoder.add(row)
    encoder.reset()
    if profile.confirms:
        encoder.raw(ACKNOWLEDGE)
    return encoder.output()


def defuse(raster: bytes) -> bytes:
    """Take real-time commands out of picture data by one more black dot beside a black one.

    A printer acts on `DLE DC4`, `DLE EOT` and `DLE ENQ` when they arrive, even inside a picture:
    the first can open the drawer.
    """
    data = bytearray(raster)
    for at in range(len(data) - 1):
        if data[at] == _DLE and data[at + 1] in _REALTIME:
            data[at] = _DLE_DEFUSED
    return bytes(data)


class _Encoder:
    """Writes rows and remembers what the printer is set to, so that only changes are sent."""

    def __init__(self, profile: Profile) -> None:
        self.profile = profile
        self.printer: Any = library.dummy()
        self.state = State()
        self.page: int | None = None
        self.fresh = True

    def raw(self, data: bytes) -> None:
        self.printer._raw(data)  # noqa: SLF001 (the library's only way to send plain bytes)

    def output(self) -> bytes:
        return bytes(self.printer.output)

    def reset(self) -> None:
        """Initialise, once: the printer forgets styles and the code page."""
        if not self.fresh:
            self.raw(INITIALISE)
        self.state, self.page, self.fresh = State(), None, True

    def add(self, row: Row) -> None:
        if isinstance(row, CutRow):
            self.reset()
            self.raw(b"\x1dVB\x00" if row.partial else b"\x1dVA\x00")
            return
        if isinstance(row, DrawerRow):
            self.reset()
            self.printer.cashdraw(row.pin)
            return
        self.fresh = False
        if isinstance(row, TextRow):
            self._text(row)
        elif isinstance(row, PictureRow):
            self._picture(row)
        elif isinstance(row, FeedRow):
            self.printer.print_and_feed(row.lines)
        else:
            self._raw_row(row)

    def _raw_row(self, row: RawRow) -> None:
        self.raw(row.data)
        if INITIALISE in row.data:
            self.page = None
        # On top of what is set now, by typed elements too.
        self.state = apply(row.data, self.state).state

    def _text(self, row: TextRow) -> None:
        if row.raster:
            self._align(Align.LEFT)
            self._raster(text_picture(row, self.profile), Align.LEFT)
            return
        self._align(row.align)
        self._font(row)
        for run in row.runs:
            self._style(run.style)
            for page, text in self.profile.spans(run.text):
                if page is None:
                    self.raw(text.encode("ascii"))
                    continue
                if page.slot != self.page:
                    self.raw(b"\x1bt" + bytes([page.slot]))
                    self.page = page.slot
                self.raw(page.encode(text))
        if not row.soft:
            self.raw(b"\n")

    def _font(self, row: TextRow) -> None:
        """Undo font and spacing of raw commands for rows that were laid out without them."""
        now = self.state
        if row.font_b == now.font_b and row.spacing == now.spacing:
            return
        if row.font_b != now.font_b:
            self.raw(b"\x1bM%c" % row.font_b)
        if row.spacing != now.spacing:
            self.raw(b"\x1b %c" % row.spacing)
        self.state = replace(now, font_b=row.font_b, spacing=row.spacing)

    def _align(self, align: Align) -> None:
        if align is not self.state.align:
            self.printer.set(align=str(align))
            self.state = replace(self.state, align=align)

    def _style(self, style: Style) -> None:
        now = self.state.style
        if style is now:
            return
        if (style.width, style.height) != (now.width, now.height):
            self.printer.set(custom_size=True, width=style.width, height=style.height)
        if style.bold != now.bold:
            self.printer.set(bold=style.bold)
        if style.underline != now.underline:
            self.printer.set(underline=int(style.underline))
        if style.invert != now.invert:
            self.printer.set(invert=style.invert)
        self.state = replace(self.state, style=style)

    def _picture(self, row: PictureRow) -> None:
        self._align(row.align)
        if isinstance(row.source, Barcode) and _is_safe(_sent(row.source)):
            self._barcode(row.source)
        elif isinstance(row.source, QR) and self._draws(row.source):
            self._style(PLAIN)
            level = _QR_LEVELS[row.source.error]
            self.printer.qr(row.source.data, ec=level, size=row.source.size, native=True)
        else:
            self._raster(row.bitmap, row.align)

    def _draws(self, qr: QR) -> bool:
        return self.profile.native_symbols and _is_safe(qr.data.encode())

    def _barcode(self, barcode: Barcode) -> None:
        # Built here: the library reports every barcode on standard output. The form with an
        # explicit length: in the other one some printers print the final NUL.
        data = _sent(barcode)
        self.raw(b"\x1dh%c\x1dw%c\x1df\x00" % (barcode.height, barcode.width))
        self.raw(b"\x1dH%c" % _HRI[barcode.text])
        self.raw(b"\x1dk%c%c" % (barcode.kind.value, len(data)) + data)

    def _raster(self, bitmap: Image.Image, align: Align) -> None:
        """Send a picture in pieces small enough for the buffers of small printers."""
        width = -(-bitmap.width // 8)
        # Rasters are sent in whole bytes; what is added is white, and on the side that has room.
        whole = Image.new("1", (width * 8, bitmap.height), 1)
        whole.paste(bitmap, (left_edge(bitmap.width, whole.width, align), 0))
        data = defuse(bytes(byte ^ 0xFF for byte in whole.tobytes()))
        for top in range(0, bitmap.height, self.profile.fragment_rows):
            rows = min(self.profile.fragment_rows, bitmap.height - top)
            head = b"\x1dv0\x00" + width.to_bytes(2, "little") + rows.to_bytes(2, "little")
            self.raw(head + data[top * width : (top + rows) * width])


def _sent(barcode: Barcode) -> bytes:
    if barcode.kind is BarcodeKind.CODE128:
        return code128_bytes(barcode.data)
    return barcode.data.encode("ascii")


def _is_safe(data: bytes) -> bool:
    """Tell whether a symbol's data may be sent as they are; if not, the symbol is drawn.

    A printer acts on real-time commands amid the data of a QR code, too.
    """
    return not _COMMAND_IN_DATA.search(data)
