"""Which kinds of printers are fiscal devices: they take structured receipts, and nothing else."""

from __future__ import annotations

ERPNET = "erpnet"
SIMULATOR = "fiscal_simulator"
FISCAL: tuple[str, ...] = (ERPNET, SIMULATOR)
# The purpose of a job that only a fiscal device may print.
PURPOSE = "fiscal"


def fits(purpose: str, kind: str) -> bool:
    """Tell whether slips of a purpose may go to printers of a kind."""
    return (purpose == PURPOSE) == (kind in FISCAL)
