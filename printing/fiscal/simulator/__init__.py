"""An honest simulator of a fiscal device: everything it says and prints says that it is one."""

from printing.fiscal.simulator.device import Simulator
from printing.fiscal.simulator.faults import Faults

__all__ = ["Faults", "Simulator"]
