"""Printers, where slips go, and what became of each."""

from printing.models.ids import new_id
from printing.models.jobs import PrintAttempt, PrintJob
from printing.models.printers import DrawerSensor, InDoubt, Kind, Printer, default_code_pages
from printing.models.routes import Purpose, Route
from printing.models.templates import Template

__all__ = [
    "DrawerSensor", "InDoubt", "Kind", "PrintAttempt", "PrintJob", "Printer", "Purpose", "Route",
    "Template", "default_code_pages", "new_id",
]  # fmt: skip
