"""Printing in the back office: printers, where slips go, and what became of each."""

from printing.admin.jobs import PrintJobAdmin
from printing.admin.printers import PrinterAdmin
from printing.admin.routes import RouteAdmin
from printing.admin.templates import TemplateAdmin

__all__ = ["PrintJobAdmin", "PrinterAdmin", "RouteAdmin", "TemplateAdmin"]
