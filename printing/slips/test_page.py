"""A page that shows whether a printer is set up right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from printing.slips.views.test_page import TEST_PAGE, PrinterView

if TYPE_CHECKING:
    from printing.markup.forms import SlipTemplate
    from printing.slips.elements import Slip


def printer_test_page(name: str, columns: int, template: SlipTemplate | None = None) -> Slip:
    """Build the page: a line that must just fit, styles, scripts, a barcode and a QR code.

    A template that fails gives way to the default one, with warning `template_failed`.
    """
    return TEST_PAGE.slip(template, PrinterView(name, columns), f"Test page {name}")
