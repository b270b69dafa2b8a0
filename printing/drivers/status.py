"""What ESC/POS printers answer: to `DLE EOT n` at once, to `GS r 1` in its turn."""

from __future__ import annotations

from printing.drivers.base import Condition
from printing.errors import PrintingError

PRINTER, OFFLINE_CAUSE, PAPER = 1, 2, 4
ASKED = (PAPER, OFFLINE_CAUSE, PRINTER)


def request(n: int) -> bytes:
    """Return `DLE EOT n`."""
    return b"\x10\x04" + bytes([n])


def is_realtime(answer: int) -> bool:
    """Tell whether a byte answers `DLE EOT`: bits 1 and 4 are set, 0 and 7 clear, in no other."""
    return answer & 0x93 == 0x12


def is_acknowledgement(answer: int) -> bool:
    """Tell whether a byte answers `GS r`: bits 4 and 7 are clear in it, and in no other."""
    return not answer & 0x90


def condition(paper: int, cause: int, printer: int, **device: object) -> Condition:
    """Read the answers to `DLE EOT` 4, 2 and 1; raises PrintingError when nothing can be printed.

    `device` is what the error says about whose answers they are.

    An open cover often looks like missing paper too: what a person has to do first is named.
    """
    for wrong, code in (
        (cause & 0x04, "printer_cover_open"),
        (paper & 0x60 or cause & 0x20, "printer_paper_out"),
        (cause & 0x40, "printer_error"),
        (printer & 0x08, "printer_offline"),
    ):
        if wrong:
            raise PrintingError(code, **device)
    return Condition(near_end=bool(paper & 0x0C), drawer_open=bool(printer & 0x04))
