"""The public face of printing: what other apps may import."""

from __future__ import annotations

from printing.asking import (
    Ticket,
    enqueue,
    job_id,
    open_drawer,
    printer_id,
    printers_asked,
    put,
    queued,
    routes_asked,
)
from printing.errors import PrintingError
from printing.fiscal.options import tax_name
from printing.fiscal.sale import (
    FiscalOriginal,
    FiscalSale,
    FiscalSaleLine,
    FiscalSaleNote,
    FiscalSalePayment,
)
from printing.markup.forms import SlipTemplate
from printing.outcomes import Printed, print_once, wait_for
from printing.previews import preview_html, preview_png, preview_svg, preview_text, render_bytes
from printing.render.profile import CodePage, Profile, profile_for
from printing.routing import Routes
from printing.selectors import slip_template
from printing.slips.barcodes import BarcodeKind
from printing.slips.coupon import Coupon, coupon_slip
from printing.slips.elements import (
    BOLD,
    DOUBLE,
    PLAIN,
    QR,
    Align,
    Barcode,
    Cell,
    Columns,
    Cut,
    Direction,
    Drawer,
    Element,
    Feed,
    Hri,
    Image,
    Raw,
    Rule,
    Slip,
    SlipWarning,
    Style,
    Text,
    Wrap,
)
from printing.slips.from_json import from_dict as slip_from_json
from printing.slips.kitchen import Change, KitchenTicket, TicketLine, kitchen_slip
from printing.slips.minipos import slip_from_minipos
from printing.slips.money import Money
from printing.slips.notices import sentence as warning_sentence
from printing.slips.report import (
    Cash,
    ReportRow,
    ShiftReport,
    Tally,
    x_report_slip,
    z_report_slip,
)
from printing.slips.sale import (
    Line,
    Modifier,
    SaleDocument,
    TaxRow,
    Tender,
    sale_slip,
)
from printing.slips.test_page import printer_test_page
from printing.spool.addressing import addressed
from printing.spool.fiscal_record import FiscalRecord, fiscal_record
from printing.spool.queue import NewJob

__all__ = [
    "BOLD",
    "DOUBLE",
    "PLAIN",
    "QR",
    "Align",
    "Barcode",
    "BarcodeKind",
    "Cash",
    "Cell",
    "Change",
    "CodePage",
    "Columns",
    "Coupon",
    "Cut",
    "Direction",
    "Drawer",
    "Element",
    "Feed",
    "FiscalOriginal",
    "FiscalRecord",
    "FiscalSale",
    "FiscalSaleLine",
    "FiscalSaleNote",
    "FiscalSalePayment",
    "Hri",
    "Image",
    "KitchenTicket",
    "Line",
    "Modifier",
    "Money",
    "NewJob",
    "Printed",
    "PrintingError",
    "Profile",
    "Raw",
    "ReportRow",
    "Routes",
    "Rule",
    "SaleDocument",
    "ShiftReport",
    "Slip",
    "SlipTemplate",
    "SlipWarning",
    "Style",
    "Tally",
    "TaxRow",
    "Tender",
    "Text",
    "Ticket",
    "TicketLine",
    "Wrap",
    "addressed",
    "coupon_slip",
    "enqueue",
    "fiscal_record",
    "job_id",
    "kitchen_slip",
    "open_drawer",
    "preview_html",
    "preview_png",
    "preview_svg",
    "preview_text",
    "print_once",
    "printer_id",
    "printer_test_page",
    "printers_asked",
    "profile_for",
    "put",
    "queued",
    "render_bytes",
    "routes_asked",
    "sale_slip",
    "slip_from_json",
    "slip_from_minipos",
    "slip_template",
    "tax_name",
    "wait_for",
    "warning_sentence",
    "x_report_slip",
    "z_report_slip",
]  # fmt: skip
