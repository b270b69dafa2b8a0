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


def starts_report(answer: int) -> bool:
    """Tell whether a byte begins an automatic status report: bit 4 is set, 0, 1 and 7 clear."""
    return answer & 0x93 == 0x10


class Answers:
    """Sorts out what a printer says. Keeps its place from one read to the next.

    Some printers report a change of their state unasked, in four bytes of which the last three
    look like confirmations. Taking one for a confirmation would call a slip printed when the
    paper has just run out, so a whole report is passed over.
    """

    def __init__(self) -> None:
        self._report: bytearray | None = None

    def of(self, data: bytes) -> list[int]:
        """Return the bytes that answer a question."""
        found: list[int] = []
        for byte in data:
            if self._report is not None and is_acknowledgement(byte):
                self._report.append(byte)
                if len(self._report) == 3:
                    self._report = None
                continue
            found += self.rest()
            if starts_report(byte):
                self._report = bytearray()
            else:
                found.append(byte)
        return found

    def rest(self) -> list[int]:
        """Return what looked like a report that never became whole: it was none."""
        held, self._report = self._report, None
        return list(held or b"")


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
    return Condition(near_end=bool(paper & 0x0C), drawer_high=bool(printer & 0x04))
