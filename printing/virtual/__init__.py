"""A virtual printer: a TCP server that decodes ESC/POS on its own and draws the paper."""

from printing.virtual.faults import Faults
from printing.virtual.server import VirtualPrinter

__all__ = ["Faults", "VirtualPrinter"]
